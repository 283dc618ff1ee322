/** What the main job is given, and what its books add up to. */
import type { Decimal } from '../basics/money.ts';
import type { RunConfig } from '../config/run-config.ts';
import type { JournalSink } from '../journal/journal.ts';
import type { Market } from '../market/market.ts';
import type { MoveWindow } from '../market/move.ts';
import type { Strategy } from '../strategy/strategy.ts';

export interface RunInputs {
  config: RunConfig;
  market: Market;
  strategy: Strategy;
  windows: readonly MoveWindow[];
  journal: JournalSink | null;
  onProgress?: (done: number, total: number, label: string) => void;
  signal?: AbortSignal;
  /** Tests only: decide every candle in decimals. */
  allDecimal?: boolean;
}

/** What the books of all replays add up to. */
export interface Conservation {
  ledgers: number;
  postings: number;
  largestImbalance: Decimal;
}
