/** How OKX takes a bucket apart (rules: portfolio.md §1.1, §1.3). */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import type { TieredModel } from '../margin/tiered-model.ts';
import { type DistressedHolding, largestMaintenance } from './distress.ts';
import type { DistressedBucket, LiquidationProcedure } from './venue.ts';

/** A position in one of the two lowest tiers is not reduced. */
const FIRST_REDUCED_TIER = 3;
const TIERS_PER_STEP = 2;

/**
 * While the equity covers what the first tier would ask, the position with the largest maintenance among those in
 * tier 3 or above is brought down by two tiers, at last, for the taker fee, and the bucket tested again. When no
 * position stands that high, or the equity does not cover the first tier's requirement, all of it is taken over.
 */
export function reduceByTwoTiers(model: TieredModel, feeTakerRate: Decimal): LiquidationProcedure {
  return bucket => {
    bucket.cancelOrders();
    while (bucket.isBreached()) {
      const holdings = bucket.holdings();
      const worst = largestMaintenance(holdings.filter(held => tierOf(model, held) >= FIRST_REDUCED_TIER));
      if (bucket.isExhausted() || worst === undefined || !coversFirstTier(model, bucket, holdings))
        return bucket.takeOver();
      const closed = bucket.close(worst.symbol, excessOf(model, worst), 'last');
      bucket.chargeFee(closed.mul(feeTakerRate));
    }
  };
}

/** Number of a position's tier, from 1. */
const tierOf = (model: TieredModel, { symbol, quantity, notional }: DistressedHolding): number =>
  model.tierIndexOf(symbol, quantity, notional) + 1;

/**
 * Is equity ÷ maintenance at least (Σ requirement at the first tier's rates) ÷ maintenance? For one position: is the
 * ratio at least mmr of tier 1 + fee.
 */
function coversFirstTier(
  model: TieredModel,
  bucket: DistressedBucket,
  holdings: readonly DistressedHolding[],
): boolean {
  const health = bucket.health();
  if (health === null) return true;
  let asked = ZERO;
  let least = ZERO;
  for (const held of holdings) {
    const { tiers, closingFeeRate } = model.terms[held.symbol]!;
    const own = tiers[tierOf(model, held) - 1]!.maintenanceMarginRate.add(closingFeeRate);
    const first = tiers[0]!.maintenanceMarginRate.add(closingFeeRate);
    asked = asked.add(held.maintenance);
    least = least.add(held.maintenance.mul(first).div(own));
  }
  return health.mul(asked).gte(least);
}

/** What lies above the cap of the tier two below; rounded up, so that this tier contains what is left. */
function excessOf(model: TieredModel, held: DistressedHolding): Decimal {
  const { symbol, notional } = held;
  const { tiers, tierBy, instrument } = model.terms[symbol]!;
  const size = held.quantity.abs();
  const { cap } = tiers[tierOf(model, held) - 1 - TIERS_PER_STEP]!;
  const kept = tierBy === 'size' ? cap.div(instrument.contractSize) : size.mul(cap).div(notional);
  return size.sub(kept).toDecimalPlaces(15, Decimal.ROUND_UP);
}

/** A fifth of the book a step, until the ratio is safe: ours, OKX does not publish the sizes. */
const STEPS = 5;
const SAFE_HEALTH = new Decimal('1.05');

/** Portfolio margin: every position by the same share of what was held at first, for the taker fee. */
export const reduceProRata =
  (feeTakerRate: Decimal): LiquidationProcedure =>
  bucket => {
    bucket.cancelOrders();
    if (!bucket.isBreached()) return;
    for (let left = STEPS; left > 0; left--) {
      if (bucket.isExhausted()) return bucket.takeOver();
      const closed = bucket.holdings().reduce((sum, { symbol, quantity }) => {
        const share = quantity.abs().mul(ONE.div(left)).toDecimalPlaces(15, Decimal.ROUND_UP);
        return sum.add(bucket.close(symbol, Decimal.min(share, quantity.abs()), 'last'));
      }, ZERO);
      bucket.chargeFee(closed.mul(feeTakerRate));
      if (!bucket.isBreached() && (bucket.health()?.gte(SAFE_HEALTH) ?? true)) return;
    }
  };
