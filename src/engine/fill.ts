/** An order meets a price: it becomes fills, or a refusal with a reason. */
import { type Decimal, ONE, quantityOf, roundQuantity, text, ZERO } from '../basics/money.ts';
import { isExpired, isInverse } from '../market/instrument.ts';
import { type Opening, largestAccepted, refusalOf } from './accept.ts';
import type { Account } from './account.ts';
import { bookClose, bookExchange, bookOpen } from './booking.ts';
import { coverLosses } from './liquidate.ts';
import type { Order, Refusal } from './orders.ts';
import type { Spot } from './prices.ts';

interface Trade {
  order: Order;
  price: Decimal;
  feeRate: Decimal;
}

/**
 * Fills an order at a price, or refuses it. What shrinks a position always passes; what opens or adds is
 * tested. An order that turns a position over is a close, then a new order.
 * @param price what is paid, slippage included
 */
export function fillOrder(account: Account, order: Order, price: Decimal, taker: boolean, spot: Spot): void {
  const { feeTakerRate, feeMakerRate } = account.terms;
  const trade: Trade = { order, price, feeRate: taker ? feeTakerRate : feeMakerRate };
  if (isExpired(account.ledger.assets.instruments[order.symbol]!, spot.time))
    return refuse(account, order, 'expired', spot);
  const held = heldOf(account, order.symbol);
  const wanted = sizeOf(account, order, price, held);
  if (typeof wanted === 'string') return refuse(account, order, wanted, spot);
  if (account.ledger.assets.isSpot[order.symbol]) return exchange(account, trade, wanted, taker, spot);
  const opposite = !held.isZero() && held.isNegative() !== wanted.isNegative();
  const closing = opposite ? (wanted.abs().lt(held.abs()) ? wanted : held.neg()) : ZERO;
  if (!closing.isZero()) {
    const closed = { symbol: order.symbol, quantity: closing, price, feeRate: trade.feeRate };
    const fee = bookClose(account, closed, spot.place.mark);
    record(account, trade, closing, fee, taker, spot);
  }
  const opening = wanted.sub(closing);
  if (!opening.isZero()) open(account, trade, opening, taker, spot);
  coverLosses(account, spot);
}

/** A spot order changes balances, and holds no position. */
function exchange(account: Account, trade: Trade, quantity: Decimal, taker: boolean, spot: Spot): void {
  const { order, price, feeRate } = trade;
  const opening: Opening = { symbol: order.symbol, quantity, price, feeRate, leverage: ONE.toNumber() };
  if (!isTaken(account, order, opening, spot)) return;
  const fee = bookExchange(account, opening, spot.place.mark);
  record(account, trade, opening.quantity, fee, taker, spot);
}

/** What is held of a symbol: a position, or the balance of a coin. */
function heldOf({ ledger }: Account, symbol: number): Decimal {
  const { assets, balances, positions } = ledger;
  return assets.isSpot[symbol] ? balances[assets.base[symbol]!]! : (positions[symbol]?.quantity ?? ZERO);
}

function open(account: Account, trade: Trade, quantity: Decimal, taker: boolean, spot: Spot): void {
  const { order, price, feeRate } = trade;
  const leverage = order.leverage ?? account.leverages[order.symbol]!;
  const opening: Opening = { symbol: order.symbol, quantity, price, feeRate, leverage };
  if (!isTaken(account, order, opening, spot)) return;
  account.leverages[order.symbol] = leverage;
  const fee = bookOpen(account, opening, spot.place.mark);
  record(account, trade, opening.quantity, fee, taker, spot);
}

/** Tests an opening; one that is to be scaled becomes what fits of it. What is not taken is refused. */
function isTaken(account: Account, order: Order, opening: Opening, spot: Spot): boolean {
  const { mark } = spot.place;
  const refusal = refusalOf(account, opening, mark);
  if (refusal === null) return true;
  if (order.onRefused === 'scale-to-fit') opening.quantity = largestAccepted(account, opening, mark);
  if (order.onRefused === 'scale-to-fit' && !opening.quantity.isZero()) return true;
  refuse(account, order, refusal, spot);
  return false;
}

/** Signed quantity an order asks for at a price, clipped when it may only reduce. */
function sizeOf(account: Account, order: Order, price: Decimal, held: Decimal): Decimal | Refusal {
  const lotStep = account.terms.lotSteps[order.symbol]!;
  if (order.size === null) return held.isZero() ? 'nothing-to-reduce' : held.neg();
  const quantity =
    'quantity' in order.size
      ? roundQuantity(order.size.quantity, lotStep)
      : quantityFor(account, order.symbol, order.size.notional, price);
  if (order.reduceOnly) {
    if (held.isZero() || held.isNegative() === order.side < 0) return 'nothing-to-reduce';
    if (quantity.abs().gt(held.abs())) return held.neg();
  }
  return quantity.isZero() ? 'size-below-lot' : quantity;
}

/** A notional in quote as a quantity: contracts of an inverse symbol have a face value of their own. */
function quantityFor(account: Account, symbol: number, notional: Decimal, price: Decimal): Decimal {
  const instrument = account.ledger.assets.instruments[symbol]!;
  const lotStep = account.terms.lotSteps[symbol]!;
  const value = isInverse(instrument) ? instrument.contractSize : price.mul(instrument.contractSize);
  return quantityOf(notional, value, lotStep);
}

export function refuse(account: Account, order: Order, reason: Refusal, spot: Spot): void {
  account.watch.refuse(spot.row, reason);
  const symbol = account.ledger.symbols[order.symbol]!;
  account.ledger.row(spot.time, 'refusal', { order: order.id, symbol, type: order.type, reason });
}

function record(
  account: Account,
  trade: Trade,
  quantity: Decimal,
  fee: Decimal,
  taker: boolean,
  spot: Spot,
): void {
  const { order, price } = trade;
  const symbol = account.ledger.symbols[order.symbol]!;
  account.watch.filled++;
  account.watch.fills.push({ row: spot.row, order: order.id, symbol: order.symbol, quantity, price });
  account.ledger.row(spot.time, 'fill', {
    order: order.id,
    symbol,
    type: order.type,
    quantity: text(quantity),
    price: text(price),
    mark: text(spot.place.mark[order.symbol]!),
    liquidity: taker ? 'taker' : 'maker',
    leverage: account.leverages[order.symbol],
    fee: text(fee),
  });
}
