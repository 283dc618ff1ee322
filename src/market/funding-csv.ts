/**
 * Funding files: CSV with the header `funding_time,funding_rate` (any order, any case, further columns ignored).
 *
 * - `funding_time`: when it was settled, whole milliseconds since 1970 UTC, strictly ascending. Real files carry
 *   a jitter of some milliseconds, so no interval is asked for.
 * - `funding_rate`: a fraction of the notional (0.0001 = 0.01 %), between −1 and 1; above zero longs pay.
 *   At most 15 significant digits.
 */
import { formatTime } from '../basics/time.ts';
import { readNumber, readTime } from './cells.ts';
import { readRows, type RowSink } from './csv-rows.ts';
import { GrowingColumns } from './growing-columns.ts';
import type { Issue, IssueCode, Report } from './issue.ts';

/** One file as it stands. With issues the columns are not to be used. */
export interface FundingFile {
  path: string;
  sha256: string;
  rows: number;
  time: Float64Array;
  rate: Float64Array;
  issues: Issue[];
}

/** Reads one file; what is wrong with it, even that it is not there, is in `issues`. */
export async function readFundingFile(path: string): Promise<FundingFile> {
  const { sink, sha256, issues } = await readRows(path, () => new FundingRows());
  const { columns } = sink;
  return { path, sha256, rows: columns.rows, time: columns.column(0), rate: columns.column(1), issues };
}

class FundingRows implements RowSink {
  readonly required: readonly string[] = ['funding_time', 'funding_rate'];
  readonly columns = new GrowingColumns(2);
  private previousTime = -Infinity;

  row(cells: readonly string[], at: readonly number[], report: Report): void {
    const time = readTime(cells[at[0]!]!, 'funding_time', report);
    const rate = readNumber(cells[at[1]!]!, 'funding_rate', report);
    if (Math.abs(rate) > 1)
      report(
        'impossible-rate',
        `funding_rate ${rate} is more than the whole notional; a fraction is expected`,
      );
    if (time === this.previousTime) {
      if (rate === this.columns.at(1, this.columns.rows - 1))
        report('duplicate-row', `repeats the funding of ${formatTime(time)}`);
      else report('conflicting-row', `is a second, different funding of ${formatTime(time)}`);
    } else if (time < this.previousTime) {
      report(
        'unsorted-time',
        `${formatTime(time)} comes after ${formatTime(this.previousTime)}; sort the rows by funding_time`,
      );
    }
    if (!Number.isNaN(time)) this.previousTime = time;
    this.columns.add([time, rate]);
  }

  end(report: (row: number, code: IssueCode, message: string) => void): void {
    if (this.columns.rows === 0) report(0, 'no-rows', 'has a header and no rows');
  }
}
