/** A run as resolved: every default filled in, every path absolute, every text parsed. The engine reads only this. */
import type { Move } from '../market/move.ts';
import type { InstrumentKind } from '../market/market.ts';
import type { PathKind } from '../results/results.ts';
import type { MarginMode, OnRefused, Params } from '../strategy/strategy.ts';

export interface MarketConfig {
  symbol: string;
  kind: InstrumentKind;
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

export interface HoldPosition {
  symbol: string;
  quantity?: string;
  notional?: string;
  leverage: number;
}

export interface RunConfig {
  name: string;
  venue: Record<MarginMode, string>;
  /** Rules in force at this time; 'move': at the start of each move (and of the continuous run). */
  asOf: number | 'move';
  modes: MarginMode[];
  /** Collateral by asset, decimal text. One quote asset for now. */
  capital: Record<string, string>;
  markets: MarketConfig[];
  /** Absolute path of the strategy file, or 'hold'. */
  strategy: string;
  params: Params;
  orders: 'own' | 'shared';
  moves: { kind: 'detect'; detect: DetectConfig } | { kind: 'listed'; moves: Move[]; from: string };
  leadMs: number;
  /** Candles shown to the strategy before trading starts. */
  warmup: number;
  path: PathKind | 'bracket';
  fees: 'venue' | { takerRate: number; makerRate: number };
  slippageBps: number;
  onRefused: OnRefused;
  afterLiquidation: 'continue' | 'stop' | 'refill';
  seed: number;
  segmentGapMs: number;
  /** A time inside the segment of the continuous run; null: the longest. */
  segment: number | null;
  /** The prices are a reconstruction, to be said wherever they show. */
  reconstruction: boolean;
}
