/** The three walks through one candle (semantics §4), each for one bucket. */
import { crossingOn, isBreached, pointOn, type Bucket } from './bucket.ts';
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

/** What the walk tells of: a breach to be dealt with, its leg and place, and every point it stood at. */
export interface Walker {
  breach(marks: Prices, leg: number, fraction: Dec): void;
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

function walkPoints(bucket: Bucket, points: Prices[], rules: Rules, walker: Walker): void {
  for (let leg = 0; leg < points.length - 1; leg++) {
    const [from, to] = [points[leg]!, points[leg + 1]!];
    let at = zero;
    while (isBreached(bucket, to, rules)) {
      at = crossingOn(bucket, from, to, at, rules);
      walker.breach(pointOn(from, to, at), leg, at);
    }
    walker.visit(to);
  }
}

interface State {
  symbol: string | null;
  prices: Prices;
  /** How far along its leg the walk has come. */
  from: Dec;
}

/** The certain states: each held symbol alone at its adverse extreme, and the close. */
function certainStates(bucket: Bucket, bars: Bars, rules: Rules): State[] {
  const end = { symbol: null, prices: closeOf(bars), from: zero };
  if (!rules.singleAdverse) return [end];
  const [bad, good] = [adverse(bucket, bars), favourable(bucket, bars)];
  const symbols = bucket.holdings.map(holding => holding.symbol).sort();
  return [
    ...symbols.map(symbol => ({ symbol, prices: { ...good, [symbol]: bad[symbol]! }, from: zero })),
    end,
  ];
}

function walkOptimistic(bucket: Bucket, bars: Bars, rules: Rules, walker: Walker): void {
  const open = openOf(bars);
  const states = certainStates(bucket, bars, rules);
  const holds = (symbol: string): boolean => bucket.holdings.some(holding => holding.symbol === symbol);
  const standing = (): State[] => states.filter(state => state.symbol === null || holds(state.symbol));
  let reached = zero;
  for (;;) {
    const [first] = standing()
      .filter(state => isBreached(bucket, state.prices, rules))
      .map(state => ({ state, at: crossingOn(bucket, open, state.prices, state.from, rules) }))
      .sort((a, b) => a.at.cmp(b.at));
    if (first === undefined) break;
    first.state.from = first.at;
    reached = larger(reached, first.at);
    walker.breach(pointOn(open, first.state.prices, first.at), 0, reached);
  }
  for (const state of standing()) walker.visit(state.prices);
}

/** Walks one candle from its open, already tested there, to its close. */
export function walk(path: PathName, bucket: Bucket, bars: Bars, rules: Rules, walker: Walker): void {
  if (path === 'optimistic') walkOptimistic(bucket, bars, rules, walker);
  else {
    const points = path === 'nominal' ? nominalPoints(bars) : pessimisticPoints(bucket, bars);
    walkPoints(bucket, points, rules, walker);
  }
}
