/** The merged clock of a run (semantics §2): one interval, the union of all open times, and its segments. */
import { dataError } from '../basics/errors.ts';
import { formatDuration, formatTime } from '../basics/time.ts';
import type { CandleFile } from './candle-csv.ts';
import type { Segment } from './market.ts';

/**
 * The one interval of all these files. A file of one row fits any.
 * @throws dataError naming two files that differ in interval, or whose candles open at different offsets of it.
 */
export function commonInterval(files: readonly CandleFile[]): number {
  const [first, ...others] = files.filter(file => file.intervalMs !== null);
  if (first === undefined) {
    throw dataError(
      `${files[0]!.path} has a single row, so the interval of its candles cannot be told; give at least two.`,
    );
  }
  const intervalMs = first.intervalMs!;
  for (const file of others) {
    if (file.intervalMs === intervalMs) continue;
    throw dataError(
      `${first.path} has an interval of ${formatDuration(intervalMs)}, ${file.path} one of ${formatDuration(file.intervalMs!)}; ` +
        'a run has one interval: resample the series to one interval first.',
    );
  }
  for (const file of files) {
    if ((file.time[0]! - first.time[0]!) % intervalMs === 0) continue;
    throw dataError(
      `The ${formatDuration(intervalMs)} candles of ${file.path} (first ${formatTime(file.time[0]!)}) do not open at the same ` +
        `moments as those of ${first.path} (first ${formatTime(first.time[0]!)}); resample them to the same opening times first.`,
    );
  }
  return intervalMs;
}

/** The sorted union; the first array itself when the others add nothing to it. */
export function unionTimes(series: readonly Float64Array[]): Float64Array {
  return series.reduce((union, times) => (sameTimes(union, times) ? union : mergeTimes(union, times)));
}

export function sameTimes(a: Float64Array, b: Float64Array): boolean {
  return a === b || (a.length === b.length && a.every((time, row) => time === b[row]));
}

function mergeTimes(a: Float64Array, b: Float64Array): Float64Array {
  const merged = new Float64Array(a.length + b.length);
  let rows = 0;
  for (let i = 0, k = 0; i < a.length || k < b.length; rows++) {
    const timeA = a[i] ?? Infinity;
    const timeB = b[k] ?? Infinity;
    merged[rows] = Math.min(timeA, timeB);
    if (timeA <= timeB) i++;
    if (timeB <= timeA) k++;
  }
  return merged.slice(0, rows);
}

/** Time without a candle between two rows: from the close of one to the open of the next. */
export const holeBetween = (times: Float64Array, before: number, after: number, intervalMs: number): number =>
  times[after]! - times[before]! - intervalMs;

/** Splits where the clock itself is silent for longer than `segmentGapMs`. */
export function splitSegments(times: Float64Array, intervalMs: number, segmentGapMs: number): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (let row = 1; row <= times.length; row++) {
    if (row < times.length && holeBetween(times, row - 1, row, intervalMs) <= segmentGapMs) continue;
    segments.push({ from, to: row });
    from = row;
  }
  return segments;
}
