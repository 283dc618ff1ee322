/** Would the account stand after this fill? A "no" is a value with a reason (semantics §5). */
import { Decimal, ONE, roundQuantity, ZERO } from '../basics/money.ts';
import type { Account } from './account.ts';
import { ACCOUNT } from './account.ts';
import type { Refusal } from './orders.ts';

/** A fill that opens or adds, as it would be. */
export interface Opening {
  symbol: number;
  /** Signed, base units, no smaller position and no change of sign. */
  quantity: Decimal;
  price: Decimal;
  feeRate: Decimal;
  leverage: number;
}

export function refusalOf(account: Account, opening: Opening, marks: readonly Decimal[]): Refusal | null {
  const { rules } = account.terms;
  if (rules === null) return null;
  const { symbol, quantity, leverage } = opening;
  const held = account.ledger.positions[symbol]?.quantity ?? ZERO;
  const cap = rules.leverageMax(symbol, held.add(quantity).mul(marks[symbol]!).abs());
  if (cap !== null && leverage > cap) return 'leverage-above-maximum';
  return isAffordable(account, opening, marks) ? null : 'insufficient-margin';
}

function isAffordable(account: Account, opening: Opening, marks: readonly Decimal[]): boolean {
  return account.ledger.collateral === 'isolated'
    ? isolatedNeed(opening, marks).lte(account.ledger.wallet)
    : pooledStands(account, opening, marks);
}

/** notional / leverage + fee + open loss (fill against mark, when adverse). */
function isolatedNeed({ symbol, quantity, price, feeRate, leverage }: Opening, marks: readonly Decimal[]): Decimal {
  const notional = quantity.abs().mul(price);
  const openLoss = Decimal.max(ZERO, price.sub(marks[symbol]!).mul(quantity));
  return notional.div(leverage).add(notional.mul(feeRate)).add(openLoss);
}

/** E >= IM after the fill, at mark. */
function pooledStands(account: Account, opening: Opening, marks: readonly Decimal[]): boolean {
  const { symbol, quantity, price, feeRate, leverage } = opening;
  const holdings = account.holdings(ACCOUNT);
  const own = holdings.find(holding => holding.symbol === symbol);
  if (own) own.quantity = own.quantity.add(quantity);
  else holdings.push({ symbol, quantity });
  const leverages = account.leverages.slice();
  leverages[symbol] = leverage;
  const equity = account
    .equity(ACCOUNT, marks)
    .add(quantity.mul(marks[symbol]!.sub(price)))
    .sub(quantity.abs().mul(price).mul(feeRate));
  return equity.gte(account.terms.rules!.model.initial(holdings, marks, leverages));
}

/**
 * `scale-to-fit`: the largest part of the opening that is accepted, rounded down to the lot step; zero when none is.
 * Bisection, since IM is convex: the accepted sizes form one interval that begins at zero, or there are none.
 */
export function largestAccepted(account: Account, opening: Opening, marks: readonly Decimal[]): Decimal {
  const lotStep = account.terms.lotSteps[opening.symbol]!;
  const sized = (share: Decimal): Opening => ({
    ...opening,
    quantity: roundQuantity(opening.quantity.mul(share), lotStep),
  });
  let low = ZERO;
  let high = ONE;
  for (let step = 0; step < 64; step++) {
    const middle = low.add(high).div(2);
    const candidate = sized(middle);
    if (refusalOf(account, candidate, marks) === null) low = middle;
    else high = middle;
  }
  const best = sized(low);
  return best.quantity.isZero() || refusalOf(account, best, marks) !== null ? ZERO : best.quantity;
}
