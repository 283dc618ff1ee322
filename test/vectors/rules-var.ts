/** Value at risk: variances, the normal's quantile, coverage. */
import { deltaNormalVar, ewmaVariance, kupiec } from '../../src/index.ts';
import { rule } from './vectors.ts';

const PERCENT = 100;

const ewma = (i: { lambda_: number; prevVar: number; ret: number }) => {
  const variance = ewmaVariance({ decay: i.lambda_, previousVariance: i.prevVar, latestReturn: i.ret });
  return { var: variance, volPct: Math.sqrt(variance) * PERCENT };
};

export const varRules = [
  rule(/^ewma-080-/, ewma),
  rule(/^var-parametric-/, (i: { mean: number[]; stdev: number[]; tail: number; value: number[] }) => ({
    VaR: i.value.map((value, k) =>
      deltaNormalVar({
        deltas: [value],
        covariance: [[i.stdev[k]! ** 2]],
        means: [i.mean[k]!],
        confidence: 1 - i.tail,
      }),
    ),
  })),
  rule(/^var-kupiec-/, (i: { T: number; failures: number; p: number }) => {
    const { statistic, pValue } = kupiec({ observations: i.T, exceedances: i.failures, probability: i.p });
    return { LR: statistic, pValue };
  }),
];

/** The page rounds on the way: 0.000337 for 0.0003363, and 1.835 % for its root of 1.834 %. */
export const varNegativeRules = [rule(/^ewma-094-falcon$/, ewma)];
