/** What is owed to the venue: interest by the hour, and the conversion of collateral that repays it. */
import { Decimal, min, roundMoney, text, ZERO } from '../basics/money.ts';
import { assetPrice } from '../ledger/assets.ts';
import { type Account, ACCOUNT } from './account.ts';
import { book } from './booking.ts';
import type { Spot } from './prices.ts';

const HOUR_MS = 3_600_000;

/** Settles the open of a moment: the full hours since the one before, then what is owed beyond the venue's limit. */
export function settleDebts(account: Account, spot: Spot): void {
  const borrow = account.terms.rules?.collateral.borrow;
  if (!borrow) return;
  payInterest(account, spot);
  if (borrow.convert === null) return;
  const { balances, assets } = account.ledger;
  assets.names.forEach((name, asset) => {
    const limit = borrow.convert!.limit(name);
    if (limit !== null && balances[asset]!.neg().gt(limit))
      repay(account, asset, borrow.convert!.proceedsRate, spot);
  });
}

function payInterest(account: Account, { row, time, place }: Spot): void {
  const borrow = account.terms.rules!.collateral.borrow!;
  const { ledger, market } = account;
  const before = row > 0 ? market.times[row - 1]! : time - market.intervalMs;
  const hours = Math.floor(time / HOUR_MS) - Math.floor(before / HOUR_MS);
  if (hours === 0) return;
  ledger.assets.names.forEach((name, asset) => {
    const charged = ledger.balances[asset]!.neg().sub(borrow.freeAmount(name));
    const interest = charged.gt(0) ? roundMoney(charged.mul(borrow.hourlyRate(name)).mul(hours)) : ZERO;
    if (interest.isZero()) return;
    book(account, { bucket: ACCOUNT, marks: place.mark, cause: 'interest' }, () =>
      ledger.interestPaid(asset, interest),
    );
    ledger.row(time, 'interest', { asset: name, hours, paid: text(interest) });
  });
}

/**
 * Sells what is owned, in order of the assets, until a debt is repaid or nothing is left.
 * @param proceedsRate share of its price that a converted asset fetches
 */
export function repay(account: Account, debtor: number, proceedsRate: Decimal, { time, place }: Spot): void {
  const { ledger } = account;
  const { assets, balances } = ledger;
  const priceOf = (asset: number) => assetPrice(assets, asset, place.mark);
  assets.names.forEach((name, asset) => {
    const owed = balances[debtor]!.neg();
    if (asset === debtor || owed.lte(0) || balances[asset]!.lte(0)) return;
    const rate = priceOf(asset).mul(proceedsRate).div(priceOf(debtor));
    const sold = min(balances[asset]!, owed.div(rate).toDecimalPlaces(18, Decimal.ROUND_UP));
    const repaid = min(owed, roundMoney(sold.mul(rate)));
    book(account, { bucket: ACCOUNT, marks: place.mark, cause: 'trades' }, () =>
      ledger.convert(asset, sold.neg(), debtor, repaid),
    );
    ledger.row(time, 'conversion', {
      sold: name,
      amount: text(sold),
      for: assets.names[debtor],
      repaid: text(repaid),
    });
  });
}
