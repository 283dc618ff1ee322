/** Finer candles of one symbol, laid under the coarse rows they fill completely (semantics §4). */
import { dataError } from '../basics/errors.ts';
import { formatDuration } from '../basics/time.ts';
import { emptyColumns, type Candles } from './align.ts';
import { lowerBound } from './join-tables.ts';
import type { Columns, Finer, SymbolSeries } from './market.ts';

export interface PlacedFiner {
  finer: Finer;
  /** Coarse rows that got their finer candles. */
  filled: number;
  /** Rows whose finer candles do not add up to the coarse one, on either series. */
  disagreeing: number[];
}

/** @throws dataError when the finer interval does not divide the run's. `path` is the file to name. */
export function checkFinerInterval(
  finerMs: number,
  intervalMs: number,
  offsetMs: number,
  path: string,
): void {
  if (finerMs < intervalMs && intervalMs % finerMs === 0 && offsetMs % finerMs === 0) return;
  throw dataError(
    `${path} has an interval of ${formatDuration(finerMs)}, which does not divide the candles of ` +
      `${formatDuration(intervalMs)} it is to refine; give finer candles that fill them exactly.`,
  );
}

/**
 * A coarse row gets a range only when all of its finer candles are there, of both series. `mark` null: the symbol
 * has no mark series, last serves as both.
 */
export function placeFiner(
  last: Candles,
  mark: Candles | null,
  finerMs: number,
  times: Float64Array,
  intervalMs: number,
  series: SymbolSeries,
): PlacedFiner {
  const perRow = intervalMs / finerMs;
  const from = new Int32Array(times.length + 1);
  const disagreeing: number[] = [];
  const rows: { row: number; last: number; mark: number }[] = [];
  for (let row = 0; row < times.length; row++) {
    from[row] = rows.length * perRow;
    if (series.stale?.[row] === 1) continue;
    const lastAt = completeRange(last.time, times[row]!, perRow, finerMs);
    const markAt = mark === null ? lastAt : completeRange(mark.time, times[row]!, perRow, finerMs);
    if (lastAt < 0 || markAt < 0) continue;
    rows.push({ row, last: lastAt, mark: markAt });
    const agrees =
      addsUp(last.columns, lastAt, perRow, series.last, row) &&
      (mark === null ||
        series.markStandsIn?.[row] === 1 ||
        addsUp(mark.columns, markAt, perRow, series.mark, row));
    if (!agrees) disagreeing.push(row);
  }
  from[times.length] = rows.length * perRow;
  const finerLast = pick(
    last.columns,
    rows.map(entry => entry.last),
    perRow,
  );
  const finer: Finer = {
    intervalMs: finerMs,
    from,
    time: pickColumn(
      last.time,
      rows.map(entry => entry.last),
      perRow,
    ),
    last: finerLast,
    mark:
      mark === null
        ? finerLast
        : pick(
            mark.columns,
            rows.map(entry => entry.mark),
            perRow,
          ),
  };
  return { finer, filled: rows.length, disagreeing };
}

/** Where the `count` candles of `[start, …)` begin, all of them there; else −1. Times are distinct and on the grid. */
function completeRange(time: Float64Array, start: number, count: number, stepMs: number): number {
  const at = lowerBound(time, start);
  return time[at] === start && time[at + count - 1] === start + (count - 1) * stepMs ? at : -1;
}

function addsUp(finer: Columns, at: number, count: number, coarse: Columns, row: number): boolean {
  let high = -Infinity;
  let low = Infinity;
  for (let k = at; k < at + count; k++) {
    high = Math.max(high, finer.high[k]!);
    low = Math.min(low, finer.low[k]!);
  }
  const ends = finer.open[at] === coarse.open[row] && finer.close[at + count - 1] === coarse.close[row];
  return ends && high === coarse.high[row] && low === coarse.low[row];
}

function pick(columns: Columns, starts: readonly number[], count: number): Columns {
  const picked = emptyColumns(0);
  for (const name of Object.keys(picked) as (keyof Columns)[])
    picked[name] = pickColumn(columns[name], starts, count);
  return picked;
}

function pickColumn(column: Float64Array, starts: readonly number[], count: number): Float64Array {
  const picked = new Float64Array(starts.length * count);
  starts.forEach((start, k) => picked.set(column.subarray(start, start + count), k * count));
  return picked;
}
