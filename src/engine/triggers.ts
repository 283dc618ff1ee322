/** Which resting order does the price reach first, and what does it pay there? */
import { Decimal, ONE } from '../basics/money.ts';
import type { Account } from './account.ts';
import { fillOrder } from './fill.ts';
import type { Order } from './orders.ts';
import { type Place, slipped, type Spot } from './prices.ts';

/** Limits are met by the traded price; triggers by the series they name. */
export const triggerSeries = (order: Order): 'last' | 'mark' =>
  order.type === 'limit' ? 'last' : order.trigger;

/** Which way an order trades: its own side, or against what is held; 0 while there is nothing to close. */
export function sideOf({ ledger, screen }: Account, { side, symbol }: Order): number {
  if (side !== 0) return side;
  const { isSpot, base } = ledger.assets;
  if (isSpot[symbol]) return ledger.balances[base[symbol]!]!.gt(0) ? -1 : 0;
  return -Math.sign(screen.quantity[symbol]!);
}

/** Does an order wait for a price at or below its own (true), or at or above (false)? */
const waitsBelow = (order: Order, side: number): boolean => (order.type === 'stop' ? side < 0 : side > 0);

/** Can the order meet a price in this candle at all? Doubles: both sides are the same shortest decimals. */
export function isWithinReach(account: Account, order: Order, low: number, high: number): boolean {
  const side = sideOf(account, order);
  return side !== 0 && (waitsBelow(order, side) ? low <= order.level : high >= order.level);
}

/**
 * The fraction of a leg, at or after `since`, where the order's condition holds first; null when nowhere.
 * Straight legs: it holds at `since`, or begins where the price crosses the order's own, or not on this leg.
 */
export function triggerAt(
  account: Account,
  order: Order,
  from: Place,
  to: Place,
  since: Decimal,
): Decimal | null {
  const side = sideOf(account, order);
  if (side === 0) return null;
  const series = triggerSeries(order);
  const start = from[series][order.symbol]!;
  const end = to[series][order.symbol]!;
  const level = order.price!;
  const isMet = (price: Decimal) => (waitsBelow(order, side) ? price.lte(level) : price.gte(level));
  if (isMet(start.add(end.sub(start).mul(since)))) return since;
  if (!isMet(end)) return null;
  const at = level.sub(start).div(end.sub(start));
  return at.lt(since) ? since : at.gt(ONE) ? ONE : at;
}

/**
 * Fills a resting order where it was reached. A limit that opens beyond its price fills at the open, as a
 * taker when it has only just arrived; a stop is never filled better than its own price.
 */
export function fillResting(account: Account, order: Order, spot: Spot, atOpen: boolean): void {
  account.orders.remove(order);
  const last = spot.place.last[order.symbol]!;
  const { slippageRate } = account.terms;
  if (order.type === 'limit') {
    const taker = atOpen && order.askedRow === spot.row - 1;
    return fillOrder(account, order, atOpen ? last : order.price!, taker, spot);
  }
  const side = sideOf(account, order);
  let price = slipped(last, side, slippageRate);
  if (order.type === 'stop') {
    price = side > 0 ? Decimal.max(price, order.price!) : Decimal.min(price, order.price!);
  }
  fillOrder(account, order, price, true, spot);
}
