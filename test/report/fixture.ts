/** A seeded, made-up run that shows every verdict once at least. Not a replay: only its shape is real. */
import { DAY_MS, HOUR_MS } from '../../src/basics/time.ts';
import type {
  Cause,
  Cell,
  ContinuousResult,
  LiquidationRow,
  MatrixRow,
  Results,
  RunOutcome,
  Verdict,
} from '../../src/results/results.ts';
import type { MarginMode } from '../../src/strategy/strategy.ts';
import { MODES, PLANS, moveSeries, series, type Plan } from './fixture-series.ts';

export interface Names {
  run: string;
  strategy: string;
  symbols: [string, string, string];
  moves: string[];
  file: string;
}

export const PLAIN: Names = {
  run: 'hedged-pair',
  strategy: 'hedged-pair',
  symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'],
  moves: [
    'COVID crash',
    'First flush of 2021',
    '19 May 2021 flush',
    'Wick of December 2021',
    'Terra collapse',
    'FTX collapse',
    'Depeg of 2018',
  ],
  file: 'data/BTCUSDT-1h.csv',
};

const START = Date.UTC(2020, 0, 1);
const CANDLES = 26_304;
const MOVE_DAYS = [
  [70, 5],
  [374, 3],
  [503, 5],
  [702, 3],
  [857, 6],
  [1040, 6],
] as const;

export function syntheticOutcome(names: Names = PLAIN): RunOutcome {
  const matrix = matrixRows(names);
  const times = Float64Array.from({ length: CANDLES }, (_, i) => START + i * HOUR_MS);
  const continuous = Object.fromEntries(
    MODES.map((mode, n) => [mode, continuousResult(n, names)]),
  ) as Results['continuous'];
  return {
    results: { schemaVersion: 1, run: runFacts(names), continuous, matrix },
    continuous: series(times, 7, names.symbols, [0.3, 1, 1.6]),
    moves: matrix
      .filter(row => row.covered)
      .map((row, n) => {
        const from = row.move.start - 2 * DAY_MS;
        const count = (row.move.end - from) / HOUR_MS;
        const moveTimes = Float64Array.from({ length: count }, (_, i) => from + i * HOUR_MS);
        return { id: row.move.id, series: moveSeries(moveTimes, n, row.move.start, names.symbols) };
      }),
  };
}

function runFacts(names: Names): Results['run'] {
  const venue = (model: string, liquidationHealth: number): Results['run']['venue']['cross'] => ({
    id: 'generic',
    model,
    liquidationHealth,
    warningHealth: 1.5,
    rulesFrom: ['Generic teaching venue, semantics section 6.'],
  });
  return {
    name: names.run,
    engineVersion: '0.1.0',
    strategy: { name: names.strategy, params: { leverage: 10, notional: 20_000 }, orders: 'own' },
    venue: {
      isolated: venue('tiers', 1)!,
      cross: venue('tiers', 1)!,
      portfolio: venue('pm-correlated', 1.05)!,
    },
    capital: { USDT: '10000' },
    quote: 'USDT',
    path: 'bracket',
    intervalMs: HOUR_MS,
    symbols: [...names.symbols],
    inputs: [
      { path: names.file, sha256: 'a'.repeat(32) + 'b'.repeat(32), rows: 26_304, gaps: 0 },
      { path: 'data/ETHUSDT-1h.csv', sha256: '0123456789abcdef'.repeat(4), rows: 26_301, gaps: 1 },
    ],
    segments: [{ start: START, end: START + CANDLES * HOUR_MS }],
    continuousWindow: { start: START, end: START + CANDLES * HOUR_MS },
    assumptions: [
      'SOLUSDT has no mark series: last stands in for it.',
      'No volume limit: every order fills in full at its price.',
    ],
    reconstruction: true,
    conservation: { ledgers: 57, postings: 18_204, largestImbalance: '0' },
  };
}

function matrixRows(names: Names): MatrixRow[] {
  const rows = MOVE_DAYS.map(([day, length], n): MatrixRow => {
    const start = START + day * DAY_MS;
    const cells = Object.fromEntries(MODES.map((mode, m) => [mode, cell(PLANS[n]![m]!, start, mode, names)]));
    return {
      covered: true,
      move: {
        id: `move-id-${n}`,
        name: names.moves[n]!,
        what: 'Made up for the tests.',
        start,
        end: start + length * DAY_MS,
        returns: {
          [names.symbols[0]]: -0.48 + n * 0.1,
          [names.symbols[1]]: -0.42 + n * 0.07,
          [names.symbols[2]]: -0.53,
        },
      },
      cells,
    };
  });
  const start = Date.UTC(2018, 10, 14);
  rows.push({
    covered: false,
    reason: `${names.symbols[2]} has no candles before 2020-01-01 00:00 UTC`,
    move: { id: 'early', name: names.moves[6]!, start, end: start + 6 * DAY_MS },
    cells: {},
  });
  return rows;
}

function cell(
  { verdict, end, low, without, apart }: Plan,
  start: number,
  mode: MarginMode,
  names: Names,
): Cell {
  const forced = ['reduced', 'liquidated', 'bankrupt'].includes(verdict);
  const refused = verdict === 'not-held';
  const at = verdict === 'untouched' || refused ? null : start + 38 * HOUR_MS;
  return {
    verdict,
    certainty: apart ? 'path-dependent' : 'certain',
    at,
    positionsKept: !forced && !refused,
    accountAlive: mode === 'isolated' || !['liquidated', 'bankrupt'].includes(verdict),
    rejections: refused ? 2 : mode === 'cross' ? 1 : 0,
    refusals: refused ? { 'initial margin': 2 } : mode === 'cross' ? { 'initial margin': 1 } : {},
    ordersExpired: 0,
    minHealth: low,
    minHealthAt: low === null ? null : start + 38 * HOUR_MS,
    equityStart: '10000',
    deposited: '0',
    equityEnd: String(end),
    equityEndWithoutMargin: String(without),
    maxDrawdown: end / 10_000 - 1,
    feesPaid: '12.5',
    fundingPaid: '-3.25',
    interestPaid: '0',
    bounds: {
      pessimistic: { verdict: apart ? 'liquidated' : verdict, equityEnd: String(end * 0.9) },
      optimistic: { verdict: apart ? 'untouched' : verdict, equityEnd: String(apart ? without : end) },
    },
    liquidations: forced ? liquidations(verdict, start + 38 * HOUR_MS, mode, names) : [],
  };
}

function liquidations(verdict: Verdict, time: number, mode: MarginMode, names: Names): LiquidationRow[] {
  const [btc, eth] = names.symbols;
  const row: LiquidationRow = {
    time,
    bucket: mode === 'isolated' ? btc : 'account',
    kind: verdict === 'reduced' ? 'reduce' : 'close',
    prices: mode === 'isolated' ? { [btc]: '7031.2' } : { [btc]: '7031.2', [eth]: '187.41' },
    quantities: mode === 'isolated' ? { [btc]: '-1.5' } : { [btc]: '-1.5', [eth]: '20' },
    fee: '26.367',
    deficit: verdict === 'bankrupt' ? '412.0625' : '0',
    beforeMove: false,
    worstScenario: mode === 'portfolio' ? 'down 12 %' : null,
    cause: cause(time - 36 * HOUR_MS, btc, eth),
  };
  return verdict === 'bankrupt'
    ? [{ ...row, beforeMove: true, time: time - 60 * HOUR_MS, kind: 'reduce' }, row]
    : [row];
}

/** 2104.11 to 0: the parts add up to exactly −2104.11. */
export function cause(since: number, btc = 'BTCUSDT', eth = 'ETHUSDT'): Cause {
  return {
    since,
    distanceStart: '2104.11',
    distanceEnd: '0',
    price: { [btc]: '-2512.104938271604938', [eth]: '421.1' },
    funding: '1.25',
    fees: '-10',
    interest: '0',
    collateral: '0',
    requirementByPrice: '-4.355061728395062',
    requirementByModel: '0',
    trades: '0',
    transfers: '0',
  };
}

function continuousResult(n: number, names: Names): ContinuousResult {
  const forced = [0, 1].flatMap(k =>
    n === 2
      ? []
      : liquidations('liquidated', START + (70 + 400 * k) * DAY_MS + 38 * HOUR_MS, MODES[n]!, names),
  );
  return {
    equityStart: '10000',
    deposited: '0',
    equityEnd: ['1880.42', '10600', '47512.3333'][n]!,
    minHealth: [0.42, 0.95, 1.79][n]!,
    minHealthAt: START + 70 * DAY_MS + 38 * HOUR_MS,
    maxDrawdown: [-0.991, -0.988, -0.52][n]!,
    feesPaid: '812.4',
    fundingPaid: '-95.01',
    interestPaid: '0',
    fills: 214,
    rejections: n,
    ordersExpired: 0,
    liquidations: forced,
    metrics: {},
  };
}
