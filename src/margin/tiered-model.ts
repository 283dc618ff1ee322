/**
 * Maintenance by notional tiers, each symbol on its own and summed: one flat tier for `generic`, the dated
 * brackets for `binance-usdm`. MM(n) = n·rate − deduction of the tier with floor < n <= cap; with the
 * cumulative deductions this is the marginal sum, continuous and convex (rules: binance-bybit.md §1).
 */
import { type Decimal, ZERO } from '../basics/money.ts';
import type { Holding, MarginModel } from './model.ts';

/** One notional tier: MM = notional × rate − deduction for floor < notional <= cap; amounts in quote. */
export interface MarginTier {
  floor: Decimal;
  cap: Decimal;
  maintenanceMarginRate: Decimal;
  maxLeverage: number;
  deduction: Decimal;
}

interface TierColumns {
  caps: Float64Array;
  rates: Float64Array;
  deductions: Float64Array;
}

/** The tier that contains a notional; above the last cap the last tier stays in force. */
export function tierIndex(tiers: readonly MarginTier[], notional: Decimal): number {
  const index = tiers.findIndex(tier => notional.lte(tier.cap));
  return index < 0 ? tiers.length - 1 : index;
}

export class TieredModel implements MarginModel {
  readonly statesAreCertain = true;
  readonly initialFactor = null;
  private readonly columns: TierColumns[];

  constructor(
    readonly id: string,
    /** Tiers by symbol number, floors ascending from zero. */
    readonly tiers: readonly (readonly MarginTier[])[],
  ) {
    this.columns = tiers.map(own => ({
      caps: Float64Array.from(own, tier => tier.cap.toNumber()),
      rates: Float64Array.from(own, tier => tier.maintenanceMarginRate.toNumber()),
      deductions: Float64Array.from(own, tier => tier.deduction.toNumber()),
    }));
  }

  maintenance(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal {
    return holdings.reduce((sum, { symbol, quantity }) => {
      const notional = quantity.mul(prices[symbol]!).abs();
      const tier = this.tierOf(symbol, notional);
      return sum.add(notional.mul(tier.maintenanceMarginRate).sub(tier.deduction));
    }, ZERO);
  }

  slope(holdings: readonly Holding[], prices: readonly Decimal[], drift: readonly Decimal[]): Decimal {
    return holdings.reduce((sum, { symbol, quantity }) => {
      const tier = this.tierOf(symbol, quantity.mul(prices[symbol]!).abs());
      return sum.add(tier.maintenanceMarginRate.mul(quantity.abs()).mul(drift[symbol]!));
    }, ZERO);
  }

  initial(holdings: readonly Holding[], prices: readonly Decimal[], leverages: readonly number[]): Decimal {
    return holdings.reduce(
      (sum, { symbol, quantity }) => sum.add(quantity.mul(prices[symbol]!).abs().div(leverages[symbol]!)),
      ZERO,
    );
  }

  worstScenario(): null {
    return null;
  }

  tierOf(symbol: number, notional: Decimal): MarginTier {
    const own = this.tiers[symbol]!;
    return own[tierIndex(own, notional)]!;
  }

  screenMaintenance(held: Int32Array, quantities: Float64Array, prices: Float64Array): number {
    let sum = 0;
    for (let k = 0; k < held.length; k++) {
      const symbol = held[k]!;
      sum += this.screenOne(symbol, Math.abs(quantities[symbol]! * prices[symbol]!));
    }
    return sum;
  }

  /** Convex: the first tier has the least rate, the tier at the ceiling the most. */
  rateAtLeast(symbol: number): number {
    return this.columns[symbol]!.rates[0]!;
  }

  rateAtMost(symbol: number, quantity: number, ceiling: number): number {
    const { caps, rates } = this.columns[symbol]!;
    const tier = caps.findIndex(cap => Math.abs(quantity) * ceiling <= cap);
    return rates[tier < 0 ? rates.length - 1 : tier]!;
  }

  private screenOne(symbol: number, notional: number): number {
    const { caps, rates, deductions } = this.columns[symbol]!;
    let tier = 0;
    while (tier < caps.length - 1 && notional > caps[tier]!) tier++;
    return notional * rates[tier]! - deductions[tier]!;
  }
}
