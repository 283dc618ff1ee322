/** Candles of an option out of those of its underlying, by Black-76. Doubles by definition (semantics §8). */
import { YEAR_MS } from '../basics/time.ts';
import { emptyColumns, repeatClose } from './align.ts';
import { black76Price, signOf } from './black76.ts';
import type { Instrument } from './instrument.ts';
import type { Columns } from './market.ts';

/**
 * As in a file: decimals that a double carries exactly, of at most 12 significant digits and 12 decimals: finer than
 * any tick, coarse enough for amounts of 40 digits to stay exact sums.
 */
const DIGITS = 12;
const SMALLEST = 1e-12;
const rounded = (price: number): number =>
  Number(price >= 1 ? price.toPrecision(DIGITS) : price.toFixed(DIGITS));

/** Prices of one option where its underlying, the time and the volatility are known. */
class OptionPricer {
  private readonly sign: 1 | -1;
  private readonly strike: number;
  private readonly expiry: number;

  constructor({ option, expiry }: Instrument) {
    this.sign = signOf(option!.right);
    this.strike = option!.strike.toNumber();
    this.expiry = expiry!;
  }

  /**
   * Quote per unit of the underlying, which stands for the forward: no interest, no basis. Above zero before
   * expiry, from then on what it is worth to exercise.
   */
  price(forward: number, time: number, volatility: number): number {
    const years = Math.max(0, this.expiry - time) / YEAR_MS;
    const price = rounded(black76Price(this.sign, forward, this.strike, years, volatility, 1));
    return years > 0 ? Math.max(price, SMALLEST) : price;
  }

  /**
   * Writes the candle that opens at `time`: open, high and low as of its open, close as of its close, all at the
   * volatility known at its open. A put is highest where its underlying is lowest. Volume 0.
   */
  candle(from: Columns, at: number, time: number, intervalMs: number, volatility: number, to: Columns): void {
    const open = this.price(from.open[at]!, time, volatility);
    const close = this.price(from.close[at]!, time + intervalMs, volatility);
    const [best, worst] = this.sign > 0 ? [from.high, from.low] : [from.low, from.high];
    to.open[at] = open;
    to.close[at] = close;
    // Time passes inside a candle: a close may lie below all that its open's time gives.
    to.high[at] = Math.max(open, close, this.price(best[at]!, time, volatility));
    to.low[at] = Math.min(open, close, this.price(worst[at]!, time, volatility));
  }
}

/** By row of the underlying's columns. */
export interface OptionRows {
  times: Float64Array;
  intervalMs: number;
  /** Known at the row's open. */
  volatility: Float64Array;
  /** Has the option a candle there? */
  isOwn: (row: number) => boolean;
}

/**
 * Candles at every row of its own. The others repeat the close before them; NaN before the first.
 */
export function optionColumns(instrument: Instrument, from: Columns, rows: OptionRows): Columns {
  const pricer = new OptionPricer(instrument);
  const { times, intervalMs, volatility, isOwn } = rows;
  const columns = emptyColumns(times.length);
  for (let row = 0; row < times.length; row++) {
    if (isOwn(row)) pricer.candle(from, row, times[row]!, intervalMs, volatility[row]!, columns);
    else repeatClose(columns, row);
  }
  return columns;
}
