/** Markets made by hand or by a generator, bar by bar, on an hourly clock. */
import { type InstrumentInput, makeInstrument } from '../../src/market/instrument.ts';
import type { Columns, Finer, Funding, Market, SymbolSeries } from '../../src/market/market.ts';

export const HOUR = 3_600_000;
/** 2024-01-01 00:00 UTC. */
export const START = 1_704_067_200_000;
export const hour = (row: number): number => START + row * HOUR;

/** `[open, high, low, close]`; one number: all four; null: no candle. */
export type Bar = number | readonly [open: number, high: number, low: number, close: number] | null;

export interface Made {
  /** What it is; absent: a linear perpetual. */
  instrument?: Omit<InstrumentInput, 'symbol'>;
  last: readonly Bar[];
  /** Absent: last stands in. */
  mark?: readonly Bar[];
  /** Settled at the open of a row. */
  funding?: readonly (readonly [row: number, rate: number])[];
  lotStep?: string;
  /** By row: the finer bars that make it up, as many in every row. */
  finer?: Readonly<Record<number, { last: readonly Bar[]; mark?: readonly Bar[] }>>;
}

/** Symbols in the order of their names, as a loaded market has them. */
export function madeMarket(symbols: Readonly<Record<string, Made>>, segmentGapMs = 24 * HOUR): Market {
  const names = Object.keys(symbols).sort();
  const rows = symbols[names[0]!]!.last.length;
  return {
    intervalMs: HOUR,
    segmentGapMs,
    times: Float64Array.from({ length: rows }, (_, row) => hour(row)),
    series: names.map(symbol => seriesOf(symbol, symbols[symbol]!)),
    segments: [{ from: 0, to: rows }],
    inputs: [],
    notes: [],
  };
}

function seriesOf(symbol: string, made: Made): SymbolSeries {
  const own = made.last.map(bar => bar !== null);
  const last = columnsOf(made.last);
  return {
    symbol,
    instrument: makeInstrument({ kind: 'linear-perpetual', ...made.instrument, symbol }),
    lotStep: made.lotStep ?? null,
    last,
    mark: made.mark ? columnsOf(made.mark) : last,
    hasMark: made.mark !== undefined,
    markStandsIn: null,
    stale: own.every(Boolean) ? null : Uint8Array.from(own, has => (has ? 0 : 1)),
    firstRow: own.indexOf(true),
    lastRow: own.lastIndexOf(true),
    funding: made.funding ? fundingOf(made.funding) : null,
    finer: made.finer ? finerOf(made.finer, made.last.length) : null,
  };
}

function columnsOf(bars: readonly Bar[]): Columns {
  let close = NaN;
  const full = bars.map(bar => {
    const four =
      bar === null ? [close, close, close, close] : typeof bar === 'number' ? [bar, bar, bar, bar] : bar;
    close = four[3]!;
    return four;
  });
  const column = (k: number) => Float64Array.from(full, four => four[k]!);
  return {
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: Float64Array.from(bars, bar => (bar === null ? 0 : 1)),
  };
}

const fundingOf = (stamps: readonly (readonly [number, number])[]): Funding => ({
  row: Int32Array.from(stamps, ([row]) => row),
  time: Float64Array.from(stamps, ([row]) => hour(row)),
  rate: Float64Array.from(stamps, ([, rate]) => rate),
});

function finerOf(byRow: NonNullable<Made['finer']>, rows: number): Finer {
  const last: Bar[] = [];
  const mark: Bar[] = [];
  const time: number[] = [];
  const from = new Int32Array(rows + 1);
  let intervalMs = HOUR;
  for (let row = 0; row < rows; row++) {
    from[row] = last.length;
    const bars = byRow[row];
    if (!bars) continue;
    intervalMs = HOUR / bars.last.length;
    bars.last.forEach((_, k) => time.push(hour(row) + k * intervalMs));
    last.push(...bars.last);
    mark.push(...(bars.mark ?? bars.last));
  }
  from[rows] = last.length;
  return { intervalMs, from, time: Float64Array.from(time), last: columnsOf(last), mark: columnsOf(mark) };
}
