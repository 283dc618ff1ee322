/** What a run asks of the market layer: which files make a symbol, and what counts as a move. */
import type { Instrument } from './instrument.ts';

export interface MarketConfig {
  symbol: string;
  instrument: Instrument;
  /** Files in order of their globs; several windows make several segments. */
  candles: string[];
  mark: string[];
  funding: string[];
  finer: { candles: string[]; mark: string[] } | null;
  lotStep: string | null;
}

/** What `moves: 'auto'` looks for. */
export interface DetectConfig {
  /** Least size of a move, as a fraction of the price (0.15 = 15 %). */
  size: number;
  /** Longest time from extreme to extreme. */
  windowMs: number;
  /** Least time between the ends of one move and the start of the next. */
  distanceMs: number;
  /** At most this many, largest first. */
  count: number;
}
