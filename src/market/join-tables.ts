/** Several files of one series as one series: in order of time, equal rows kept once, differing rows refused. */
import { dataError } from '../basics/errors.ts';
import { formatTime } from '../basics/time.ts';

/** One file's columns; the first is time, strictly ascending. At least one row. */
export interface Table {
  path: string;
  columns: readonly Float64Array[];
}

export interface Joined {
  columns: readonly Float64Array[];
  /** Rows that stood in more than one file, each kept once. */
  repeated: number;
}

/** Index of the first of `times[0 … length)` that is not before `time`. */
export function lowerBound(times: Float64Array, time: number, length = times.length): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Joins the files of one series; a single file is handed through without a copy.
 * @throws dataError when two files tell the same time differently; `what` names the series.
 */
export function joinTables(tables: readonly Table[], what: string): Joined {
  const ordered = [...tables].sort((a, b) => a.columns[0]![0]! - b.columns[0]![0]!);
  if (ordered.length === 1) return { columns: ordered[0]!.columns, repeated: 0 };
  const room = ordered.reduce((sum, table) => sum + table.columns[0]!.length, 0);
  const out = ordered[0]!.columns.map(() => new Float64Array(room));
  let rows = 0;
  for (const table of ordered) {
    // Only what already reaches into this file has to be merged with it anew.
    const cut = lowerBound(out[0]!, table.columns[0]![0]!, rows);
    const tail = out.map(column => column.slice(cut, rows));
    rows = cut;
    for (let a = 0, b = 0; a < tail[0]!.length || b < table.columns[0]!.length; rows++) {
      const timeA = tail[0]![a] ?? Infinity;
      const timeB = table.columns[0]![b] ?? Infinity;
      if (timeA === timeB) refuseDifference(tail, a, table, b, ordered, what);
      const [source, row] = timeA <= timeB ? [tail, a] : [table.columns, b];
      for (let k = 0; k < out.length; k++) out[k]![rows] = source[k]![row]!;
      if (timeA <= timeB) a++;
      if (timeB <= timeA) b++;
    }
  }
  return { columns: rows === room ? out : out.map(column => column.slice(0, rows)), repeated: room - rows };
}

function refuseDifference(
  kept: readonly Float64Array[],
  keptRow: number,
  table: Table,
  row: number,
  tables: readonly Table[],
  what: string,
): void {
  const differs = kept.findIndex((column, k) => column[keptRow] !== table.columns[k]![row]);
  if (differs < 0) return;
  const time = table.columns[0]![row]!;
  const holds = ({ columns: [times] }: Table) => times![lowerBound(times!, time)] === time;
  const other = tables.find(candidate => candidate !== table && holds(candidate))!;
  throw dataError(
    `${what}: ${other.path} and ${table.path} differ at ${formatTime(time)} ` +
      `(${kept[differs]![keptRow]} against ${table.columns[differs]![row]}); leave one of them out.`,
  );
}
