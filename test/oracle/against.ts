/** The same static book given to both implementations, and what they disagree about. */
import history from '../../src/venue/binance-tiers.json' with { type: 'json' };
import type { HoldPosition } from '../../src/strategy/hold.ts';
import type { RunConfig } from '../../src/config/run-config.ts';
import type { Calendar } from '../../src/engine/calendar.ts';
import { replayMarket, type Span } from '../../src/engine/replay.ts';
import type { Market } from '../../src/market/market.ts';
import type { Cell, PathKind } from '../../src/results/results.ts';
import { holdStrategy } from '../../src/strategy/hold.ts';
import { rulesAt } from '../../src/run/rules-at.ts';
import { cellOf } from '../../src/verdict/cell.ts';
import type { BookInput } from './book.ts';
import { judge, type Judgement } from './brute-force.ts';
import { differencesOf } from './differences.ts';
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
  const rules = rulesAt(configOf(book, bench, path), market, market.times[span.windowFrom]!);
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
  multiAssets: true,
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

export interface Comparison {
  name: string;
  verdict: string;
  forcedEvents: number;
  /** Engine / oracle, one line per figure that differs. */
  differences: string[];
}

/**
 * Both implementations on one book, one bench, one path: a comparison per mode.
 * @param other another book for the oracle, to see that a difference would be told
 */
export function compare(scene: Scene, book: Book, bench: Bench, path: PathKind, other = book): Comparison[] {
  const cells = byEngine(scene, book, bench, path);
  return bench.modes.map(mode => {
    const cell = cells[mode]!;
    const theirs = byOracle(scene, other, bench, mode, path);
    return {
      name: `${scene.name}, ${book.name}, ${bench.name} ${mode}, ${path}`,
      verdict: cell.verdict,
      forcedEvents: cell.liquidations.length,
      differences: differencesOf(cell, theirs),
    };
  });
}
