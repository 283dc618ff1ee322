/**
 * Implied-volatility files: CSV with a header that names `time` (or `open_time`) and `volatility` (or `dvol_close`,
 * `close`), any order, any case, further columns ignored: Deribit's DVOL as it is published.
 *
 * - `time`: when the value's interval begins, whole milliseconds since 1970 UTC, strictly ascending. The smallest step
 *   between two rows is the interval; a value counts as known at its end. Rows may be missing.
 * - the volatility: annualised, above zero, at most 15 significant digits, in percent (56.76) or as a fraction
 *   (0.5676), whichever the config says.
 */
import { formatTime } from '../basics/time.ts';
import { readNumber, readTime } from './cells.ts';
import { readRows, type RowSink } from './csv-rows.ts';
import { GrowingColumns } from './growing-columns.ts';
import type { Issue, IssueCode, Report } from './issue.ts';
import type { VolatilityUnit } from './market-config.ts';

/** One file as it stands, volatilities as fractions. With issues the columns are not to be used. */
export interface VolatilityFile {
  path: string;
  sha256: string;
  rows: number;
  /** The smallest step between two rows. */
  intervalMs: number;
  time: Float64Array;
  volatility: Float64Array;
  issues: Issue[];
}

/** A whole file below this in percent is in fractions: no index of coins ever stood at 5 %. */
const LEAST_PERCENT = 5;
/** 2000 %; more is a percentage said to be a fraction. */
const MOST_FRACTION = 20;

/** Reads one file; what is wrong with it, even that it is not there, is in `issues`. */
export async function readVolatilityFile(path: string, unit: VolatilityUnit): Promise<VolatilityFile> {
  const { sink, sha256, issues } = await readRows(path, () => new VolatilityRows(unit));
  const { columns, intervalMs } = sink;
  const read = columns.column(1);
  return {
    path,
    sha256,
    rows: columns.rows,
    intervalMs,
    time: columns.column(0),
    volatility: unit === 'percent' ? read.map(value => value / 100) : read,
    issues,
  };
}

class VolatilityRows implements RowSink {
  readonly required = [
    ['time', 'open_time'],
    ['volatility', 'dvol_close', 'close'],
  ];
  readonly columns = new GrowingColumns(2);
  intervalMs = Infinity;
  private previousTime = -Infinity;
  private largest = 0;

  constructor(private readonly unit: VolatilityUnit) {}

  row(cells: readonly string[], at: readonly number[], report: Report): void {
    const time = readTime(cells[at[0]!]!, 'time', report);
    const value = readNumber(cells[at[1]!]!, 'volatility', report);
    if (value <= 0) report('not-positive', `volatility ${value} is not above zero`);
    if (this.unit === 'fraction' && value > MOST_FRACTION) {
      report('impossible-volatility', `volatility ${value} is no fraction; say unit: 'percent'`);
    }
    if (time === this.previousTime) report('duplicate-row', `is a second volatility of ${formatTime(time)}`);
    else if (time < this.previousTime) {
      report(
        'unsorted-time',
        `${formatTime(time)} comes after ${formatTime(this.previousTime)}; sort the rows by time`,
      );
    } else if (!Number.isNaN(time)) this.intervalMs = Math.min(this.intervalMs, time - this.previousTime);
    if (!Number.isNaN(time)) this.previousTime = time;
    this.largest = Math.max(this.largest, value);
    this.columns.add([time, value]);
  }

  end(report: (row: number, code: IssueCode, message: string) => void): void {
    if (this.columns.rows === 0) return report(0, 'no-rows', 'has a header and no rows');
    if (this.columns.rows === 1) {
      return report(
        0,
        'no-rows',
        'has a single row, so when its value is known cannot be told; give at least two, or { constant: … }',
      );
    }
    if (this.unit === 'percent' && this.largest < LEAST_PERCENT) {
      report(
        0,
        'impossible-volatility',
        `no volatility is above ${this.largest} %; for fractions say unit: 'fraction'`,
      );
    }
  }
}
