/** Which moment pays which funding stamp (semantics §3.1). */
import { DAY_MS, MINUTE_MS } from '../basics/time.ts';
import type { AlignedLast } from './align.ts';
import { lowerBound } from './join-tables.ts';
import type { Funding, Segment } from './market.ts';

/** Real stamps trail their moment by some milliseconds; up to this they still belong to it. */
const JITTER_MS = MINUTE_MS;
/** No venue settles more rarely than once a day: a longer silence is missing data. */
const LONGEST_PERIOD_MS = DAY_MS;

export interface Clock {
  times: Float64Array;
  intervalMs: number;
  segments: readonly Segment[];
}

export interface PlacedFunding {
  funding: Funding;
  /** Stamps outside the symbol's candles, or in a hole between segments. */
  ignored: number;
  /** Stretches of the symbol's candles, each over a day, without any stamp. */
  silent: { from: number; to: number }[];
}

/** Places the stamps on the rows from the symbol's first candle to its last; several may share a row. */
export function placeFunding(
  time: Float64Array,
  rate: Float64Array,
  clock: Clock,
  own: AlignedLast,
): PlacedFunding {
  const { times } = clock;
  const rows: number[] = [];
  const stamps: number[] = [];
  const segmentStarts = new Set(clock.segments.map(segment => segment.from));
  for (let stamp = 0; stamp < time.length; stamp++) {
    const row = payingRow(times, time[stamp]!);
    if (row === null || row < own.firstRow || row > own.lastRow) continue;
    // What was settled before a segment begins was settled while nothing was held.
    if (time[stamp]! < times[row]! && segmentStarts.has(row)) continue;
    rows.push(row);
    stamps.push(stamp);
  }
  const funding: Funding = {
    row: Int32Array.from(rows),
    time: Float64Array.from(stamps, stamp => time[stamp]!),
    rate: Float64Array.from(stamps, stamp => rate[stamp]!),
  };
  return {
    funding,
    ignored: time.length - stamps.length,
    silent: silentStretches(funding, clock, own),
  };
}

/** The moment at most a minute before the stamp, else the first one after it. */
function payingRow(times: Float64Array, stamp: number): number | null {
  const after = lowerBound(times, stamp);
  if (times[after] === stamp) return after;
  if (after > 0 && stamp - times[after - 1]! <= JITTER_MS) return after - 1;
  return after < times.length ? after : null;
}

function silentStretches(
  funding: Funding,
  clock: Clock,
  { stale }: AlignedLast,
): { from: number; to: number }[] {
  const { times, intervalMs } = clock;
  const silent: { from: number; to: number }[] = [];
  let next = 0;
  for (const segment of clock.segments) {
    let from = segment.from;
    let last = segment.to - 1;
    while (from < segment.to && stale?.[from] === 1) from++;
    while (last > from && stale?.[last] === 1) last--;
    if (from === segment.to) continue;
    let since = times[from]!;
    const hear = (now: number) => {
      if (now - since > LONGEST_PERIOD_MS) silent.push({ from: since, to: now });
      since = now;
    };
    for (; next < funding.row.length && funding.row[next]! <= last; next++) hear(times[funding.row[next]!]!);
    hear(times[last]! + intervalMs);
  }
  return silent;
}
