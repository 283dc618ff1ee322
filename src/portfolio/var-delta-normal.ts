/**
 * Delta-normal value at risk: fast, and blind to the curvature of options and to tails fatter than the normal's.
 * @source rules: portfolio.md §5.2
 */
import erfcinv from '@stdlib/math-base-special-erfcinv';
import { configError } from '../basics/errors.ts';
import { ewmaCovariance } from './ewma.ts';
import type { PortfolioBook, PortfolioRequirement, RiskUnit } from './portfolio-book.ts';
import { optionDelta, spotInUse } from './revalue.ts';
import { notionalOf } from './scenario-report.ts';
import { checkHistory, type ReturnHistory } from './var-history.ts';
import { resolveVar, type VarParameters } from './var-parameters.ts';

/** z with P(Z ≤ z) = confidence for a standard normal Z. */
export const normalQuantile = (confidence: number): number => Math.SQRT2 * erfcinv(2 * (1 - confidence));

export interface DeltaNormalTerms {
  /** USD per risk factor, signed. */
  deltas: readonly number[];
  /** Of the factors' returns over the horizon. */
  covariance: readonly (readonly number[])[];
  /** 0.99: one loss in a hundred is larger. */
  confidence: number;
  /** Mean returns over the horizon; default 0. */
  means?: readonly number[];
}

/**
 * z·√(δ'Σδ) − μ'δ, at least 0, in the unit of the deltas.
 * @throws UserError 'config' for sizes that do not fit, a confidence outside 0 to 1, or a covariance that gives the book a
 * variance below zero
 */
export function deltaNormalVar({ deltas, covariance, confidence, means }: DeltaNormalTerms): number {
  if (!(confidence > 0 && confidence < 1))
    throw configError(`confidence: expected a number between 0 and 1, got ${confidence}`);
  const n = deltas.length;
  if (covariance.length !== n || covariance.some(row => row.length !== n))
    throw configError(`covariance: expected ${n} rows and columns, one for each delta`);
  if (means && means.length !== n) throw configError(`means: expected ${n}, one for each delta`);
  const expected = means ? product(means, deltas) : 0;
  return Math.max(0, normalQuantile(confidence) * deviationOf(deltas, covariance) - expected);
}

/**
 * The same for a book: z·√(δ'Σδ), Σ the EWMA covariance of log returns, mean 0, deltas of options as they are now.
 * Its worst scenario is the likeliest move that loses as much. Initial margin by the factor of the VaR model.
 * @throws UserError 'config' for an underlying the history does not have, or a parameter or column that cannot be used
 */
export function deltaNormal(
  book: PortfolioBook,
  history: ReturnHistory,
  parameters: Partial<VarParameters> = {},
): PortfolioRequirement {
  const { confidence, decay, horizonBars, initialFactor } = resolveVar(parameters);
  checkHistory(history);
  const columns = book.units.map(({ underlying }) => {
    const column = history.returns[underlying];
    if (!column) throw configError(`history.returns.${underlying}: no returns are known; add them`);
    return column;
  });
  const deltas = book.units.map(dollarDelta);
  const covariance = ewmaCovariance(columns, decay);
  const root = Math.sqrt(horizonBars);
  const maintenanceMargin = deltaNormalVar({ deltas, covariance, confidence }) * root;
  const deviation = deviationOf(deltas, covariance);
  const scale = (-normalQuantile(confidence) * root) / deviation;
  const worst = {
    id: 'likeliest',
    shocks: Object.fromEntries(
      book.units.map(({ underlying }, u) => [underlying, scale * product(covariance[u]!, deltas)]),
    ),
    pnl: -maintenanceMargin,
  };
  const isAtRisk = maintenanceMargin > 0;
  return {
    maintenanceMargin,
    initialMargin: maintenanceMargin * initialFactor,
    parts: { deltaNormal: maintenanceMargin },
    scenarios: isAtRisk ? [worst] : [],
    worst: isAtRisk ? worst : null,
  };
}

const dollarDelta = (unit: RiskUnit): number =>
  spotInUse(unit) * unit.index +
  unit.linear.reduce((sum, leg) => sum + notionalOf(leg), 0) +
  unit.options.reduce((sum, option) => sum + optionDelta(option) * option.forward, 0);

function deviationOf(deltas: readonly number[], covariance: readonly (readonly number[])[]): number {
  const variance = deltas.reduce((sum, delta, i) => sum + delta * product(covariance[i]!, deltas), 0);
  const size = deltas.reduce((sum, delta, i) => sum + delta ** 2 * Math.abs(covariance[i]![i]!), 0);
  if (!(variance >= -1e-12 * size))
    throw configError('covariance: gives the book a variance below zero; it is no covariance');
  return Math.sqrt(Math.max(0, variance));
}

const product = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, k) => sum + value * b[k]!, 0);
