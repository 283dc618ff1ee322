/** What a strategy may see of the market: the past up to the candle that has just closed. */
import type { Market, SymbolSeries } from '../market/market.ts';
import type { PastCandle, SymbolView } from '../strategy/strategy.ts';

/** Where a replay is. Shared by its views, so that none of them can be ahead of it. */
export interface Cursor {
  /** The row whose candle has just closed. */
  row: number;
  /** The first row the strategy may know of. */
  readonly first: number;
}

export class SymbolPast implements SymbolView {
  readonly symbol: string;
  // Private at run time, too: whoever holds the view must not find the future through it.
  readonly #series: SymbolSeries;
  /** The first row that may be seen. */
  readonly #first: number;
  readonly #closeColumn: Float64Array;
  readonly #times: Float64Array;
  readonly #cursor: Cursor;

  constructor(market: Market, index: number, cursor: Cursor) {
    this.#times = market.times;
    this.#cursor = cursor;
    this.#series = market.series[index]!;
    this.symbol = this.#series.symbol;
    this.#closeColumn = this.#series.last.close;
    this.#first = Math.max(cursor.first, this.#series.firstRow);
  }

  get open(): number {
    return this.#series.last.open[this.#cursor.row]!;
  }
  get high(): number {
    return this.#series.last.high[this.#cursor.row]!;
  }
  get low(): number {
    return this.#series.last.low[this.#cursor.row]!;
  }
  get close(): number {
    return this.#closeColumn[this.#cursor.row]!;
  }
  get volume(): number {
    return this.#series.last.volume[this.#cursor.row]!;
  }
  get mark(): number {
    return this.#series.mark.close[this.#cursor.row]!;
  }
  get stale(): boolean {
    return this.#series.stale?.[this.#cursor.row] === 1;
  }

  get fundingRate(): number | null {
    const { funding } = this.#series;
    if (!funding) return null;
    // The last stamp already paid: binary search for the first that is still to come.
    let low = 0;
    let high = funding.row.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (funding.row[middle]! <= this.#cursor.row) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? null : funding.rate[low - 1]!;
  }

  get count(): number {
    return Math.max(0, this.#cursor.row - this.#first + 1);
  }

  at(ago: number): PastCandle | undefined {
    if (!(ago >= 0 && ago < this.count)) return undefined;
    const row = this.#cursor.row - Math.trunc(ago);
    const { last, mark } = this.#series;
    return {
      time: this.#times[row]!,
      open: last.open[row]!,
      high: last.high[row]!,
      low: last.low[row]!,
      close: last.close[row]!,
      volume: last.volume[row]!,
      mark: mark.close[row]!,
    };
  }

  closeAt(ago: number): number {
    const now = this.#cursor.row;
    const row = (now - ago) | 0;
    return row >= this.#first && row <= now ? this.#closeColumn[row]! : NaN;
  }

  closes(n: number): Float64Array {
    const wanted = n > 0 ? Math.min(Math.trunc(n), this.count) : 0;
    const from = this.#cursor.row + 1 - wanted;
    // A copy: a view into the columns would let the future be read through its buffer.
    return this.#series.last.close.slice(from, this.#cursor.row + 1);
  }
}
