/** The three walks through one candle (semantics §4), each for one bucket. */
import type { Desk } from './book.ts';
import {
  crossingOn,
  distanceOf,
  isAtStake,
  isBreached,
  pointOn,
  pricesOf,
  type Bucket,
  type Spot,
} from './bucket.ts';
import { Dec, larger, one, zero, type Prices } from './contracts.ts';
import type { Rules } from './requirements.ts';

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

/** Who walks, and what he tells of: a breach to be dealt with, its leg and place, and every point he stood at. */
export interface Walker {
  readonly bucket: Bucket;
  readonly rules: Rules;
  readonly desk: Desk;
  /** Are there other buckets? Their states are points where this one stands at what helps it most. */
  readonly hasCompany: boolean;
  breach(spot: Spot, leg: number, fraction: Dec): void;
  visit(marks: Prices): void;
}

type Side = 'low' | 'high';
/** One corner of the box of highs and lows: a side for each symbol that moves the bucket, and f there. */
export interface Corner {
  sides: Record<string, Side>;
  distance: Dec;
}

const sided = (bars: Bars, sides: Record<string, Side>, otherwise: (bar: Bar) => Dec): Prices =>
  pricesAt(bars, (bar, symbol) => (sides[symbol] ? bar[sides[symbol]] : otherwise(bar)));
const closesUp = (bar: Bar): boolean => bar.close.gte(bar.open);
/** What moves no bucket goes its nominal way. */
const first = (bar: Bar): Dec => (closesUp(bar) ? bar.low : bar.high);
const second = (bar: Bar): Dec => (closesUp(bar) ? bar.high : bar.low);

/** Every corner of the box, by trying them all. */
export function cornersOf(bucket: Bucket, bars: Bars, rules: Rules, desk: Desk): Corner[] {
  const symbols = pricesOf(bucket, desk);
  return Array.from({ length: 2 ** symbols.length }, (_, bits) => {
    const sides = Object.fromEntries(
      symbols.map((symbol, k): [string, Side] => [symbol, bits & (1 << k) ? 'high' : 'low']),
    );
    return { sides, distance: distanceOf(bucket, sided(bars, sides, first), rules, desk) };
  });
}

const lowest = (corners: Corner[]): Corner =>
  corners.reduce((worst, corner) => (corner.distance.lt(worst.distance) ? corner : worst));
const highest = (corners: Corner[]): Corner =>
  corners.reduce((best, corner) => (corner.distance.gt(best.distance) ? corner : best));
const opposite = (sides: Record<string, Side>): Record<string, Side> =>
  Object.fromEntries(
    Object.entries(sides).map(([symbol, side]) => [symbol, side === 'low' ? 'high' : 'low']),
  );

/** Open, the corner with the smallest f, the opposite one, close. */
export function pessimisticPoints(bucket: Bucket, candles: Candles, rules: Rules, desk: Desk): Spot[] {
  const { sides } = lowest(cornersOf(bucket, candles.mark, rules, desk));
  return [
    inBoth(candles, openOf),
    inBoth(candles, bars => sided(bars, sides, first)),
    inBoth(candles, bars => sided(bars, opposite(sides), second)),
    inBoth(candles, closeOf),
  ];
}

const nominalPoints = (candles: Candles): Spot[] => [
  inBoth(candles, openOf),
  inBoth(candles, bars => pricesAt(bars, first)),
  inBoth(candles, bars => pricesAt(bars, second)),
  inBoth(candles, closeOf),
];

function walkPoints(walker: Walker, pointsNow: () => Spot[], turns: boolean): void {
  const { bucket, rules, desk } = walker;
  let points = pointsNow();
  let leg = 0;
  let from = points[0]!;
  let since = zero;
  /** For the order of events: legs walked before the path turned, and how much of the first one. */
  let [before, done] = [0, zero];
  while (leg < 3 && isAtStake(bucket)) {
    const to = points[leg + 1]!;
    const at = crossingOn(bucket, from.mark, to.mark, since, rules, desk);
    if (at === null) {
      walker.visit(to.mark);
      from = to;
      since = zero;
      leg++;
      continue;
    }
    const spot = spotOn(from, to, at);
    const place = leg === 0 ? done.plus(at.times(one.minus(done))) : at;
    walker.breach(spot, before + leg, place);
    since = at;
    if (!turns) continue;
    // The corner is recomputed: the path turns to it from here, and goes its whole way.
    points = pointsNow();
    [before, done] = [before + leg, place];
    [from, since, leg] = [spot, zero, 0];
  }
}

interface State {
  symbol: string | null;
  sides: Record<string, Side>;
  spot: Spot;
  /** How far along its leg the walk has come. */
  from: Dec;
}

/** The certain states: each symbol alone at the extreme that hurts, all others where they help most; and the close. */
function certainStates({ bucket, rules, desk }: Walker, candles: Candles): State[] {
  const end: State = { symbol: null, sides: {}, spot: inBoth(candles, closeOf), from: zero };
  if (!rules.singleAdverse) return [end];
  const corners = cornersOf(bucket, candles.mark, rules, desk);
  const alone = (symbol: string): State => {
    const bestWith = (side: Side): Corner => highest(corners.filter(({ sides }) => sides[symbol] === side));
    const { sides } = lowest([bestWith('low'), bestWith('high')]);
    return { symbol, sides, spot: inBoth(candles, bars => sided(bars, sides, first)), from: zero };
  };
  return [...pricesOf(bucket, desk).map(alone), end];
}

/** A candle that closes at its high has two states in one place: what halving leaves between them is nothing. */
const isSamePlace = (a: Dec, b: Dec): boolean => a.minus(b).abs().lt('1e-28');

function walkOptimistic(candles: Candles, walker: Walker): void {
  const { bucket, rules, desk } = walker;
  const open = inBoth(candles, openOf);
  const states = certainStates(walker, candles);
  const moves = (symbol: string): boolean => pricesOf(bucket, desk).includes(symbol);
  const standing = (): State[] =>
    isAtStake(bucket) ? states.filter(({ symbol }) => symbol === null || moves(symbol)) : [];
  let reached = zero;
  for (;;) {
    const [next] = standing()
      .filter(({ spot }) => isBreached(bucket, spot.mark, rules, desk))
      .map(state => ({
        state,
        at: crossingOn(bucket, open.mark, state.spot.mark, state.from, rules, desk)!,
      }))
      .sort((a, b) => (isSamePlace(a.at, b.at) ? 0 : a.at.cmp(b.at)));
    if (next === undefined) break;
    next.state.from = next.at;
    reached = larger(reached, next.at);
    walker.breach(spotOn(open, next.state.spot, next.at), 0, reached);
  }
  for (const state of standing()) walker.visit(state.spot.mark);
  if (!rules.singleAdverse || !walker.hasCompany || !isAtStake(bucket)) return;
  const { sides } = highest(cornersOf(bucket, candles.mark, rules, desk));
  walker.visit(sided(candles.mark, sides, first));
}

/** Walks one candle from its open, already tested there, to its close. */
export function walk(path: PathName, candles: Candles, walker: Walker): void {
  const { bucket, rules, desk } = walker;
  if (path === 'optimistic') walkOptimistic(candles, walker);
  else if (path === 'nominal') walkPoints(walker, () => nominalPoints(candles), false);
  else walkPoints(walker, () => pessimisticPoints(bucket, candles, rules, desk), true);
}
