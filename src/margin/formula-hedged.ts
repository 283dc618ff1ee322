/** Liquidation prices of an account that is long and short of one symbol at once, public beside `assess`. */
import { configError } from '../basics/errors.ts';
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import { type ResolvedTier, type Tiers, resolveTiers } from './formula-margin.ts';
import { type Amount, type Contract, decimal, positive } from './formula-trade.ts';

interface LegInput {
  /** Size, above zero: base units, or contracts where inverse. */
  quantity: Amount;
  entryPrice: Amount;
  /** Marginal, as venues print them: deductions make the margin continuous. */
  tiers: Tiers;
}

interface Leg {
  /** Signed. */
  quantity: Decimal;
  entry: Decimal;
  tiers: ResolvedTier[];
}

/**
 * The prices between which a cross account that holds both legs of one symbol lives, all else standing still:
 * both legs share them. `below` is where a fall ends it (a net long has it), `above` where a rise does (a net
 * short; also a full hedge, whose requirement alone grows). Null where no such price is above zero. Each leg
 * pays the maintenance of its own tier at that very price:
 *
 *   linear:  P = (C + U − M + d_L + d_S − q_L·E_L + q_S·E_S) / (q_L·r_L + q_S·r_S − q_L + q_S)
 *   inverse: P = (Q_L·(r_L + 1) + Q_S·(r_S − 1)) / (C + U − M + d_L + d_S + Q_L/E_L − Q_S/E_S)
 *
 * @returns null when the account is short of its maintenance at every price
 * @source https://www.binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93 (rules: binance-bybit.md §2.3, §3)
 */
export function hedgedLiquidationPrices(account: {
  long: LegInput;
  short: LegInput;
  collateral: Amount;
  othersPnl?: Amount;
  othersMaintenance?: Amount;
  contract?: Contract;
  contractSize?: Amount;
}): { below: Decimal | null; above: Decimal | null } | null {
  const inverse = account.contract === 'inverse';
  const size = positive('contractSize', account.contractSize ?? 1);
  // Inverse contracts are linear ones of the opposite sign in the reciprocal price.
  const leg = (field: string, { quantity, entryPrice, tiers }: LegInput, side: number): Leg => {
    const held = positive(`${field}.quantity`, quantity).mul(inverse ? size.neg() : ONE);
    const entry = positive(`${field}.entryPrice`, entryPrice);
    return { quantity: held.mul(side), entry: inverse ? ONE.div(entry) : entry, tiers: resolveTiers(tiers) };
  };
  const legs = [leg('long', account.long, 1), leg('short', account.short, -1)];
  const cost = legs.reduce((sum, { quantity, entry }) => sum.add(quantity.mul(entry)), ZERO);
  const alive = aliveBetween(
    legs,
    decimal('collateral', account.collateral)
      .add(decimal('othersPnl', account.othersPnl ?? 0))
      .sub(decimal('othersMaintenance', account.othersMaintenance ?? 0))
      .sub(cost),
  );
  if (alive === null || !inverse) return alive;
  const reciprocal = (x: Decimal | null): Decimal | null => (x === null ? null : ONE.div(x));
  return { below: reciprocal(alive.above), above: reciprocal(alive.below) };
}

/**
 * Equity less maintenance over the price is concave and straight between tier edges, so it is above zero on one
 * interval: its lower end is a root on a rising stretch, its upper end one on a falling stretch.
 */
function aliveBetween(legs: Leg[], cash: Decimal): { below: Decimal | null; above: Decimal | null } | null {
  const edges = [ZERO, ...edgesOf(legs), new Decimal(Infinity)];
  let below: Decimal | null = null;
  let above: Decimal | null = null;
  let lives = false;
  for (const [k, from] of edges.slice(0, -1).entries()) {
    const to = edges[k + 1]!;
    const inside = to.isFinite() ? from.add(to).div(2) : from.add(1);
    let slope = ZERO;
    let constant = cash;
    for (const { quantity, tiers } of legs) {
      const tier = tierAt(tiers, quantity.abs().mul(inside));
      slope = slope.add(quantity).sub(quantity.abs().mul(tier.rate));
      constant = constant.add(tier.deduction);
    }
    if (constant.add(slope.mul(inside)).gt(0)) lives = true;
    if (slope.isZero()) continue;
    const root = constant.neg().div(slope);
    if (root.lte(from) || root.gt(to)) continue;
    lives = true;
    if (slope.gt(0)) below = root;
    else above = root;
  }
  return lives ? { below, above } : null;
}

const edgesOf = (legs: Leg[]): Decimal[] =>
  legs
    .flatMap(({ quantity, tiers }) => tiers.slice(0, -1).map(tier => tier.cap.div(quantity.abs())))
    .sort((a, b) => a.cmp(b))
    .filter((edge, k, all) => k === 0 || edge.gt(all[k - 1]!));

/** Above the last cap the last tier stays in force. */
function tierAt(tiers: ResolvedTier[], notional: Decimal): ResolvedTier {
  const tier = tiers.find(({ cap }) => notional.lte(cap)) ?? tiers.at(-1);
  if (tier === undefined) throw configError('tiers: at least one tier is needed');
  return tier;
}
