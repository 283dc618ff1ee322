/**
 * What Bybit's portfolio margin is set to, and what of it is ours.
 * @source rules: binance-bybit.md §6: BYAPI-PM bybit-exchange/docs docs/v5/asset/portfolio-margin.mdx (a book of
 * 24 March 2026), BY-PM and a rewrite of it (S2), BY-SPR; [I]: inferred from the figures of that book
 */
import { shockClass } from '../margin/shock-classes.ts';
import { overridden, type UnitOverrides } from './unit-rates.ts';

/** Of one base coin. */
export interface BybitRates {
  /** Outermost of eleven price moves. */
  priceRange: number;
  /** Relative moves of a volatility of 30 days; of another expiry times (30 days ÷ time left)^power. */
  volatilityUp: number;
  volatilityDown: number;
  volatilityPower: number;
  /** Less time than this counts as this in the power; 0: the formula holds throughout. */
  expiryDaysAtLeast: number;
  /** Initial ÷ maintenance margin. */
  initialFactor: number;
  /** Of every future and perpetual, at the index. */
  futureRate: number;
  /** Of options sold and not covered by others of their kind and expiry, at the index. */
  shortOptionRate: number;
  /** Per day between two expiries, of the options one holds against the other, at the index. */
  vegaRatePerDay: number;
  /** Per year between two expiries, of the delta one holds against the other, at the index. */
  deltaRatePerYear: number;
  /** Of the delta that contracts of one dollar hold against those of another. */
  stablecoinRate: number;
}

export interface BybitParameters extends UnitOverrides<BybitRates> {
  /** Milliseconds since 1970, UTC; default the latest known rules. */
  asOf?: number;
  /** Coins count against contracts in the scenarios; default true. */
  spotHedging?: boolean;
}

/** Bybit Learn, and §7: from then on ±10 % for BTC and ETH, before ±15 %. */
export const BYBIT_RANGE_CUT_TIME = Date.UTC(2025, 0, 10, 8);

const BTC_AND_ETH: BybitRates = {
  priceRange: 0.1, // BYAPI-PM
  volatilityUp: 0.24, // [I]
  volatilityDown: 0.2, // BYAPI-PM: maxLossIvShock
  volatilityPower: 0.3, // [I]
  expiryDaysAtLeast: 0, // ours
  initialFactor: 1.2, // [I]
  futureRate: 0.0003, // [I]
  shortOptionRate: 0.015, // S2: a public tool
  vegaRatePerDay: 0.0003, // S2
  deltaRatePerYear: 0.45, // S2: 45 to 60 %
  stablecoinRate: 0, // not published
};

/** Ours: a rewrite of the rules says 10 to 30 %. */
const RANGE_OF_OTHERS = { major: 0.2, other: 0.3 };

function published(underlying: string, asOf: number): BybitRates {
  const kind = shockClass(underlying);
  if (kind !== 'btc-eth') return { ...BTC_AND_ETH, priceRange: RANGE_OF_OTHERS[kind] };
  return asOf < BYBIT_RANGE_CUT_TIME ? { ...BTC_AND_ETH, priceRange: 0.15 } : BTC_AND_ETH;
}

/** @throws UserError 'config' naming a rate that does not exist or is no number */
export const bybitRates = (underlying: string, parameters: BybitParameters = {}): BybitRates =>
  overridden(published(underlying, parameters.asOf ?? Infinity), parameters, underlying);

/** Five price moves to each side of none (BYAPI-PM). */
export const BYBIT_STEPS = 5;

/** What is not published and stands here all the same. */
export const BYBIT_PM_ASSUMPTIONS: readonly string[] = [
  'Volatility up by 24 %, the power 0.30 of the time left, the factor 1.2 of initial margin and 0.03 % of futures are inferred from one published book; they stand for every coin and date.',
  'The power of the time left holds below 30 days too; what Bybit does there is not published.',
  'Price ranges of other coins than BTC and ETH are ours: 20 % (the eleven majors) and 30 %, at every date; a rewrite of the rules says 10 to 30 %.',
  'Short options: 1.5 % at the index of what is sold net of what is bought of the same right and expiry; the rate is that of a public tool, the netting ours.',
  'Vega spread: options held net in one expiry against those of another, the nearest first; the pairing is ours, the rate of 0.03 % a day published.',
  'Delta spread: delta of one expiry against that of another, the nearest first, 45 % a year (45 to 60 % is published); the pairing is ours, and the one published amount does not come out of it.',
  'USDT against USDC and inverse contracts: nothing is charged, since its rate is not published.',
  'Spot hedging is switched on. A coin counts up to the delta of the contracts that it offsets, and with its gains alone, as in the published book; that the same holds for coins owned as for coins owed is ours.',
  'Margin of borrowed assets and of open orders is not part of it.',
];
