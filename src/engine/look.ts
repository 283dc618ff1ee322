/**
 * The screen's second look at a candle whose bands were left: in doubles, point by point. Only when the
 * distance is within its error of a threshold, or an order may be met, is the candle walked in decimals.
 */
import type { Account } from './account.ts';
import { type Candle, reachableOrders } from './candle.ts';
import { aim } from './corner.ts';
import { isVisited, observe, pointCount, standAt } from './observe.ts';
import { walk } from './walk.ts';
import { walkOptimistic } from './walk-optimistic.ts';

/** True while all marks of a row stay within the bands and nothing rests in the book: nothing can happen. */
export const isQuiet = ({ screen, orders, allDecimal }: Account, row: number): boolean =>
  orders.resting.length === 0 && !allDecimal && screen.staysWithin(row);

/** Rows read ahead at a time: a booking soon after wastes no more than this. */
const AHEAD = 512;

/**
 * The next row at which the account must be looked at. The engine may read ahead, since nothing of it reaches
 * the strategy: until then no price leaves a band, so nothing can happen.
 */
export function nextWakeRow(account: Account, row: number): number {
  const { screen, orders, allDecimal } = account;
  // A debt bears interest at every hour; some models change with time.
  if (allDecimal || !orders.isEmpty || account.owes()) return row + 1;
  const ahead = screen.firstBeyond(row + 1, row + 1 + AHEAD);
  const change = account.terms.rules?.model.nextChange?.(row);
  return change === undefined ? ahead : Math.min(ahead, change);
}

/** Lives through a row's path: the finer candles where every symbol that matters has them, else the coarse one. */
export function lookAt(account: Account, row: number): void {
  const time = account.market.times[row]!;
  const count = finerCount(account, row);
  if (count === 0) lookAtCandle(account, { row, time, finer: -1 });
  for (let finer = 0; finer < count; finer++) lookAtCandle(account, { row, time, finer });
  if (!account.allDecimal) openBands(account, row);
}

function lookAtCandle(account: Account, candle: Candle): void {
  if (account.screen.priced.length === 0 && account.orders.resting.length === 0) return;
  aim(account, candle);
  const calm =
    !account.allDecimal && reachableOrders(account, candle).length === 0 && stands(account, candle);
  if (!calm) return account.path === 'optimistic' ? walkOptimistic(account, candle) : walk(account, candle);
  for (let point = 0; point < pointCount(account); point++)
    if (isVisited(account, point)) observe(account, candle, point);
}

/** Does every bucket stand, beyond doubt, at every point? Then, f being concave, it stands on every leg. */
function stands(account: Account, candle: Candle): boolean {
  for (let point = 0; point < pointCount(account); point++) {
    if (isVisited(account, point) && !standsAt(account, candle, point)) return false;
  }
  return (account.terms.rules?.model.isConvex ?? true) || standsBetween(account, candle);
}

/** f not being concave: does what is left at both ends of each leg outweigh all that can be lost on the way? */
function standsBetween(account: Account, candle: Candle): boolean {
  const { screen } = account;
  const { liquidationHealth } = account.terms.rules!;
  const points = [...Array(pointCount(account)).keys()].filter(point => isVisited(account, point));
  const pricesAt = points.map(point => {
    standAt(account, candle, point);
    return screen.prices.slice();
  });
  return screen.buckets.every(bucket => {
    const distances = pricesAt.map(prices => {
      screen.prices.set(prices);
      screen.evaluate(bucket);
      return screen.equity - liquidationHealth * screen.maintenance - 4 * screen.error;
    });
    return pricesAt.every(
      (prices, k) =>
        k === 0 ||
        distances[k - 1]! + distances[k]! >
          screen.lossBetween(bucket, liquidationHealth, pricesAt[k - 1]!, prices),
    );
  });
}

/** At one point: beyond doubt above the liquidation, and no doubt on which side of the warning. */
export function standsAt(account: Account, candle: Candle, point: number): boolean {
  const { screen, watch, terms } = account;
  if (terms.rules === null) return true;
  const { liquidationHealth, warningHealth } = terms.rules;
  standAt(account, candle, point);
  for (const bucket of screen.buckets) {
    screen.evaluateCeiling(bucket);
    if (!(screen.equity - liquidationHealth * screen.maintenance > 4 * screen.error)) return false;
    if (watch.warnedRow >= 0) continue;
    screen.evaluate(bucket);
    if (Math.abs(screen.equity - warningHealth * screen.maintenance) <= 4 * screen.error) return false;
  }
  return true;
}

function openBands(account: Account, row: number): void {
  const { screen, watch, market, terms } = account;
  if (terms.rules === null) return openAllBands(account);
  if (terms.rules.model.nextChange?.(row) === row + 1) return;
  const level = Math.max(watch.minHealth, terms.rules.liquidationHealth);
  if (!Number.isFinite(level)) return;
  for (let k = 0; k < screen.priced.length; k++) {
    const symbol = screen.priced[k]!;
    screen.prices[symbol] = market.series[symbol]!.mark.close[row]!;
  }
  for (const bucket of screen.buckets) screen.openBands(bucket, level);
}

/** Without margin rules no price matters. */
function openAllBands({ screen }: Account): void {
  screen.bandLow.fill(-Infinity);
  screen.bandHigh.fill(Infinity);
}

/** How many finer candles stand for a row: those of every symbol that matters, on one clock. */
function finerCount(account: Account, row: number): number {
  let count = 0;
  let intervalMs = 0;
  for (const symbol of account.pricedOrResting()) {
    const finer = account.market.series[symbol]!.finer;
    if (!finer) return 0;
    const own = finer.from[row + 1]! - finer.from[row]!;
    if (own === 0 || (intervalMs !== 0 && finer.intervalMs !== intervalMs)) return 0;
    count = own;
    intervalMs = finer.intervalMs;
  }
  return count;
}
