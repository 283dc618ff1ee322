/**
 * Row by row through a CSV file, with the sha256 of its bytes.
 *
 * Exact line numbers double the cost of parsing, so a file is first read without them; only when something is
 * wrong with it is it read again, by the same rules, to say in which lines.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { Issue, IssueCode, Report } from './issue.ts';

/** What reads the rows of one kind of file. */
export interface RowSink {
  /** Columns that must be there, in the order in which `row` wants their cells; of several names the first found. */
  readonly required: readonly (string | readonly string[])[];
  /** `cells[at[k]]` is the cell of the k-th column. */
  row(cells: readonly string[], at: readonly number[], report: Report): void;
  /** Called once after the last row of a file without issues; `row` counts from 0. */
  end(report: (row: number, code: IssueCode, message: string) => void): void;
}

export interface Scan<S extends RowSink> {
  sink: S;
  /** Of the whole file; empty when there are issues. */
  sha256: string;
  issues: Issue[];
}

/** A file with more faults than this is told apart from one with a few; the rest are counted. */
const ISSUES_KEPT = 1000;

export async function readRows<S extends RowSink>(path: string, newSink: () => S): Promise<Scan<S>> {
  const fast = await scan(path, newSink(), false);
  return fast.issues.length === 0 ? fast : scan(path, newSink(), true);
}

async function scan<S extends RowSink>(path: string, sink: S, exact: boolean): Promise<Scan<S>> {
  const log = new IssueLog(path);
  const hash = createHash('sha256');
  const rowLines: number[] = [];
  const report: Report = (code, message) => log.add(code, message);
  let columns: Header | null = null;

  const bytes = createReadStream(path);
  const parser = parse({
    bom: true,
    record_delimiter: ['\r\n', '\n'],
    skip_empty_lines: true,
    relax_column_count: true,
    info: exact,
    skip_records_with_error: true,
    on_skip: error => {
      log.add('bad-quotes', `the quotes are wrong: ${error?.message}`, Number(error?.['lines'] ?? 1));
      return undefined;
    },
  });
  bytes.on('data', chunk => hash.update(chunk));
  bytes.on('error', error => parser.destroy(error));
  try {
    for await (const record of bytes.pipe(parser)) {
      const cells: string[] = exact ? record.record : record;
      if (exact) rowLines.push((log.line = record.info.lines));
      if (columns === null) columns = readHeader(cells, sink, report);
      else if (cells.length !== columns.width) report('cell-count', cellCount(cells.length, columns.width));
      else sink.row(cells, columns.at, report);
      if (columns.at.length === 0 || (!exact && log.count > 0)) break;
    }
  } catch (error) {
    log.unreadable(error);
  } finally {
    bytes.destroy();
  }
  if (columns === null && log.count === 0) log.add('empty-file', 'is empty', null);
  // The header's line is the first of them.
  if (log.count === 0) sink.end((row, code, message) => log.add(code, message, rowLines[row + 1] ?? null));
  return { sink, sha256: log.count === 0 ? hash.digest('hex') : '', issues: log.all() };
}

interface Header {
  width: number;
  /** Empty when a column is missing. */
  at: number[];
}

function readHeader(cells: readonly string[], sink: RowSink, report: Report): Header {
  const names = cells.map(cell => cell.trim().toLowerCase());
  const found = sink.required.map(column => [column].flat().find(name => names.includes(name)));
  const wanted = sink.required.map(column => [column].flat().join(' or '));
  const missing = wanted.filter((_, at) => found[at] === undefined);
  if (missing.length > 0) {
    const columns = missing.length === 1 ? `column ${missing[0]} is` : `columns ${missing.join(', ')} are`;
    report(
      'missing-column',
      `${columns} missing; the header must name ${wanted.join(',')} and reads ${names.join(',')}`,
    );
    return { width: names.length, at: [] };
  }
  for (const name of found as string[]) {
    if (names.indexOf(name) !== names.lastIndexOf(name))
      report('repeated-column', `column ${name} stands there twice`);
  }
  return { width: names.length, at: (found as string[]).map(name => names.indexOf(name)) };
}

const cellCount = (found: number, expected: number): string =>
  `has ${found} ${found === 1 ? 'cell' : 'cells'}, the header has ${expected}`;

/** Issues of one file, at the line in hand unless another is named. */
class IssueLog {
  line: number | null = null;
  count = 0;
  private readonly kept: Issue[] = [];

  constructor(private readonly file: string) {}

  add(code: IssueCode, message: string, line: number | null = this.line): void {
    this.count++;
    if (this.kept.length < ISSUES_KEPT) this.kept.push({ file: this.file, line, code, message });
  }

  /** What the file system refuses is the user's to mend; anything else is a fault of ours. */
  unreadable(error: unknown): void {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') this.add('missing-file', 'there is no such file', null);
    else if (code !== undefined && /^E[A-Z]+$/.test(code))
      this.add('unreadable-file', `cannot be read (${message})`, null);
    else throw error;
  }

  all(): Issue[] {
    const more = this.count - this.kept.length;
    if (more === 0) return this.kept;
    return [
      ...this.kept,
      { file: this.file, line: null, code: 'more-issues', message: `has ${more} more faults` },
    ];
  }
}
