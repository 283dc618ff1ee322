/** Formulas of margin, public beside `assess`: tiers, requirements, health and what a liquidation may charge. */
import { configError } from '../basics/errors.ts';
import { Decimal, ZERO, min } from '../basics/money.ts';
import { type Amount, decimal, positive } from './formula-trade.ts';

/** One notional tier; without deductions the tiers are marginal, like tax brackets. */
export interface TierInput {
  floor: Amount;
  cap: Amount;
  maintenanceMarginRate: Amount;
  deduction?: Amount;
}

/** Tiers ascending from floor 0, or one rate for every notional. */
export type Tiers = readonly TierInput[] | { maintenanceMarginRate: Amount; deduction?: Amount };

export interface ResolvedTier {
  floor: Decimal;
  cap: Decimal;
  rate: Decimal;
  deduction: Decimal;
}

/**
 * The deduction of each tier that makes MM = n · rate − deduction the marginal sum over tiers:
 * d_1 = 0, d_k = d_(k−1) + floor_k · (rate_k − rate_(k−1)). Binance calls it `cum`, Bybit `mmDeduction`.
 * @source https://www.binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93
 */
export function tierDeductions(
  tiers: readonly { floor: Amount; maintenanceMarginRate: Amount }[],
): Decimal[] {
  let deduction = ZERO;
  return tiers.map((tier, k) => {
    const below = tiers[k - 1];
    if (below === undefined) return deduction;
    const step = decimal('maintenanceMarginRate', tier.maintenanceMarginRate).sub(
      below.maintenanceMarginRate,
    );
    deduction = deduction.add(decimal('floor', tier.floor).mul(step));
    return deduction;
  });
}

/** Tiers in decimals, deductions filled in where none is given. */
export function resolveTiers(tiers: Tiers): ResolvedTier[] {
  if (!('length' in tiers)) return resolveTiers([{ floor: 0, cap: Infinity, deduction: 0, ...tiers }]);
  if (tiers.length === 0) throw configError('tiers: at least one tier is needed');
  const marginal = tierDeductions(tiers);
  return tiers.map((tier, k) => ({
    floor: decimal('floor', tier.floor),
    cap: decimal('cap', tier.cap),
    rate: decimal('maintenanceMarginRate', tier.maintenanceMarginRate),
    deduction: tier.deduction === undefined ? marginal[k]! : decimal('deduction', tier.deduction),
  }));
}

/**
 * Maintenance margin of a notional: |n| · rate − deduction of the tier that holds it. A notional above the
 * last cap stays in the last tier. `edge` says which tier holds a notional exactly on an edge: Binance's own
 * is the lower (floor < n <= cap, the default); with marginal tiers the margin is the same either way.
 * @returns amounts in the unit of the notional; `tier` counts from 1
 * @source https://www.binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93
 */
export function tieredMaintenance(position: { notional: Amount; tiers: Tiers; edge?: 'lower' | 'upper' }): {
  maintenanceMargin: Decimal;
  tier: number;
  rate: Decimal;
  deduction: Decimal;
} {
  const notional = decimal('notional', position.notional).abs();
  const tiers = resolveTiers(position.tiers);
  const holds = (cap: Decimal): boolean => (position.edge === 'upper' ? notional.lt(cap) : notional.lte(cap));
  const found = tiers.findIndex(tier => holds(tier.cap));
  const index = found < 0 ? tiers.length - 1 : found;
  const { rate, deduction } = tiers[index]!;
  return { maintenanceMargin: notional.mul(rate).sub(deduction), tier: index + 1, rate, deduction };
}

/**
 * Initial margin in the unit of the notional: |n| ÷ leverage.
 * @throws UserError 'config' when the leverage is not above zero
 */
export function initialMargin(position: { notional: Amount; leverage: Amount }): Decimal {
  return decimal('notional', position.notional).abs().div(positive('leverage', position.leverage));
}

interface Bucket {
  equity: Amount;
  maintenanceMargin: Amount;
}

/** E ÷ MM of a bucket (Binance portfolio margin: uniMMR); null while nothing is required. */
export function health(bucket: Bucket): Decimal | null {
  const required = decimal('maintenanceMargin', bucket.maintenanceMargin);
  return required.isZero() ? null : decimal('equity', bucket.equity).div(required);
}

/**
 * MM ÷ E, as Binance, Bybit and others show it: liquidation at 1. Null when no equity is left to relate it to.
 * @source https://www.binance.com/en/support/faq/360033525271
 */
export function marginRatio(bucket: Bucket): Decimal | null {
  const equity = decimal('equity', bucket.equity);
  return equity.gt(0) ? decimal('maintenanceMargin', bucket.maintenanceMargin).div(equity) : null;
}

/** Is a bucket liquidated: E <= MM, or E < MM where the venue's rule is strict. */
export function isLiquidated(bucket: Bucket & { strict?: boolean }): boolean {
  const distance = decimal('equity', bucket.equity).sub(
    decimal('maintenanceMargin', bucket.maintenanceMargin),
  );
  return bucket.strict === true ? distance.lt(0) : distance.lte(0);
}

/**
 * What a liquidation moves into the insurance fund: rate × closed notional, never more than the equity left
 * after the fill; below zero it is the deficit that the fund pays.
 * @source dYdX v4, perpetual liquidations: GetLiquidationInsuranceFundDelta
 */
export function insuranceDelta(fill: { notional: Amount; feeRate: Amount; equityLeft: Amount }): Decimal {
  const fee = decimal('notional', fill.notional).abs().mul(decimal('feeRate', fill.feeRate));
  return min(fee, decimal('equityLeft', fill.equityLeft));
}

/** A requirement as a venue books it: rounded up to its smallest unit. */
export function roundUp(amount: Amount, unit: Amount): Decimal {
  const step = positive('unit', unit);
  return decimal('amount', amount).div(step).ceil().mul(step);
}

/** Rounded down, toward minus infinity, to a smallest unit or a price tick. */
export function roundDown(amount: Amount, unit: Amount): Decimal {
  const step = positive('unit', unit);
  return decimal('amount', amount).div(step).floor().mul(step);
}

/** Rounded to the nearest smallest unit, a half away from zero. */
export function roundNearest(amount: Amount, unit: Amount): Decimal {
  const step = positive('unit', unit);
  return decimal('amount', amount).div(step).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).mul(step);
}
