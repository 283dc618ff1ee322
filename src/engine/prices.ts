/**
 * The paths inside a candle (semantics §4). A point is a number: 0 the open, 3 the close, 1 and 2 between
 * them. Every symbol and each of its two series walks its own candle, each leg straight and synchronous.
 */
import { type Decimal, ONE, roundPrice } from '../basics/money.ts';
import type { Columns } from '../market/market.ts';
import type { PathKind } from '../results/results.ts';

export const OPEN = 0;
export const CLOSE = 3;

/** Prices of all symbols, both series, at one place of a path. By symbol number. */
export interface Place {
  last: Decimal[];
  mark: Decimal[];
}

/** Where and when: the row, its open time, and the prices there. */
export interface Spot {
  row: number;
  time: number;
  place: Place;
}

/** A price made worse by the run's slippage for the side that trades (+1 buys, −1 sells). */
export const slipped = (price: Decimal, side: number, slippageRate: Decimal): Decimal =>
  slippageRate.isZero() ? price : roundPrice(price.mul(ONE.add(slippageRate.mul(side))));

/**
 * Price of one series at a point of the path.
 * @param adverse −1 when the low hurts what is held, +1 when the high does, 0 when nothing is held
 */
export function pathPrice(
  columns: Columns,
  row: number,
  path: PathKind,
  point: number,
  adverse: number,
): number {
  if (point === OPEN) return columns.open[row]!;
  if (point === CLOSE) return columns.close[row]!;
  const lowFirst =
    path === 'pessimistic' && adverse !== 0 ? adverse < 0 : columns.close[row]! >= columns.open[row]!;
  return (point === 1) === lowFirst ? columns.low[row]! : columns.high[row]!;
}

/** The place a fraction of the way along a leg. Prices keep 12 places, so that what is booked stays exact. */
export function between(from: Place, to: Place, fraction: Decimal): Place {
  const blend = (a: Decimal, b: Decimal) => (a.eq(b) ? a : roundPrice(a.add(b.sub(a).mul(fraction))));
  return {
    last: from.last.map((price, s) => blend(price, to.last[s]!)),
    mark: from.mark.map((price, s) => blend(price, to.mark[s]!)),
  };
}
