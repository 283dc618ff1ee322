/** How far the marks of each row really go. */
import type { SymbolSeries } from '../market/market.ts';

export interface Extremes {
  low: Float64Array;
  high: Float64Array;
}

const known = new WeakMap<SymbolSeries, Extremes>();

/**
 * Lowest and highest mark of every row, finer candles included: theirs need not add up to the coarse one, and
 * they are what is walked. Without finer data the series' own columns; worked out once per series.
 */
export function markExtremes(series: SymbolSeries): Extremes {
  const { mark, finer } = series;
  if (finer === null) return mark;
  const before = known.get(series);
  if (before) return before;
  const low = mark.low.slice();
  const high = mark.high.slice();
  for (let row = 0; row < low.length; row++) {
    for (let k = finer.from[row]!; k < finer.from[row + 1]!; k++) {
      if (finer.mark.low[k]! < low[row]!) low[row] = finer.mark.low[k]!;
      if (finer.mark.high[k]! > high[row]!) high[row] = finer.mark.high[k]!;
    }
  }
  known.set(series, { low, high });
  return { low, high };
}
