/**
 * What a margin model answers. It judges and writes nothing: given what a bucket holds and the prices, how
 * much is required. Every model answers twice: exactly in decimals, and fast in doubles for the screen.
 *
 * All models of this project so far are convex in the prices (flat and marginal tiers, worst of linear
 * scenarios, a norm of deltas), so the distance to liquidation f = E − w·MM is concave along a straight leg:
 * above zero at both ends means above zero in between, and it crosses zero at most once on the way down.
 */
import type { Decimal } from '../basics/money.ts';

/** One position of a bucket, by symbol number. */
export interface Holding {
  symbol: number;
  /** Signed, base units. */
  quantity: Decimal;
}

export interface MarginModel {
  readonly id: string;
  /** False for correlation models: `optimistic` then tests only open and close (semantics §4). */
  readonly statesAreCertain: boolean;

  /** Maintenance margin in quote, exact. `prices` by symbol number. */
  maintenance(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal;
  /** Its derivative along the direction `drift` of the prices (any one-sided slope at a kink). */
  slope(holdings: readonly Holding[], prices: readonly Decimal[], drift: readonly Decimal[]): Decimal;
  /** Initial margin in quote; `leverages` by symbol number. */
  initial(holdings: readonly Holding[], prices: readonly Decimal[], leverages: readonly number[]): Decimal;
  /** The scenario that sets the requirement, in words; null for models without scenarios. */
  worstScenario(holdings: readonly Holding[], prices: readonly Decimal[]): string | null;

  /** Maintenance in doubles, over the symbols `held`; quantities and prices by symbol number. */
  screenMaintenance(held: Int32Array, quantities: Float64Array, prices: Float64Array): number;
  /** IM ÷ MM where that is fixed; null: IM is notional ÷ leverage. */
  readonly initialFactor: number | null;
  /**
   * Proven bounds of ∂MM/∂notional of one symbol, whatever else is held: when its price moves by Δ, the
   * requirement moves by between `rateAtLeast` and `rateAtMost` times |quantity|·Δ, for prices up to the ceiling.
   */
  rateAtLeast(symbol: number): number;
  rateAtMost(symbol: number, quantity: number, ceiling: number): number;
}

/** `BTCUSDT` → `BTC`, `1000PEPEUSDT` → `PEPE`: contracts of one underlying share its risk. */
export const underlyingOf = (symbol: string): string =>
  symbol.replace(/(USDT|USDC|BUSD|FDUSD|USD)(_.*|-.*)?$/, '').replace(/^1000+/, '');
