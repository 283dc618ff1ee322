/** What the scan model may be told, its defaults for crypto, and where each figure comes from. */
import { SHOCK, shockClass, type ShockClass } from '../margin/shock-classes.ts';
import type { SpanRanges } from './span-scan.ts';
import type { SpanCredit, SpanInterMonth } from './span-spreads.ts';
import { checkHistory, type ReturnHistory } from './var-history.ts';
import { valueAtRisk } from './var-quantile.ts';

export interface SpanUnderlying extends SpanRanges {
  interMonth: SpanInterMonth;
  /** USD per USD of underlying that options are short of, at the least. */
  shortOptionMinimumRate: number;
}

export interface SpanParameters {
  underlyings: Readonly<Record<string, SpanUnderlying>>;
  /** In the order in which deltas are used up. */
  credits: readonly SpanCredit[];
  /** Initial ÷ maintenance margin. */
  initialFactor: number;
  /**
   * Whether the market value of options is taken off the requirement, as SPAN does for accounts whose equity is cash.
   * Equity here has that value in it already, so by default it is not counted a second time.
   */
  deductsOptionValue: boolean;
}

const ONE_TIER: SpanInterMonth = {
  tiers: [{ fromYears: 0, toYears: Infinity }],
  spreads: [{ tiers: [0, 0], rate: 0.0175 }],
};

const DEFAULTS: Omit<SpanUnderlying, 'priceScanRange'> = {
  volatilityScanRange: 0.25,
  extremeMove: 3,
  extremeWeight: 0.32,
  lookAheadDays: 1,
  interMonth: ONE_TIER,
  shortOptionMinimumRate: 0.003,
};

/** "ours" where no source says so. */
export const SPAN_PARAMETER_SOURCES: Record<keyof SpanUnderlying | keyof SpanParameters, string> = {
  underlyings: 'rules: portfolio.md §4.1: each underlying is scanned alone',
  priceScanRange:
    'ours (rules: portfolio.md §7, recommended): 99 % one-day move of the last 500 days, at least 10 / 15 / 20 %; without a history the shocks of OKX (§1.2), 12 / 18 / 25 %',
  volatilityScanRange: 'ours (rules: portfolio.md §7, recommended)',
  extremeMove: 'KDPW (rules: portfolio.md §4.1, P3)',
  extremeWeight: 'KDPW (rules: portfolio.md §4.1, P3); CME is recalled to use 33 %',
  lookAheadDays: 'CME: one trading day (rules: portfolio.md §4.1, P1)',
  interMonth: 'NSE, index products, 1.75 % of the far leg (rules: portfolio.md §4.1, P5); one tier: ours',
  shortOptionMinimumRate: "ours: Derive's maintenance rate of naked shorts (rules: portfolio.md §2.3)",
  credits:
    'ours (rules: portfolio.md §7, recommended): max(0, ρ − 0.2)·0.75, at most 0.75, ρ of the last 500 days; dollar against dollar, the best correlated pair first',
  initialFactor: 'recalled, not read (rules: portfolio.md §7)',
  deductsOptionValue:
    'rules: portfolio.md §4.1, recalled; off: ours, since equity holds the value of options',
};

const FLOOR: Record<ShockClass, number> = { 'btc-eth': 0.1, major: 0.15, other: 0.2 };
const CONFIDENCE = 0.99;
const LOOKBACK_BARS = 500;
const MINIMUM_BARS = 365;
const INITIAL_FACTOR = 1.1;

/**
 * Defaults for these underlyings. With a history, daily and of at least 365 joint returns, its moves set the scan ranges
 * and its correlations the credits; without, or for an underlying it does not have, ranges are those of its class and no
 * credit is given.
 * @throws UserError 'config' for a history that is not one number per time
 */
export function spanParameters(underlyings: readonly string[], history?: ReturnHistory): SpanParameters {
  if (history) checkHistory(history);
  const recent = (name: string): readonly number[] | undefined =>
    history && history.times.length >= MINIMUM_BARS
      ? history.returns[name]?.slice(-LOOKBACK_BARS)
      : undefined;
  const known = [...new Set(underlyings)].sort();
  return {
    underlyings: Object.fromEntries(
      known.map(name => [name, { ...DEFAULTS, priceScanRange: scanRange(name, recent(name)) }]),
    ),
    credits: known
      .flatMap((a, k) => known.slice(k + 1).flatMap(b => creditOf([a, b], recent(a), recent(b))))
      .sort((one, other) => other.rate - one.rate),
    initialFactor: INITIAL_FACTOR,
    deductsOptionValue: false,
  };
}

function scanRange(name: string, returns: readonly number[] | undefined): number {
  const kind = shockClass(name);
  if (!returns) return Number(SHOCK[kind]);
  const moves = returns.map(value => Math.abs(Math.expm1(value)));
  return Math.max(FLOOR[kind], valueAtRisk(moves, CONFIDENCE));
}

function creditOf(
  underlyings: [string, string],
  a: readonly number[] | undefined,
  b: readonly number[] | undefined,
): SpanCredit[] {
  const rate = a && b ? Math.min(0.75, Math.max(0, correlation(a, b) - 0.2) * 0.75) : 0;
  return rate > 0 ? [{ underlyings, rate }] : [];
}

/** Pearson's; 0 where one of them does not move. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (own: readonly number[]): number => own.reduce((sum, value) => sum + value, 0) / own.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number): number =>
    x.reduce((sum, value, t) => sum + (value - mx) * (y[t]! - my), 0);
  const norm = Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
  return norm > 0 ? product(a, meanA, b, meanB) / norm : 0;
}
