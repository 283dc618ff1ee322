/**
 * SPAN's risk arrays: what a position gains in sixteen scenarios, and the worst of their sum.
 * @source rules: portfolio.md §4.1 (CME, KDPW, McMillan)
 */
import { configError } from '../basics/errors.ts';
import type { RiskUnit } from './portfolio-book.ts';
import { revaluer } from './revalue.ts';

export interface SpanScenario {
  /** In price scan ranges: −1 is the whole range down. */
  price: number;
  /** 1: up by the volatility scan range, −1: down, 0: as it is. */
  volatility: 1 | -1 | 0;
  /** Part of the P&L that counts. */
  weight: number;
}

const RANGES = [0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1, -1];
export const SPAN_SCENARIO_COUNT = 16;

/** In SPAN's own order: seven prices, each with volatility up and down, then two extreme ones, which count in part. */
export const spanScenarios = (extremeMove: number, extremeWeight: number): SpanScenario[] => [
  ...RANGES.flatMap((price): SpanScenario[] => [
    { price, volatility: 1, weight: 1 },
    { price, volatility: -1, weight: 1 },
  ]),
  { price: extremeMove, volatility: 0, weight: extremeWeight },
  { price: -extremeMove, volatility: 0, weight: extremeWeight },
];

export interface SpanArray {
  /** P&L of one unit in each scenario: above zero a gain. */
  gains: readonly number[];
  /** Signed; default 1. */
  quantity?: number;
}

export interface SpanScan {
  /** P&L of all positions in each scenario. */
  portfolio: number[];
  /** The largest loss; 0 when there is none. */
  scanRisk: number;
  /** Of that loss, 1 to 16, of several the first; null when there is none. */
  activeScenario: number | null;
}

/**
 * Scan risk of positions whose arrays are known.
 * @throws UserError 'config' when an array has not sixteen numbers
 */
export function spanScanRisk(positions: readonly SpanArray[]): SpanScan {
  const portfolio = new Array<number>(SPAN_SCENARIO_COUNT).fill(0);
  positions.forEach(({ gains, quantity = 1 }, at) => {
    if (gains.length !== SPAN_SCENARIO_COUNT || !gains.every(Number.isFinite))
      throw configError(
        `positions[${at}].gains: expected ${SPAN_SCENARIO_COUNT} numbers, got ${gains.length} values`,
      );
    if (!Number.isFinite(quantity))
      throw configError(`positions[${at}].quantity: expected a number, got ${quantity}`);
    gains.forEach((gain, k) => (portfolio[k]! += quantity * gain));
  });
  const lowest = Math.min(...portfolio);
  if (lowest >= 0) return { portfolio, scanRisk: 0, activeScenario: null };
  return { portfolio, scanRisk: -lowest, activeScenario: portfolio.indexOf(lowest) + 1 };
}

/**
 * A price scan range in points, out of the one in money: PSR ÷ contract value factor.
 * @throws UserError 'config' when the factor is not above zero
 */
export function spanScanPoints(terms: { priceScanRange: number; contractValueFactor: number }): number {
  const { priceScanRange, contractValueFactor } = terms;
  if (!(contractValueFactor > 0))
    throw configError(`contractValueFactor: must be above zero, got ${contractValueFactor}`);
  return priceScanRange / contractValueFactor;
}

export interface SpanRanges {
  /** Relative to the price: 0.12 scans ±12 %. */
  priceScanRange: number;
  /** Relative to the volatility: 0.25 scans ±25 %. */
  volatilityScanRange: number;
  /** In price scan ranges; a price never falls below zero. */
  extremeMove: number;
  extremeWeight: number;
  /** Options are valued this much later; time that passes moves them in every scenario. */
  lookAheadDays: number;
}

const DAYS_PER_YEAR = 365;

/** P&L in USD of one underlying's positions in the sixteen scenarios. */
export function spanRiskArray(unit: RiskUnit, ranges: SpanRanges): number[] {
  const pnl = revaluer(unit);
  return spanScenarios(ranges.extremeMove, ranges.extremeWeight).map(({ price, volatility, weight }) => {
    const move = {
      price: Math.max(-1, price * ranges.priceScanRange),
      volatilityFactor: 1 + volatility * ranges.volatilityScanRange,
      years: ranges.lookAheadDays / DAYS_PER_YEAR,
    };
    return weight * pnl(move);
  });
}
