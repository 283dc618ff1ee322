/** Would the account stand after this fill? A "no" is a value with a reason (semantics §5). */
import { Decimal, ONE, roundMoney, roundQuantity, ZERO } from '../basics/money.ts';
import { notionalOf, unitValue } from '../market/instrument.ts';
import type { Account } from './account.ts';
import { afterTrade } from './after-trade.ts';
import { type BookedTrade, postedFor } from './booking.ts';
import type { Refusal } from './orders.ts';
import { ERROR } from './screen.ts';

/** A fill that opens or adds, as it would be: no smaller position, no change of sign. */
export interface Opening extends BookedTrade {
  leverage: number;
}

export function refusalOf(account: Account, opening: Opening, marks: readonly Decimal[]): Refusal | null {
  const { rules } = account.terms;
  const { symbol, quantity, leverage } = opening;
  const { assets, positions } = account.ledger;
  if (assets.isSpot[symbol]) return spotRefusal(account, opening, marks);
  if (rules === null) return null;
  if (assets.isPremium[symbol] && account.ledger.collateral === 'isolated') return 'not-in-this-mode';
  const held = positions[symbol]?.quantity ?? ZERO;
  const notional = notionalOf(assets.instruments[symbol]!, held.add(quantity), marks[symbol]!);
  const cap = rules.leverageMax(symbol, notional, held.add(quantity).abs());
  if (cap !== null && leverage > cap) return 'leverage-above-maximum';
  if (isReduceOnly(account, symbol, marks)) return 'reduce-only';
  return isAffordable(account, opening, marks) ? null : 'insufficient-margin';
}

/** Below a health of the venue's own a pool takes no new risk. */
function isReduceOnly(account: Account, symbol: number, marks: readonly Decimal[]): boolean {
  const floor = account.terms.rules?.refusesBelow ?? null;
  if (floor === null || account.ledger.collateral === 'isolated') return false;
  const bucket = account.bucketOf(symbol);
  const maintenance = account.maintenance(bucket, marks);
  return !maintenance.isZero() && account.equity(bucket, marks).lt(maintenance.mul(floor));
}

/** Spot is paid for with what is there; where a venue lends, with what the pool may owe. */
function spotRefusal(account: Account, opening: Opening, marks: readonly Decimal[]): Refusal | null {
  const { symbol, quantity, price, feeRate } = opening;
  const { assets, balances } = account.ledger;
  const { rules } = account.terms;
  if (rules === null) return null;
  if (account.isPooledWhole() && rules.collateral.borrow !== null)
    return pooledStands(account, opening, marks) ? null : 'insufficient-margin';
  const fee = quantity.abs().mul(price).mul(feeRate);
  const [given, needed] = quantity.isNegative()
    ? [assets.base[symbol]!, quantity.neg()]
    : [assets.settle[symbol]!, quantity.mul(price).add(fee)];
  if (balances[given]!.lt(needed)) return 'insufficient-margin';
  if (account.heldSymbols().length === 0 || account.ledger.collateral === 'isolated') return null;
  // What leaves a pool must not be what its positions stand on.
  const after = afterTrade(account, opening, marks, opening.leverage, account.poolFor(given));
  return after.equity.gte(after.initial) ? null : 'insufficient-margin';
}

function isAffordable(account: Account, opening: Opening, marks: readonly Decimal[]): boolean {
  return account.ledger.collateral === 'isolated'
    ? isolatedNeed(account, opening, marks).lte(account.ledger.walletOf(opening.symbol))
    : pooledStands(account, opening, marks);
}

/** What the venue posts for it + fee + open loss (fill against mark, when adverse), in what the symbol settles in. */
function isolatedNeed(account: Account, opening: Opening, marks: readonly Decimal[]): Decimal {
  const { symbol, quantity, price, feeRate } = opening;
  const instrument = account.ledger.assets.instruments[symbol]!;
  const gained = unitValue(instrument, marks[symbol]!).sub(unitValue(instrument, price)).mul(quantity);
  const openLoss = Decimal.max(ZERO, gained.neg());
  const fee = notionalOf(instrument, quantity, price).mul(feeRate);
  // Rounded as they will be booked, so that the wallet cannot come out below zero.
  return postedFor(account, opening).add(roundMoney(fee)).add(openLoss);
}

/** E >= IM after the fill, at mark: in doubles when they can tell, in decimals when they cannot. */
function pooledStands(account: Account, opening: Opening, marks: readonly Decimal[]): boolean {
  const { names, isPremium } = account.ledger.assets;
  const isPlain =
    names.length === 1 && !isPremium[opening.symbol] && account.terms.rules!.model.initialFactor !== null;
  const sign = account.allDecimal || !isPlain ? 0 : screenedHeadroom(account, opening, marks);
  if (sign !== 0) return sign > 0;
  const after = afterTrade(account, opening, marks, opening.leverage);
  return after.equity.gte(after.initial);
}

/** Models with a fixed IM ÷ MM take no constants. */
const NO_CONSTANTS = new Float64Array(0);

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
  const base = screen.buckets[0]?.lines[0]!.base ?? screen.wallet;
  let equity = base - size * price - Math.abs(size) * price * feeRate.toNumber();
  let gross = Math.abs(equity) + Math.abs(size) * price;
  let posted = 0;
  for (const own of held) {
    const value = quantity[own]! * (screen.prices[own] = marks[own]!.toNumber());
    equity += value;
    gross += Math.abs(value);
    posted += Math.abs(value) / (own === symbol ? leverage : leverages[own]!);
  }
  const factor = model.initialFactor;
  const initial =
    typeof factor !== 'number'
      ? posted
      : factor * model.screenMaintenance(held, quantity, screen.prices, NO_CONSTANTS);
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
