/**
 * What a margin model answers. It judges and writes nothing: given what a bucket holds and the prices, how
 * much is required. Every model answers twice: exactly in decimals, and fast in doubles for the screen.
 *
 * Amounts are in the run's quote. A coin-margined contract asks for coins; they are converted at its own mark,
 * so that its requirement stays piecewise linear in the price.
 *
 * The distance to liquidation is f = E − w·MM. Where MM is convex in the prices (flat and marginal tiers, worst
 * of linear scenarios, a norm of deltas) f is concave along a straight leg: above zero at both ends means above
 * zero in between, and it crosses zero at most once on the way down. Models with steps name their `breaks`.
 */
import type { Decimal } from '../basics/money.ts';
import type { Explanation } from './explanation.ts';

/** One position of a bucket, by symbol number. */
export interface Holding {
  symbol: number;
  /** Signed: base units, or contracts. */
  quantity: Decimal;
  /** Σ quantity × unit value at entry, signed, in the settle asset (market/instrument.ts). */
  cost: Decimal;
  leverage: number;
}

/** What one position asks on its own, in its settle asset. */
export interface OwnRequirement {
  notional: Decimal;
  maintenance: Decimal;
  initial: Decimal;
  /** Number of its tier, from 1; null where there are none. */
  tier: number | null;
}

/** A bucket in doubles, by symbol number. */
export interface ScreenBook {
  quantities: Float64Array;
  constants: Float64Array;
}

export interface MarginModel {
  readonly id: string;
  /** False for correlation models: `optimistic` then tests only open and close (semantics §4). */
  readonly statesAreCertain: boolean;
  /**
   * False where f may dip between two points of a leg (options): the bounds of the slope then hold for the
   * maintenance itself, and legs are searched with them.
   */
  readonly isConvex: boolean;
  /** For models that change by themselves: stands at a row, with what was known at its open (time, volatility, history). */
  stand?(row: number): void;
  /** The first row after one at which the model changes by itself. */
  nextChange?(row: number): number;
  /** Does it revalue options? Absent: it would take one for a contract on its own price, which no calculator should. */
  readonly knowsOptions?: boolean;

  /** Maintenance margin in quote, exact. `prices` by symbol number. */
  maintenance(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal;
  /** Its derivative along the direction `drift` of the prices (any one-sided slope at a kink). */
  slope(holdings: readonly Holding[], prices: readonly Decimal[], drift: readonly Decimal[]): Decimal;
  /** Initial margin in quote. */
  initial(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal;
  /** Isolated margin that a fill posts, in the settle asset; the holding's cost is the fill's own. */
  posted(holding: Holding): Decimal;
  /** What a position asks by itself; null for models that judge a book only as a whole. */
  own(holding: Holding, prices: readonly Decimal[]): OwnRequirement | null;
  /** The scenario that sets the requirement, in words; null for models without scenarios. */
  worstScenario(holdings: readonly Holding[], prices: readonly Decimal[]): string | null;
  /** The parts of the maintenance margin and the scenarios behind them; models of plain sums have none. */
  explain?(holdings: readonly Holding[], prices: readonly Decimal[]): Explanation;
  /** Prices of a held symbol at which the requirement jumps, ascending; none for convex models. */
  breaks(holding: Holding): readonly Decimal[];
  /** Prices of any symbol at which the requirement of a book bends downwards (options); none for convex models. */
  bends?(holdings: readonly Holding[]): readonly { symbol: number; price: Decimal }[];
  /** Other symbols whose prices the requirement of one depends on (an option's underlying). */
  watches?(symbol: number): readonly number[];
  /** The part of a symbol's maintenance that no price moves, in its settle asset (closing fees, entry values). */
  constant(holding: Holding): Decimal;

  /**
   * Maintenance in doubles, over the symbols `held`; quantities, prices and constants by symbol number.
   */
  screenMaintenance(
    held: Int32Array,
    quantities: Float64Array,
    prices: Float64Array,
    constants: Float64Array,
  ): number;
  /** The same or more, convex along every straight leg: what stands under this stands. */
  screenCeiling(
    held: Int32Array,
    quantities: Float64Array,
    prices: Float64Array,
    constants: Float64Array,
  ): number;
  /** IM ÷ MM where that is fixed; `leverage`: IM is plain notional ÷ leverage; null: ask in decimals. */
  readonly initialFactor: number | 'leverage' | null;
  /**
   * Proven bounds of ∂(ceiling)/∂price of one symbol, whatever else is held, for prices within [floor, ceiling]
   * of that symbol.
   */
  slopeAtLeast(symbol: number, book: ScreenBook, floor: number, ceiling: number): number;
  slopeAtMost(symbol: number, book: ScreenBook, floor: number, ceiling: number): number;
}
