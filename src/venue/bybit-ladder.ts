/**
 * How Bybit takes a bucket apart: down the ladder of its tiers, and what does not stand then is taken over
 * (rules: binance-bybit.md §5.5). What it sells pays the taker fee that its margins hold back for closing.
 */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import { isInverse } from '../market/instrument.ts';
import type { Holding } from '../margin/model.ts';
import type { MarginTier, TieredModel } from '../margin/tiered-model.ts';
import { type DistressedHolding, largestMaintenance } from './distress.ts';
import type { DistressedBucket, LiquidationProcedure } from './venue.ts';

/**
 * A value above a floor by less than 1e-9 of it counts as at the floor. A short reduced to a floor is lifted off
 * it by the next rise; without this it would be reduced by ever smaller shares at ever closer prices.
 */
const AT_FLOOR = new Decimal('0.999999999');

/**
 * One position: one order that is filled whole or not at all, for what exceeds the highest lower tier in which
 * the margin would suffice. Where none would, or in the lowest tier, the position is taken over untouched.
 */
export const isolatedLadder =
  (model: TieredModel, feeTakerRate: Decimal): LiquidationProcedure =>
  bucket => {
    bucket.cancelOrders();
    while (bucket.isBreached()) {
      const [held] = bucket.holdings();
      if (held === undefined) return;
      const equity = bucket.health()?.mul(held.maintenance) ?? ZERO;
      const tier = tiersBelow(model, held).find(({ cap }) =>
        stands(model, held, cap.div(baseOf(model, held)), equity, feeTakerRate),
      );
      if (tier === undefined || bucket.isExhausted()) return bucket.takeOver();
      reduce(bucket, held, excess(model, held, tier), feeTakerRate);
    }
  };

/**
 * All positions: the one with the largest maintenance first, a tier at a time, tested after each; one in its
 * lowest tier is closed whole. Once no equity is left, the rest is taken over.
 */
export const crossLadder =
  (model: TieredModel, feeTakerRate: Decimal): LiquidationProcedure =>
  bucket => {
    bucket.cancelOrders();
    while (bucket.isBreached()) {
      if (bucket.isExhausted()) return bucket.takeOver();
      const worst = largestMaintenance(bucket.holdings());
      if (worst === undefined) return;
      const [tier] = tiersBelow(model, worst);
      const quantity = tier === undefined ? worst.quantity.abs() : excess(model, worst, tier);
      reduce(bucket, worst, quantity, feeTakerRate);
    }
  };

function reduce(
  bucket: DistressedBucket,
  { symbol }: DistressedHolding,
  quantity: Decimal,
  feeTakerRate: Decimal,
): void {
  bucket.chargeFee(bucket.close(symbol, quantity, 'last').mul(feeTakerRate));
}

/** The tiers below the one that holds a position, highest first. */
function tiersBelow(model: TieredModel, held: DistressedHolding): MarginTier[] {
  const value = baseOf(model, held).mul(AT_FLOOR);
  return model.terms[held.symbol]!.tiers.filter(({ cap }) => cap.lt(value)).reverse();
}

/** What exceeds the cap of a tier; rounded up, so that what is left lies in it. */
function excess(model: TieredModel, held: DistressedHolding, { cap }: MarginTier): Decimal {
  const value = baseOf(model, held);
  const size = held.quantity.abs();
  return Decimal.min(size, size.mul(value.sub(cap)).div(value).toDecimalPlaces(15, Decimal.ROUND_UP));
}

/** The value that decides the tier, in the settle asset. */
const baseOf = (model: TieredModel, { symbol, notional, cost }: DistressedHolding): Decimal =>
  model.terms[symbol]!.maintenanceBase === 'entry' ? cost.abs() : notional;

/** Would equity, in quote, still be above what a share of the position asks, the rest sold at mark for the fee? */
function stands(
  model: TieredModel,
  held: DistressedHolding,
  share: Decimal,
  equity: Decimal,
  feeTakerRate: Decimal,
): boolean {
  const { symbol, quantity, cost, leverage, notional } = held;
  const { instrument } = model.terms[symbol]!;
  const size = quantity.abs().mul(instrument.contractSize);
  const inverse = isInverse(instrument);
  const prices: Decimal[] = [];
  prices[symbol] = inverse ? size.div(notional) : notional.div(size);
  const part: Holding = { symbol, quantity: quantity.mul(share), cost: cost.mul(share), leverage };
  const sold = (inverse ? size : notional).mul(ONE.sub(share));
  return equity.sub(sold.mul(feeTakerRate)).gt(model.maintenance([part], prices));
}
