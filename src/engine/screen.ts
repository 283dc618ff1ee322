/**
 * The account in doubles: the fast half of filtered exactness (semantics §8). It mirrors the books after
 * every booking and answers one question about a candle: can anything happen in it at all?
 *
 * Error bound. Quantities and the base (wallet − Σ cost) are the decimals rounded once; prices are the
 * file's own doubles. With u = 2⁻⁵³ and n positions, summing E and the requirement loses at most
 * (n + 8)·u·(|base| + gross) for tiers and scenarios, and 0.45·(n + 3)·√n·u·gross for the correlated norm.
 * ERROR = 2⁻⁴¹ = 4096·u covers both up to 400 positions. A distance further from zero than
 * ERROR × (|base| + gross) has the sign the decimals would give.
 */
import { invariant } from '../basics/errors.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { MarginModel } from '../margin/model.ts';
import type { SymbolSeries } from '../market/market.ts';
import { markExtremes } from './extremes.ts';

export const ERROR = 2 ** -41;
const POSITIONS_MAX = 400;
/** Bounds of the requirement are made for prices up to this factor above the present ones. */
const HEADROOM = 1.5;

/** What is liquidated as one: a position (isolated), the account (pooled). */
export interface Bucket {
  /** The symbol number of an isolated bucket; −1 for the account. */
  symbol: number;
  held: Int32Array;
  /** Collateral − Σ cost: equity is base + Σ quantity × price. */
  base: number;
}

export class Screen {
  buckets: Bucket[] = [];
  /** Counts the mirrorings: a new one means new books. */
  version = 0;
  /** Signed quantity by symbol number; a new array with every mirroring. */
  quantity: Float64Array;
  /** Free wallet in doubles; part of the pooled bucket's base, beside the isolated ones. */
  wallet = 0;
  /** Symbols with a position, ascending. */
  held = new Int32Array(0);
  /** While every mark stays within [low, high] of its band, no bucket can reach its threshold. */
  readonly bandLow: Float64Array;
  readonly bandHigh: Float64Array;
  /** Prices of the point under test; the callers fill it. */
  readonly prices: Float64Array;
  /** Of the last bucket evaluated. */
  equity = 0;
  maintenance = 0;
  error = 0;

  /** Mark lows and highs by symbol number, at hand for `staysWithin`. */
  private readonly lows: readonly Float64Array[];
  private readonly highs: readonly Float64Array[];
  private readonly rows: number;

  constructor(
    series: readonly SymbolSeries[],
    readonly model: MarginModel | null,
  ) {
    invariant(
      series.length <= POSITIONS_MAX,
      `the error bound is proven for ${POSITIONS_MAX} symbols at most`,
    );
    this.quantity = new Float64Array(series.length);
    this.bandLow = new Float64Array(series.length);
    this.bandHigh = new Float64Array(series.length);
    this.prices = new Float64Array(series.length);
    const extremes = series.map(markExtremes);
    this.lows = extremes.map(({ low }) => low);
    this.highs = extremes.map(({ high }) => high);
    this.rows = extremes[0]?.low.length ?? 0;
  }

  /** Do all marks of a row stay within the bands? Absent prices never do (NaN). */
  staysWithin(row: number): boolean {
    return this.firstBeyond(row, row + 1) > row;
  }

  /** The first row of `[from, to)` at which a mark leaves its band; `to` when none does. */
  firstBeyond(from: number, to: number): number {
    let end = Math.min(to, this.rows);
    for (let k = 0; k < this.held.length; k++) {
      const symbol = this.held[k]!;
      const lows = this.lows[symbol]!;
      const highs = this.highs[symbol]!;
      const low = this.bandLow[symbol]!;
      const high = this.bandHigh[symbol]!;
      let row = from;
      while (row < end && lows[row]! >= low && highs[row]! <= high) row++;
      end = row;
    }
    return end;
  }

  /** Takes over the books; the bands are closed until the next look. */
  mirror(ledger: Ledger): void {
    const held: number[] = [];
    this.version++;
    this.wallet = ledger.wallet.toNumber();
    this.quantity = new Float64Array(this.quantity.length);
    ledger.positions.forEach((position, symbol) => {
      if (position === null || position.quantity.isZero()) return;
      held.push(symbol);
      this.quantity[symbol] = position.quantity.toNumber();
    });
    this.held = Int32Array.from(held);
    if (ledger.collateral === 'pooled') {
      let base = ledger.wallet;
      for (const symbol of held) base = base.sub(ledger.positions[symbol]!.cost);
      this.buckets = held.length > 0 ? [{ symbol: -1, held: this.held, base: base.toNumber() }] : [];
    } else {
      this.buckets = held.map(symbol => {
        const { margin, cost } = ledger.positions[symbol]!;
        return { symbol, held: Int32Array.of(symbol), base: margin.sub(cost).toNumber() };
      });
    }
    this.closeBands();
  }

  closeBands(): void {
    for (let k = 0; k < this.held.length; k++) {
      this.bandLow[this.held[k]!] = Infinity;
      this.bandHigh[this.held[k]!] = -Infinity;
    }
  }

  /** Equity, maintenance and error bound of a bucket at `prices`, into the fields of the same names. */
  evaluate(bucket: Bucket): void {
    const { held, base } = bucket;
    let equity = base;
    let gross = base < 0 ? -base : base;
    for (let k = 0; k < held.length; k++) {
      const symbol = held[k]!;
      const value = this.quantity[symbol]! * this.prices[symbol]!;
      equity += value;
      gross += value < 0 ? -value : value;
    }
    this.equity = equity;
    this.maintenance =
      this.model === null ? 0 : this.model.screenMaintenance(held, this.quantity, this.prices);
    this.error = ERROR * gross;
  }

  /**
   * Opens the bands of a bucket around `prices`: the box in which E − level·MM stays above its error bound
   * whatever the order of the prices, by the model's bounds on how fast the requirement moves. The slack is
   * shared so that every symbol may move against the bucket by the same fraction.
   */
  openBands(bucket: Bucket, level: number): void {
    const { held } = bucket;
    const { prices, bandLow, bandHigh } = this;
    this.evaluate(bucket);
    // The box reaches up to HEADROOM times the prices, and so does the rounding in it.
    const slack = this.equity - level * this.maintenance - 2 * HEADROOM * (1 + level) * this.error;
    if (!(slack > 0)) return;
    let exposure = 0;
    for (let k = 0; k < held.length; k++) {
      const symbol = held[k]!;
      exposure += Math.max(this.lossDown(symbol, level), this.lossUp(symbol, level), 0) * prices[symbol]!;
    }
    const share = exposure === 0 ? 1 : Math.min(slack / exposure, 1);
    for (let k = 0; k < held.length; k++) {
      const symbol = held[k]!;
      const rise = this.lossUp(symbol, level) > 0 ? Math.min(1 + share, HEADROOM) : HEADROOM;
      bandLow[symbol] = this.lossDown(symbol, level) > 0 ? prices[symbol]! * (1 - share) : 0;
      bandHigh[symbol] = prices[symbol]! * rise;
    }
  }

  /** What E − level·MM loses at most per unit that a price falls, or rises. */
  private lossDown(symbol: number, level: number): number {
    const quantity = this.quantity[symbol]!;
    return quantity - level * Math.abs(quantity) * this.model!.rateAtLeast(symbol);
  }

  private lossUp(symbol: number, level: number): number {
    const quantity = this.quantity[symbol]!;
    const rate = this.model!.rateAtMost(symbol, quantity, this.prices[symbol]! * HEADROOM);
    return level * Math.abs(quantity) * rate - quantity;
  }
}
