/** `results.json`, schema 1: the public contract. Money, prices and quantities are decimal text; none is null. */
import type { MarginMode } from '../strategy/strategy.ts';

export const SCHEMA_VERSION = 1;

export const VERDICTS = [
  'not-held',
  'untouched',
  'margin-called',
  'reduced',
  'liquidated',
  'bankrupt',
] as const;
/** From best to worst; a cell's verdict is the worst that happened (semantics §7). */
export type Verdict = (typeof VERDICTS)[number];
export type Certainty = 'certain' | 'path-dependent';
export type PathKind = 'nominal' | 'pessimistic' | 'optimistic';

export interface Results {
  schemaVersion: number;
  run: RunFacts;
  continuous: Partial<Record<MarginMode, ContinuousResult>>;
  matrix: MatrixRow[];
}

export interface RunFacts {
  name: string;
  engineVersion: string;
  strategy: { name: string; params: Record<string, unknown>; orders: 'own' | 'shared' };
  venue: Partial<Record<MarginMode, VenueFacts>>;
  capital: Record<string, string>;
  /** The asset that every amount of the results is in; a BTC capital is valued in it, too. */
  quote: string;
  path: PathKind | 'bracket';
  intervalMs: number;
  symbols: string[];
  inputs: { path: string; sha256: string; rows: number; gaps: number }[];
  segments: { start: number; end: number }[];
  /** The segment of the continuous run; end is exclusive. */
  continuousWindow: { start: number; end: number } | null;
  /** Everything the figures rest on, each a sentence. */
  assumptions: string[];
  /** True when the prices are a reconstruction, said wherever they show. */
  reconstruction: boolean;
  conservation: { ledgers: number; postings: number; largestImbalance: string };
}

export interface VenueFacts {
  id: string;
  /** The margin model that judges this mode. */
  model: string;
  /** Health at or below which a bucket is liquidated, and the warning above it. */
  liquidationHealth: number;
  warningHealth: number;
  /** Where its rules come from, and since when they are known. */
  rulesFrom: string[];
}

export interface ContinuousResult {
  equityStart: string;
  equityEnd: string;
  /** New money since the start, less what was taken out: refills, deposits, withdrawals. Not profit. */
  deposited: string;
  minHealth: number | null;
  minHealthAt: number | null;
  maxDrawdown: number;
  feesPaid: string;
  /** Positive: paid; negative: received. */
  fundingPaid: string;
  interestPaid: string;
  fills: number;
  rejections: number;
  ordersExpired: number;
  liquidations: LiquidationRow[];
  metrics: Record<string, number>;
}

export type MatrixRow =
  | { covered: true; move: MoveFacts; cells: Partial<Record<MarginMode, Cell>> }
  | { covered: false; reason: string; move: Omit<MoveFacts, 'returns'>; cells: Record<string, never> };

export interface MoveFacts {
  id: string;
  name: string;
  what?: string;
  start: number;
  end: number;
  /** Farthest excursion of the traded price from the window's first open. */
  returns: Record<string, number>;
}

export interface Cell {
  verdict: Verdict;
  /** Null when only one path was asked for. */
  certainty: Certainty | null;
  at: number | null;
  positionsKept: boolean;
  accountAlive: boolean;
  rejections: number;
  /** Reason → how often, for refused orders. */
  refusals: Record<string, number>;
  ordersExpired: number;
  minHealth: number | null;
  minHealthAt: number | null;
  equityStart: string;
  equityEnd: string;
  /** New money since the start, less what was taken out. Not profit. */
  deposited: string;
  equityEndWithoutMargin: string;
  maxDrawdown: number;
  feesPaid: string;
  fundingPaid: string;
  interestPaid: string;
  bounds: Partial<Record<'pessimistic' | 'optimistic', { verdict: Verdict; equityEnd: string }>>;
  liquidations: LiquidationRow[];
}

export interface LiquidationRow {
  /** Open time of the candle in which it happened. */
  time: number;
  bucket: string;
  /** What was done: a partial reduction, the whole bucket, a settlement of a delisted symbol. */
  kind: 'reduce' | 'close' | 'delisted';
  /** Prices at which the bucket was judged (mark), at the crossing. */
  prices: Record<string, string>;
  /** What was closed by force: the trades, signed. */
  quantities: Record<string, string>;
  fee: string;
  deficit: string;
  beforeMove: boolean;
  worstScenario: string | null;
  cause: Cause;
}

/** Why the distance f = equity − requirement shrank, summing exactly (semantics §6). */
export interface Cause {
  since: number;
  distanceStart: string;
  distanceEnd: string;
  price: Record<string, string>;
  funding: string;
  fees: string;
  interest: string;
  collateral: string;
  requirementByPrice: string;
  requirementByModel: string;
  trades: string;
  transfers: string;
}

/** Close-of-candle figures of one replay, in columns; NaN where there is no value. */
export interface ReplaySeries {
  times: Float64Array;
  /** `stale`: 1 where the symbol had no candle and stood at its last close; null when it never did. */
  closes: { symbol: string; close: Float64Array; stale: Uint8Array | null }[];
  ledgers: {
    readonly mode: MarginMode;
    readonly equity: Float64Array;
    readonly maintenance: Float64Array;
    readonly initial: Float64Array;
    readonly health: Float64Array;
  }[];
}

/** What a run hands to the writers: the results, and the series that charts and equity.csv draw on. */
export interface RunOutcome {
  results: Results;
  continuous: ReplaySeries | null;
  /** Series of the nominal (or only) path of each covered move, from the trading start. */
  moves: { id: string; series: ReplaySeries }[];
}
