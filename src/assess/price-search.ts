/**
 * At which price of one symbol a bucket's distance is zero. The distance is piecewise linear for contracts (in coin
 * times the price), smooth for norms of deltas; concave between the edges of stepped tiers. So the way from the mark
 * outwards is cut at those edges and, in each piece that ends below zero, Newton's steps from its lower end fall on
 * the root; on a straight piece they end in its closed form.
 */
import { Decimal } from '../basics/money.ts';

export type Distance = (price: Decimal) => Decimal;

/** Where else a piece ends: as far out as any table of tiers goes, and much farther. */
const STEPS_OUT = [2, 10, 1e3, 1e6, 1e12, 1e20];
/** How near an edge its two sides are looked at; the arithmetic has 40 digits. */
const BESIDE = new Decimal('1e-33');
const RESOLUTION = new Decimal('1e-31');
/** Over which share of the price a slope is taken: exact on straight pieces, to 13 digits on smooth ones. */
const SLOPE_OVER = new Decimal('1e-13');
/** Digits given out: those beyond may be noise of the last step. */
const DIGITS = 30;

/**
 * The nearest price at which the distance changes its sign, on the losing side of mark first, then on the other; for
 * a distance that is below zero already, on the winning side first. An edge over which it jumps past zero counts.
 * @param losing where equity falls
 * @param edges prices at which the distance may jump, ascending
 * @returns null when there is none above zero
 */
export function zeroPrice(
  distance: Distance,
  mark: Decimal,
  losing: 'down' | 'up',
  edges: readonly Decimal[],
): Decimal | null {
  const here = distance(mark).comparedTo(0);
  if (here === 0) return mark;
  const first = here > 0 ? losing : opposite(losing);
  const found =
    walk(distance, mark, here, first, edges) ?? walk(distance, mark, here, opposite(first), edges);
  return found?.toSignificantDigits(DIGITS) ?? null;
}

const opposite = (way: 'down' | 'up'): 'down' | 'up' => (way === 'down' ? 'up' : 'down');

function walk(
  distance: Distance,
  mark: Decimal,
  here: number,
  way: 'down' | 'up',
  edges: readonly Decimal[],
): Decimal | null {
  const outward = (price: Decimal) => (way === 'up' ? price.gt(mark) : price.lt(mark));
  const ladder = STEPS_OUT.map(step => (way === 'up' ? mark.mul(step) : mark.div(step)));
  const stops = [...edges.filter(outward), ...ladder].sort((a, b) => (way === 'up' ? a.cmp(b) : b.cmp(a)));
  const beside = way === 'up' ? BESIDE : BESIDE.neg();
  let from = mark;
  for (const stop of stops) {
    const before = stop.mul(beside.neg().add(1));
    if (hasCrossed(distance(before), here)) return refine(distance, from, before);
    const beyond = stop.mul(beside.add(1));
    if (hasCrossed(distance(beyond), here)) return stop;
    from = beyond;
  }
  return null;
}

const hasCrossed = (distance: Decimal, here: number): boolean =>
  distance.isZero() || distance.isNegative() !== here < 0;

/** The root between two prices at which the distance differs in sign, or is zero at the second. */
function refine(distance: Distance, from: Decimal, to: Decimal): Decimal {
  const atEnd = distance(to);
  if (atEnd.isZero()) return to;
  let [above, below] = atEnd.isNegative() ? [from, to] : [to, from];
  let at = below;
  for (let step = 0; step < 400; step++) {
    const value = distance(at);
    if (value.isZero()) return at;
    if (value.isNegative()) below = at;
    else above = at;
    const other = value.isNegative() ? above : below;
    const over = at.mul(SLOPE_OVER).mul(other.gt(at) ? 1 : -1);
    const slope = distance(at.add(over)).sub(value).div(over);
    const newton = slope.isZero() ? other : at.sub(value.div(slope));
    const inside = newton.gt(Decimal.min(above, below)) && newton.lt(Decimal.max(above, below));
    if (newton.sub(at).abs().lte(at.mul(RESOLUTION))) return newton;
    const next = inside ? newton : above.add(below).div(2);
    if (next.eq(at) || above.sub(below).abs().lte(at.mul(RESOLUTION))) return next;
    at = next;
  }
  return at;
}
