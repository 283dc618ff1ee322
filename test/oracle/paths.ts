/** The three walks through one candle (semantics §4), each for one bucket. */
import type { Desk } from './book.ts';
import {
  crossingOn,
  distanceOf,
  equityOf,
  isAtStake,
  isBreached,
  pointOn,
  pricesOf,
  type Bucket,
  type Spot,
} from './bucket.ts';
import { Dec, isInverse, larger, one, zero, type Holding, type Prices } from './contracts.ts';
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
  /** May `optimistic` use what each mark alone must have done? */
  readonly statesAreCertain: boolean;
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

/** Small against any price, large against 40 digits. */
const hair = new Dec('1e-12');

/** Coins that outweigh a holding: what it asks where the rest of its underlying is against it. */
const twiceAgainst = ({ contract, quantity, entry, leverage }: Holding): Holding => ({
  contract: { ...contract, symbol: 'against', kind: 'spot' },
  quantity: quantity.times(contract.kind === 'inverse' ? contract.size.div(entry) : 1).times(-2),
  entry,
  leverage,
});

/**
 * Does f move with every mark as equity does, anywhere in the box? Not where a coin so nearly hedges the contract
 * that prices it that what the price does to the requirement weighs more (§4: where f is not monotone).
 */
export function isMonotone(bucket: Bucket, bars: Bars, rules: Rules, desk: Desk): boolean {
  const held = new Set(bucket.holdings.map(({ contract }) => contract.symbol));
  const coins = Object.keys(bucket.cash).map(asset =>
    bucket.kind === 'all' ? desk.pricedBy[asset] : bucket.holdings.filter(isInverse).at(-1)?.contract.symbol,
  );
  if (!coins.some(symbol => symbol && held.has(symbol))) return true;
  const corners = cornersOf(bucket, bars, rules, desk).map(({ sides }) => sided(bars, sides, first));
  return pricesOf(bucket, desk).every(symbol =>
    corners.every(at => {
      const step = at[symbol]!.times(hair).times(at[symbol]!.eq(bars[symbol]!.low) ? 1 : -1);
      const beside = { ...at, [symbol]: at[symbol]!.plus(step) };
      const change = (of: typeof distanceOf): Dec =>
        of(bucket, beside, rules, desk).minus(of(bucket, at, rules, desk));
      const [own, all] = [change(equityOf), change(distanceOf)];
      if (own.isZero() || own.s !== all.s) return false;
      return bucket.holdings
        .filter(({ contract }) => rules.nets && contract.symbol === symbol)
        .flatMap(held => [[held], [held, twiceAgainst(held)]])
        .map(some => {
          const there = { ...beside, against: at[symbol]! };
          const asked = rules.maintenance(some, there).minus(rules.maintenance(some, { ...there, ...at }));
          return own.minus(asked.times(rules.triggerRatio));
        })
        .every(won => won.s === own.s);
    }),
  );
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
  /** The open was tested, and so was the end of each leg that begins another. */
  let isSafe = true;
  /** For the order of events: legs walked before the path turned, and how much of the first one. */
  let [before, done] = [0, zero];
  while (leg < 3 && isAtStake(bucket)) {
    const to = points[leg + 1]!;
    const at = crossingOn(bucket, from.mark, to.mark, since, rules, desk, isSafe);
    isSafe = at === null;
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
function certainStates(walker: Walker, candles: Candles): State[] {
  const { bucket, rules, desk } = walker;
  const end: State = { symbol: null, sides: {}, spot: inBoth(candles, closeOf), from: zero };
  if (!walker.statesAreCertain) return [end];
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
  if (!walker.statesAreCertain || !walker.hasCompany || !isAtStake(bucket)) return;
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
