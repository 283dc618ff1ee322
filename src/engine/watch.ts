/** What a ledger went through: its closest approach, its warnings, its forced trades. Counted from the window's start. */
import type { Decimal } from '../basics/money.ts';
import type { LiquidationRow } from '../results/results.ts';
import type { Refusal } from './orders.ts';

/** One fill, as far as two runs can be told apart by it. */
export interface FillRecord {
  row: number;
  order: number;
  symbol: number;
  quantity: Decimal;
  price: Decimal;
}

export class Watch {
  /** Lowest equity ÷ maintenance seen; Infinity before anything was required. */
  minHealth = Infinity;
  minHealthRow = -1;
  /** Row of the first event of each class; −1: none. */
  warnedRow = -1;
  reducedRow = -1;
  closedRow = -1;
  bankruptRow = -1;
  /** Row of the first forced trade, lead included: where runs part. */
  firstForcedRow = -1;
  /** A bucket was closed by force at any time, lead included. */
  everClosed = false;
  refusedRow = -1;
  filled = 0;
  asked = 0;
  rejections = 0;
  expired = 0;
  readonly refusals: Partial<Record<Refusal, number>> = {};
  readonly liquidations: LiquidationRow[] = [];
  readonly fills: FillRecord[] = [];

  /** The window opens: what came before is the lead's. */
  restart(): void {
    this.minHealth = Infinity;
    this.minHealthRow = -1;
    this.warnedRow = this.reducedRow = this.closedRow = this.bankruptRow = -1;
    for (const liquidation of this.liquidations) liquidation.beforeMove = true;
  }

  refuse(row: number, reason: Refusal): void {
    this.rejections++;
    this.refusals[reason] = (this.refusals[reason] ?? 0) + 1;
    if (this.refusedRow < 0) this.refusedRow = row;
  }

  /** A forced trade of the margin rules; `deficit` when the insurance fund had to pay. */
  forced(row: number, kind: 'reduce' | 'close', deficit: boolean): void {
    if (this.firstForcedRow < 0) this.firstForcedRow = row;
    if (kind === 'reduce' && this.reducedRow < 0) this.reducedRow = row;
    if (kind === 'close') {
      this.everClosed = true;
      if (this.closedRow < 0) this.closedRow = row;
    }
    if (deficit && this.bankruptRow < 0) this.bankruptRow = row;
  }
}
