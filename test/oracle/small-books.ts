/** Tiny books and candles for cases that can be worked out by hand. */
import type { BookInput, Candle } from './book.ts';

export const hour = 3_600_000;

/** Candle i opens at hour i: `[open, high, low, close]`. */
export const hours = (...rows: [number, number, number, number][]): Candle[] =>
  rows.map(([open, high, low, close], i) => ({ time: i * hour, open, high, low, close }));

export const flat = (price: number): [number, number, number, number] => [price, price, price, price];

/**
 * A generic book with no funding and no marks, traded from hour 0 and so filled at hour 1; the window is
 * all there is unless told otherwise.
 */
export function book(parts: Partial<BookInput> & Pick<BookInput, 'positions' | 'candles'>): BookInput {
  return {
    mode: 'isolated',
    model: 'generic',
    path: 'nominal',
    capital: 2000,
    windowStart: 0,
    windowEnd: 1000 * hour,
    tradingStart: 0,
    ...parts,
  };
}

/** 1 BTC at 10x, entered at `entry`, then the candles given. */
export const longBtc = (entry: number, ...rows: [number, number, number, number][]) => ({
  positions: [{ symbol: 'BTCUSDT', quantity: 1, leverage: 10 }],
  candles: { BTCUSDT: { last: hours(flat(entry), flat(entry), ...rows) } },
});

/** 1 BTC at 10,000 against −10 ETH at 1,000, both at 50x, in cross on 1,000: wallet 990 after fees. */
export const pair = (
  btc: [number, number, number, number],
  eth: [number, number, number, number],
  parts: Partial<BookInput> = {},
): BookInput =>
  book({
    mode: 'cross',
    capital: 1000,
    positions: [
      { symbol: 'BTCUSDT', quantity: 1, leverage: 50 },
      { symbol: 'ETHUSDT', quantity: -10, leverage: 50 },
    ],
    candles: {
      BTCUSDT: { last: hours(flat(10_000), flat(10_000), btc) },
      ETHUSDT: { last: hours(flat(1000), flat(1000), eth) },
    },
    ...parts,
  });
