/** The same static book given to both implementations, and what they disagree about. */
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
import type { ContractInput } from './contracts.ts';
import type { Mode, Model } from './requirements.ts';
import { binanceTiers } from './tables.ts';

export interface Book {
  name: string;
  /** By asset; a text alone is of USDT. */
  capital: string | Record<string, string>;
  slippageBps?: number;
  positions: HoldPosition[];
}

/** Which rules judge: the venue by mode as a config names it. */
export interface Bench {
  name: string;
  modes: Mode[];
  venue: RunConfig['venue'];
  multiAssets?: boolean;
}

export const everywhere = (venue: string): RunConfig['venue'] => ({
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
  contracts?: Record<string, ContractInput>;
  /** What everything is compared in; default USDT. */
  quote?: string;
  /** ms: whose rules; default the start of the window. */
  asOf?: number;
}

function modelOf({ venue }: Bench, mode: Mode): Model {
  const name = venue[mode];
  return mode === 'portfolio' && name.startsWith('binance') ? 'binance-pm' : (name as Model);
}

export function byOracle(scene: Scene, book: Book, bench: Bench, mode: Mode, path: PathKind): Judgement {
  const { times, intervalMs } = scene.market;
  const { asOf, contracts, quote } = scene;
  const model = modelOf(bench, mode);
  return judge({
    mode,
    model,
    asOf: asOf ?? times[scene.span.windowFrom]!,
    tiers: model.startsWith('binance')
      ? binanceTiers(asOf ?? times[scene.span.windowFrom]!, Object.keys(scene.candles))
      : {},
    ...(contracts && { contracts }),
    ...(quote && { quote }),
    path,
    capital: book.capital,
    multiAssets: bench.multiAssets ?? true,
    positions: book.positions,
    candles: scene.candles,
    funding: scene.funding,
    tradingStart: times[scene.span.tradingFrom]!,
    windowStart: times[scene.span.windowFrom]!,
    windowEnd: times[scene.span.to - 1]! + intervalMs,
    slippageBps: book.slippageBps ?? 0,
  });
}

export function byEngine(
  scene: Scene,
  book: Book,
  bench: Bench,
  path: PathKind,
): Partial<Record<Mode, Cell>> {
  const { market, calendar, span } = scene;
  const rules = rulesAt(configOf(book, bench, path), market, scene.asOf ?? market.times[span.windowFrom]!);
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

export const configOf = (
  book: Book,
  { modes, venue, multiAssets = true }: Bench,
  path: PathKind,
): RunConfig => ({
  name: book.name,
  venue,
  asOf: 'move',
  modes,
  multiAssets,
  capital: typeof book.capital === 'string' ? { USDT: book.capital } : book.capital,
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
