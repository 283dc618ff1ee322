/** The tail of a sample of losses. @source rules: portfolio.md §5.1 (convention without interpolation) */
import { configError } from '../basics/errors.ts';

/** Guards N·(1−α), which is 5.000000000000004 for N = 500, α = 0.99 in doubles. */
const SLACK = 1e-9;

export interface Tail {
  /** Places in the sample, the largest loss first: as many as the expected shortfall or the VaR needs. */
  order: readonly number[];
  /** losses[floor(N·(1−α))], the largest being at 0. */
  valueAtRisk: number;
  /** Mean of the worst ceil(N·(1−α)). */
  expectedShortfall: number;
}

/**
 * Value at risk: of 500 losses at 99 % the sixth largest.
 * @param losses above zero is a loss; in any order
 * @throws UserError 'config' for an empty sample or a confidence outside 0 to 1
 */
export const valueAtRisk = (losses: ArrayLike<number>, confidence: number): number =>
  tailOf(losses, confidence).valueAtRisk;

/** Expected shortfall: of 500 losses at 99 % the mean of the five largest. @throws like `valueAtRisk` */
export const expectedShortfall = (losses: ArrayLike<number>, confidence: number): number =>
  tailOf(losses, confidence).expectedShortfall;

export function tailOf(losses: ArrayLike<number>, confidence: number): Tail {
  const count = losses.length;
  if (count === 0) throw configError('losses: at least one is needed');
  if (!(confidence > 0 && confidence < 1))
    throw configError(`confidence: expected a number between 0 and 1, got ${confidence}`);
  const beyond = count * (1 - confidence);
  const quantile = Math.min(count - 1, Math.floor(beyond + SLACK));
  const averaged = Math.max(1, Math.ceil(beyond - SLACK));
  const order = largest(losses, Math.max(quantile + 1, averaged));
  const worst = order.slice(0, averaged).reduce((sum, at) => sum + losses[at]!, 0);
  return { order, valueAtRisk: losses[order[quantile]!]!, expectedShortfall: worst / averaged };
}

/** Places of the largest values, the largest first, of equal ones the earlier: a tail is short, a sample long. */
function largest(values: ArrayLike<number>, count: number): number[] {
  const places: number[] = [];
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (places.length === count) {
      if (value <= values[places[count - 1]!]!) continue;
      places.pop();
    }
    let place = places.length;
    while (place > 0 && values[places[place - 1]!]! < value) place--;
    places.splice(place, 0, at);
  }
  return places;
}
