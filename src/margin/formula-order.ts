/** What an order takes before it is filled, public beside `assess`. */
import { type Decimal, ZERO, min } from '../basics/money.ts';
import { bybitFeeToClose } from './formula-bybit.ts';
import { initialMargin } from './formula-margin.ts';
import { type Amount, decimal, linearPnl, positive, tradingFee } from './formula-trade.ts';

interface LinearOrder {
  /** Signed base units, a buy above zero. */
  quantity: Amount;
  price: Amount;
}

/**
 * What an order would lose at once if filled at its price while the mark stands, zero or less:
 * min(0, q · (mark − price)). Its sum is Bybit's order loss.
 * @source https://www.binance.com/en/support/faq/87fa7ee33b574f7084d42bd2ce2e463b (rules: binance-bybit.md §2.1, §5.4)
 */
export const openLoss = ({ quantity, price, markPrice }: LinearOrder & { markPrice: Amount }): Decimal =>
  min(ZERO, linearPnl({ quantity, entryPrice: price, price: markPrice }));

/**
 * Cost of a Binance USD-M limit or stop order, in quote: |q| · price / leverage, and the open loss. Market orders
 * take an assumed price of their own: give it as the price.
 * @source https://www.binance.com/en/support/faq/87fa7ee33b574f7084d42bd2ce2e463b
 */
export function binanceOrderCost(order: LinearOrder & { markPrice: Amount; leverage: Amount }): Decimal {
  const notional = decimal('quantity', order.quantity).mul(positive('price', order.price));
  return initialMargin({ notional, leverage: order.leverage }).sub(openLoss(order));
}

/**
 * Cost of a Bybit linear order, in quote: initial margin, the fee of opening and the fee of closing at the
 * bankruptcy price.
 * @source Bybit help, order cost (rules: binance-bybit.md §5.1)
 */
export function bybitOrderCost(order: LinearOrder & { leverage: Amount; takerFeeRate: Amount }): {
  initialMargin: Decimal;
  feeToOpen: Decimal;
  feeToClose: Decimal;
  cost: Decimal;
} {
  const { quantity, price, leverage, takerFeeRate } = order;
  const notional = decimal('quantity', quantity).mul(positive('price', price));
  const margin = initialMargin({ notional, leverage });
  const feeToOpen = tradingFee({ notional, rate: takerFeeRate });
  const feeToClose = bybitFeeToClose({ quantity, entryPrice: price, leverage, takerFeeRate });
  return { initialMargin: margin, feeToOpen, feeToClose, cost: margin.add(feeToOpen).add(feeToClose) };
}
