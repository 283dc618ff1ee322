/** Would the account stand after this fill? A "no" is a value with a reason (semantics §5). */
import { Decimal, ONE, roundMoney, roundQuantity, ZERO } from '../basics/money.ts';
import type { Account } from './account.ts';
import { ACCOUNT } from './account.ts';
import type { BookedTrade } from './booking.ts';
import type { Refusal } from './orders.ts';
import { ERROR } from './screen.ts';

/** A fill that opens or adds, as it would be: no smaller position, no change of sign. */
export interface Opening extends BookedTrade {
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
function isolatedNeed(
  { symbol, quantity, price, feeRate, leverage }: Opening,
  marks: readonly Decimal[],
): Decimal {
  const notional = quantity.abs().mul(price);
  const openLoss = Decimal.max(ZERO, price.sub(marks[symbol]!).mul(quantity));
  // Rounded as they will be booked, so that the wallet cannot come out below zero.
  return roundMoney(notional.div(leverage))
    .add(roundMoney(notional.mul(feeRate)))
    .add(openLoss);
}

/** E >= IM after the fill, at mark: in doubles when they can tell, in decimals when they cannot. */
function pooledStands(account: Account, opening: Opening, marks: readonly Decimal[]): boolean {
  const sign = account.allDecimal ? 0 : screenedHeadroom(account, opening, marks);
  if (sign !== 0) return sign > 0;
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

/** The sign of E − IM after the fill when it lies beyond the screen's error bound, else 0. */
function screenedHeadroom(
  { screen, leverages, terms }: Account,
  opening: Opening,
  marks: readonly Decimal[],
): number {
  const { symbol, feeRate, leverage } = opening;
  const model = terms.rules!.model;
  const [size, price] = [opening.quantity.toNumber(), opening.price.toNumber()];
  const held = screen.quantity[symbol] === 0 ? Int32Array.of(...screen.held, symbol) : screen.held;
  const quantity = screen.quantity.slice();
  quantity[symbol]! += size;
  let equity =
    (screen.buckets[0]?.base ?? screen.wallet) - size * price - Math.abs(size) * price * feeRate.toNumber();
  let gross = Math.abs(equity) + Math.abs(size) * price;
  let posted = 0;
  for (const own of held) {
    const value = quantity[own]! * (screen.prices[own] = marks[own]!.toNumber());
    equity += value;
    gross += Math.abs(value);
    posted += Math.abs(value) / (own === symbol ? leverage : leverages[own]!);
  }
  const factor = model.initialFactor;
  const initial = factor === null ? posted : factor * model.screenMaintenance(held, quantity, screen.prices);
  return Math.abs(equity - initial) > 4 * ERROR * gross ? Math.sign(equity - initial) : 0;
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
  for (let step = 0; step < 100; step++) {
    const middle = low.add(high).div(2);
    const candidate = sized(middle);
    if (refusalOf(account, candidate, marks) === null) low = middle;
    else high = middle;
  }
  const best = sized(low);
  return best.quantity.isZero() || refusalOf(account, best, marks) !== null ? ZERO : best.quantity;
}
