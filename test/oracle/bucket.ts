/** One bucket of the naive implementation: what it is worth, how far from death, and how it is closed by force. */
import { Dec, larger, smaller, sum, zero, type Holding, type Prices, type Rules } from './requirements.ts';

/** What is liquidated as one: a position (isolated, `cash` = its margin) or the account (`cash` = the wallet). */
export interface Bucket {
  readonly name: string;
  cash: Dec;
  holdings: Holding[];
}

/** One forced trade. `prices` are the marks at which the bucket was judged; `quantities` what was traded, signed. */
export interface ForcedTrade {
  prices: Prices;
  quantities: Prices;
  fee: Dec;
  deficit: Dec;
}

export const equityOf = (bucket: Bucket, marks: Prices): Dec =>
  bucket.cash.plus(sum(bucket.holdings.map(h => h.quantity.times(marks[h.symbol]!.minus(h.entry)))));

/** A fee that takes all there is leaves zero, but for the last digits: less than this is nothing. */
const dust = new Dec('1e-15');

/** Where a walk stands: the marks that judge and the traded prices of the same moment. */
export interface Spot {
  mark: Prices;
  last: Prices;
}

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

/** How a part is closed: at which prices, worse by how much, for what fee. */
interface Terms {
  fills: Prices;
  slippage: Dec;
  feeRate: Dec;
}

/** Closes these parts and takes the fee, never more than what is left. */
function closeByForce(
  bucket: Bucket,
  parts: [Holding, Dec][],
  marks: Prices,
  { fills, slippage, feeRate }: Terms,
): ForcedTrade {
  const prices = Object.fromEntries(bucket.holdings.map(({ symbol }) => [symbol, marks[symbol]!]));
  const trade: ForcedTrade = { prices, quantities: {}, fee: zero, deficit: zero };
  let closedNotional = zero;
  for (const [holding, closed] of parts) {
    const fill = fills[holding.symbol]!.times(new Dec(1).minus(slippage.times(closed.s)));
    bucket.cash = bucket.cash.plus(closed.times(fill.minus(holding.entry)));
    holding.quantity = holding.quantity.minus(closed);
    closedNotional = closedNotional.plus(closed.abs().times(fill));
    trade.quantities[holding.symbol] = closed.neg();
  }
  bucket.holdings = bucket.holdings.filter(holding => !holding.quantity.isZero());
  const left = larger(equityOf(bucket, marks), zero);
  trade.fee = smaller(closedNotional.times(feeRate), left);
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
  const notional = most.quantity.abs().times(mark);
  const own = rules.tierFloor(most.symbol, notional);
  // Above its floor by next to nothing (a short just reduced to it, after the next rise): one further down,
  // or the steps would go on with ever smaller shares at ever closer prices.
  const atFloor = notional.minus(own).lt(notional.times('1e-9'));
  const floor = atFloor ? rules.tierFloor(most.symbol, own) : own;
  // Rounded down: a hair above the floor would still be the upper tier.
  const kept = floor.div(mark).toDecimalPlaces(15, Dec.ROUND_DOWN).times(most.quantity.s);
  return [most, most.quantity.minus(kept)];
}

const allOf = (bucket: Bucket): [Holding, Dec][] =>
  bucket.holdings.map(holding => [holding, holding.quantity]);

/**
 * The venue's procedure at a place, until the bucket is safe or empty: every step it took. Whole closures
 * fill at mark, the crossing prices (§6 generic; rules, binance-pm); a stage fills at last, as liquidations do
 * where nothing else is said (§3). With nothing left to lose there is nothing to save by stages: the rest is
 * taken over at mark, nobody trades, so without slippage or fee, and the fund pays what is missing.
 */
export function liquidate(bucket: Bucket, { mark, last }: Spot, rules: Rules, slippage: Dec): ForcedTrade[] {
  const feeRate = rules.liquidationFeeRate;
  const trades: ForcedTrade[] = [];
  while (isBreached(bucket, mark, rules)) {
    if (!rules.staged)
      trades.push(closeByForce(bucket, allOf(bucket), mark, { fills: mark, slippage, feeRate }));
    else if (equityOf(bucket, mark).gt(dust)) {
      const step = [oneTierDown(bucket, mark, rules)];
      trades.push(closeByForce(bucket, step, mark, { fills: last, slippage, feeRate }));
    } else {
      const takeover = { fills: mark, slippage: zero, feeRate: zero };
      trades.push(closeByForce(bucket, allOf(bucket), mark, takeover));
    }
  }
  return trades;
}
