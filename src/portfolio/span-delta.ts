/**
 * Deltas by expiry, as SPAN's spreads match them. The composite delta of an option is a weighted mean of its deltas at
 * the seven scanned prices, at the end of the look-ahead; of all else it is the position.
 */
import type { RiskUnit } from './portfolio-book.ts';
import { optionDelta, spotInUse } from './revalue.ts';
import { coinsOf } from './scenario-report.ts';
import type { SpanRanges } from './span-scan.ts';

export interface ExpiryDelta {
  /** 0 for perpetuals and coins. */
  years: number;
  /** Net, units of the underlying. */
  units: number;
  /** USD; where legs of one expiry differ, the highest. */
  price: number;
}

/** Of the prices 0, ±⅓, ±⅔, ±1 scan range. Recalled of CME, not sourced; they sum to 0.998 and are used as shares. */
const WEIGHTS: readonly [ranges: number, weight: number][] = [
  [0, 0.27],
  [1 / 3, 0.217],
  [-1 / 3, 0.217],
  [2 / 3, 0.11],
  [-2 / 3, 0.11],
  [1, 0.037],
  [-1, 0.037],
];
const TOTAL = WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);
const DAYS_PER_YEAR = 365;

/** Ordered by expiry, the nearest first. */
export function compositeDeltas(unit: RiskUnit, ranges: SpanRanges): ExpiryDelta[] {
  const byYears = new Map<number, ExpiryDelta>();
  const add = (years: number, units: number, price: number): void => {
    const known = byYears.get(years) ?? { years, units: 0, price: 0 };
    known.units += units;
    known.price = Math.max(known.price, price);
    byYears.set(years, known);
  };
  const spot = spotInUse(unit);
  if (spot > 0) add(0, spot, unit.index);
  for (const leg of unit.linear) add(leg.yearsToExpiry ?? 0, coinsOf(leg), leg.price);
  const years = ranges.lookAheadDays / DAYS_PER_YEAR;
  for (const option of unit.options) {
    const units = WEIGHTS.reduce((sum, [at, weight]) => {
      const price = Math.max(-1, at * ranges.priceScanRange);
      return sum + weight * optionDelta(option, { price, years });
    }, 0);
    add(option.yearsToExpiry, units / TOTAL, option.forward);
  }
  return [...byYears.values()].sort((a, b) => a.years - b.years);
}

/** USD, each expiry at its own price. */
export const netDelta = (deltas: readonly ExpiryDelta[]): number =>
  deltas.reduce((sum, { units, price }) => sum + units * price, 0);
