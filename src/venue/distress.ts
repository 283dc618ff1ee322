/** What procedures that go step by step ask of a bucket. */
import type { DistressedBucket } from './venue.ts';

export type DistressedHolding = ReturnType<DistressedBucket['holdings']>[number];

/**
 * Is there more to be done? A strict rule spares a bucket at zero distance, but one that stands there in the
 * middle of its liquidation is below at the next tick: at the crossing itself, and where a step wins nothing.
 */
export function fallsShort(bucket: DistressedBucket): boolean {
  const health = bucket.health();
  return bucket.isBreached() || (health !== null && health.lte(1));
}

/** The position with the largest maintenance, the first of equals; undefined when nothing is held. */
export function largestMaintenance(holdings: readonly DistressedHolding[]): DistressedHolding | undefined {
  const [first, ...rest] = holdings;
  if (first === undefined) return undefined;
  return rest.reduce((top, next) => (next.maintenance.gt(top.maintenance) ? next : top), first);
}
