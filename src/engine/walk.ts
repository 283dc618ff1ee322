/**
 * The exact way through a candle on the nominal and the pessimistic path (semantics §3.3, §4): crossings and
 * order triggers are taken in order along each leg, at the same place liquidation first, then orders by id;
 * after each the rest is looked at anew. All prices and fractions here are decimals.
 */
import { invariant } from '../basics/errors.ts';
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import type { Account } from './account.ts';
import { breaksOn } from './breaks.ts';
import { type Candle, isStale, placeAt } from './candle.ts';
import { aim } from './corner.ts';
import { crossing } from './crossing.ts';
import { liquidate } from './liquidate.ts';
import { observe, observeCrossing } from './observe.ts';
import { searchLeg } from './search-leg.ts';
import type { Order } from './orders.ts';
import { between, CLOSE, OPEN, type Place } from './prices.ts';
import { fillResting, triggerAt } from './triggers.ts';

/** Fractions closer than this are the same place. */
export const SAME_PLACE = new Decimal('1e-28');
const NUDGE = new Decimal('1e-12');

type Event = { at: Decimal } & ({ bucket: number } | { order: Order });

/** Walks O → … → C. Orders and liquidations found on the way change the account. */
export function walk(account: Account, candle: Candle): void {
  let from = placeAt(account, candle, OPEN);
  let atOpen = true;
  let point = OPEN + 1;
  observe(account, candle, OPEN);
  while (point <= CLOSE) {
    const to = placeAt(account, candle, point);
    const stop = walkLeg(account, candle, from, to, atOpen);
    if (stop) {
      // Pessimistic: the book has changed, so the corner has; the path turns to it from here.
      aim(account, candle);
      atOpen &&= stop.at.isZero();
      from = stop.place;
      point = OPEN + 1;
      continue;
    }
    observe(account, candle, point);
    from = to;
    atOpen = false;
    point++;
  }
}

/** @returns where a pessimistic path must turn, or null at the leg's end */
function walkLeg(account: Account, candle: Candle, from: Place, to: Place, atOpen: boolean) {
  let since = ZERO;
  for (let event = nextEvent(account, candle, from, to, since); event !== null;) {
    since = event.at;
    const place = meet(account, candle, event, from, to, atOpen && since.isZero());
    if (account.path === 'pessimistic') return { at: since, place };
    event = nextEvent(account, candle, from, to, since);
  }
  return null;
}

/** Lets an event happen at its place. */
function meet(
  account: Account,
  candle: Candle,
  event: Event,
  from: Place,
  to: Place,
  atOpen: boolean,
): Place {
  const { row, time } = candle;
  let place = event.at.isZero() ? from : between(from, to, event.at);
  if ('order' in event) {
    fillResting(account, event.order, { row, time, place }, atOpen);
  } else {
    place = breachedPlace(account, event.bucket, place, from, to);
    if (!event.at.isZero()) observeCrossing(account, row, event.bucket, place.mark);
    liquidate(account, event.bucket, { row, time, place });
  }
  account.openTracks(time, place.mark);
  return place;
}

/**
 * A crossing's prices are rounded to 12 places; the bucket must not come out above zero by that, or its venue
 * would find nothing to do. Prices that stand still on the leg still do.
 */
export function breachedPlace(account: Account, bucket: number, place: Place, from: Place, to: Place): Place {
  if (!account.terms.rules!.model.isConvex) return place;
  const mark = place.mark.slice();
  const moving = account.priced(bucket).filter(symbol => !from.mark[symbol]!.eq(to.mark[symbol]!));
  // A step moves f by more than the rounding did: two are enough.
  for (let step = 0; step < 100 && !account.isBreachedExactly(bucket, mark); step++) {
    for (const symbol of moving) mark[symbol] = closerToZero(account, bucket, mark, symbol);
  }
  invariant(
    account.isBreachedExactly(bucket, mark),
    'a crossing is a place where the distance is not above zero',
  );
  return { last: place.last, mark };
}

/** A mark a little to the side that hurts. */
function closerToZero(account: Account, bucket: number, mark: readonly Decimal[], symbol: number): Decimal {
  const distanceAt = (price: Decimal) => account.distance(bucket, mark.with(symbol, price));
  const [below, above] = [mark[symbol]!.sub(NUDGE), mark[symbol]!.add(NUDGE)];
  return distanceAt(above).lt(distanceAt(below)) ? above : below;
}

function nextEvent(account: Account, candle: Candle, from: Place, to: Place, since: Decimal): Event | null {
  let next: Event | null = null;
  for (const bucket of account.buckets()) {
    const at = breachAt(account, bucket, from, to, since);
    if (at !== null && (next === null || at.lt(next.at.sub(SAME_PLACE)))) next = { at, bucket };
  }
  for (const order of account.orders.resting) {
    if (isStale(account.market, order.symbol, candle.row)) continue;
    const at = triggerAt(account, order, from, to, since);
    if (at !== null && (next === null || at.lt(next.at.sub(SAME_PLACE)))) next = { at, order };
  }
  return next;
}

/** The fraction of the leg, at or after `since`, where a bucket is breached first; null when it stands to the end. */
export function breachAt(
  account: Account,
  bucket: number,
  from: Place,
  to: Place,
  since: Decimal,
): Decimal | null {
  if (account.terms.rules === null) return null;
  const at = (fraction: Decimal) =>
    fraction.isZero() ? from : fraction.eq(ONE) ? to : between(from, to, fraction);
  if (account.isBreached(bucket, at(since).mark)) return since;
  if (!account.terms.rules.model.isConvex) return searchLeg(account, bucket, from, to, since);
  let sound = since;
  for (const { fraction, jumps } of [
    ...breaksOn(account, bucket, from, to, since),
    { fraction: ONE, jumps: false },
  ]) {
    if (account.isBreached(bucket, at(fraction).mark))
      return jumps ? fraction : Decimal.max(crossing(account, bucket, from.mark, to.mark, fraction), sound);
    sound = fraction;
  }
  return null;
}
