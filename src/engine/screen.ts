/**
 * The account in doubles: the fast half of filtered exactness (semantics §8). It mirrors the books after
 * every booking and answers one question about a candle: can anything happen in it at all?
 *
 * Error bound. Coefficients and bases are the decimals rounded once; prices are the file's own doubles. With
 * u = 2⁻⁵³ and n terms, summing E and the requirement loses at most (n + 8)·u·(|base| + gross) for tiers and
 * scenarios, and 0.45·(n + 3)·√n·u·gross for the correlated norm. ERROR = 2⁻⁴¹ = 4096·u covers both up to 400
 * positions. A distance further from zero than ERROR × (|base| + gross) has the sign the decimals would give.
 */
import { invariant } from '../basics/errors.ts';
import type { MarginModel } from '../margin/model.ts';
import type { SymbolSeries } from '../market/market.ts';
import type { Account } from './account.ts';
import { markExtremes } from './extremes.ts';
import { type Bucket, bucketsOf, type Line, pricedSymbols, worthLine } from './screen-bucket.ts';

export const ERROR = 2 ** -41;
const POSITIONS_MAX = 400;
/** Bounds of the requirement are made for prices between these factors of the present ones. */
const HEADROOM = 1.5;
const LEGROOM = 0.5;

export class Screen {
  buckets: Bucket[] = [];
  /** Counts the mirrorings: a new one means new books. */
  version = 0;
  /** Signed quantity by symbol number; a new array with every mirroring. */
  quantity: Float64Array;
  /** Free quote in doubles. */
  wallet = 0;
  /** All the ledger is worth, at full prices. */
  worth: Line = { owned: 1, owed: 1, base: 0, symbols: [], coefficients: [] };
  /** Symbols with a position, ascending. */
  held: Int32Array = new Int32Array(0);
  /** Symbols whose marks move a bucket, ascending: held, or the price of a coin that backs it. */
  priced: Int32Array = new Int32Array(0);
  /** By symbol number: quote won per unit that its mark rises. */
  exposure: Float64Array;
  /** Sides of the corner that hurts most where it had to be searched for; null: those against the exposures. */
  adverse: Int8Array | null = null;
  /** Is it in doubt on which side of a candle some mark hurts? */
  isInDoubt = false;
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
    this.exposure = new Float64Array(series.length);
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
    for (let k = 0; k < this.priced.length; k++) {
      const symbol = this.priced[k]!;
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
  mirror(account: Account): void {
    const { ledger } = account;
    this.version++;
    this.wallet = ledger.wallet.toNumber();
    this.quantity = new Float64Array(this.quantity.length);
    const held = account.heldSymbols();
    for (const symbol of held) this.quantity[symbol] = ledger.positions[symbol]!.quantity.toNumber();
    this.held = Int32Array.from(held);
    this.buckets = bucketsOf(account, this.quantity);
    this.worth = worthLine(account, this.buckets, this.wallet);
    this.exposure = new Float64Array(this.quantity.length);
    for (const { lines } of this.buckets)
      for (const { owned, symbols, coefficients } of lines)
        for (let k = 0; k < symbols.length; k++) this.exposure[symbols[k]!]! += owned * coefficients[k]!;
    this.priced = pricedSymbols(this.buckets, this.held);
    this.adverse = null;
    this.closeBands();
  }

  closeBands(): void {
    for (let k = 0; k < this.priced.length; k++) {
      this.bandLow[this.priced[k]!] = Infinity;
      this.bandHigh[this.priced[k]!] = -Infinity;
    }
  }

  /** Equity, maintenance and error bound of a bucket at `prices`, into the fields of the same names. */
  evaluate(bucket: Bucket): void {
    const { model } = this;
    this.evaluateEquity(bucket);
    this.maintenance =
      model === null
        ? 0
        : bucket.debt(this.prices) +
          model.screenMaintenance(bucket.held, bucket.quantities, this.prices, bucket.constants);
  }

  /** The same with a requirement that is nowhere less and convex along every leg: for what must hold in between. */
  evaluateCeiling(bucket: Bucket): void {
    const { model } = this;
    this.evaluateEquity(bucket);
    this.maintenance =
      model === null
        ? 0
        : bucket.debt(this.prices) +
          model.screenCeiling(bucket.held, bucket.quantities, this.prices, bucket.constants);
  }

  private evaluateEquity({ lines }: Bucket): void {
    let equity = 0;
    let gross = 0;
    for (let n = 0; n < lines.length; n++) {
      const { owned, owed, base, symbols, coefficients } = lines[n]!;
      let value = base;
      gross += base < 0 ? -base : base;
      for (let k = 0; k < symbols.length; k++) {
        const term = coefficients[k]! * this.prices[symbols[k]!]!;
        value += term;
        gross += term < 0 ? -term : term;
      }
      equity += Math.min(owned * value, owed * value);
    }
    this.equity = equity;
    this.error = ERROR * gross;
  }

  /**
   * Opens the bands of a bucket around `prices`: the box in which E − level·MM stays above its error bound
   * whatever the order of the prices, by the model's bounds on how fast the requirement moves. The slack is
   * shared so that every symbol may move against the bucket by the same fraction.
   */
  openBands(bucket: Bucket, level: number): void {
    const { priced } = bucket;
    const { prices, bandLow, bandHigh } = this;
    this.evaluateCeiling(bucket);
    // The box reaches up to HEADROOM times the prices, and so does the rounding in it.
    const slack = this.equity - level * this.maintenance - 2 * HEADROOM * (1 + level) * this.error;
    if (!(slack > 0)) return;
    let exposure = 0;
    for (let k = 0; k < priced.length; k++) {
      const symbol = priced[k]!;
      const loss = Math.max(this.lossDown(bucket, symbol, level), this.lossUp(bucket, symbol, level), 0);
      exposure += loss * prices[symbol]!;
    }
    const share = exposure === 0 ? LEGROOM : Math.min(slack / exposure, LEGROOM);
    for (let k = 0; k < priced.length; k++) {
      const symbol = priced[k]!;
      const fall = this.lossDown(bucket, symbol, level) > 0 ? share : LEGROOM;
      const rise = this.lossUp(bucket, symbol, level) > 0 ? share : HEADROOM - 1;
      bandLow[symbol] = prices[symbol]! * (1 - fall);
      bandHigh[symbol] = prices[symbol]! * (1 + rise);
    }
  }

  /** What E − level·MM can lose and win at most on the straight way between two sets of prices. */
  lossBetween(bucket: Bucket, level: number, from: Float64Array, to: Float64Array): number {
    let loss = 0;
    for (const symbol of bucket.priced) {
      const [low, high] = [Math.min(from[symbol]!, to[symbol]!), Math.max(from[symbol]!, to[symbol]!)];
      const [slow, fast] = this.requirementSlopes(bucket, symbol, low, high);
      const least = bucket.slopeAtLeast(symbol) - level * fast;
      const most = bucket.slopeAtMost(symbol) - level * slow;
      loss += Math.max(Math.abs(least), Math.abs(most)) * (high - low);
    }
    return loss;
  }

  /** Proven bounds of ∂MM/∂price of a symbol for its prices in between. */
  requirementSlopes(
    bucket: Bucket,
    symbol: number,
    low: number,
    high: number,
  ): [least: number, most: number] {
    const debt = bucket.debtSlope(symbol);
    return [
      this.model!.slopeAtLeast(symbol, bucket, low, high) + debt,
      this.model!.slopeAtMost(symbol, bucket, low, high) + debt,
    ];
  }

  /** What E − level·MM loses at most per unit that a price falls, or rises. */
  private lossDown(bucket: Bucket, symbol: number, level: number): number {
    const price = this.prices[symbol]!;
    const slope = this.model!.slopeAtLeast(symbol, bucket, price * LEGROOM, price * HEADROOM);
    return bucket.slopeAtMost(symbol) - level * (slope + bucket.debtSlope(symbol));
  }

  private lossUp(bucket: Bucket, symbol: number, level: number): number {
    const price = this.prices[symbol]!;
    const slope = this.model!.slopeAtMost(symbol, bucket, price * LEGROOM, price * HEADROOM);
    return level * (slope + bucket.debtSlope(symbol)) - bucket.slopeAtLeast(symbol);
  }
}
