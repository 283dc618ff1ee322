/** Liquidation and bankruptcy prices in closed form, public beside `assess`. */
import { configError } from '../basics/errors.ts';
import { Decimal, max, min } from '../basics/money.ts';
import { type ResolvedTier, type Tiers, resolveTiers, tieredMaintenance } from './formula-margin.ts';
import { type Amount, type Contract, decimal, positive } from './formula-trade.ts';

interface Backed {
  /** Signed, long above zero: base units, or contracts where inverse. */
  quantity: Amount;
  /** 0 where the collateral is a ledger's cash and carries the cost already (dYdX, Hyperliquid). */
  entryPrice: Amount;
  /** What backs the position: the isolated margin, or the whole cross wallet. */
  collateral: Amount;
  /** Unrealised PnL of all other positions of the bucket, at their marks. */
  othersPnl?: Amount;
}

/**
 * The price of one linear position at which its bucket's equity equals the maintenance margin, all else
 * standing still; null when there is none above zero. The tier is the one of the value at that very price.
 *
 *   C + U + q·(P − E) = |q|·P·r − d + M + |q|·P·f
 *
 * with collateral C, PnL U and maintenance M of the others, tier rate r, deduction d and closing fee rate f
 * (inside the requirement at OKX and Gate, 0 at Binance). `base: 'entry'` takes the maintenance on the value
 * at entry instead (Bybit before 2025-09, jesse). A long's price above its entry, or a short's below, means
 * that the position opened under water and is liquidated at once. Prices in quote; nothing is rounded.
 * @source https://www.binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93
 */
export function liquidationPrice(
  position: Backed & {
    tiers: Tiers;
    /** Maintenance margin of all other positions of the bucket, at their marks. */
    othersMaintenance?: Amount;
    feeRate?: Amount;
    base?: 'mark' | 'entry';
  },
): Decimal | null {
  const quantity = decimal('quantity', position.quantity);
  if (quantity.isZero()) throw configError('quantity: a liquidation price needs a position, got 0');
  const feeRate = decimal('feeRate', position.feeRate ?? 0);
  const entryValue = quantity.mul(decimal('entryPrice', position.entryPrice));
  const shortfall = entryValue
    .sub(backing(position))
    .add(decimal('othersMaintenance', position.othersMaintenance ?? 0));
  /** Solves q·P − |q|·P·rate = fixed, where `fixed` gathers all that does not move with the price. */
  const solve = (rate: Decimal, fixed: Decimal): Decimal =>
    fixed.div(quantity.sub(quantity.abs().mul(rate.add(feeRate))));
  if (position.base === 'entry') {
    const { maintenanceMargin } = tieredMaintenance({ notional: entryValue, tiers: position.tiers });
    return aboveZero(solve(decimal('rate', 0), shortfall.add(maintenanceMargin)));
  }
  return aboveZero(
    firstCrossing(quantity, resolveTiers(position.tiers), tier =>
      solve(tier.rate, shortfall.sub(tier.deduction)),
    ),
  );
}

/**
 * Walks the tiers as the adverse price would: a long from high values down, a short from low values up, and
 * takes the first tier whose own solution lies on this side of its far edge. Where the margin jumps at an
 * edge (tiers that are not marginal) the crossing can be the edge itself, hence the clamp.
 */
function firstCrossing(
  quantity: Decimal,
  tiers: ResolvedTier[],
  solutionIn: (tier: ResolvedTier) => Decimal,
): Decimal {
  const long = quantity.gt(0);
  const size = quantity.abs();
  const walked = long ? tiers.toReversed() : tiers;
  for (const [k, tier] of walked.entries()) {
    const price = solutionIn(tier);
    const last = k === walked.length - 1;
    // Above the last cap the last tier stays in force.
    const cap = tier === tiers.at(-1) ? new Decimal(Infinity) : tier.cap.div(size);
    const floor = tier.floor.div(size);
    if (long && (last || price.gt(floor))) return min(price, cap);
    if (!long && (last || price.lte(cap))) return max(price, floor);
  }
  throw configError('tiers: at least one tier is needed');
}

/**
 * The price at which the bucket's equity is zero, all else standing still; null when there is none above
 * zero. Linear: E − (C + U) / q, in quote. Inverse: Q / (Q/E + C + U), Q = contracts × contract size,
 * collateral and PnL in coin.
 * @source https://www.bybitglobal.com/zh-TW/help-center/article/Bankruptcy-Price-USDT-Contract
 */
export function bankruptcyPrice(
  position: Backed & { contract?: Contract; contractSize?: Amount },
): Decimal | null {
  const quantity = decimal('quantity', position.quantity);
  if (quantity.isZero()) throw configError('quantity: a bankruptcy price needs a position, got 0');
  if (position.contract !== 'inverse') {
    return aboveZero(decimal('entryPrice', position.entryPrice).sub(backing(position).div(quantity)));
  }
  const value = quantity.mul(positive('contractSize', position.contractSize ?? 1));
  const atEntry = value.div(positive('entryPrice', position.entryPrice));
  return aboveZero(value.div(atEntry.add(backing(position))));
}

const backing = (position: Backed): Decimal =>
  decimal('collateral', position.collateral).add(decimal('othersPnl', position.othersPnl ?? 0));

const aboveZero = (price: Decimal): Decimal | null => (price.isFinite() && price.gt(0) ? price : null);
