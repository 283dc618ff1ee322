/**
 * Formulas of trading, public beside `assess`: profit, average entry, fees, funding. Quantities are signed,
 * long above zero; a payment is signed from the account's side, received above zero.
 */
import { configError } from '../basics/errors.ts';
import { Decimal, ONE, ZERO } from '../basics/money.ts';

/** What every formula takes for a number; text and Decimal stay exact. */
export type Amount = Decimal | number | string;
export type Contract = 'linear' | 'inverse';

/** @throws UserError 'config' naming the field when it is no number */
export function decimal(field: string, amount: Amount): Decimal {
  try {
    const value = new Decimal(amount);
    if (!value.isNaN()) return value;
  } catch {
    // Decimal's own message does not know the field.
  }
  throw configError(`${field}: expected a number, got ${JSON.stringify(amount)}`);
}

export function positive(field: string, amount: Amount): Decimal {
  const value = decimal(field, amount);
  if (value.gt(0)) return value;
  throw configError(`${field}: must be above zero, got ${value.toString()}`);
}

/**
 * Profit of a linear contract, in quote: q · (P − E).
 * @source https://www.binance.com/en/support/faq/360033544231
 */
export function linearPnl(position: { quantity: Amount; entryPrice: Amount; price: Amount }): Decimal {
  const move = decimal('price', position.price).sub(decimal('entryPrice', position.entryPrice));
  return decimal('quantity', position.quantity).mul(move);
}

/**
 * Profit of an inverse contract, in coin: Q · (1/E − 1/P), Q = contracts × contract size in USD.
 * @source https://www.bitmex.com/app/pnlGuide
 */
export function inversePnl(position: {
  contracts: Amount;
  contractSize?: Amount;
  entryPrice: Amount;
  price: Amount;
}): Decimal {
  const { contracts, contractSize = 1, entryPrice, price } = position;
  const atEntry = inverseNotional({ contracts, contractSize, price: entryPrice });
  return atEntry.sub(inverseNotional({ contracts, contractSize, price }));
}

/** Value of inverse contracts in coin, signed as they are: contracts × contract size ÷ price. */
export function inverseNotional(position: {
  contracts: Amount;
  contractSize?: Amount;
  price: Amount;
}): Decimal {
  const { contracts, contractSize = 1, price } = position;
  return decimal('contracts', contracts)
    .mul(positive('contractSize', contractSize))
    .div(positive('price', price));
}

/**
 * Average entry price after fills in order; null when they leave no position. Adding averages by value
 * (linear Σqp ÷ Σq, inverse Σq ÷ Σ(q/p)), reducing leaves the average alone, and what goes through zero
 * starts anew at its own price.
 * @source https://testnet.bytick.com/kk-KZ/help-center/article/Profit-Loss-calculations-Inverse-Contracts
 */
export function averageEntry(
  fills: readonly { quantity: Amount; price: Amount }[],
  contract: Contract = 'linear',
): Decimal | null {
  let held = ZERO;
  let entry = ZERO;
  for (const fill of fills) {
    const quantity = decimal('quantity', fill.quantity);
    const price = positive('price', fill.price);
    const after = held.add(quantity);
    if (held.isZero() || after.mul(held).lt(0)) {
      entry = price;
    } else if (quantity.mul(held).gt(0)) {
      entry =
        contract === 'linear'
          ? held.mul(entry).add(quantity.mul(price)).div(after)
          : after.div(held.div(entry).add(quantity.div(price)));
    }
    held = after;
  }
  return held.isZero() ? null : entry;
}

/** Fee of a fill in the unit of the notional: |notional| · rate. */
export function tradingFee(fill: { notional: Amount; rate: Amount }): Decimal {
  return decimal('notional', fill.notional).abs().mul(decimal('rate', fill.rate));
}

/**
 * Profit of a linear position opened and closed whole, after both fees and the funding received, in quote.
 * `returnOnMargin` relates it to what opening took: (notional + fee when long, − fee when short) ÷ leverage.
 */
export function roundTrip(trip: {
  quantity: Amount;
  entryPrice: Amount;
  exitPrice: Amount;
  feeRateEntry: Amount;
  feeRateExit: Amount;
  funding?: Amount;
  leverage?: Amount;
}): { pnl: Decimal; returnOnMargin: Decimal } {
  const quantity = decimal('quantity', trip.quantity);
  const opened = quantity.mul(positive('entryPrice', trip.entryPrice));
  const closed = quantity.mul(positive('exitPrice', trip.exitPrice));
  const feeEntry = tradingFee({ notional: opened, rate: trip.feeRateEntry });
  const feeExit = tradingFee({ notional: closed, rate: trip.feeRateExit });
  const pnl = closed
    .sub(opened)
    .sub(feeEntry)
    .sub(feeExit)
    .add(decimal('funding', trip.funding ?? 0));
  const margin = opened
    .add(feeEntry)
    .abs()
    .div(positive('leverage', trip.leverage ?? 1));
  return { pnl, returnOnMargin: pnl.div(margin) };
}

/**
 * Closing a part of an isolated linear position: the same share of its margin comes free with the profit of
 * that part (semantics §5). All amounts in quote; `closed` is a size, above zero.
 */
export function partialClose(position: {
  quantity: Amount;
  entryPrice: Amount;
  margin: Amount;
  closed: Amount;
  price: Amount;
  feeRate?: Amount;
}): {
  realisedPnl: Decimal;
  fee: Decimal;
  marginReleased: Decimal;
  marginLeft: Decimal;
  quantityLeft: Decimal;
} {
  const quantity = decimal('quantity', position.quantity);
  const share = positive('closed', position.closed).div(quantity.abs());
  if (share.gt(1)) throw configError(`closed: ${position.closed} is more than the ${quantity.abs()} held`);
  const part = quantity.mul(share);
  const margin = decimal('margin', position.margin);
  const marginReleased = margin.mul(share);
  return {
    realisedPnl: linearPnl({ quantity: part, entryPrice: position.entryPrice, price: position.price }),
    fee: tradingFee({ notional: part.mul(decimal('price', position.price)), rate: position.feeRate ?? 0 }),
    marginReleased,
    marginLeft: margin.sub(marginReleased),
    quantityLeft: quantity.sub(part),
  };
}

/**
 * Funding of one settlement: −q · P · rate, P the mark. A rate above zero is paid by longs.
 * @source https://www.binance.com/en/support/faq/98488a516eb84e3eb34605683dffd554
 */
export function fundingPayment(position: { quantity: Amount; price: Amount; rate: Amount }): Decimal {
  return decimal('quantity', position.quantity)
    .mul(decimal('price', position.price))
    .mul(decimal('rate', position.rate))
    .neg();
}

/**
 * Funding where a venue keeps a running index of funding per unit instead of rates (dYdX, Perpetual
 * Protocol): −q · (index now − index at opening).
 */
export function indexedFunding(position: {
  quantity: Amount;
  indexAtOpen: Amount;
  indexNow: Amount;
}): Decimal {
  const accrued = decimal('indexNow', position.indexNow).sub(decimal('indexAtOpen', position.indexAtOpen));
  return decimal('quantity', position.quantity).mul(accrued).neg();
}

/** How many settlements lie in (from, to], at whole multiples of the interval; one unit of time throughout. */
export function fundingSettlements(span: { from: Amount; to: Amount; interval: Amount }): number {
  const interval = positive('interval', span.interval);
  const until = (time: Decimal): Decimal => time.div(interval).floor();
  return until(decimal('to', span.to))
    .sub(until(decimal('from', span.from)))
    .toNumber();
}

/** The price that stands in where there is a book but no mark: half way between bid and ask. */
export const midPrice = (quote: { bid: Amount; ask: Amount }): Decimal =>
  decimal('bid', quote.bid).add(decimal('ask', quote.ask)).div(ONE.add(ONE));
