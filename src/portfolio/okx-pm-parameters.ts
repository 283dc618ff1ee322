/**
 * What OKX's portfolio margin is set to, and what of it is ours.
 * @source rules: portfolio.md §1.2 (O1 position builder example; O2, O2b parameter notices of 2 and 15 January 2025;
 * O4, O5, O15 help pages); [I]: inferred from the figures of O1; [M]: recalled, not sourced
 */
import { shockClass } from '../margin/shock-classes.ts';
import type { OkxTier } from './okx-pm-aggregate.ts';
import { overridden, type UnitOverrides } from './unit-rates.ts';

/** By days to expiry; between two rows in proportion, beyond them as in the nearest. */
export interface VolatilityShock {
  days: number;
  /** Added to a volatility, 0.3 for 30 points … */
  points: number;
  /** … or that share of it: whichever loses more. */
  share: number;
}

/** Of one risk unit. */
export interface OkxRates {
  /** MR1: outermost of three price moves to each side. */
  priceMoves: readonly number[];
  volatilityShocks: readonly VolatilityShock[];
  /** MR3 and MR5, of the absolute value of an option position. */
  vegaTermRate: number;
  interestRate: number;
  /** MR4 of each leg's delta: the floor, or this much per year of its time if that is more. */
  basisRate: number;
  basisPerYear: number;
  /** MR6: both ways; `extremeFactor` of the loss counts. */
  extremeMove: number;
  extremeFactor: number;
  /** MR7 of each leg's delta, then by the multipliers of the tiers it falls in. */
  minimumRate: number;
  minimumTiers: readonly OkxTier[];
  /** MR9 of what one dollar is hedged by another. */
  depegTiers: readonly OkxTier[];
}

export interface OkxParameters extends UnitOverrides<OkxRates> {
  /** Milliseconds since 1970, UTC; default the latest known rules. */
  asOf?: number;
  /** Initial ÷ maintenance margin of the units; default 1.3. */
  initialFactor?: number;
}

/** O2: MR1 and MR6 of 6 January 2025; O2b: MR7 of 15 January 2025. Both from 08:00 UTC, within two hours. */
export const OKX_SHOCK_CUT_TIME = Date.UTC(2025, 0, 6, 8);
export const OKX_MINIMUM_CUT_TIME = Date.UTC(2025, 0, 15, 8);

export const OKX_INITIAL_FACTOR = 1.3; // O1, O4d

const multipliers = [1, 2, 4, 6, 8, 10, 12];
const tiersUpTo = (caps: readonly number[]): OkxTier[] =>
  multipliers.map((rate, k) => ({ floor: caps[k - 1] ?? 0, cap: caps[k] ?? Infinity, rate }));

/** O2b. */
export const OKX_MINIMUM_TIERS: readonly OkxTier[] = tiersUpTo([250e3, 500e3, 1e6, 2e6, 3e6, 4e6]);
/** O2, before. */
const EARLIER_MINIMUM_TIERS: readonly OkxTier[] = tiersUpTo([10e3, 70e3, 170e3, 300e3, 470e3, 700e3]);

/** O5b: the rates of its example. */
export const OKX_DEPEG_TIERS: readonly OkxTier[] = [
  { floor: 0, cap: 1e6, rate: 0.0075 },
  { floor: 1e6, cap: 5e6, rate: 0.0175 },
  { floor: 5e6, cap: Infinity, rate: 0.025 },
];

/** Of the class of an underlying: rates, MR1 and MR6 since and before January 2025 (O2). */
const CLASSES = {
  'btc-eth': { basis: 0.002, perYear: 0.05, minimum: 0.0045, top: [0.12, 0.15], extreme: [0.24, 0.3] },
  major: { basis: 0.008, perYear: 0.15, minimum: 0.007, top: [0.18, 0.2], extreme: [0.36, 0.4] },
  other: { basis: 0.01, perYear: 0.3, minimum: 0.01, top: [0.25, 0.25], extreme: [0.5, 0.5] },
} as const;

/** Inner moves by their outermost, as O2 prints them; 25 % is not thirds. */
const MOVES: Record<number, readonly number[]> = {
  0.12: [0.04, 0.08, 0.12],
  0.15: [0.05, 0.1, 0.15],
  0.18: [0.06, 0.12, 0.18],
  0.2: [0.07, 0.14, 0.2],
  0.25: [0.08, 0.16, 0.25],
};

function published(underlying: string, asOf: number): OkxRates {
  const { basis, perYear, minimum, top, extreme } = CLASSES[shockClass(underlying)];
  const isEarlier = asOf < OKX_SHOCK_CUT_TIME;
  return {
    priceMoves: MOVES[top[isEarlier ? 1 : 0]]!,
    // [M], the larger figure where two are recalled; 30 points at 0 days are O4a's.
    volatilityShocks: [
      { days: 0, points: 0.3, share: 0.5 },
      { days: 30, points: 0.25, share: 0.35 },
      { days: 60, points: 0.2, share: 0.25 },
    ],
    vegaTermRate: 0, // not published
    interestRate: 0, // not published
    basisRate: basis, // [I] BTC, LTC; others [R]
    basisPerYear: perYear, // O2
    extremeMove: extreme[isEarlier ? 1 : 0], // O2
    extremeFactor: 0.5, // [I]
    minimumRate: minimum, // [I] BTC, LTC; others ours
    minimumTiers: asOf < OKX_MINIMUM_CUT_TIME ? EARLIER_MINIMUM_TIERS : OKX_MINIMUM_TIERS,
    depegTiers: OKX_DEPEG_TIERS,
  };
}

/** @throws UserError 'config' naming a rate that does not exist or is no number */
export const okxRates = (underlying: string, parameters: OkxParameters = {}): OkxRates =>
  overridden(published(underlying, parameters.asOf ?? Infinity), parameters, underlying);

/** What is not published and stands here all the same. */
export const OKX_PM_ASSUMPTIONS: readonly string[] = [
  'MR1, volatility: 30 points or half at expiry, 25 points or 35 % at 30 days, 20 points or 25 % from 60 days on. Only the 30 points at expiry are published; the others are recalled.',
  'MR2 is the value options lose in a day by Black-76; the size is published, the formula is not.',
  'MR3 (vega between expiries) and MR5 (interest) charge nothing: their figures are not published.',
  'MR4: each leg alone, whichever is more of 0.2 / 0.8 / 1 % and 5 / 15 / 30 % a year of its time; the first two are inferred from lone perpetuals of BTC and LTC, 1 % and the formula of hedged legs are ours. Options of one expiry are one leg.',
  'MR4: coins that offset contracts are a leg of their own, as in the published cash-and-carry book.',
  'MR6: half of the loss counts, volatility as it is; inferred from one published account.',
  'MR7: 0.45 % of BTC and 0.70 % of LTC are inferred from lone perpetuals and stand for their classes; 1 % of others is ours, and so is that options pay by their delta at the same rates.',
  'MR7: the multipliers published for BTC and ETH stand for every unit.',
  'MR9: the rates of the one published example at any price of the stablecoins; that they rise as a stablecoin falls is not modelled, nor are its later wider tiers.',
  'MR9: deltas by the asset contracts are quoted in, options and inverse contracts in USD; coins take no part in it.',
  'Coins count up to the delta of the contracts that they offset: inferred from the description.',
  'Before January 2025 the unit is that of all quotes already, and the classes are those of 2025; what was different then is not modelled but for the moves of MR1 and MR6 and the tiers of MR7.',
];
