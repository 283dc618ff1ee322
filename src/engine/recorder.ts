/**
 * Close-of-candle figures of one ledger (semantics §3.4). Between two bookings the books do not change, so
 * the loop only notes when they do; a column is made from that and the closes when somebody asks for it.
 */
import type { Account } from './account.ts';
import { Decimal } from '../basics/money.ts';
import type { Holding } from '../margin/model.ts';
import type { Bucket, Line } from './screen-bucket.ts';

/** The books as they were at every close from `row` until the next epoch. */
interface Epoch {
  row: number;
  worth: Line;
  buckets: readonly Bucket[];
  /** Judged holdings by bucket, for models whose initial margin is asked for in decimals. */
  judged: readonly (readonly Holding[])[];
  leverages: readonly number[];
}

/** Rows made at a time: small enough to stay in the cache. */
const BLOCK = 1024;

type Figure = 'equity' | 'maintenance' | 'initial' | 'health';

/** Adds one bucket's part of a figure to `target[at …]`; `row` is the same place in the price columns. */
type Adder = (
  epoch: Epoch,
  bucket: Bucket,
  row: number,
  target: Float64Array,
  at: number,
  length: number,
) => void;

export class Recorder {
  private readonly epochs: Epoch[] = [];
  private version = -1;
  private readonly made = new Map<Figure, Float64Array>();
  private readonly own = new Float64Array(BLOCK);
  private readonly needed = new Float64Array(BLOCK);
  private readonly closes: readonly Float64Array[];

  constructor(
    private readonly account: Account,
    private readonly from: number,
    private readonly to: number,
  ) {
    this.closes = account.market.series.map(({ mark }) => mark.close);
  }

  /** Takes note of the books at a close, when they have changed. */
  close(row: number): void {
    const { screen } = this.account;
    if (screen.version === this.version) return;
    this.version = screen.version;
    const { worth, buckets } = screen;
    const judged = buckets.map(({ symbol }) => this.account.judged(symbol));
    this.epochs.push({ row, worth, buckets, judged, leverages: this.account.leverages.slice() });
  }

  /** What the whole ledger is worth, a row per candle from the start of trading. */
  get equity(): Float64Array {
    const known = this.made.get('equity');
    if (known) return known;
    const column = new Float64Array(this.to - this.from);
    this.epochs.forEach(({ row, worth }, index) => {
      const end = this.epochs[index + 1]?.row ?? this.to;
      column.fill(worth.base, row - this.from, end - this.from);
      this.addTerms(worth, row, column, row - this.from, end - row);
    });
    this.made.set('equity', column);
    return column;
  }

  get maintenance(): Float64Array {
    return this.column(
      'maintenance',
      () => 0,
      (_epoch, bucket, row, target, at, length) => {
        this.evaluate(bucket, row, length);
        for (let k = 0; k < length; k++) target[at + k]! += this.needed[k]!;
      },
    );
  }

  get initial(): Float64Array {
    const factor = this.account.terms.rules?.model.initialFactor ?? null;
    return this.column(
      'initial',
      () => 0,
      (epoch, bucket, row, target, at, length) => {
        if (factor === 'leverage') return this.addLeveraged(epoch, bucket, row, target, at, length);
        if (factor === null) return this.addExact(epoch, bucket, row, target, at, length);
        this.evaluate(bucket, row, length);
        for (let k = 0; k < length; k++) target[at + k]! += factor * this.needed[k]!;
      },
    );
  }

  /** Equity ÷ maintenance of the weakest bucket; NaN while nothing is required. */
  get health(): Float64Array {
    return this.column(
      'health',
      () => NaN,
      (_epoch, bucket, row, target, at, length) => {
        this.evaluate(bucket, row, length);
        for (let k = 0; k < length; k++) {
          const own = this.own[k]! / this.needed[k]!;
          if (this.needed[k]! > 0 && !(own >= target[at + k]!)) target[at + k] = own;
        }
      },
    );
  }

  private column(figure: Figure, start: (epoch: Epoch) => number, add: Adder): Float64Array {
    const known = this.made.get(figure);
    if (known) return known;
    const column = new Float64Array(this.to - this.from);
    this.epochs.forEach((epoch, index) => {
      const end = this.epochs[index + 1]?.row ?? this.to;
      column.fill(start(epoch), epoch.row - this.from, end - this.from);
      for (const bucket of epoch.buckets)
        for (let row = epoch.row; row < end; row += BLOCK)
          add(epoch, bucket, row, column, row - this.from, Math.min(BLOCK, end - row));
    });
    this.made.set(figure, column);
    return column;
  }

  private addTerms(
    { symbols, coefficients }: Line,
    row: number,
    target: Float64Array,
    at: number,
    length: number,
  ): void {
    for (let s = 0; s < symbols.length; s++) {
      const close = this.closes[symbols[s]!]!;
      const coefficient = coefficients[s]!;
      for (let k = 0; k < length; k++) target[at + k]! += coefficient * close[row + k]!;
    }
  }

  private addLeveraged(
    { leverages }: Epoch,
    { held, quantities }: Bucket,
    row: number,
    target: Float64Array,
    at: number,
    length: number,
  ): void {
    for (const symbol of held) {
      const close = this.closes[symbol]!;
      const share = Math.abs(quantities[symbol]!) / leverages[symbol]!;
      for (let k = 0; k < length; k++) target[at + k]! += share * close[row + k]!;
    }
  }

  private addExact(
    { buckets, judged }: Epoch,
    bucket: Bucket,
    row: number,
    target: Float64Array,
    at: number,
    length: number,
  ): void {
    const { model } = this.account.terms.rules!;
    const holdings = judged[buckets.indexOf(bucket)]!;
    for (let k = 0; k < length; k++) {
      model.stand?.(row + k);
      const prices = this.closes.map(close => new Decimal(close[row + k]!));
      target[at + k]! += model.initial(holdings, prices).toNumber();
    }
  }

  /** Equity and maintenance of one bucket over a block, into the scratch columns. */
  private evaluate(bucket: Bucket, row: number, length: number): void {
    const { screen, terms } = this.account;
    for (let k = 0; k < length; k++) {
      terms.rules?.model.stand?.(row + k);
      for (let p = 0; p < bucket.priced.length; p++)
        screen.prices[bucket.priced[p]!] = this.closes[bucket.priced[p]!]![row + k]!;
      screen.evaluate(bucket);
      this.own[k] = screen.equity;
      this.needed[k] = screen.maintenance;
    }
  }
}

/** Largest fall of equity from an earlier high, as a fraction at or below zero. */
export function maxDrawdown(equity: Float64Array): number {
  let peak = -Infinity;
  let worst = 0;
  for (let row = 0; row < equity.length; row++) {
    const value = equity[row]!;
    if (value > peak) peak = value;
    else if (peak > 0 && value / peak - 1 < worst) worst = value / peak - 1;
  }
  return worst;
}
