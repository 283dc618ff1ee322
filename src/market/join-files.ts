/** The files of one series joined, with a note where they overlap. */
import type { Candles } from './align.ts';
import type { CandleFile } from './candle-csv.ts';
import type { FundingFile } from './funding-csv.ts';
import { joinTables } from './join-tables.ts';

export function joinCandles(files: readonly CandleFile[], what: string, notes: string[]): Candles {
  const tables = files.map(({ path, time, columns: { open, high, low, close, volume } }) => ({
    path,
    columns: [time, open, high, low, close, volume],
  }));
  const { columns, repeated } = joinTables(tables, what);
  if (repeated > 0) notes.push(overlapNote(what, repeated));
  const [time, open, high, low, close, volume] = columns;
  return { time: time!, columns: { open: open!, high: high!, low: low!, close: close!, volume: volume! } };
}

export function joinFunding(
  files: readonly FundingFile[],
  what: string,
  notes: string[],
): [time: Float64Array, rate: Float64Array] {
  const { columns, repeated } = joinTables(
    files.map(({ path, time, rate }) => ({ path, columns: [time, rate] })),
    what,
  );
  if (repeated > 0) notes.push(overlapNote(what, repeated));
  return [columns[0]!, columns[1]!];
}

const overlapNote = (what: string, repeated: number): string =>
  `${what}: ${counted(repeated, 'row')} stood in more than one file, equal in each, and is used once.`;

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
