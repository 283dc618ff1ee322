/**
 * Where on a straight leg does f = E − w·MM first reach zero? f is concave along the leg (margin/model.ts),
 * above zero at the start and not above it at the end, so Newton's steps from the end fall monotonically on
 * the root and never pass it. On a piecewise linear f they end in the piece of the root: its closed form.
 */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import type { Account } from './account.ts';
import { invariant } from '../basics/errors.ts';

/** Steps shorter than this fraction of the leg change no booked price. */
const RESOLUTION = new Decimal('1e-30');

/**
 * @param from marks at the start of the leg, by symbol number
 * @param to marks at its end
 * @param end fraction of the leg from which f is concave back to the root, and not above zero
 * @returns the fraction of the leg at which f = 0
 */
export function crossing(
  account: Account,
  bucket: number,
  from: readonly Decimal[],
  to: readonly Decimal[],
  end: Decimal = ONE,
): Decimal {
  const { model } = account.terms.rules!;
  const judged = account.judged(bucket);
  const drift = from.map((price, s) => to[s]!.sub(price));
  let at = end;
  for (let step = 0; step < 200; step++) {
    const prices = from.map((price, s) => price.add(drift[s]!.mul(at)));
    const distance = account.distance(bucket, prices);
    if (distance.isZero()) return at;
    const required = model
      .slope(judged, prices, drift)
      .add(account.debtMargin(bucket, drift, 'maintenance', ZERO));
    const gain = account.equitySlope(bucket, prices, drift);
    const slope = gain.sub(account.terms.liquidationHealth.mul(required));
    invariant(slope.isNegative(), 'the distance falls where it reaches zero');
    const next = at.sub(distance.div(slope));
    if (at.sub(next).abs().lt(RESOLUTION)) return Decimal.max(next, ZERO);
    at = next;
  }
  throw new Error('Broken invariant: a crossing was not found within 200 steps');
}
