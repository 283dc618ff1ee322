/** What a user writes against: the shape of a strategy, its account, its orders and its past. */

/** A number, or decimal text where doubles do not do. */
export type Amount = number | string;

export type MarginMode = 'isolated' | 'cross' | 'portfolio';
export type OnRefused = 'reject' | 'scale-to-fit';
export type TriggerSeries = 'mark' | 'last';

export interface PastCandle {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  /** Mark close of that candle. */
  mark: number;
}

/** One symbol's past up to the candle that has just closed; nothing later can be reached from here. */
export interface SymbolView {
  readonly symbol: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Mark close of the candle that has just closed. */
  readonly mark: number;
  /** True while the symbol has no candle at this moment. */
  readonly stale: boolean;
  /** The last settled funding rate; null before the first. Positive: longs paid. */
  readonly fundingRate: number | null;
  /** How many candles of the past can be read. */
  readonly count: number;
  /** The candle `ago` candles back: 0 is the one that has just closed. Undefined before the first. */
  at(ago: number): PastCandle | undefined;
  /** The close `ago` candles back, 0 the one that has just closed; NaN before the first. Allocates nothing. */
  closeAt(ago: number): number;
  /** The last `n` closes, oldest first; fewer at the beginning. */
  closes(n: number): Float64Array;
}

export interface PositionView {
  readonly symbol: string;
  /** Signed: above zero long, below short. */
  readonly quantity: number;
  readonly entryPrice: number;
  readonly leverage: number;
  readonly unrealisedPnl: number;
  /** Signed notional at mark. */
  readonly notional: number;
  /** Margin of the isolated bucket; null in the pooled modes. */
  readonly isolatedMargin: number | null;
}

export interface OpenOrderView {
  readonly id: number;
  readonly symbol: string;
  readonly type: 'market' | 'limit' | 'stop' | 'take-profit';
  readonly price: number | null;
  readonly reduceOnly: boolean;
}

export interface AccountView {
  readonly mode: MarginMode | 'unmargined';
  readonly equity: number;
  /** Free quote (isolated: not posted to any position). */
  readonly wallet: number;
  /** Free amount of any asset; below zero what is owed of it. */
  balance(asset: string): number;
  readonly maintenanceMargin: number;
  /** Equity ÷ maintenance margin of the weakest bucket; null while nothing is required. */
  readonly health: number | null;
  readonly positions: readonly PositionView[];
  readonly orders: readonly OpenOrderView[];
  position(symbol: string | SymbolView): PositionView | undefined;
}

/** Signed size: `quantity` in base units or `notional` in quote, one of the two. */
export interface Size {
  quantity?: Amount;
  notional?: Amount;
}

export interface OrderOptions extends Size {
  leverage?: number;
  reduceOnly?: boolean;
  onRefused?: OnRefused;
}
export interface LimitOptions extends OrderOptions {
  price: Amount;
}
export interface TriggerOptions extends OrderOptions {
  price: Amount;
  /** Which series triggers it (default mark). It fills at last either way. */
  trigger?: TriggerSeries;
}

/** Order verbs. Each returns the order's id; what is asked for at a candle's close meets the next moment. */
export interface OrderVerbs {
  market(symbol: string | SymbolView, options: OrderOptions): number;
  limit(symbol: string | SymbolView, options: LimitOptions): number;
  stop(symbol: string | SymbolView, options: TriggerOptions): number;
  takeProfit(symbol: string | SymbolView, options: TriggerOptions): number;
  /** Closes the whole position at the next open. */
  close(symbol: string | SymbolView): number;
  cancel(id: number): void;
  cancelAll(symbol?: string | SymbolView): void;
  addMargin(symbol: string | SymbolView, amount: Amount): void;
  removeMargin(symbol: string | SymbolView, amount: Amount): void;
  deposit(amount: Amount): void;
  withdraw(amount: Amount): void;
}

export interface StartContext<P> {
  readonly params: P;
  readonly symbols: readonly string[];
  market(symbol: string): SymbolView;
  /** Seeded uniform numbers in [0, 1): the only randomness that keeps a run repeatable. */
  random(): number;
}

export interface CandleContext<P, S> extends StartContext<P> {
  readonly state: S;
  /** Open time of the candle that has just closed. */
  readonly time: number;
  readonly account: AccountView;
  readonly order: OrderVerbs;
  /** False while candles before the trading window only warm the strategy: orders are dropped then. */
  readonly trading: boolean;
}

export type Params = Record<string, unknown>;

export interface Strategy<P = Params, S = unknown> {
  name: string;
  params?: P;
  /** The parameter that is its leverage, for searches over leverage (default `leverage`). */
  leverageParam?: string;
  /** Orders asked for at one candle's close are accepted all together or refused all together. */
  allOrNothing?: boolean;
  onStart?(context: StartContext<P>): S;
  onCandle(context: CandleContext<P, S>): void;
}

/** Gives a strategy its types; returns it unchanged. */
export function defineStrategy<P = Params, S = undefined>(strategy: Strategy<P, S>): Strategy<P, S> {
  return strategy;
}
