/**
 * Candle and mark-price files.
 *
 * A CSV file, comma-separated, UTF-8 (a byte-order mark, CRLF, quoted cells and blank lines do no harm). The first
 * line is the header and names at least
 *
 *     open_time,open,high,low,close,volume
 *
 * in any order and any case; further columns are ignored. A mark file needs no `volume`.
 *
 * - `open_time`: when the candle opens, whole milliseconds since 1970 UTC, strictly ascending. The smallest step
 *   between two rows is the file's interval and every step is a multiple of it; missing candles are counted as gaps.
 * - `open`, `high`, `low`, `close`: decimal text above zero, at most 15 significant digits (what a double carries
 *   exactly); open and close lie within [low, high].
 * - `volume`: decimal text, not negative.
 *
 * Any row that breaks this is an `Issue` with its line.
 */
import { formatDuration, formatTime } from '../basics/time.ts';
import { readNumber, readTime } from './cells.ts';
import { readRows, type RowSink } from './csv-rows.ts';
import { GrowingColumns } from './growing-columns.ts';
import type { Issue, IssueCode, Report } from './issue.ts';
import type { Columns } from './market.ts';

export type CandleKind = 'candles' | 'mark';

/** One file as it stands. With issues the columns are not to be used. */
export interface CandleFile {
  path: string;
  sha256: string;
  rows: number;
  /** The smallest step between two rows; null with fewer than two. */
  intervalMs: number | null;
  /** Missing candles on that interval. */
  gaps: number;
  time: Float64Array;
  columns: Columns;
  issues: Issue[];
}

/** Reads one file; what is wrong with it, even that it is not there, is in `issues`. Volume of mark files is 0. */
export async function readCandleFile(path: string, { kind }: { kind: CandleKind }): Promise<CandleFile> {
  const { sink, sha256, issues } = await readRows(path, () => new CandleRows(kind));
  const [time, open, high, low, close, volume] = [0, 1, 2, 3, 4, 5].map(index => sink.columns.column(index));
  return {
    path,
    sha256,
    rows: sink.columns.rows,
    intervalMs: sink.intervalMs,
    gaps: sink.gaps,
    time: time!,
    columns: { open: open!, high: high!, low: low!, close: close!, volume: volume! },
    issues,
  };
}

const PRICES = ['open', 'high', 'low', 'close'] as const;

class CandleRows implements RowSink {
  readonly required: readonly string[];
  readonly columns = new GrowingColumns(6);
  intervalMs: number | null = null;
  gaps = 0;
  /** The row in hand: time, open, high, low, close, volume. */
  private readonly values = [NaN, NaN, NaN, NaN, NaN, 0];
  private previousTime = -Infinity;

  constructor(private readonly kind: CandleKind) {
    this.required = ['open_time', ...PRICES, ...(kind === 'mark' ? [] : ['volume'])];
  }

  row(cells: readonly string[], at: readonly number[], report: Report): void {
    const { values } = this;
    values[0] = readTime(cells[at[0]!]!, 'open_time', report);
    for (let k = 1; k <= 4; k++) values[k] = readPrice(cells[at[k]!]!, PRICES[k - 1]!, report);
    if (this.kind === 'candles') values[5] = readVolume(cells[at[5]!]!, report);
    checkRange(values, report);
    this.checkOrder(report);
    this.columns.add(values);
  }

  private checkOrder(report: Report): void {
    const time = this.values[0]!;
    if (time === this.previousTime) {
      const before = this.columns.rows - 1;
      const equal = this.values.every((value, k) => value === this.columns.at(k, before));
      if (equal) report('duplicate-row', `repeats the candle of ${formatTime(time)}`);
      else report('conflicting-row', `is a second, different candle of ${formatTime(time)}`);
    } else if (time < this.previousTime) {
      report(
        'unsorted-time',
        `${formatTime(time)} comes after ${formatTime(this.previousTime)}; sort the rows by open_time`,
      );
    }
    if (!Number.isNaN(time)) this.previousTime = time;
  }

  end(report: (row: number, code: IssueCode, message: string) => void): void {
    const { columns } = this;
    if (columns.rows === 0) return report(0, 'no-rows', 'has a header and no rows');
    const step = (row: number) => columns.at(0, row) - columns.at(0, row - 1);
    let interval = Infinity;
    for (let row = 1; row < columns.rows; row++) interval = Math.min(interval, step(row));
    if (interval === Infinity) return;
    this.intervalMs = interval;
    for (let row = 1; row < columns.rows; row++) {
      this.gaps += step(row) / interval - 1;
      if (step(row) % interval === 0) continue;
      const steps = `${formatDuration(step(row))} after the row before, which is no multiple of the file's smallest step`;
      report(row, 'irregular-time', `opens ${steps}, ${formatDuration(interval)}`);
    }
  }
}

function readPrice(cell: string, name: string, report: Report): number {
  const price = readNumber(cell, name, report);
  if (price <= 0) report('not-positive', `${name} ${cell.trim()} is not above zero`);
  return price;
}

function readVolume(cell: string, report: Report): number {
  const volume = readNumber(cell, 'volume', report);
  if (volume < 0) report('negative-volume', `volume ${cell.trim()} is negative`);
  return volume;
}

/** NaN fails none of these: it has been reported already. */
function checkRange([, open, high, low, close]: readonly number[], report: Report): void {
  if (high! < low!) report('high-below-low', `high ${high} lies below low ${low}`);
  else if (open! < low! || open! > high!)
    report('outside-range', `open ${open} lies outside low ${low} to high ${high}`);
  else if (close! < low! || close! > high!)
    report('outside-range', `close ${close} lies outside low ${low} to high ${high}`);
}
