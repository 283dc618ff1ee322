/**
 * Every change of an account's books goes through here, so that the doubles follow the decimals and each
 * change of a bucket's distance is put down to its cause.
 */
import { type Decimal, roundMoney, ZERO } from '../basics/money.ts';
import { isInverse, notionalOf, unitValue } from '../market/instrument.ts';
import type { Account } from './account.ts';
import type { CauseKind } from './cause.ts';

interface Booking {
  bucket: number;
  /** Whose position changes, if one does. */
  symbol?: number;
  marks: readonly Decimal[];
  cause: CauseKind;
}

/**
 * Runs `write` as one booking of a bucket.
 * @param write changes the ledger; returns the fee that the bucket paid beside its main cause, in quote
 */
export function book(account: Account, booking: Booking, write: () => Decimal | void): void {
  const { bucket, symbol = -1, marks, cause } = booking;
  const track = account.causes.get(bucket);
  const { positions } = account.ledger;
  const before = track ? account.judged(bucket) : [];
  const equity = track ? account.equity(bucket, marks) : ZERO;
  if (symbol >= 0) track?.reach(symbol, positions[symbol]!, marks[symbol]!);
  const fee = write() ?? ZERO;
  account.mirror();
  if (!track) return;
  track.add(cause, account.equity(bucket, marks).sub(equity).add(fee));
  if (!fee.isZero()) track.add('fees', fee.neg());
  if (cause !== 'trades') return;
  if (!account.buckets().includes(bucket)) return void account.causes.delete(bucket);
  track.traded({ row: account.row, before, after: account.judged(bucket), marks });
  if (symbol >= 0) track.restart(symbol, positions[symbol]!, marks[symbol]!);
}

/** A fill as it goes into the books. */
export interface BookedTrade {
  symbol: number;
  /** Signed: base units, or contracts. */
  quantity: Decimal;
  price: Decimal;
  feeRate: Decimal;
}

/** The fee of a trade, in what the symbol settles in. */
const feeOf = (account: Account, { symbol, quantity, price, feeRate }: BookedTrade): Decimal =>
  roundMoney(notionalOf(account.ledger.assets.instruments[symbol]!, quantity, price).mul(feeRate));

/** Isolated margin of a fill, as the venue posts it: its notional ÷ leverage, and what it adds to that. */
export function postedFor(account: Account, trade: BookedTrade & { leverage: number }): Decimal {
  const { symbol, quantity, price, leverage } = trade;
  const cost = quantity.mul(unitValue(account.ledger.assets.instruments[symbol]!, price));
  const { rules } = account.terms;
  return roundMoney(
    rules ? rules.model.posted({ symbol, quantity, cost, leverage }) : cost.abs().div(leverage),
  );
}

/** Takes on a position, the fee, and in isolated mode the margin for it. */
export function bookOpen(account: Account, trade: BookedTrade, marks: readonly Decimal[]): Decimal {
  const { symbol, quantity, price } = trade;
  const { ledger } = account;
  const fee = feeOf(account, trade);
  const posted =
    ledger.collateral === 'isolated'
      ? postedFor(account, { ...trade, leverage: account.leverages[symbol]! })
      : ZERO;
  book(account, { bucket: account.bucketOf(symbol), symbol, marks, cause: 'trades' }, () => {
    ledger.open(symbol, quantity, price);
    const fromBucket = ledger.fee(symbol, fee);
    ledger.transferMargin(symbol, posted);
    return inQuote(account, symbol, fromBucket, marks);
  });
  return fee;
}

/**
 * Gives up part or all of a position of the trader's own will. Isolated: the share φ of the margin and its
 * PnL go back to the wallet; a loss beyond that comes from the margin left (semantics §5).
 */
export function bookClose(account: Account, trade: BookedTrade, marks: readonly Decimal[]): Decimal {
  const { symbol, quantity, price } = trade;
  const { ledger } = account;
  const fee = feeOf(account, trade);
  book(account, { bucket: account.bucketOf(symbol), symbol, marks, cause: 'trades' }, () => {
    const marginBefore = ledger.positions[symbol]!.margin;
    const share = ledger.close(symbol, quantity, price);
    if (ledger.collateral === 'isolated') releaseMargin(account, symbol, marginBefore, share);
    const fromBucket = ledger.fee(symbol, fee);
    ledger.dropFlat(symbol);
    return inQuote(account, symbol, fromBucket, marks);
  });
  return fee;
}

/** A spot trade: one asset for another, each of the pool it is in. */
export function bookExchange(account: Account, trade: BookedTrade, marks: readonly Decimal[]): Decimal {
  const { symbol, quantity, price } = trade;
  const { ledger } = account;
  const fee = feeOf(account, trade);
  const paying = account.bucketOf(symbol);
  const coins = account.poolFor(ledger.assets.base[symbol]!);
  const exchange = () =>
    book(account, { bucket: paying, marks, cause: 'trades' }, () => {
      ledger.exchange(symbol, quantity, price);
      return ledger.fee(symbol, fee);
    });
  if (coins === paying) exchange();
  else book(account, { bucket: coins, marks, cause: 'trades' }, exchange);
  return fee;
}

/** A trade of any kind and size; what turns a position over is a close and an opening. */
export function bookTrade(account: Account, trade: BookedTrade, marks: readonly Decimal[]): void {
  const { symbol, quantity } = trade;
  if (account.ledger.assets.isSpot[symbol]) return void bookExchange(account, trade, marks);
  const held = account.ledger.positions[symbol]?.quantity ?? ZERO;
  const opposite = !held.isZero() && held.isNegative() !== quantity.isNegative();
  const closing = opposite ? (quantity.abs().lt(held.abs()) ? quantity : held.neg()) : ZERO;
  if (!closing.isZero()) bookClose(account, { ...trade, quantity: closing }, marks);
  const opening = quantity.sub(closing);
  if (!opening.isZero()) bookOpen(account, { ...trade, quantity: opening }, marks);
}

function releaseMargin(account: Account, symbol: number, marginBefore: Decimal, share: Decimal): void {
  const { ledger } = account;
  const position = ledger.positions[symbol]!;
  // margin is already marginBefore + PnL; the closed share's part of both is what may leave.
  const pnl = position.margin.sub(marginBefore);
  const leaving = position.quantity.isZero() ? position.margin : roundMoney(marginBefore.mul(share)).add(pnl);
  if (leaving.gt(0)) ledger.transferMargin(symbol, leaving.neg());
}

/** An amount of what a symbol settles in; a coin at the contract's own mark. */
export const inQuote = (
  { ledger }: Account,
  symbol: number,
  amount: Decimal,
  marks: readonly Decimal[],
): Decimal => (isInverse(ledger.assets.instruments[symbol]!) ? amount.mul(marks[symbol]!) : amount);
