/**
 * The first place on a leg where f reaches zero, for models whose f is not concave (options). f cannot fall faster
 * than the model's bounds on its slope allow, so from a place where it is above zero one may step as far as it takes
 * to lose all of it, and no crossing lies in between. To 1e-12 of the leg (semantics §4).
 */
import { Decimal, ONE } from '../basics/money.ts';
import type { Account } from './account.ts';
import { between, type Place } from './prices.ts';

const RESOLUTION = new Decimal('1e-12');

/** @returns a fraction at which the bucket is breached; null when it stands to the end */
export function searchLeg(
  account: Account,
  bucket: number,
  from: Place,
  to: Place,
  since: Decimal,
): Decimal | null {
  const loss = lossOn(account, bucket, from, to);
  let least = RESOLUTION;
  for (let at = since; at.lt(ONE);) {
    const distance = account.distance(bucket, between(from, to, at).mark);
    const sure = loss.isZero() ? ONE : distance.div(loss);
    // At a root the sure steps become ever smaller: one of the resolution passes it.
    least = sure.lt(RESOLUTION) ? least.mul(2) : RESOLUTION;
    at = Decimal.min(at.add(Decimal.max(sure, least)), ONE);
    const { mark } = at.eq(ONE) ? to : between(from, to, at);
    if (account.isBreached(bucket, mark)) return at;
  }
  return null;
}

/** What f can lose at most on the whole leg. */
function lossOn(account: Account, bucket: number, from: Place, to: Place): Decimal {
  const { screen, terms } = account;
  const mirrored = screen.buckets.find(({ symbol }) => symbol === bucket)!;
  const column = ({ mark }: Place) => Float64Array.from(mark, price => price.toNumber());
  return new Decimal(
    screen.lossBetween(mirrored, terms.rules!.liquidationHealth, column(from), column(to)),
  ).mul('1.000001');
}
