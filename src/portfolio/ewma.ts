/**
 * Exponentially weighted variances: σ²(t) = λ·σ²(t−1) + (1−λ)·r²(t−1), so that each uses only what came before it.
 * Doubles. @source rules: portfolio.md §5.1, §5.2 (Hull, RiskMetrics)
 */
import { configError } from '../basics/errors.ts';

/**
 * One step.
 * @param terms.decay λ, 0 to 1
 * @throws UserError 'config' naming the figure that is no number or outside its range
 */
export function ewmaVariance(terms: {
  decay: number;
  previousVariance: number;
  latestReturn: number;
}): number {
  const { previousVariance, latestReturn } = terms;
  const decay = checkedDecay(terms.decay);
  if (!(previousVariance >= 0 && previousVariance < Infinity))
    throw configError(`previousVariance: expected a number of at least 0, got ${previousVariance}`);
  if (!Number.isFinite(latestReturn))
    throw configError(`latestReturn: expected a number, got ${latestReturn}`);
  return decay * previousVariance + (1 - decay) * latestReturn ** 2;
}

/**
 * Variance before each return and, as the last, after all of them: one more than there are returns.
 * @param seed the first; default the mean square of all returns
 */
export function ewmaVariances(
  returns: readonly number[],
  decay: number,
  seed: number = meanProduct(returns, returns),
): Float64Array {
  return weighted(returns, returns, checkedDecay(decay), seed);
}

/**
 * Covariances after all returns, as a matrix in the order of the columns. One λ and one kind of seed (the mean product
 * over the history) for all, so no portfolio has a negative variance.
 */
export function ewmaCovariance(columns: readonly (readonly number[])[], decay: number): number[][] {
  checkedDecay(decay);
  return columns.map(a => columns.map(b => weighted(a, b, decay, meanProduct(a, b)).at(-1)!));
}

function weighted(a: readonly number[], b: readonly number[], decay: number, seed: number): Float64Array {
  const result = new Float64Array(a.length + 1);
  result[0] = seed;
  for (let t = 0; t < a.length; t++) result[t + 1] = decay * result[t]! + (1 - decay) * (a[t]! * b[t]!);
  return result;
}

const meanProduct = (a: readonly number[], b: readonly number[]): number =>
  a.length === 0 ? 0 : a.reduce((sum, value, t) => sum + value * b[t]!, 0) / a.length;

function checkedDecay(decay: number): number {
  if (!(decay >= 0 && decay <= 1)) throw configError(`decay: expected a number from 0 to 1, got ${decay}`);
  return decay;
}
