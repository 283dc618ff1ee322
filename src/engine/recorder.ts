/**
 * Close-of-candle figures of one ledger (semantics §3.4). Between two bookings the books do not change, so
 * the loop only notes when they do; a column is made from that and the closes when somebody asks for it.
 */
import type { Account } from './account.ts';
import type { Bucket } from './screen.ts';

/** The books as they were at every close from `row` until the next epoch. */
interface Epoch {
  row: number;
  wallet: number;
  buckets: readonly Bucket[];
  quantity: Float64Array;
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
  private readonly prices: Float64Array;

  constructor(
    private readonly account: Account,
    private readonly from: number,
    private readonly to: number,
  ) {
    this.closes = account.market.series.map(({ mark }) => mark.close);
    this.prices = new Float64Array(this.closes.length);
  }

  /** Takes note of the books at a close, when they have changed. */
  close(row: number): void {
    const { screen } = this.account;
    if (screen.version === this.version) return;
    this.version = screen.version;
    const { wallet, buckets, quantity } = screen;
    this.epochs.push({ row, wallet, buckets, quantity, leverages: this.account.leverages.slice() });
  }

  /** Collateral + unrealised PnL of the whole ledger, a row per candle from the start of trading. */
  get equity(): Float64Array {
    const pooled = this.account.ledger.collateral === 'pooled';
    const free = ({ wallet, buckets }: Epoch) => (pooled && buckets.length > 0 ? 0 : wallet);
    return this.column('equity', free, (...part) => this.addEquity(...part));
  }

  get maintenance(): Float64Array {
    return this.column(
      'maintenance',
      () => 0,
      (epoch, bucket, row, target, at, length) => {
        this.evaluate(epoch, bucket, row, length);
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
        if (factor === null) return this.addLeveraged(epoch, bucket, row, target, at, length);
        this.evaluate(epoch, bucket, row, length);
        for (let k = 0; k < length; k++) target[at + k]! += factor * this.needed[k]!;
      },
    );
  }

  /** Equity ÷ maintenance of the weakest bucket; NaN while nothing is required. */
  get health(): Float64Array {
    return this.column(
      'health',
      () => NaN,
      (epoch, bucket, row, target, at, length) => {
        this.evaluate(epoch, bucket, row, length);
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

  private addEquity(
    { quantity }: Epoch,
    { held, base }: Bucket,
    row: number,
    target: Float64Array,
    at: number,
    length: number,
  ): void {
    for (let k = 0; k < length; k++) target[at + k]! += base;
    for (const symbol of held) {
      const close = this.closes[symbol]!;
      const size = quantity[symbol]!;
      for (let k = 0; k < length; k++) target[at + k]! += size * close[row + k]!;
    }
  }

  private addLeveraged(
    { quantity, leverages }: Epoch,
    { held }: Bucket,
    row: number,
    target: Float64Array,
    at: number,
    length: number,
  ): void {
    for (const symbol of held) {
      const close = this.closes[symbol]!;
      const share = Math.abs(quantity[symbol]!) / leverages[symbol]!;
      for (let k = 0; k < length; k++) target[at + k]! += share * close[row + k]!;
    }
  }

  /** Equity and maintenance of one bucket over a block, into the scratch columns. */
  private evaluate(epoch: Epoch, bucket: Bucket, row: number, length: number): void {
    this.own.fill(0, 0, length);
    this.addEquity(epoch, bucket, row, this.own, 0, length);
    const model = this.account.terms.rules?.model;
    if (!model) return void this.needed.fill(0, 0, length);
    const { held } = bucket;
    for (let k = 0; k < length; k++) {
      for (let h = 0; h < held.length; h++) this.prices[held[h]!] = this.closes[held[h]!]![row + k]!;
      this.needed[k] = model.screenMaintenance(held, epoch.quantity, this.prices);
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
