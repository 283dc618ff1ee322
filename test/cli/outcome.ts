/** A small outcome of a run, as the engine would hand it over: two covered moves and one outside the data. */
import type { Cell, ReplaySeries, RunOutcome, Verdict } from '../../src/results/results.ts';

function cell(verdict: Verdict, minHealth: number | null, more: Partial<Cell> = {}): Cell {
  return {
    verdict,
    certainty: 'certain',
    at: null,
    positionsKept: true,
    accountAlive: true,
    rejections: 0,
    refusals: {},
    ordersExpired: 0,
    minHealth,
    minHealthAt: null,
    equityStart: '10000',
    deposited: '0',
    equityEnd: '9000',
    equityEndWithoutMargin: '9500',
    maxDrawdown: -0.1,
    feesPaid: '1',
    fundingPaid: '0',
    interestPaid: '0',
    bounds: {},
    liquidations: [],
    ...more,
  };
}

function series(start: number): ReplaySeries {
  const column = (...values: number[]) => Float64Array.from(values);
  const ledger = {
    equity: column(10000, 9000.5),
    maintenance: column(0, 50),
    initial: column(0, 1000),
    health: column(NaN, 180.01),
  };
  return {
    times: column(start, start + 3_600_000),
    closes: [{ symbol: 'BTCUSDT', close: column(100, 90), stale: Uint8Array.of(0, 1) }],
    ledgers: [
      { mode: 'isolated', ...ledger },
      { mode: 'cross', ...ledger },
    ],
  };
}

export function outcome(): RunOutcome {
  const move = (id: string) => ({ id, name: `The ${id}`, start: 1_584_000_000_000, end: 1_584_100_000_000 });
  const venue = { id: 'generic', model: 'flat', liquidationHealth: 1, warningHealth: 1.5, rulesFrom: [] };
  return {
    results: {
      schemaVersion: 1,
      run: {
        name: 'pair',
        engineVersion: '0.1.0',
        strategy: { name: 'pair', params: {}, orders: 'own' },
        venue: { isolated: venue, cross: venue },
        capital: { USDT: '10000' },
        quote: 'USDT',
        path: 'bracket',
        intervalMs: 3_600_000,
        symbols: ['BTCUSDT'],
        inputs: [],
        segments: [],
        continuousWindow: null,
        assumptions: [],
        reconstruction: false,
        conservation: { ledgers: 6, postings: 10, largestImbalance: '0' },
      },
      continuous: {},
      matrix: [
        {
          covered: true,
          move: { ...move('crash'), returns: { BTCUSDT: -0.4 } },
          cells: {
            isolated: cell('liquidated', 0.97, { positionsKept: false }),
            cross: cell('margin-called', 1.21, { certainty: 'path-dependent' }),
          },
        },
        {
          covered: true,
          move: { ...move('rally'), returns: { BTCUSDT: 0.3 } },
          cells: {
            isolated: cell('bankrupt', -0.2, { positionsKept: false, accountAlive: false }),
            cross: cell('untouched', null),
          },
        },
        { covered: false, reason: 'BTCUSDT begins after it.', move: move('older'), cells: {} },
      ],
    },
    continuous: series(1_500_000_000_000),
    moves: [{ id: 'crash, "the"', series: series(1_584_000_000_000) }],
  };
}
