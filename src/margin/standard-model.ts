/**
 * A standard margin over contracts and options: contracts by rate and size, each on its own; options by what each short
 * one asks alone, or (Derive) by the worst payoff of their expiry where that is less. Options count in equity at mark, so
 * what is asked of them is the published figure and their value (standard-options.ts).
 *
 * Without the bound by payoffs the maintenance is convex in all prices: a long option asks for its mark, a short call for
 * a share of the underlying's price, a short put for the larger of a share of that and one of its own mark. The bound
 * takes a minimum, and f may then dip between two points: legs are searched by the rates at which it can move.
 */
import { type Decimal, ZERO } from '../basics/money.ts';
import { type Instrument, notionalOf } from '../market/instrument.ts';
import type { Holding, MarginModel, OwnRequirement, ScreenBook } from './model.ts';
import { optionsRequirement, optionsSlope } from './standard-options.ts';
import { StandardScreen } from './standard-screen.ts';
import type { StandardTerms } from './standard-terms.ts';
import type { TieredModel } from './tiered-model.ts';

export class StandardModel implements MarginModel {
  readonly id: string;
  readonly statesAreCertain: boolean;
  readonly isConvex: boolean;
  readonly knowsOptions = true;
  readonly initialFactor = null;
  private readonly instruments: readonly Instrument[];
  private readonly screen: StandardScreen;
  private readonly hasOptions: boolean;

  constructor(
    /** What is no option; its terms by symbol number give the instruments. */
    private readonly contracts: TieredModel,
    /** By symbol number, null for what is no option. */
    private readonly options: readonly (StandardTerms | null)[],
  ) {
    this.id = contracts.id;
    this.instruments = contracts.terms.map(({ instrument }) => instrument);
    this.screen = new StandardScreen(options);
    this.hasOptions = options.some(own => own !== null);
    this.statesAreCertain = contracts.statesAreCertain && !this.hasOptions;
    this.isConvex = options.every(own => !own?.bound);
  }

  maintenance(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal {
    const sum = this.contracts.maintenance(this.contractsOf(holdings), prices);
    return this.hasOptions ? sum.add(optionsRequirement('maintenance', this.options, holdings, prices)) : sum;
  }

  initial(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal {
    const sum = this.contracts.initial(this.contractsOf(holdings), prices);
    return this.hasOptions ? sum.add(optionsRequirement('initial', this.options, holdings, prices)) : sum;
  }

  slope(holdings: readonly Holding[], prices: readonly Decimal[], drift: readonly Decimal[]): Decimal {
    const sum = this.contracts.slope(this.contractsOf(holdings), prices, drift);
    return this.hasOptions ? sum.add(optionsSlope(this.options, holdings, prices, drift)) : sum;
  }

  /** Null where an expiry is judged as a whole. */
  own(holding: Holding, prices: readonly Decimal[]): OwnRequirement | null {
    const { symbol, quantity } = holding;
    if (!this.isConvex) return null;
    if (!this.options[symbol]) return this.contracts.own(holding, prices);
    return {
      notional: notionalOf(this.instruments[symbol]!, quantity, prices[symbol]!),
      maintenance: this.maintenance([holding], prices),
      initial: this.initial([holding], prices),
      tier: null,
    };
  }

  posted(holding: Holding): Decimal {
    return this.options[holding.symbol] ? holding.cost.abs() : this.contracts.posted(holding);
  }

  worstScenario(): null {
    return null;
  }

  breaks(holding: Holding): readonly Decimal[] {
    return this.options[holding.symbol] ? [] : this.contracts.breaks(holding);
  }

  watches(symbol: number): readonly number[] {
    return this.screen.watches(symbol);
  }

  constant(holding: Holding): Decimal {
    return this.options[holding.symbol] ? ZERO : this.contracts.constant(holding);
  }

  screenMaintenance(
    held: Int32Array,
    quantities: Float64Array,
    prices: Float64Array,
    constants: Float64Array,
  ): number {
    // Options have terms without rates among the contracts: they add nothing there.
    const sum = this.contracts.screenMaintenance(held, quantities, prices, constants);
    return this.hasOptions ? sum + this.screen.maintenance(held, quantities, prices) : sum;
  }

  screenCeiling(
    held: Int32Array,
    quantities: Float64Array,
    prices: Float64Array,
    constants: Float64Array,
  ): number {
    const sum = this.contracts.screenCeiling(held, quantities, prices, constants);
    return this.hasOptions ? sum + this.screen.maintenance(held, quantities, prices) : sum;
  }

  /**
   * A contract and the options whose underlying it prices need not be in one bucket, and the quantities are those of the
   * whole account: so that the bounds hold for each, the share of either is taken from zero on.
   */
  slopeAtLeast(symbol: number, book: ScreenBook, floor: number): number {
    if (this.options[symbol]) return this.screen.slopeAtLeast(symbol, book.quantities);
    const own = this.contracts.slopeAtLeast(symbol, book, floor);
    return this.screen.isUnderlying(symbol) ? Math.min(0, own) : own;
  }

  slopeAtMost(symbol: number, book: ScreenBook, floor: number, ceiling: number): number {
    if (this.options[symbol]) return this.screen.slopeAtMost(symbol, book.quantities);
    const own = this.contracts.slopeAtMost(symbol, book, floor, ceiling);
    return this.screen.isUnderlying(symbol)
      ? Math.max(0, own) + this.screen.slopeAtMost(symbol, book.quantities)
      : own;
  }

  private contractsOf(holdings: readonly Holding[]): readonly Holding[] {
    return this.hasOptions ? holdings.filter(({ symbol }) => !this.options[symbol]) : holdings;
  }
}
