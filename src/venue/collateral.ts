/** Ways in which assets back a book, as venues combine them. */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import type { BorrowRules, CollateralRules } from './venue.ts';

/** One slice of an amount: from the last cap up to this one, `rate` of it counts. */
export interface CollateralTier {
  cap: Decimal;
  rate: Decimal;
}

/** Every asset backs what settles in it, whole. */
export const settleCollateral: CollateralRules = {
  pool: 'settle',
  counted: (_asset, amount) => amount,
  unrealised: 'whole',
  borrow: null,
};

/** One pool of all assets: what is owned counts less its haircut, a debt counts whole. */
export function pooledCollateral(options: {
  /** Slices of an asset's amount, ascending. */
  tiers: (asset: string) => readonly CollateralTier[];
  /** What is added to the value of a debt. */
  debtSurcharge?: (asset: string) => Decimal;
  unrealised: 'counted' | 'whole';
  borrow: BorrowRules | null;
}): CollateralRules {
  const { tiers, debtSurcharge = () => ZERO, unrealised, borrow } = options;
  return {
    pool: 'all',
    counted: (asset, amount) =>
      amount.isNegative() ? amount.mul(ONE.add(debtSurcharge(asset))) : slicedValue(amount, tiers(asset)),
    unrealised,
    borrow,
  };
}

/** A haircut on the whole amount, as one slice. */
export const flatHaircut = (haircut: Decimal): readonly CollateralTier[] => [
  { cap: new Decimal(Infinity), rate: ONE.sub(haircut) },
];

/** Σ of the slices of an amount, each at its own rate; beyond the last cap nothing counts. */
export function slicedValue(amount: Decimal, tiers: readonly CollateralTier[]): Decimal {
  let sum = ZERO;
  let floor = ZERO;
  for (const { cap, rate } of tiers) {
    if (amount.lte(floor)) break;
    sum = sum.add(Decimal.min(amount, cap).sub(floor).mul(rate));
    floor = cap;
  }
  return sum;
}

export { isStable } from '../market/stable.ts';
