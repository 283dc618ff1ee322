/** Markets in memory, from closes on an hourly clock. */
import { perpetual } from '../../src/market/instrument.ts';
import type { Market, SymbolSeries } from '../../src/market/market.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** 2020-03-11 00:00 UTC. */
export const START = 1_583_884_800_000;
export const hour = (n: number): number => START + n * HOUR;

/** One price per row, the same in all four columns; null: no candle. */
export type Prices = readonly (number | null)[];

/** `at` gives the hour of each row (default 0, 1, 2, …); segments split at holes longer than a day. */
export function syntheticMarket(symbols: Record<string, Prices>, at?: readonly number[]): Market {
  const rows = Object.values(symbols)[0]!.length;
  const times = Float64Array.from({ length: rows }, (_, row) => hour(at?.[row] ?? row));
  const starts = [0, ...Array.from(times.keys()).filter(row => times[row]! - times[row - 1]! > DAY + HOUR)];
  return {
    intervalMs: HOUR,
    segmentGapMs: DAY,
    times,
    series: Object.entries(symbols).map(([symbol, prices]) => seriesOf(symbol, prices)),
    segments: starts.map((from, k) => ({ from, to: starts[k + 1] ?? rows })),
    inputs: [],
    notes: [],
  };
}

function seriesOf(symbol: string, prices: Prices): SymbolSeries {
  let last = NaN;
  const price = Float64Array.from(prices, value => (last = value ?? last));
  const columns = {
    open: price,
    high: price,
    low: price,
    close: price,
    volume: new Float64Array(prices.length),
  };
  const own = prices.map(value => value !== null);
  return {
    symbol,
    instrument: perpetual(symbol),
    lotStep: null,
    last: columns,
    mark: columns,
    hasMark: false,
    markStandsIn: null,
    stale: own.every(Boolean) ? null : Uint8Array.from(own, has => (has ? 0 : 1)),
    firstRow: own.indexOf(true),
    lastRow: own.lastIndexOf(true),
    funding: null,
    finer: null,
  };
}
