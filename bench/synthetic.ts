/** Seeded candles for measuring: two correlated random walks with wicks, mark beside last. */
import { perpetual } from '../src/market/instrument.ts';
import type { Columns, Market, SymbolSeries } from '../src/market/market.ts';

/** xorshift32, uniform in (0, 1). */
function random(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 4294967296;
  };
}

const columns = (rows: number): Columns => ({
  open: new Float64Array(rows),
  high: new Float64Array(rows),
  low: new Float64Array(rows),
  close: new Float64Array(rows),
  volume: new Float64Array(rows),
});

/** Prices like those of files: two decimals. */
const tick = (price: number): number => Math.round(price * 100) / 100;

function walkInto(target: Columns, start: number, shared: Float64Array, seed: number): void {
  const uniform = random(seed);
  let price = start;
  for (let row = 0; row < target.open.length; row++) {
    const open = price;
    const close = tick(Math.max(1, open * (1 + 0.8 * shared[row]! + 0.0006 * (uniform() - 0.5))));
    target.open[row] = open;
    target.close[row] = close;
    target.high[row] = tick(Math.max(open, close) * (1 + 0.0004 * uniform()));
    target.low[row] = tick(Math.min(open, close) * (1 - 0.0004 * uniform()));
    target.volume[row] = 1;
    price = close;
  }
}

/** @param rows minutes */
export function syntheticMarket(rows: number, symbols: number): Market {
  const times = new Float64Array(rows);
  const shared = new Float64Array(rows);
  const uniform = random(7);
  for (let row = 0; row < rows; row++) {
    times[row] = 1_577_836_800_000 + row * 60_000;
    shared[row] = 0.0016 * (uniform() + uniform() - 1);
  }
  const series = Array.from({ length: symbols }, (_, index): SymbolSeries => {
    const last = columns(rows);
    const mark = columns(rows);
    walkInto(last, 1000 * (index + 1), shared, 11 + index);
    walkInto(mark, 1000 * (index + 1), shared, 11 + index);
    return {
      symbol: `SYM${index}USDT`,
      instrument: perpetual(`SYM${index}USDT`),
      lotStep: null,
      last,
      mark,
      hasMark: true,
      markStandsIn: null,
      stale: null,
      firstRow: 0,
      lastRow: rows - 1,
      funding: null,
      finer: null,
    };
  });
  return {
    intervalMs: 60_000,
    segmentGapMs: 86_400_000,
    times,
    series,
    segments: [{ from: 0, to: rows }],
    inputs: [],
    notes: [],
  };
}
