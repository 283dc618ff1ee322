/**
 * Every change of an account's books goes through here, so that the doubles follow the decimals and each
 * change of a bucket's distance is put down to its cause.
 */
import { Decimal, roundMoney, ZERO } from '../basics/money.ts';
import type { Account } from './account.ts';
import type { CauseKind } from './cause.ts';

/** What a booking did to the distance beside its main cause. */
interface Side {
  kind: CauseKind;
  amount: Decimal;
}

/**
 * Runs `write` as one booking of the bucket that backs a symbol.
 * @param write changes the ledger; returns the part of the change that has a cause of its own (fees in a fill)
 */
export function book(
  account: Account,
  symbol: number,
  marks: readonly Decimal[],
  cause: CauseKind,
  write: () => Side | null,
): void {
  const bucket = account.bucketOf(symbol);
  const track = account.causes.get(bucket);
  const holdings = track ? account.holdings(bucket) : [];
  const before = track ? account.equity(bucket, marks) : ZERO;
  track?.reach(account.ledger.positions, marks);
  const side = write();
  account.screen.mirror(account.ledger);
  if (!track) return;
  const after = account.holdings(bucket);
  if (after.length === 0) return void account.causes.delete(bucket);
  let change = account.equity(bucket, marks).sub(before);
  if (side) {
    track.add(side.kind, side.amount);
    change = change.sub(side.amount);
  }
  track.add(cause, change);
  if (cause === 'trades') track.traded({ before: holdings, after, marks });
  track.settle(account.ledger.positions, marks);
}

/** Takes on a position, the fee, and in isolated mode the margin for it. */
export function bookOpen(
  account: Account,
  symbol: number,
  quantity: Decimal,
  price: Decimal,
  feeRate: Decimal,
  marks: readonly Decimal[],
): Decimal {
  const { ledger } = account;
  const notional = quantity.abs().mul(price);
  const fee = roundMoney(notional.mul(feeRate));
  book(account, symbol, marks, 'trades', () => {
    ledger.open(symbol, quantity, price);
    const fromBucket = ledger.fee(symbol, fee);
    if (ledger.collateral === 'isolated')
      ledger.transferMargin(symbol, roundMoney(notional.div(account.leverages[symbol]!)));
    return { kind: 'fees', amount: fromBucket.neg() };
  });
  return fee;
}

/**
 * Gives up part or all of a position of the trader's own will. Isolated: the share φ of the margin and its
 * PnL go back to the wallet; a loss beyond that comes from the margin left (semantics §5).
 */
export function bookClose(
  account: Account,
  symbol: number,
  quantity: Decimal,
  price: Decimal,
  feeRate: Decimal,
  marks: readonly Decimal[],
): Decimal {
  const { ledger } = account;
  const fee = roundMoney(quantity.abs().mul(price).mul(feeRate));
  book(account, symbol, marks, 'trades', () => {
    const marginBefore = ledger.positions[symbol]!.margin;
    const share = ledger.close(symbol, quantity, price);
    if (ledger.collateral === 'isolated') releaseMargin(account, symbol, marginBefore, share);
    const fromBucket = ledger.fee(symbol, fee);
    ledger.dropFlat(symbol);
    return { kind: 'fees', amount: fromBucket.neg() };
  });
  return fee;
}

function releaseMargin(account: Account, symbol: number, marginBefore: Decimal, share: Decimal): void {
  const { ledger } = account;
  const position = ledger.positions[symbol]!;
  // margin is already marginBefore + PnL; the closed share's part of both is what may leave.
  const pnl = position.margin.sub(marginBefore);
  const leaving = position.quantity.isZero() ? position.margin : roundMoney(marginBefore.mul(share)).add(pnl);
  if (leaving.gt(0)) ledger.transferMargin(symbol, leaving.neg());
}
