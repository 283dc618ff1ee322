/** The same static book given to both implementations, and what they disagree about. */
import history from '../../src/venue/binance-tiers.json' with { type: 'json' };
import type { HoldPosition, RunConfig } from '../../src/config/run-config.ts';
import type { Calendar } from '../../src/engine/calendar.ts';
import { replayMarket, type Span } from '../../src/engine/replay.ts';
import type { Market } from '../../src/market/market.ts';
import type { Cell, LiquidationRow, PathKind } from '../../src/results/results.ts';
import { holdStrategy } from '../../src/strategy/hold.ts';
import { rulesOf } from '../../src/venue/registry.ts';
import { cellOf } from '../../src/verdict/cell.ts';
import type { BookInput } from './book.ts';
import { judge, type Judgement, type LiquidationRecord } from './brute-force.ts';
import type { Mode, Model, Tier, Tiers } from './requirements.ts';

export interface Book {
  name: string;
  capital: string;
  slippageBps?: number;
  positions: HoldPosition[];
}

/** Which rules judge: the venue by mode as a config names it. */
export interface Bench {
  name: string;
  modes: Mode[];
  venue: RunConfig['venue'];
}

const everywhere = (venue: string): RunConfig['venue'] => ({
  isolated: venue,
  cross: venue,
  portfolio: venue,
});
export const benches: Bench[] = [
  { name: 'generic', modes: ['isolated', 'cross', 'portfolio'], venue: everywhere('generic') },
  { name: 'binance', modes: ['isolated', 'cross', 'portfolio'], venue: everywhere('binance-usdm') },
  { name: 'stress', modes: ['portfolio'], venue: { ...everywhere('generic'), portfolio: 'pm-stress' } },
];
export const paths: PathKind[] = ['nominal', 'pessimistic', 'optimistic'];

/** What both are told about prices and time. */
export interface Scene {
  name: string;
  market: Market;
  calendar: Calendar;
  span: Span;
  candles: BookInput['candles'];
  funding: NonNullable<BookInput['funding']>;
}

const modelOf = ({ name }: Bench, mode: Mode): Model =>
  name === 'generic'
    ? 'generic'
    : name === 'stress'
      ? 'pm-stress'
      : mode === 'portfolio'
        ? 'binance-pm'
        : 'binance-usdm';

/** The brackets in force, read from the data file by itself. */
function tiersAt(time: number, symbols: string[]): Tiers {
  const tables: Record<string, { validFrom: string; tiers: number[][] }[]> = history.tables;
  const tierOf = (row: number[]): Tier => {
    const [floor, cap, maintenanceMarginRate, maxLeverage, deduction] = row as [
      number,
      number,
      number,
      number,
      number,
    ];
    return { floor, cap, maintenanceMarginRate, maxLeverage, deduction };
  };
  return Object.fromEntries(
    symbols
      .filter(symbol => tables[symbol])
      .map(symbol => {
        const known = tables[symbol]!;
        const inForce =
          known.filter(table => Date.parse(`${table.validFrom}T00:00:00Z`) <= time).at(-1) ?? known[0]!;
        return [symbol, inForce.tiers.map(tierOf)];
      }),
  );
}

function byOracle(scene: Scene, book: Book, bench: Bench, mode: Mode, path: PathKind): Judgement {
  const { times, intervalMs } = scene.market;
  const symbols = book.positions.map(position => position.symbol);
  return judge({
    mode,
    model: modelOf(bench, mode),
    tiers: tiersAt(times[scene.span.windowFrom]!, symbols),
    path,
    capital: book.capital,
    positions: book.positions,
    candles: scene.candles,
    funding: scene.funding,
    tradingStart: times[scene.span.tradingFrom]!,
    windowStart: times[scene.span.windowFrom]!,
    windowEnd: times[scene.span.to - 1]! + intervalMs,
    slippageBps: book.slippageBps ?? 0,
  });
}

function byEngine(scene: Scene, book: Book, bench: Bench, path: PathKind): Partial<Record<Mode, Cell>> {
  const { market, calendar, span } = scene;
  const symbols = market.series.map(({ symbol }) => symbol);
  const asOf = market.times[span.windowFrom]!;
  const rules = Object.fromEntries(
    bench.modes.map(mode => [mode, rulesOf(bench.venue[mode], mode, symbols, asOf)]),
  );
  const replay = replayMarket({
    id: scene.name,
    span,
    path,
    config: configOf(book, bench, path),
    market,
    calendar,
    strategy: holdStrategy(book.positions),
    rules,
    journal: null,
    withoutMargin: true,
  });
  return Object.fromEntries(
    replay.ledgers.map(ledger => [ledger.mode, cellOf({ [path]: ledger }, span.to - 1)]),
  );
}

const configOf = (book: Book, { modes, venue }: Bench, path: PathKind): RunConfig => ({
  name: book.name,
  venue,
  asOf: 'move',
  modes,
  capital: { USDT: book.capital },
  markets: [],
  strategy: 'hold',
  params: {},
  orders: 'own',
  moves: { kind: 'listed', moves: [], from: 'test' },
  leadMs: 0,
  warmup: 0,
  path,
  fees: 'venue',
  slippageBps: book.slippageBps ?? 0,
  onRefused: 'reject',
  afterLiquidation: 'continue',
  seed: 1,
  segmentGapMs: 86_400_000,
  segment: null,
  reconstruction: false,
});

/* What is compared, and how closely. */

/** To 1e-8 of a quote unit, or of the amount where that is larger than one. */
export const isNear = (a: string | number, b: string | number): boolean =>
  Math.abs(Number(a) - Number(b)) <= 1e-8 * Math.max(1, Math.abs(Number(b)));

type Row = Pick<
  LiquidationRow,
  'time' | 'bucket' | 'kind' | 'beforeMove' | 'prices' | 'quantities' | 'fee' | 'deficit'
>;

const plus = (a = '0', b = '0'): string => String(Number(a) + Number(b));

function together(a: Row, b: Row): Row {
  const symbols = [...new Set([...Object.keys(a.quantities), ...Object.keys(b.quantities)])];
  return {
    ...b,
    prices: { ...a.prices, ...b.prices },
    quantities: Object.fromEntries(
      symbols.map(symbol => [symbol, plus(a.quantities[symbol], b.quantities[symbol])]),
    ),
    fee: plus(a.fee, b.fee),
    deficit: plus(a.deficit, b.deficit),
  };
}

const isSamePlace = (a: Row, b: Row): boolean =>
  a.time === b.time &&
  Object.entries(b.prices).every(
    ([symbol, price]) => a.prices[symbol] === undefined || isNear(a.prices[symbol], price),
  );

/**
 * One row for what a bucket went through at one place. The engine tells of a forced event in one row, the
 * oracle of every step; and where a step frees just what it costs (a 1 % tier, 1 % fee) f stays at zero, and
 * the last digit decides whether the next step belongs to this event or to another one at the same prices.
 */
function byPlace(rows: Row[]): Row[] {
  const merged: Row[] = [];
  for (const row of rows) {
    const before = merged.findLastIndex(other => other.bucket === row.bucket);
    if (before >= 0 && isSamePlace(merged[before]!, row)) merged[before] = together(merged[before]!, row);
    else merged.push(row);
  }
  return merged;
}

const rowOf = (step: LiquidationRecord): Row => ({ ...step, kind: step.closedBucket ? 'close' : 'reduce' });

function rowDifferences(ours: LiquidationRow, theirs: Row, at: string): string[] {
  const differences: string[] = [];
  for (const field of ['time', 'bucket', 'kind', 'beforeMove'] as const)
    if (ours[field] !== theirs[field]) differences.push(`${at} ${field}: ${ours[field]} / ${theirs[field]}`);
  for (const field of ['fee', 'deficit'] as const)
    if (!isNear(ours[field], theirs[field]))
      differences.push(`${at} ${field}: ${ours[field]} / ${theirs[field]}`);
  const traded = Object.keys(theirs.quantities).sort().join();
  if (Object.keys(ours.quantities).sort().join() !== traded)
    differences.push(`${at} traded: ${Object.keys(ours.quantities).join()} / ${traded}`);
  for (const symbol of Object.keys(theirs.quantities)) {
    for (const field of ['prices', 'quantities'] as const) {
      const [a, b] = [ours[field][symbol] ?? NaN, theirs[field][symbol]!];
      if (!isNear(a, b)) differences.push(`${at} ${field} ${symbol}: ${a} / ${b}`);
    }
  }
  return differences;
}

function cellDifferences(ours: Cell, theirs: Judgement): string[] {
  const differences: string[] = [];
  for (const field of [
    'verdict',
    'at',
    'positionsKept',
    'accountAlive',
    'rejections',
    'minHealthAt',
  ] as const)
    if (ours[field] !== theirs[field]) differences.push(`${field}: ${ours[field]} / ${theirs[field]}`);
  if (!isNear(ours.equityEnd, theirs.equityEnd))
    differences.push(`equityEnd: ${ours.equityEnd} / ${theirs.equityEnd}`);
  const [a, b] = [ours.minHealth, theirs.minHealth];
  const agree = a === null || b === null ? a === b : Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
  if (!agree) differences.push(`minHealth: ${a} / ${b}`);
  const [own, other] = [byPlace(ours.liquidations), byPlace(theirs.liquidations.map(rowOf))];
  if (own.length !== other.length) differences.push(`forced events: ${own.length} / ${other.length}`);
  other.forEach((row, i) => {
    if (own[i]) differences.push(...rowDifferences(own[i], row, `event ${i}`));
  });
  return differences;
}

export interface Comparison {
  name: string;
  verdict: string;
  forcedEvents: number;
  /** Engine / oracle, one line per figure that differs. */
  differences: string[];
}

/** Both implementations on one book, one bench, one path: a comparison per mode. */
export function compare(scene: Scene, book: Book, bench: Bench, path: PathKind): Comparison[] {
  const cells = byEngine(scene, book, bench, path);
  return bench.modes.map(mode => {
    const cell = cells[mode]!;
    const theirs = byOracle(scene, book, bench, mode, path);
    return {
      name: `${scene.name}, ${book.name}, ${bench.name} ${mode}, ${path}`,
      verdict: cell.verdict,
      forcedEvents: cell.liquidations.length,
      differences: cellDifferences(cell, theirs),
    };
  });
}
