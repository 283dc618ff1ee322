/** Puts one symbol's series on the merged clock; without a copy where its times are the clock. */
import { sameTimes } from './clock.ts';
import type { Columns } from './market.ts';

/** Candles as read: own times, own rows. */
export interface Candles {
  time: Float64Array;
  columns: Columns;
}

export interface AlignedLast {
  columns: Columns;
  /** Rows without a candle of its own; null when there are none. */
  stale: Uint8Array | null;
  firstRow: number;
  lastRow: number;
}

export interface AlignedMark {
  columns: Columns;
  /** Rows with a candle but without a mark candle, where last stands in; null when there are none. */
  standsIn: Uint8Array | null;
  /** Mark candles at moments at which the symbol has no candle. */
  ignored: number;
}

/** Every candle's time must be on the clock. Stale rows repeat the last close; prices before the first are NaN. */
export function alignLast({ time, columns }: Candles, clock: Float64Array): AlignedLast {
  if (sameTimes(time, clock)) return { columns, stale: null, firstRow: 0, lastRow: clock.length - 1 };
  const aligned = emptyColumns(clock.length);
  const stale = new Uint8Array(clock.length);
  let next = 0;
  let firstRow = -1;
  let lastRow = -1;
  for (let row = 0; row < clock.length; row++) {
    if (time[next] === clock[row]) {
      copyRow(columns, next++, aligned, row);
      if (firstRow < 0) firstRow = row;
      lastRow = row;
    } else {
      repeatClose(aligned, row);
      stale[row] = 1;
    }
  }
  return { columns: aligned, stale, firstRow, lastRow };
}

/** Mark beside last: last stands in where a mark candle is missing, stale rows repeat the mark's own last close. */
export function alignMark(mark: Candles, last: AlignedLast, clock: Float64Array): AlignedMark {
  if (last.stale === null && sameTimes(mark.time, clock)) {
    return { columns: mark.columns, standsIn: null, ignored: 0 };
  }
  const aligned = emptyColumns(clock.length);
  const standsIn = new Uint8Array(clock.length);
  let next = 0;
  let used = 0;
  let missing = 0;
  for (let row = 0; row < clock.length; row++) {
    while (next < mark.time.length && mark.time[next]! < clock[row]!) next++;
    if (last.stale?.[row] === 1) {
      repeatClose(aligned, row);
    } else if (mark.time[next] === clock[row]) {
      copyRow(mark.columns, next, aligned, row);
      used++;
    } else {
      copyRow(last.columns, row, aligned, row);
      standsIn[row] = 1;
      missing++;
    }
  }
  return { columns: aligned, standsIn: missing > 0 ? standsIn : null, ignored: mark.time.length - used };
}

export function emptyColumns(rows: number): Columns {
  const column = () => new Float64Array(rows);
  return { open: column(), high: column(), low: column(), close: column(), volume: column() };
}

function copyRow(from: Columns, row: number, to: Columns, at: number): void {
  to.open[at] = from.open[row]!;
  to.high[at] = from.high[row]!;
  to.low[at] = from.low[row]!;
  to.close[at] = from.close[row]!;
  to.volume[at] = from.volume[row]!;
}

/** What a stale row shows. */
export function repeatClose(columns: Columns, row: number): void {
  const close = columns.close[row - 1] ?? NaN;
  columns.open[row] = columns.high[row] = columns.low[row] = columns.close[row] = close;
}
