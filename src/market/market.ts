/**
 * The market of a run: every symbol's candles on one merged clock, in columns.
 * Rows are moments. Row i of every column of every symbol belongs to `times[i]`.
 */
import type { Instrument } from './instrument.ts';

export interface Columns {
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  volume: Float64Array;
}

export interface SymbolSeries {
  symbol: string;
  instrument: Instrument;
  /** Quantities derived from a notional are rounded down to this; null: no lot step. Decimal text. */
  lotStep: string | null;
  /** Traded prices. A stale row repeats the last close in all four; rows before the first candle are NaN. */
  last: Columns;
  /** Mark prices; the very same object as `last` when the symbol has no mark series. */
  mark: Columns;
  hasMark: boolean;
  /**
   * Of an option whose underlying is in the run: annualised, as known at the row's open (0.8 is 80 %); what it is
   * priced with, or what its own mark says. NaN where nothing does.
   */
  volatility?: Float64Array;
  /** Rows where last stands in for a missing mark candle (1); null when there are none. */
  markStandsIn: Uint8Array | null;
  /** Rows without a candle of this symbol (1); null when there are none. */
  stale: Uint8Array | null;
  /** First and last row with a candle of its own. */
  firstRow: number;
  lastRow: number;
  funding: Funding | null;
  finer: Finer | null;
}

/** Settled funding, in order of time; `row` is the moment that pays it (semantics §3.1). */
export interface Funding {
  row: Int32Array;
  time: Float64Array;
  rate: Float64Array;
}

/** Finer candles: those of row i are `[from[i], from[i + 1])` of the columns; an empty range: none for that row. */
export interface Finer {
  intervalMs: number;
  from: Int32Array;
  time: Float64Array;
  last: Columns;
  mark: Columns;
}

/** Rows `[from, to)` with no hole longer than `segmentGap`. */
export interface Segment {
  from: number;
  to: number;
}

export interface InputFile {
  path: string;
  sha256: string;
  rows: number;
  gaps: number;
}

export interface Market {
  intervalMs: number;
  segmentGapMs: number;
  times: Float64Array;
  /** Sorted by symbol: index = the symbol's number everywhere in the engine. */
  series: SymbolSeries[];
  segments: Segment[];
  inputs: InputFile[];
  /** What the reader of a report must know about the data: stand-ins, stale rows, absent funding. */
  notes: string[];
}
