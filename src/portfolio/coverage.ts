/** How a requirement did against the losses that followed it: often enough, evenly, at what cost, how nervously. */
import { configError } from '../basics/errors.ts';
import {
  baselTrafficLight,
  christoffersen,
  conditionalCoverage,
  type CoverageTest,
  type HitTransitions,
  kupiec,
  type TrafficLight,
} from './coverage-tests.ts';

export interface Coverage {
  observations: number;
  /** Losses larger than the requirement. */
  exceedances: number;
  rate: number;
  /** The largest of loss − requirement; 0 when none went beyond. */
  largestShortfall: number;
  kupiec: CoverageTest;
  independence: CoverageTest & HitTransitions;
  conditional: CoverageTest;
  trafficLight: TrafficLight;
  averageRequirement: number;
  /** Highest ÷ lowest requirement; null when one of them asked nothing. */
  peakToTrough: number | null;
}

/**
 * @param requirements made before each loss, with what was known then
 * @param losses of the same days, above zero is a loss
 * @param probability of a larger loss that the requirement allows; default 1 %
 * @throws UserError 'config' when they are not as many, none, or not numbers
 */
export function coverageOf(
  requirements: readonly number[],
  losses: readonly number[],
  probability = 0.01,
): Coverage {
  const observations = requirements.length;
  if (losses.length !== observations)
    throw configError(`losses: ${losses.length} for ${observations} requirements; one each is needed`);
  if (observations === 0) throw configError('requirements: at least one is needed');
  for (const [name, values] of Object.entries({ requirements, losses })) {
    const at = values.findIndex(value => !Number.isFinite(value));
    if (at >= 0) throw configError(`${name}[${at}]: expected a number, got ${values[at]}`);
  }
  const hits = requirements.map((requirement, t) => losses[t]! > requirement);
  const exceedances = hits.filter(Boolean).length;
  const trough = requirements.reduce((low, own) => Math.min(low, own), Infinity);
  const peak = requirements.reduce((high, own) => Math.max(high, own), -Infinity);
  return {
    observations,
    exceedances,
    rate: exceedances / observations,
    largestShortfall: requirements.reduce((most, own, t) => Math.max(most, losses[t]! - own), 0),
    kupiec: kupiec({ observations, exceedances, probability }),
    independence: christoffersen(hits),
    conditional: conditionalCoverage(hits, probability),
    trafficLight: baselTrafficLight(exceedances, observations, probability),
    averageRequirement: requirements.reduce((sum, own) => sum + own, 0) / observations,
    peakToTrough: trough > 0 ? peak / trough : null,
  };
}
