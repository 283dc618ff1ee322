/**
 * Initial margin of orders at rest: the larger of two books, the one with all buys filled and the one with all sells
 * filled, over that of the book as it is (rules: binance-bybit.md §2.1, portfolio.md §7). By symbol where each
 * position is asked alone, for the whole book at once where the model judges it so.
 */
import { Decimal, max, ZERO } from '../basics/money.ts';
import { unitValue } from '../market/instrument.ts';
import type { Holding, MarginModel } from '../margin/model.ts';
import type { Book, RestingOrder } from './book.ts';
import type { Bucket } from './bucket.ts';

export function orderMargin(
  book: Book,
  model: MarginModel,
  bucket: Pick<Bucket, 'initial'>,
  holdings: readonly Holding[],
  orders: readonly RestingOrder[],
): Decimal {
  if (orders.length === 0) return ZERO;
  const base = bucket.initial(book.marks, holdings);
  const extra = (own: readonly RestingOrder[]): Decimal => {
    const sides = [
      own.filter(({ quantity }) => quantity.gt(0)),
      own.filter(({ quantity }) => quantity.lt(0)),
    ];
    const filled = sides.map(side =>
      bucket.initial(
        book.marks,
        side.reduce((held, order) => fill(book, held, order), holdings),
      ),
    );
    return filled.reduce((most, initial) => max(most, initial.sub(base)), ZERO);
  };
  const first = fill(book, [], orders[0]!)[0]!;
  if (model.own(first, book.marks) === null) return extra(orders);
  const symbols = [...new Set(orders.map(({ symbol }) => symbol))];
  return symbols.reduce(
    (sum, symbol) => sum.add(extra(orders.filter(order => order.symbol === symbol))),
    ZERO,
  );
}

/** The holdings after an order has filled: onto the leg of its side, else against the other, else as a new one. */
function fill(book: Book, holdings: readonly Holding[], order: RestingOrder): readonly Holding[] {
  const legs = holdings.filter(({ symbol }) => symbol === order.symbol);
  const leg = legs.find(({ quantity }) => quantity.isNegative() === order.quantity.isNegative()) ?? legs[0];
  const value = unitValue(book.instruments[order.symbol]!, order.price);
  if (!leg) {
    const { symbol, quantity, leverage } = order;
    return [...holdings, { symbol, quantity, cost: value.mul(quantity), leverage: leverage ?? 1 }];
  }
  const next = {
    ...leg,
    quantity: leg.quantity.add(order.quantity),
    cost: costAfter(leg, order.quantity, value),
  };
  return holdings.flatMap(own => (own !== leg ? [own] : next.quantity.isZero() ? [] : [next]));
}

function costAfter(leg: Holding, quantity: Decimal, value: Decimal): Decimal {
  const after = leg.quantity.add(quantity);
  if (leg.quantity.isNegative() === quantity.isNegative()) return leg.cost.add(value.mul(quantity));
  // Reduced: the cost goes with the share that is left. Turned: all that is left was filled now.
  const turned = !after.isZero() && after.isNegative() !== leg.quantity.isNegative();
  return turned ? value.mul(after) : leg.cost.mul(after.div(leg.quantity));
}
