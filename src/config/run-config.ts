/** A run as resolved: every default filled in, every path absolute, every text parsed. The engine reads only this. */
import type { Move } from '../market/move.ts';
import type { DetectConfig, MarketConfig } from '../market/market-config.ts';
import type { PathKind } from '../results/results.ts';
import type { MarginMode, OnRefused, Params } from '../strategy/strategy.ts';

export interface RunConfig {
  name: string;
  venue: Record<MarginMode, string>;
  /** Rules in force at this time; 'move': at the start of each move (and of the continuous run). */
  asOf: number | 'move';
  modes: MarginMode[];
  /** Collateral by asset, decimal text. */
  capital: Record<string, string>;
  /** Cross margin pools all assets where the venue can; false: each backs what settles in it. */
  multiAssets: boolean;
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
