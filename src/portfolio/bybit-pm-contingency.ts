/**
 * What Bybit adds to the worst scenario of a base coin, by size and by spreads.
 * @source rules: binance-bybit.md §6.4; pairing of expiries: ours
 */
import type { BybitRates } from './bybit-pm-parameters.ts';
import { optionDelta } from './option-value.ts';
import type { RiskUnit } from './portfolio-book.ts';
import { coinsOf } from './scenario-report.ts';

/** As the API names them, USD. */
export interface BybitContingency {
  futureContingency: number;
  optionContingency: number;
  optionVegaContingency: number;
  futureDeltaContingency: number;
  usdtUsdcContingency: number;
}

const DAYS_PER_YEAR = 365;

/** @param spot coins that count in the scenarios */
export function contingencyOf(unit: RiskUnit, spot: number, rates: BybitRates): BybitContingency {
  const { index, linear, options } = unit;
  const futures = linear.reduce((sum, leg) => sum + Math.abs(coinsOf(leg)), 0);
  const vega = new Map<number, number>();
  const deltas = new Map<number, number>();
  const quotes = new Map<string, number>();
  if (spot !== 0) add(deltas, 0, spot);
  for (const leg of linear) {
    const coins = coinsOf(leg);
    add(deltas, leg.yearsToExpiry ?? 0, coins);
    add(quotes, leg.quote, coins);
  }
  for (const leg of options) {
    if (leg.quantity === 0) continue;
    add(vega, leg.yearsToExpiry, leg.quantity);
    add(deltas, leg.yearsToExpiry, leg.quantity * optionDelta(leg));
  }
  return {
    futureContingency: futures * rates.futureRate * index,
    optionContingency: netShort(unit) * rates.shortOptionRate * index,
    optionVegaContingency: spread(vega) * DAYS_PER_YEAR * rates.vegaRatePerDay * index,
    futureDeltaContingency: spread(deltas) * rates.deltaRatePerYear * index,
    usdtUsdcContingency: opposed(quotes) * rates.stablecoinRate * index,
  };
}

const add = <Key>(sums: Map<Key, number>, key: Key, amount: number): void => {
  sums.set(key, (sums.get(key) ?? 0) + amount);
};

/** Sold less bought, of each right and expiry; what is bought more than sold covers nothing else. */
function netShort({ options }: RiskUnit): number {
  const held = new Map<string, number>();
  for (const { right, yearsToExpiry, quantity } of options) add(held, `${right} ${yearsToExpiry}`, quantity);
  let sum = 0;
  for (const quantity of held.values()) sum += Math.max(0, -quantity);
  return sum;
}

/**
 * Σ of matched size × years between the two: walking along the expiries, what is still open is held against the
 * next of the other sign.
 */
function spread(byYears: ReadonlyMap<number, number>): number {
  const open: { years: number; size: number }[] = [];
  let sum = 0;
  for (const [years, held] of [...byYears].sort(([a], [b]) => a - b)) {
    let left = held;
    for (let last = open.at(-1); left !== 0 && last && last.size * left < 0; last = open.at(-1)) {
      const matched = Math.min(Math.abs(left), Math.abs(last.size));
      sum += matched * (years - last.years);
      left -= Math.sign(left) * matched;
      last.size -= Math.sign(last.size) * matched;
      if (last.size === 0) open.pop();
    }
    if (left !== 0) open.push({ years, size: left });
  }
  return sum;
}

/** Coins held long in some and short in others, once. */
function opposed(byQuote: ReadonlyMap<string, number>): number {
  let long = 0;
  let short = 0;
  for (const coins of byQuote.values()) {
    long += Math.max(0, coins);
    short += Math.max(0, -coins);
  }
  return Math.min(long, short);
}
