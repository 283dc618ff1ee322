/**
 * Binance's "smart liquidation", as far as it is published (rules: binance-bybit.md §2.5; semantics §6): orders are
 * cancelled, a position is reduced until the bucket stands, what nobody backs any more is taken over.
 */
import { Decimal } from '../basics/money.ts';
import { type TieredModel, tierIndex } from '../margin/tiered-model.ts';
import { isInverse } from '../market/instrument.ts';
import { type DistressedHolding, largestMaintenance } from './distress.ts';
import type { LiquidationProcedure } from './venue.ts';

/** 1 % of what is closed: ours, sources give 0.3 to 1.25 % by date and symbol. */
export const CLEARANCE_FEE_RATE = new Decimal('0.01');

/**
 * A notional above a floor by less than 1e-9 of it counts as at the floor. A short reduced to a floor is
 * lifted off it by the next rise; without this it would be reduced by ever smaller shares at ever closer
 * prices, without end but for rounding.
 */
const AT_FLOOR = new Decimal('0.999999999');

/**
 * Steps the position with the largest maintenance down to the next lower tier floor, tests again, and goes
 * on until the bucket stands; a position in its lowest tier is closed whole. What remains when nothing is
 * left to back it is taken over.
 */
export function reduceByTiers(model: TieredModel): LiquidationProcedure {
  return bucket => {
    bucket.cancelOrders();
    while (bucket.isBreached()) {
      if (bucket.isExhausted()) return bucket.takeOver();
      const worst = largestMaintenance(bucket.holdings());
      if (worst === undefined) return;
      const closed = bucket.close(worst.symbol, excessOf(model, worst), 'last');
      bucket.chargeFee(closed.mul(CLEARANCE_FEE_RATE));
    }
  };
}

/**
 * What lies above the floor of the position's tier. Rounded up, so that what is left lies at or below the floor
 * and the lower tier contains it; contracts of a coin-margined symbol are whole.
 */
function excessOf(model: TieredModel, { symbol, quantity, notional }: DistressedHolding): Decimal {
  const { tiers, instrument } = model.terms[symbol]!;
  const { floor } = tiers[tierIndex(tiers, notional.mul(AT_FLOOR))]!;
  const size = quantity.abs();
  if (floor.isZero()) return size;
  const excess = size.mul(notional.sub(floor)).div(notional);
  const places = isInverse(instrument) ? 0 : 15;
  return Decimal.min(excess.toDecimalPlaces(places, Decimal.ROUND_UP), size);
}
