/** The three walks through one candle (semantics §4), each for one bucket. */
import { crossingOn, isBreached, pointOn, type Bucket, type Spot } from './bucket.ts';
import { Dec, larger, zero, type Prices, type Rules } from './requirements.ts';

export type PathName = 'nominal' | 'pessimistic' | 'optimistic';

export interface Bar {
  open: Dec;
  high: Dec;
  low: Dec;
  close: Dec;
}
export type Bars = Record<string, Bar>;

export const pricesAt = (bars: Bars, pick: (bar: Bar, symbol: string) => Dec): Prices =>
  Object.fromEntries(Object.entries(bars).map(([symbol, bar]) => [symbol, pick(bar, symbol)]));

export const openOf = (bars: Bars): Prices => pricesAt(bars, bar => bar.open);
const closeOf = (bars: Bars): Prices => pricesAt(bars, bar => bar.close);

/** Both series of a candle: mark judges, last is traded at. Each walks by its own bars. */
export interface Candles {
  mark: Bars;
  last: Bars;
}

const inBoth = ({ mark, last }: Candles, pick: (bars: Bars) => Prices): Spot => ({
  mark: pick(mark),
  last: pick(last),
});

const spotOn = (from: Spot, to: Spot, fraction: Dec): Spot => ({
  mark: pointOn(from.mark, to.mark, fraction),
  last: pointOn(from.last, to.last, fraction),
});

/** What the walk tells of: a breach to be dealt with, its leg and place, and every point it stood at. */
export interface Walker {
  breach(spot: Spot, leg: number, fraction: Dec): void;
  visit(marks: Prices): void;
}

const isShort = (bucket: Bucket, symbol: string): boolean =>
  bucket.holdings.some(holding => holding.symbol === symbol && holding.quantity.lt(0));

const adverse = (bucket: Bucket, bars: Bars): Prices =>
  pricesAt(bars, (bar, symbol) => (isShort(bucket, symbol) ? bar.high : bar.low));
const favourable = (bucket: Bucket, bars: Bars): Prices =>
  pricesAt(bars, (bar, symbol) => (isShort(bucket, symbol) ? bar.low : bar.high));

function nominalPoints(bars: Bars): Prices[] {
  const rises = (bar: Bar): boolean => bar.close.gte(bar.open);
  return [
    openOf(bars),
    pricesAt(bars, bar => (rises(bar) ? bar.low : bar.high)),
    pricesAt(bars, bar => (rises(bar) ? bar.high : bar.low)),
    closeOf(bars),
  ];
}

/**
 * f rises in a price held long and falls in one held short, for each model here, since no requirement
 * grows faster than the notional: so the corner with the smallest f has each symbol against its sign.
 */
export const pessimisticPoints = (bucket: Bucket, bars: Bars): Prices[] => [
  openOf(bars),
  adverse(bucket, bars),
  favourable(bucket, bars),
  closeOf(bars),
];

function walkPoints(bucket: Bucket, points: Spot[], rules: Rules, walker: Walker): void {
  for (let leg = 0; leg < points.length - 1; leg++) {
    const [from, to] = [points[leg]!, points[leg + 1]!];
    let at = zero;
    while (isBreached(bucket, to.mark, rules)) {
      at = crossingOn(bucket, from.mark, to.mark, at, rules);
      walker.breach(spotOn(from, to, at), leg, at);
    }
    walker.visit(to.mark);
  }
}

interface State {
  symbol: string | null;
  spot: Spot;
  /** How far along its leg the walk has come. */
  from: Dec;
}

/** The certain states: each held symbol alone at its adverse extreme, and the close. */
function certainStates(bucket: Bucket, candles: Candles, rules: Rules): State[] {
  const end: State = { symbol: null, spot: inBoth(candles, closeOf), from: zero };
  if (!rules.singleAdverse) return [end];
  const symbols = bucket.holdings.map(holding => holding.symbol).sort();
  const alone = (symbol: string): State => ({
    symbol,
    spot: inBoth(candles, bars => ({
      ...favourable(bucket, bars),
      [symbol]: adverse(bucket, bars)[symbol]!,
    })),
    from: zero,
  });
  return [...symbols.map(alone), end];
}

/** A candle that closes at its high has two states in one place: what halving leaves between them is nothing. */
const isSamePlace = (a: Dec, b: Dec): boolean => a.minus(b).abs().lt('1e-28');

function walkOptimistic(bucket: Bucket, candles: Candles, rules: Rules, walker: Walker): void {
  const open = inBoth(candles, openOf);
  const states = certainStates(bucket, candles, rules);
  const holds = (symbol: string): boolean => bucket.holdings.some(holding => holding.symbol === symbol);
  const standing = (): State[] => states.filter(state => state.symbol === null || holds(state.symbol));
  let reached = zero;
  for (;;) {
    const [first] = standing()
      .filter(state => isBreached(bucket, state.spot.mark, rules))
      .map(state => ({ state, at: crossingOn(bucket, open.mark, state.spot.mark, state.from, rules) }))
      .sort((a, b) => (isSamePlace(a.at, b.at) ? 0 : a.at.cmp(b.at)));
    if (first === undefined) break;
    first.state.from = first.at;
    reached = larger(reached, first.at);
    walker.breach(spotOn(open, first.state.spot, first.at), 0, reached);
  }
  for (const state of standing()) walker.visit(state.spot.mark);
}

/** Walks one candle from its open, already tested there, to its close. */
export function walk(path: PathName, bucket: Bucket, candles: Candles, rules: Rules, walker: Walker): void {
  if (path === 'optimistic') walkOptimistic(bucket, candles, rules, walker);
  else {
    const points = (bars: Bars) =>
      path === 'nominal' ? nominalPoints(bars) : pessimisticPoints(bucket, bars);
    const [marks, lasts] = [points(candles.mark), points(candles.last)];
    const spots = marks.map((mark, i) => ({ mark, last: lasts[i]! }));
    walkPoints(bucket, spots, rules, walker);
  }
}
