/** Hyperliquid's margin tiers and liquidation steps, public beside `assess` (rules: portfolio.md §3.1). */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import { type TierInput, isLiquidated } from './formula-margin.ts';
import { type Amount, decimal, positive } from './formula-trade.ts';

/**
 * Maintenance rate of an asset: half the initial margin at its highest leverage, whatever leverage was chosen.
 * @source https://hyperliquid.gitbook.io/hyperliquid-docs/trading/margin-tiers
 */
export const hyperliquidMaintenanceRate = (maxLeverage: Amount): Decimal =>
  ONE.div(positive('maxLeverage', maxLeverage).mul(2));

/**
 * Tiers of an asset as `tieredMaintenance` and `liquidationPrice` take them, from its table of highest
 * leverages: notional from `lowerBound` on, ascending from 0. Deductions follow, the margin is continuous.
 */
export function hyperliquidTiers(table: readonly { lowerBound: Amount; maxLeverage: Amount }[]): TierInput[] {
  return table.map(({ lowerBound, maxLeverage }, k) => ({
    floor: decimal('lowerBound', lowerBound),
    cap: decimal('lowerBound', table[k + 1]?.lowerBound ?? Infinity),
    maintenanceMarginRate: hyperliquidMaintenanceRate(maxLeverage),
  }));
}

/** Positions above this notional, in USDC, are first reduced by a fifth. */
export const LARGE_POSITION = 100_000;
export const FIRST_SHARE = '0.2';

/**
 * What Hyperliquid does with a bucket: nothing while equity is not below the maintenance; then market orders,
 * for a fifth of a position above 100,000 USDC and after a cooldown of 30 seconds for all of it; below two
 * thirds of the maintenance the backstop vault takes positions and margin, and the maintenance is not returned.
 * @param bucket.cooledDown the first fifth was sold, 30 seconds ago or more
 * @returns `share` of the position that is closed now
 * @source https://hyperliquid.gitbook.io/hyperliquid-docs/trading/liquidations
 */
export function hyperliquidLiquidation(bucket: {
  equity: Amount;
  maintenanceMargin: Amount;
  notional: Amount;
  cooledDown?: boolean;
}): { level: 'none' | 'market' | 'backstop'; share: Decimal } {
  const { equity, maintenanceMargin } = bucket;
  if (!isLiquidated({ equity, maintenanceMargin, strict: true })) return { level: 'none', share: ZERO };
  // Below two thirds, without dividing.
  if (decimal('equity', equity).mul(3).lt(decimal('maintenanceMargin', maintenanceMargin).mul(2)))
    return { level: 'backstop', share: ONE };
  const large = decimal('notional', bucket.notional).abs().gt(LARGE_POSITION);
  return { level: 'market', share: large && bucket.cooledDown !== true ? new Decimal(FIRST_SHARE) : ONE };
}
