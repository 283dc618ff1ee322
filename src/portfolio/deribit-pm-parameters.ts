/**
 * What Deribit's portfolio margin is set to, and what of it is ours.
 * @source rules: portfolio.md §2.2: D1 docs.deribit.com private/pme/simulate (BTC_USD, June 2024), D2 an answer of
 * production of 15 February 2026 (ETH_USD, USD), D3 support.deribit.com 25944756247837
 */
import { shockClass } from '../margin/shock-classes.ts';
import { overridden, type UnitOverrides } from './unit-rates.ts';

/** Of one currency pair; amounts in USD. */
export interface DeribitRates {
  /** Outermost move of the matrix. */
  priceRange: number;
  /** Relative moves of a volatility of 30 days; of another expiry times (30 days ÷ time left)^power. */
  volatilityUp: number;
  volatilityDown: number;
  /** No volatility that is moved up ends below this. */
  volatilityUpFloor: number;
  /** Below 30 days, and from there on. */
  shortTermPower: number;
  longTermPower: number;
  /** Of each future or perpetual, long or short, whichever is more: the floor, or this much per year of its time. */
  annualisedMove: number;
  annualisedMoveFloor: number;
  /** A cell of the extended table counts factor·pnl + dampener ÷ index, if that is a loss. */
  extendedFactor: number;
  extendedDampener: number;
  /** Of a gain this much counts against other losses … */
  pnlOffset: number;
  /** … and no more than this. */
  maxOffsetablePnl: number;
  maxDeltaShock: number;
  deltaShockThreshold: number;
}

/** Initial margin on top of the matrix, in the asset of the settlement currency (coin, or USD). */
export interface DeribitCharges {
  correlationContingency?: number;
  spot?: number;
  mmp?: number;
  openOrders?: number;
}

export interface DeribitParameters extends UnitOverrides<DeribitRates> {
  /** Matrix margin × this is maintenance; default 0.8. */
  maintenanceFactor?: number;
  /**
   * `segregated` (default): each settlement currency is a matrix of its own (S:PM). `pooled`: all are one, in USD,
   * and coins owned count in it (X:PM).
   */
  currencies?: 'segregated' | 'pooled';
  /** Underlyings whose options pay in coin; those of others pay in USD. Default BTC and ETH. */
  coinOptions?: readonly string[];
  /** By settlement currency: `BTC`, or `USD` for all that pays in dollars and stablecoins. */
  charges?: Record<string, DeribitCharges>;
}

const BTC: DeribitRates = {
  priceRange: 0.16, // D1
  volatilityUp: 0.5, // D1
  volatilityDown: 0.25, // D1
  volatilityUpFloor: 0.5, // D1
  shortTermPower: 0.3, // D1
  longTermPower: 0.13, // D1
  annualisedMove: 0.075, // D1
  annualisedMoveFloor: 0.01, // D1
  extendedFactor: 1, // D1
  extendedDampener: 100_000, // D1
  pnlOffset: 0, // D1, an account of segregated currencies
  maxOffsetablePnl: 0, // D1
  maxDeltaShock: 0.1, // D1
  deltaShockThreshold: 20_000_000, // D1
};

const ETH: DeribitRates = {
  ...BTC, // D2 has the same powers, volatility floor and delta shock
  priceRange: 0.18, // D2
  volatilityUp: 0.4, // D2
  annualisedMove: 0.05, // D2
  annualisedMoveFloor: 0.005, // D2
  extendedDampener: 200_000, // D2
  pnlOffset: 0.6, // D2
  maxOffsetablePnl: 20_000_000, // D2
};

/** Ours: no parameters of another pair are published. */
const OTHERS: DeribitRates = {
  ...ETH,
  priceRange: 0.25, // [R] §7
  annualisedMove: 0.1, // D2, of USD
  annualisedMoveFloor: 0.01, // D2, of USD
  extendedDampener: 25_000, // D2, of USD
  pnlOffset: 0.4, // D2, of USD
  maxOffsetablePnl: 1_000_000, // D2, of USD
};
const MAJORS: DeribitRates = { ...OTHERS, priceRange: 0.2 }; // [R] §7

function published(underlying: string): DeribitRates {
  if (underlying === 'BTC') return BTC;
  if (underlying === 'ETH') return ETH;
  return shockClass(underlying) === 'major' ? MAJORS : OTHERS;
}

/**
 * Of a currency pair, with what the caller puts in the place of what is published.
 * @throws UserError 'config' naming a rate that does not exist or is no number
 */
export const deribitRates = (underlying: string, parameters: DeribitParameters = {}): DeribitRates =>
  overridden(published(underlying), parameters, underlying);

/** Four buckets to each side of no move (D1, D3). */
export const DERIBIT_BUCKETS = 4;

/** D3; with volatility up alone. */
export const DERIBIT_EXTENDED_MOVES: readonly number[] = [-0.66, -0.33, 0.5, 1, 2, 3, 4, 5];

export const DERIBIT_MAINTENANCE_FACTOR = 0.8; // D1, D2

export const DERIBIT_COIN_OPTIONS: readonly string[] = ['BTC', 'ETH'];

/** What is not published and stands here all the same. */
export const DERIBIT_PM_ASSUMPTIONS: readonly string[] = [
  'BTC has the parameters published for June 2024, ETH those of February 2026, at every date; no history of them is published.',
  'Other currencies are ours: a price range of 20 % (the eleven majors) or 25 %, the volatility moves of ETH, the roll shock and dampener published for USD.',
  'Extended table: min(0, factor·pnl + dampener ÷ index) is inferred from one published account; futures move there no further than the price range.',
  'Delta shock above the threshold: excess·0.1·min(1, excess ÷ threshold). Its curve is not published; this one is ours.',
  'Roll shock counts futures and perpetuals, long and short alike; that options take no part in it is ours.',
  'Gains that offset: pnl_offset of them, at most max_offsetable_pnl, per currency before currencies are added; inferred.',
  'Correlation contingency, MMP, open orders and spot margin are charged only where they are given: their formulas are not published.',
  'Options on BTC and ETH settle in coin, all others in USD; a requirement in coin counts at the index.',
  'Pooled currencies: the cells of a bucket are added over currencies in USD, coins owned among them; ours.',
  'No haircut on collateral of another currency inside the requirement: the table is not published.',
];
