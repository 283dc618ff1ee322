/** One bucket of the naive implementation: what it is worth, how far from death, and how it is closed by force. */
import { Dec, larger, smaller, sum, zero, type Holding, type Prices, type Rules } from './requirements.ts';

/** What is liquidated as one: a position (isolated, `cash` = its margin) or the account (`cash` = the wallet). */
export interface Bucket {
  readonly name: string;
  cash: Dec;
  holdings: Holding[];
}

/** One forced trade. `prices` are the marks at which it was triggered; `quantities` what was traded, signed. */
export interface ForcedTrade {
  prices: Prices;
  quantities: Prices;
  fee: Dec;
  deficit: Dec;
}

export const equityOf = (bucket: Bucket, marks: Prices): Dec =>
  bucket.cash.plus(sum(bucket.holdings.map(h => h.quantity.times(marks[h.symbol]!.minus(h.entry)))));

/** A fee that takes all there is leaves zero, but for the last of 40 digits: less than this is nothing. */
const dust = new Dec('1e-18');

/** f, the distance to liquidation: E − MM, or E − 1.05·MM where the venue says so. */
export const distanceOf = (bucket: Bucket, marks: Prices, rules: Rules): Dec =>
  equityOf(bucket, marks).minus(rules.maintenance(bucket.holdings, marks).times(rules.triggerRatio));

export const isBreached = (bucket: Bucket, marks: Prices, rules: Rules): boolean =>
  bucket.holdings.length > 0 && distanceOf(bucket, marks, rules).lte(0);

/** The place on a straight leg. */
export function pointOn(from: Prices, to: Prices, fraction: Dec): Prices {
  const at: Prices = {};
  for (const symbol of Object.keys(from)) {
    at[symbol] = from[symbol]!.plus(to[symbol]!.minus(from[symbol]!).times(fraction));
  }
  return at;
}

const halvings = 125;

/**
 * First fraction in [start, 1] of a leg, breached at its end, at which the bucket is breached. Every
 * model here has a requirement convex in prices, so f is concave along a leg: safe at the start and
 * breached at the end means one crossing, and halving finds it.
 */
export function crossingOn(bucket: Bucket, from: Prices, to: Prices, start: Dec, rules: Rules): Dec {
  if (isBreached(bucket, pointOn(from, to, start), rules)) return start;
  let [safe, breached] = [start, new Dec(1)];
  for (let i = 0; i < halvings; i++) {
    const middle = safe.plus(breached).div(2);
    if (isBreached(bucket, pointOn(from, to, middle), rules)) breached = middle;
    else safe = middle;
  }
  return breached;
}

/** Closes these parts at the marks, worse by the slippage, and takes the fee, never more than what is left. */
function closeByForce(
  bucket: Bucket,
  parts: [Holding, Dec][],
  marks: Prices,
  rules: Rules,
  slippage: Dec,
): ForcedTrade {
  const trade: ForcedTrade = { prices: {}, quantities: {}, fee: zero, deficit: zero };
  let closedNotional = zero;
  for (const [holding, closed] of parts) {
    const mark = marks[holding.symbol]!;
    const fill = mark.times(new Dec(1).minus(slippage.times(closed.s)));
    bucket.cash = bucket.cash.plus(closed.times(fill.minus(holding.entry)));
    holding.quantity = holding.quantity.minus(closed);
    closedNotional = closedNotional.plus(closed.abs().times(fill));
    trade.prices[holding.symbol] = mark;
    trade.quantities[holding.symbol] = closed.neg();
  }
  bucket.holdings = bucket.holdings.filter(holding => !holding.quantity.isZero());
  const left = larger(equityOf(bucket, marks), zero);
  trade.fee = smaller(closedNotional.times(rules.liquidationFeeRate), left);
  bucket.cash = bucket.cash.minus(trade.fee);
  if (bucket.holdings.length === 0 && bucket.cash.lt(0)) {
    if (bucket.cash.lt(dust.neg())) trade.deficit = bucket.cash.neg();
    bucket.cash = zero;
  }
  return trade;
}

/** The position that asks most, ties by symbol, and how much of it lies above its tier's floor. */
function oneTierDown(bucket: Bucket, marks: Prices, rules: Rules): [Holding, Dec] {
  const asks = (holding: Holding): Dec => rules.maintenance([holding], marks);
  const [most] = [...bucket.holdings].sort(
    (a, b) => asks(b).cmp(asks(a)) || (a.symbol < b.symbol ? -1 : 1),
  ) as [Holding];
  const mark = marks[most.symbol]!;
  const floor = rules.tierFloor(most.symbol, most.quantity.abs().times(mark));
  // Rounded down: a hair above the floor would still be the upper tier.
  const kept = floor.div(mark).toDecimalPlaces(15, Dec.ROUND_DOWN).times(most.quantity.s);
  return [most, most.quantity.minus(kept)];
}

/** The venue's procedure at these marks, until the bucket is safe or empty: every step it took. */
export function liquidate(bucket: Bucket, marks: Prices, rules: Rules, slippage: Dec): ForcedTrade[] {
  const trades: ForcedTrade[] = [];
  while (isBreached(bucket, marks, rules)) {
    // With nothing left to lose there is nothing to save by tiers: the rest is taken over.
    const step = rules.staged && equityOf(bucket, marks).gt(dust);
    const parts = step
      ? [oneTierDown(bucket, marks, rules)]
      : bucket.holdings.map((holding): [Holding, Dec] => [holding, holding.quantity]);
    trades.push(closeByForce(bucket, parts, marks, rules, slippage));
  }
  return trades;
}
