/**
 * Whether losses went beyond a requirement as often as it promises, and not in clusters.
 * @source rules: portfolio.md §5.4 (Kupiec 1995, Christoffersen 1998, Basel 1996)
 */
import erfc from '@stdlib/math-base-special-erfc';
import { configError } from '../basics/errors.ts';

export interface CoverageTest {
  /** Likelihood ratio, at least 0. */
  statistic: number;
  /** How likely a statistic as large is when the hypothesis is true. */
  pValue: number;
}

export interface HitTransitions {
  /** Days after a day without an exceedance: without one (n00), with one (n01) … */
  n00: number;
  n01: number;
  /** … and after a day with one. */
  n10: number;
  n11: number;
}

/**
 * P(χ² ≥ statistic) with one or two degrees of freedom, both exact: 2·(1 − Φ(√x)) and e^(−x/2).
 * @throws UserError 'config' for a statistic below zero
 */
export function chiSquarePValue(statistic: number, degreesOfFreedom: 1 | 2): number {
  if (!(statistic >= 0)) throw configError(`statistic: expected a number of at least 0, got ${statistic}`);
  return degreesOfFreedom === 1 ? erfc(Math.sqrt(statistic / 2)) : Math.exp(-statistic / 2);
}

/** count·ln(chance), nothing for a count of 0. */
const weighted = (count: number, chance: number): number => (count === 0 ? 0 : count * Math.log(chance));

/** Rounding may leave a likelihood ratio of two equal likelihoods just below zero. */
const tested = (ratio: number, degreesOfFreedom: 1 | 2): CoverageTest => {
  const statistic = Math.max(0, ratio);
  return { statistic, pValue: chiSquarePValue(statistic, degreesOfFreedom) };
};

/**
 * Kupiec's proportion of failures: hypothesis, exceedances come with this probability.
 * @param terms.probability 0.01 for a requirement at 99 %
 * @throws UserError 'config' naming the figure that cannot be
 */
export function kupiec(terms: {
  observations: number;
  exceedances: number;
  probability: number;
}): CoverageTest {
  const { observations, exceedances, probability } = terms;
  counted('observations', observations);
  if (observations === 0) throw configError('observations: at least one is needed');
  counted('exceedances', exceedances);
  if (exceedances > observations)
    throw configError(`exceedances: ${exceedances} of ${observations} observations`);
  checkProbability(probability);
  const kept = observations - exceedances;
  const likelihood = (chance: number): number => weighted(kept, 1 - chance) + weighted(exceedances, chance);
  return tested(-2 * (likelihood(probability) - likelihood(exceedances / observations)), 1);
}

export const hitTransitions = (hits: readonly boolean[]): HitTransitions => {
  const counts = { n00: 0, n01: 0, n10: 0, n11: 0 };
  for (let t = 1; t < hits.length; t++)
    counts[`n${hits[t - 1] ? 1 : 0}${hits[t] ? 1 : 0}` as keyof HitTransitions] += 1;
  return counts;
};

/**
 * Christoffersen's independence: hypothesis, an exceedance is as likely after an exceedance as after none.
 * @param hits one per day in order, true where the loss was larger; or its transitions, already counted
 */
export function christoffersen(hits: readonly boolean[] | HitTransitions): CoverageTest & HitTransitions {
  const { n00, n01, n10, n11 } = 'n00' in hits ? hits : hitTransitions(hits);
  for (const [name, count] of Object.entries({ n00, n01, n10, n11 })) counted(name, count);
  const likelihood = (after: number, afterHit: number): number =>
    weighted(n00, 1 - after) + weighted(n01, after) + weighted(n10, 1 - afterHit) + weighted(n11, afterHit);
  const share = (hit: number, none: number): number => (hit + none === 0 ? 0 : hit / (hit + none));
  const all = share(n01 + n11, n00 + n10);
  const ratio = -2 * (likelihood(all, all) - likelihood(share(n01, n00), share(n11, n10)));
  return { ...tested(ratio, 1), n00, n01, n10, n11 };
}

/** Christoffersen's conditional coverage: both hypotheses at once, the sum of both statistics. @throws like `kupiec` */
export function conditionalCoverage(hits: readonly boolean[], probability: number): CoverageTest {
  const observations = hits.length;
  const exceedances = hits.filter(Boolean).length;
  const { statistic } = kupiec({ observations, exceedances, probability });
  return tested(statistic + christoffersen(hits).statistic, 2);
}

export type TrafficLight = 'green' | 'yellow' | 'red';

const YELLOW_FROM = 0.95;
const RED_FROM = 0.9999;

/**
 * Basel's zones. Of 250 days at 99 %: 0 to 4 green, 5 to 9 yellow, 10 and more red; of other numbers by the same
 * probabilities, that as many or fewer come of a model that is right: yellow from 95 %, red from 99.99 %.
 * @throws UserError 'config' naming the figure that cannot be
 */
export function baselTrafficLight(exceedances: number, observations = 250, probability = 0.01): TrafficLight {
  counted('exceedances', exceedances);
  counted('observations', observations);
  checkProbability(probability);
  const cumulative = binomialCumulative(exceedances, observations, probability);
  if (cumulative >= RED_FROM) return 'red';
  return cumulative >= YELLOW_FROM ? 'yellow' : 'green';
}

/** Term by term from none on, in logarithms: (1−p)^n alone may be too small for a double. */
function binomialCumulative(most: number, n: number, p: number): number {
  let term = n * Math.log1p(-p);
  let sum = Math.exp(term);
  for (let k = 1; k <= Math.min(most, n); k++) {
    term += Math.log((n - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(term);
  }
  return sum;
}

function counted(name: string, count: number): void {
  if (!(Number.isInteger(count) && count >= 0))
    throw configError(`${name}: expected a whole number of at least 0, got ${count}`);
}

function checkProbability(probability: number): void {
  if (!(probability > 0 && probability < 1))
    throw configError(`probability: expected a number between 0 and 1, got ${probability}`);
}
