/** A seeded, made-up run that shows every verdict once at least. Not a replay: only its shape is real. */
import { DAY_MS, HOUR_MS } from '../../src/basics/time.ts';
import type {
  Cause,
  Cell,
  ContinuousResult,
  LiquidationRow,
  MatrixRow,
  ReplaySeries,
  Results,
  RunOutcome,
  Verdict,
} from '../../src/results/results.ts';
import type { MarginMode } from '../../src/strategy/strategy.ts';

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
const MODES: MarginMode[] = ['isolated', 'cross', 'portfolio'];
const MOVE_DAYS = [
  [70, 5],
  [374, 3],
  [503, 5],
  [702, 3],
  [857, 6],
  [1040, 6],
] as const;

interface Plan {
  verdict: Verdict;
  end: number;
  low: number | null;
  without: number;
  apart?: boolean;
}
const plan = (verdict: Verdict, end: number, low: number | null, without: number, apart = false): Plan => ({
  verdict,
  end,
  low,
  without,
  apart,
});
/** Move × mode: verdict, end equity, lowest health, end equity without margin. */
const PLANS: [Plan, Plan, Plan][] = [
  [
    plan('liquidated', 11_920, 0.97, 4200),
    plan('bankrupt', 0, 0.62, 4200),
    plan('margin-called', 4200, 1.2, 4200),
  ],
  [
    plan('liquidated', 8900, 0.99, 9610),
    plan('untouched', 9610, 1.62, 9610),
    plan('untouched', 9610, 4.33, 9610),
  ],
  [
    plan('reduced', 9200, 0.98, 9000),
    plan('liquidated', 3100.25, 0.94, 9000, true),
    plan('untouched', 9000, 2.9, 9000),
  ],
  [
    plan('liquidated', 4900, 0.9, 8700),
    plan('reduced', 7600, 0.999, 8700),
    plan('not-held', 10_000, null, 8700),
  ],
  [
    plan('margin-called', 9100, 1.3, 9100),
    plan('untouched', 9100, 2.95, 9100),
    plan('untouched', 9100, 6.4, 9100),
  ],
  [
    plan('bankrupt', 2300, 0.51, 6100),
    plan('margin-called', 6100, 1.04, 6100, true),
    plan('margin-called', 6100, 1.004, 6100),
  ],
];

/** mulberry32: small, seeded, the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

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
    equityEnd: String(end),
    equityEndWithoutMargin: String(without),
    maxDrawdown: end / 10_000 - 1,
    feesPaid: '12.5',
    fundingPaid: '-3.25',
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

function series(times: Float64Array, seed: number, symbols: string[], drift: number[]): ReplaySeries {
  const walk = (random: () => number, step: number, tilt: number, start: number): Float64Array => {
    let level = start;
    return times.map(() => (level *= Math.exp((random() - 0.5) * step + tilt)));
  };
  return {
    times,
    closes: symbols.map((symbol, n) => ({
      symbol,
      close: walk(randomFrom(seed + n), 0.016, 0.00001, 100 * 10 ** n),
    })),
    ledgers: MODES.map((mode, n) => {
      const random = randomFrom(seed + 40 + n);
      const equity = walk(
        randomFrom(seed + 20 + n),
        0.012,
        (Math.log(drift[n]!) / times.length) * 0.8,
        10_000,
      );
      const health = times.map((_, i) =>
        n === 0 && i > times.length * 0.6
          ? NaN
          : (1.25 + n * 1.9) * Math.exp(Math.sin(i / 900) * 0.5 + random() * 0.3),
      );
      const maintenance = equity.map((value, i) => value / health[i]!);
      return { mode, equity, health, maintenance, initial: maintenance.map(value => value * 1.3) };
    }),
  };
}

/** Health falls to the plan's low in the 38th hour of the move; a bucket that was closed leaves no health behind. */
function moveSeries(times: Float64Array, n: number, start: number, symbols: string[]): ReplaySeries {
  const base = series(times, 100 + n, symbols, [1, 1, 1]);
  const low = start + 38 * HOUR_MS;
  const ledgers = base.ledgers.map((ledger, m) => {
    const { verdict, low: lowest } = PLANS[n]![m]!;
    const random = randomFrom(900 + n * 3 + m);
    const health = times.map(time => {
      if (lowest === null || (time > low && ['liquidated', 'bankrupt'].includes(verdict))) return NaN;
      const near = Math.exp(-(((time - low) / (11 * HOUR_MS)) ** 2));
      return 1.05 * lowest * (1 + (1 - near) * (1.1 + random() * 0.25));
    });
    return { ...ledger, health };
  });
  return { ...base, ledgers };
}
