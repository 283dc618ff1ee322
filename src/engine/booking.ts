/**
 * Every change of an account's books goes through here, so that the doubles follow the decimals and each
 * change of a bucket's distance is put down to its cause.
 */
import { type Decimal, roundMoney, ZERO } from '../basics/money.ts';
import type { Account } from './account.ts';
import type { CauseKind } from './cause.ts';

/** What a booking did to the equity of the bucket: by its main cause, and by a fee beside it. */
export interface EquityChange {
  amount: Decimal;
  fee?: Decimal;
}

/**
 * Runs `write` as one booking of the bucket that backs a symbol.
 * @param write changes the ledger and tells what that did to the bucket's equity at these marks
 */
export function book(
  account: Account,
  symbol: number,
  marks: readonly Decimal[],
  cause: CauseKind,
  write: () => EquityChange,
): void {
  const bucket = account.bucketOf(symbol);
  const track = account.causes.get(bucket);
  const { positions } = account.ledger;
  const before = track && cause === 'trades' ? account.holdings(bucket) : [];
  if (cause === 'trades') track?.reach(symbol, positions[symbol]!, marks[symbol]!);
  const { amount, fee } = write();
  account.screen.mirror(account.ledger);
  if (!track) return;
  track.add(cause, amount);
  if (fee) track.add('fees', fee.neg());
  if (cause !== 'trades') return;
  const after = account.holdings(bucket);
  if (after.length === 0) return void account.causes.delete(bucket);
  track.traded({ before, after, marks });
  track.restart(symbol, positions[symbol]!, marks[symbol]!);
}

/** A fill as it goes into the books. */
export interface BookedTrade {
  symbol: number;
  /** Signed, base units. */
  quantity: Decimal;
  price: Decimal;
  feeRate: Decimal;
}

/** Takes on a position, the fee, and in isolated mode the margin for it. */
export function bookOpen(account: Account, trade: BookedTrade, marks: readonly Decimal[]): Decimal {
  const { symbol, quantity, price, feeRate } = trade;
  const { ledger } = account;
  const notional = quantity.abs().mul(price);
  const fee = roundMoney(notional.mul(feeRate));
  book(account, symbol, marks, 'trades', () => {
    ledger.open(symbol, quantity, price);
    const fromBucket = ledger.fee(symbol, fee);
    const posted =
      ledger.collateral === 'isolated' ? roundMoney(notional.div(account.leverages[symbol]!)) : ZERO;
    ledger.transferMargin(symbol, posted);
    return { amount: quantity.mul(marks[symbol]!.sub(price)).add(posted), fee: fromBucket };
  });
  return fee;
}

/**
 * Gives up part or all of a position of the trader's own will. Isolated: the share φ of the margin and its
 * PnL go back to the wallet; a loss beyond that comes from the margin left (semantics §5).
 */
export function bookClose(account: Account, trade: BookedTrade, marks: readonly Decimal[]): Decimal {
  const { symbol, quantity, price, feeRate } = trade;
  const { ledger } = account;
  const fee = roundMoney(quantity.abs().mul(price).mul(feeRate));
  book(account, symbol, marks, 'trades', () => {
    const marginBefore = ledger.positions[symbol]!.margin;
    const share = ledger.close(symbol, quantity, price);
    const released =
      ledger.collateral === 'isolated' ? releaseMargin(account, symbol, marginBefore, share) : ZERO;
    const fromBucket = ledger.fee(symbol, fee);
    ledger.dropFlat(symbol);
    return { amount: quantity.mul(marks[symbol]!.sub(price)).sub(released), fee: fromBucket };
  });
  return fee;
}

/** @returns what went to the wallet */
function releaseMargin(account: Account, symbol: number, marginBefore: Decimal, share: Decimal): Decimal {
  const { ledger } = account;
  const position = ledger.positions[symbol]!;
  // margin is already marginBefore + PnL; the closed share's part of both is what may leave.
  const pnl = position.margin.sub(marginBefore);
  const leaving = position.quantity.isZero() ? position.margin : roundMoney(marginBefore.mul(share)).add(pnl);
  if (leaving.lte(0)) return ZERO;
  ledger.transferMargin(symbol, leaving.neg());
  return leaving;
}
