/** What a run asks of the market layer: which files make a symbol, and what counts as a move. */
import type { Instrument } from './instrument.ts';

export interface MarketConfig {
  symbol: string;
  instrument: Instrument;
  /** Files in order of their globs; several windows make several segments. */
  candles: string[];
  /** What an option without candles of its own is priced with. */
  impliedVolatility?: VolatilitySource;
  mark: string[];
  funding: string[];
  finer: { candles: string[]; mark: string[] } | null;
  lotStep: string | null;
}

export type VolatilityUnit = 'percent' | 'fraction';

/** Where the volatility of an option comes from, annualised. */
export type VolatilitySource =
  | { kind: 'files'; files: string[]; unit: VolatilityUnit }
  /** From the closes of the underlying, by rule. */
  | { kind: 'ewma' }
  /** A fraction: 0.8 is 80 %. */
  | { kind: 'constant'; volatility: number };

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
