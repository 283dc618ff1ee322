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

export class Recorder {
  private readonly epochs: Epoch[] = [];
  private version = -1;
  private figures: ClosingFigures | null = null;

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
      this.fill(figures, epoch, epoch.row - this.from, end - this.from);
    });
    return figures;
  }

  private fill(figures: ClosingFigures, epoch: Epoch, start: number, end: number): void {
    const pooled = this.account.ledger.collateral === 'pooled';
    figures.equity.fill(pooled && epoch.buckets.length > 0 ? 0 : epoch.wallet, start, end);
    figures.health.fill(Infinity, start, end);
    const model = this.account.terms.rules?.model ?? null;
    for (const bucket of epoch.buckets) this.addBucket(figures, epoch, bucket, model, start, end);
    for (let at = start; at < end; at++) if (figures.health[at] === Infinity) figures.health[at] = NaN;
    const factor = model?.initialFactor ?? null;
    if (factor === null) return;
    for (let at = start; at < end; at++) figures.initial[at] = factor * figures.maintenance[at]!;
  }

  /** Column by column, so that each loop is a plain pass over typed arrays. */
  private addBucket(
    figures: ClosingFigures,
    { quantity, leverages }: Epoch,
    { held, base }: Bucket,
    model: MarginModel | null,
    start: number,
    end: number,
  ): void {
    const { from } = this;
    const own = new Float64Array(end - start).fill(base);
    const needed = new Float64Array(end - start);
    const closes = this.account.market.series.map(({ mark }) => mark.close.subarray(from + start, from + end));
    for (const symbol of held) {
      addScaled(own, closes[symbol]!, quantity[symbol]!);
      addScaled(figures.initial.subarray(start, end), closes[symbol]!, Math.abs(quantity[symbol]!) / leverages[symbol]!);
    }
    if (model !== null) maintenanceInto(needed, model, held, quantity, closes);
    addScaled(figures.equity.subarray(start, end), own, 1);
    addScaled(figures.maintenance.subarray(start, end), needed, 1);
    lowerTo(figures.health.subarray(start, end), own, needed);
  }
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let at = 0; at < target.length; at++) target[at]! += factor * source[at]!;
}

function maintenanceInto(
  target: Float64Array,
  model: MarginModel,
  held: Int32Array,
  quantity: Float64Array,
  closes: readonly Float64Array[],
): void {
  const prices = new Float64Array(closes.length);
  for (let at = 0; at < target.length; at++) {
    for (let k = 0; k < held.length; k++) prices[held[k]!] = closes[held[k]!]![at]!;
    target[at] = model.screenMaintenance(held, quantity, prices);
  }
}

function lowerTo(health: Float64Array, equity: Float64Array, maintenance: Float64Array): void {
  for (let at = 0; at < health.length; at++) {
    const own = equity[at]! / maintenance[at]!;
    if (maintenance[at]! > 0 && own < health[at]!) health[at] = own;
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
