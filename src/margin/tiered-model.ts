/**
 * Maintenance by notional tiers, each symbol on its own and summed. MM(n) = n·rate − deduction of the tier with
 * floor < n <= cap; with cumulative deductions this is the marginal sum, continuous and convex (rules:
 * binance-bybit.md §1); without them it steps (OKX). What venues add to it is in the terms of each symbol.
 */
import { type Decimal, max, ONE, ZERO } from '../basics/money.ts';
import { type Instrument, isInverse, notionalOf, sizeOf } from '../market/instrument.ts';
import type { Holding, MarginModel, OwnRequirement, ScreenBook } from './model.ts';
import { columnsOf, type TierColumns } from './tier-columns.ts';

/** One notional tier: MM = notional × rate − deduction for floor < notional <= cap; amounts in the settle asset. */
export interface MarginTier {
  floor: Decimal;
  cap: Decimal;
  maintenanceMarginRate: Decimal;
  /** Where the venue sets one beside the leverage the trader chose. */
  initialMarginRate?: Decimal;
  maxLeverage: number;
  deduction: Decimal;
}

/** How one symbol's tiers are applied. */
export interface TierTerms {
  instrument: Instrument;
  /** Floors ascending from zero. */
  tiers: readonly MarginTier[];
  /**
   * What floors and caps count: value in the settle asset (the default), or size, which no price moves: units of
   * the underlying, face value of inverse contracts in quote (OKX counts contracts).
   */
  tierBy?: 'value' | 'size';
  /** Value the maintenance (and its tier) is taken of: at mark, or frozen at entry (Bybit before 2025-09). */
  maintenanceBase: 'mark' | 'entry';
  /** The same for the initial margin. */
  initialBase: 'mark' | 'entry';
  /**
   * Initial margin: value ÷ chosen leverage; the tier's own rate where that is more; or that rate alone, where
   * leverage is not chosen at all (Deribit, Derive).
   */
  initialFrom: 'leverage' | 'tier' | 'tier-alone';
  /** Fee of closing at mark, part of the maintenance (OKX, Gate). */
  closingFeeRate: Decimal;
  /** Fee of closing at the bankruptcy price of entry and leverage, part of both margins (Bybit). */
  bankruptcyFeeRate: Decimal;
  /** Both rates grow by this per unit of the underlying held (Deribit, Derive). */
  sizeRate: Decimal;
}

/** Tiers at mark, initial margin by leverage, nothing added: Binance, Hyperliquid, the generic venue. */
export const plainTerms = (instrument: Instrument, tiers: readonly MarginTier[]): TierTerms => ({
  instrument,
  tiers,
  maintenanceBase: 'mark',
  initialBase: 'mark',
  initialFrom: 'leverage',
  closingFeeRate: ZERO,
  bankruptcyFeeRate: ZERO,
  sizeRate: ZERO,
});

const isPlain = ({ instrument, initialBase, initialFrom, bankruptcyFeeRate }: TierTerms): boolean =>
  !isInverse(instrument) &&
  initialBase === 'mark' &&
  initialFrom === 'leverage' &&
  bankruptcyFeeRate.isZero();

/** The tier that contains a notional; above the last cap the last tier stays in force. */
export function tierIndex(tiers: readonly MarginTier[], notional: Decimal): number {
  const index = tiers.findIndex(tier => notional.lte(tier.cap));
  return index < 0 ? tiers.length - 1 : index;
}

export class TieredModel implements MarginModel {
  readonly statesAreCertain: boolean;
  readonly isConvex = true;
  readonly initialFactor: 'leverage' | null;
  private readonly columns: TierColumns[];

  constructor(
    readonly id: string,
    /** By symbol number. */
    readonly terms: readonly TierTerms[],
  ) {
    this.columns = terms.map(columnsOf);
    this.initialFactor = terms.every(isPlain) ? 'leverage' : null;
    this.statesAreCertain = this.columns.every(({ steps }) => steps.length === 0);
  }

  maintenance(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal {
    return holdings.reduce((sum, holding) => sum.add(this.inQuote(holding, prices[holding.symbol]!)), ZERO);
  }

  slope(holdings: readonly Holding[], prices: readonly Decimal[], drift: readonly Decimal[]): Decimal {
    return holdings.reduce((sum, holding) => {
      const step = drift[holding.symbol]!;
      return step.isZero() ? sum : sum.add(this.slopeOf(holding, prices[holding.symbol]!).mul(step));
    }, ZERO);
  }

  initial(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal {
    return holdings.reduce((sum, holding) => {
      const price = prices[holding.symbol]!;
      return sum.add(this.initialOf(holding, price).mul(this.rateOf(holding.symbol, price)));
    }, ZERO);
  }

  own(holding: Holding, prices: readonly Decimal[]): OwnRequirement {
    const { instrument, tiers, maintenanceBase, closingFeeRate } = this.terms[holding.symbol]!;
    const price = prices[holding.symbol]!;
    const notional = notionalOf(instrument, holding.quantity, price);
    const base = maintenanceBase === 'entry' ? holding.cost.abs() : notional;
    const index = this.tierIndexOf(holding.symbol, holding.quantity, base);
    const rate = tiers[index]!.maintenanceMarginRate.add(this.surcharge(holding, price));
    const maintenance = base
      .mul(rate)
      .sub(tiers[index]!.deduction)
      .add(notional.mul(closingFeeRate))
      .add(this.bankruptcyFee(holding));
    return { notional, maintenance, initial: this.initialOf(holding, price), tier: index + 1 };
  }

  posted(holding: Holding): Decimal {
    return holding.cost.abs().div(holding.leverage).add(this.bankruptcyFee(holding));
  }

  worstScenario(): null {
    return null;
  }

  /** Prices at which a stepped tier begins; a marginal one begins where the last one ended. */
  breaks({ symbol, quantity }: Holding): readonly Decimal[] {
    const { instrument } = this.terms[symbol]!;
    const size = sizeOf(instrument, quantity.abs());
    const { steps, inverse } = this.columns[symbol]!;
    const edges = steps.map(cap => (inverse ? size.div(cap) : cap.div(size)));
    return inverse ? edges.reverse() : edges;
  }

  constant(holding: Holding): Decimal {
    const { instrument, tiers, maintenanceBase } = this.terms[holding.symbol]!;
    const fee = this.bankruptcyFee(holding);
    if (maintenanceBase === 'mark') return fee;
    const value = holding.cost.abs();
    const entryPrice = sizeOf(instrument, holding.quantity.abs()).div(value);
    const tier = tiers[this.tierIndexOf(holding.symbol, holding.quantity, value)]!;
    return value
      .mul(tier.maintenanceMarginRate.add(this.surcharge(holding, entryPrice)))
      .sub(tier.deduction)
      .add(fee);
  }

  tierOf(symbol: number, notional: Decimal): MarginTier {
    const { tiers } = this.terms[symbol]!;
    return tiers[tierIndex(tiers, notional)]!;
  }

  /** Index of the tier that contains a position of this quantity and value (in the settle asset). */
  tierIndexOf(symbol: number, quantity: Decimal, value: Decimal): number {
    const { tiers, tierBy, instrument } = this.terms[symbol]!;
    return tierIndex(tiers, tierBy === 'size' ? sizeOf(instrument, quantity.abs()) : value);
  }

  screenMaintenance(
    held: Int32Array,
    quantities: Float64Array,
    prices: Float64Array,
    constants: Float64Array,
  ): number {
    let sum = 0;
    for (let k = 0; k < held.length; k++) {
      const symbol = held[k]!;
      const columns = this.columns[symbol]!.exact;
      sum += columns.at(quantities[symbol]!, prices[symbol]!, constants[symbol]!);
    }
    return sum;
  }

  screenCeiling(
    held: Int32Array,
    quantities: Float64Array,
    prices: Float64Array,
    constants: Float64Array,
  ): number {
    let sum = 0;
    for (let k = 0; k < held.length; k++) {
      const symbol = held[k]!;
      const columns = this.columns[symbol]!.ceiling;
      sum += columns.at(quantities[symbol]!, prices[symbol]!, constants[symbol]!);
    }
    return sum;
  }

  slopeAtLeast(symbol: number, { quantities, constants }: ScreenBook, floor: number): number {
    const { inverse, ceiling: columns } = this.columns[symbol]!;
    return columns.slope(quantities[symbol]!, inverse ? floor : 0, constants[symbol]!);
  }

  slopeAtMost(
    symbol: number,
    { quantities, constants }: ScreenBook,
    _floor: number,
    ceiling: number,
  ): number {
    return this.columns[symbol]!.ceiling.slope(quantities[symbol]!, ceiling, constants[symbol]!);
  }

  /** Maintenance of one position in quote, without the division that a coin amount would need. */
  private inQuote(holding: Holding, price: Decimal): Decimal {
    const { instrument, tiers, tierBy, maintenanceBase, closingFeeRate } = this.terms[holding.symbol]!;
    const size = sizeOf(instrument, holding.quantity.abs());
    const inverse = isInverse(instrument);
    const value = inverse ? size : size.mul(price);
    const fees = value.mul(closingFeeRate).add(this.constant(holding).mul(inverse ? price : ONE));
    if (maintenanceBase === 'entry') return fees;
    const scaled = inverse && tierBy !== 'size';
    const measure = tierBy === 'size' ? size : value;
    const index = tiers.findIndex(({ cap }) => measure.lte(scaled ? cap.mul(price) : cap));
    const tier = tiers[index < 0 ? tiers.length - 1 : index]!;
    const deduction = inverse ? tier.deduction.mul(price) : tier.deduction;
    return value
      .mul(tier.maintenanceMarginRate.add(this.surcharge(holding, price)))
      .sub(deduction)
      .add(fees);
  }

  /** Derivative of `inQuote` by the price. */
  private slopeOf(holding: Holding, price: Decimal): Decimal {
    const { instrument, maintenanceBase, closingFeeRate } = this.terms[holding.symbol]!;
    const inverse = isInverse(instrument);
    const constant = inverse ? this.constant(holding) : ZERO;
    const size = sizeOf(instrument, holding.quantity.abs());
    if (maintenanceBase === 'entry') return inverse ? constant : size.mul(closingFeeRate);
    const tier = this.tierAt(holding, notionalOf(instrument, holding.quantity, price));
    const surcharge = this.surcharge(holding, price);
    // Of an inverse contract: face · rate · face / p, which falls as the price rises.
    if (inverse) return constant.sub(tier.deduction).sub(surcharge.mul(size).div(price));
    return size.mul(tier.maintenanceMarginRate.add(surcharge).add(closingFeeRate));
  }

  /** In the settle asset. */
  private initialOf(holding: Holding, price: Decimal): Decimal {
    const { instrument, initialBase, initialFrom } = this.terms[holding.symbol]!;
    const notional = notionalOf(instrument, holding.quantity, price);
    const value = initialBase === 'entry' ? holding.cost.abs() : notional;
    const byLeverage = value.div(holding.leverage);
    const fee = this.bankruptcyFee(holding);
    if (initialFrom === 'leverage') return byLeverage.add(fee);
    const rate = this.tierAt(holding, value).initialMarginRate ?? ZERO;
    const byTier = value.mul(rate.add(this.surcharge(holding, price)));
    return (initialFrom === 'tier-alone' ? byTier : max(byTier, byLeverage)).add(fee);
  }

  private tierAt({ symbol, quantity }: Holding, value: Decimal): MarginTier {
    return this.terms[symbol]!.tiers[this.tierIndexOf(symbol, quantity, value)]!;
  }

  /** What size adds to both rates; an inverse contract stands for as many coins as its face is worth. */
  private surcharge({ symbol, quantity }: Holding, price: Decimal): Decimal {
    const { sizeRate, instrument } = this.terms[symbol]!;
    if (sizeRate.isZero()) return ZERO;
    const size = sizeOf(instrument, quantity.abs());
    return (isInverse(instrument) ? size.div(price) : size).mul(sizeRate);
  }

  /** Value at entry × (1 ∓ 1/leverage) × fee: what closing costs at the price where the margin is gone. */
  private bankruptcyFee({ symbol, quantity, cost, leverage }: Holding): Decimal {
    const { bankruptcyFeeRate, instrument } = this.terms[symbol]!;
    if (bankruptcyFeeRate.isZero()) return ZERO;
    const toward = quantity.isNegative() === isInverse(instrument) ? 1 : -1;
    return cost
      .abs()
      .mul(ONE.sub(ONE.div(leverage).mul(toward)))
      .mul(bankruptcyFeeRate);
  }

  /** Quote per unit of the settle asset: a coin at the contract's own mark. */
  private rateOf(symbol: number, price: Decimal): Decimal {
    return isInverse(this.terms[symbol]!.instrument) ? price : ONE;
  }
}
