/**
 * Close-of-candle figures of one ledger (semantics §3.4). Between two bookings the books do not change, so
 * the loop only notes when they do; the columns are made from that and the closes when somebody asks.
 */
import type { MarginModel } from '../margin/model.ts';
import type { Account } from './account.ts';
import type { Bucket } from './screen.ts';

/** In columns, a row per candle from the start of trading. */
export interface ClosingFigures {
  equity: Float64Array;
  maintenance: Float64Array;
  initial: Float64Array;
  /** Equity ÷ maintenance of the weakest bucket; NaN while nothing is required. */
  health: Float64Array;
}

/** The books as they were at every close from `row` until the next epoch. */
interface Epoch {
  row: number;
  wallet: number;
  buckets: readonly Bucket[];
  held: Int32Array;
  quantity: Float64Array;
  leverages: readonly number[];
}

/** Rows made at a time: small enough to stay in the cache. */
const BLOCK = 1024;

interface Block {
  row: number;
  /** The same row in the figures. */
  at: number;
  length: number;
}

export class Recorder {
  private readonly epochs: Epoch[] = [];
  private version = -1;
  private figures: ClosingFigures | null = null;
  private readonly own = new Float64Array(BLOCK);
  private readonly needed = new Float64Array(BLOCK);
  private readonly posted = new Float64Array(BLOCK);

  constructor(
    private readonly account: Account,
    private readonly from: number,
    private readonly to: number,
  ) {}

  /** Takes note of the books at a close, when they have changed. */
  close(row: number): void {
    const { screen } = this.account;
    if (screen.version === this.version) return;
    this.version = screen.version;
    const { wallet, buckets, held, quantity } = screen;
    this.epochs.push({ row, wallet, buckets, held, quantity, leverages: this.account.leverages.slice() });
  }

  /** The figures at every close, made on first use. */
  columns(): ClosingFigures {
    return (this.figures ??= this.make());
  }

  private make(): ClosingFigures {
    const rows = this.to - this.from;
    const column = () => new Float64Array(rows);
    const figures = { equity: column(), maintenance: column(), initial: column(), health: column() };
    this.epochs.forEach((epoch, index) => {
      const end = this.epochs[index + 1]?.row ?? this.to;
      for (let row = epoch.row; row < end; row += BLOCK) {
        const block: Block = { row, at: row - this.from, length: Math.min(BLOCK, end - row) };
        this.fillBlock(figures, epoch, block);
      }
    });
    return figures;
  }

  private fillBlock({ equity, maintenance, initial, health }: ClosingFigures, epoch: Epoch, block: Block): void {
    const { at, length } = block;
    const { ledger, terms } = this.account;
    const model = terms.rules?.model ?? null;
    equity.fill(ledger.collateral === 'pooled' && epoch.buckets.length > 0 ? 0 : epoch.wallet, at, at + length);
    health.fill(NaN, at, at + length);
    for (const bucket of epoch.buckets) {
      this.evaluateBucket(epoch, bucket, model, block);
      for (let k = 0; k < length; k++) {
        const own = this.own[k]!;
        const needed = this.needed[k]!;
        equity[at + k]! += own;
        maintenance[at + k]! += needed;
        initial[at + k]! += this.posted[k]!;
        if (needed > 0 && !(own >= health[at + k]! * needed)) health[at + k] = own / needed;
      }
    }
  }

  /** Equity, maintenance and initial margin of one bucket over a block, into the scratch columns. */
  private evaluateBucket({ quantity, leverages }: Epoch, { held, base }: Bucket, model: MarginModel | null, block: Block): void {
    const { own, needed, posted } = this;
    const { row, length } = block;
    const { series } = this.account.market;
    own.fill(base, 0, length);
    posted.fill(0, 0, length);
    for (const symbol of held) {
      const close = series[symbol]!.mark.close;
      const size = quantity[symbol]!;
      const share = Math.abs(size) / leverages[symbol]!;
      for (let k = 0; k < length; k++) {
        own[k]! += size * close[row + k]!;
        posted[k]! += share * close[row + k]!;
      }
    }
    if (model === null) needed.fill(0, 0, length);
    else model.screenColumn(held, quantity, series.map(({ mark }) => mark.close), row, needed, length);
    if (model !== null && model.initialFactor !== null)
      for (let k = 0; k < length; k++) posted[k] = model.initialFactor * needed[k]!;
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
