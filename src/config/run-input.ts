/** What a user writes in a config file; everything left out takes the default named here. */
import type { InstrumentKind, OptionRight } from '../market/instrument.ts';
import type { PathKind } from '../results/results.ts';
import type { Amount, MarginMode, OnRefused } from '../strategy/strategy.ts';

/** A path, a glob, or a list of them; relative to the config file. */
export type Files = string | string[];

export interface MarketInput {
  symbol: string;
  /** Default `linear-perpetual`. */
  kind?: InstrumentKind | undefined;
  /** Quote per contract of an inverse one, units of the underlying of any other. Default 1. */
  contractSize?: Amount | undefined;
  /** When a future or an option settles: ISO date or date and time (UTC). */
  expiry?: string | undefined;
  strike?: Amount | undefined;
  right?: OptionRight | undefined;
  /** What its price is a price of; read from the symbol when left out. */
  underlying?: string | undefined;
  /** The asset of its profit and margin; the quote, or the coin of an inverse contract, when left out. */
  settle?: string | undefined;
  /** Left out for an option that is priced from its underlying (`impliedVolatility`). */
  candles?: Files | undefined;
  /** An option without candles is priced from its underlying's by Black-76 with this volatility, annualised. */
  impliedVolatility?: ImpliedVolatilityInput | undefined;
  mark?: Files | undefined;
  /** Of perpetuals alone. */
  funding?: Files | undefined;
  /** Finer candles that decide inside a candle. */
  finer?: { candles: Files; mark?: Files | undefined } | undefined;
  /** Quantities that follow from a notional are rounded down to this. */
  lotStep?: Amount | undefined;
}

/** One of `file`, `synthetic` and `constant`. */
export interface ImpliedVolatilityInput {
  /** CSV of `time` and `volatility` (or `dvol_close`, `close`); each value is known at the end of its interval. */
  file?: Files | undefined;
  /** Of the file. Default `percent`. */
  unit?: 'percent' | 'fraction' | undefined;
  /** Nothing was observed: 1.1 × the realised volatility of the underlying, at least 0.4; said in the report. */
  synthetic?: 'ewma' | undefined;
  /** A fraction: 0.8 is 80 %. */
  constant?: number | undefined;
}

export interface DetectInput {
  /** Least size of a move as a fraction of the price. Default 0.15. */
  size?: number | undefined;
  /** Longest time from extreme to extreme. Default `3d`. */
  window?: string | undefined;
  /** Least time between two moves. Default `7d`. */
  distance?: string | undefined;
  /** At most this many, largest first. Default 20. */
  count?: number | undefined;
}

export interface MoveInput {
  id: string;
  name: string;
  /** ISO date or date and time (UTC), or ms epoch. */
  start: string | number;
  end: string | number;
  what?: string | undefined;
  sources?: string[] | undefined;
  symbols?: string[] | undefined;
}

export interface RunInput {
  /** Also the folder's name under the reports. */
  name: string;
  /** One venue, or one for each mode. Default `generic`. */
  venue?:
    | string
    | { isolated?: string | undefined; cross?: string | undefined; portfolio?: string | undefined }
    | undefined;
  /** Rules in force at this date, or at each move's start. Default `move`. */
  asOf?: string | undefined;
  /** Default all three. */
  modes?: MarginMode[] | undefined;
  /** Collateral by asset; what is no quote is valued by its own price series. Default `{ USDT: '10000' }`. */
  capital?: Record<string, Amount> | undefined;
  /**
   * Does cross margin pool every asset, where the venue has such a mode (`true`, the default), or does each asset back
   * only what settles in it? Portfolio margin always pools.
   */
  multiAssets?: boolean | undefined;
  markets: MarketInput[];
  /** A strategy file, or `hold` with `params.positions`. */
  strategy: string;
  params?: Record<string, unknown> | undefined;
  /** Each ledger's own decisions, or those of an account without margin rules sent to all. Default `own`. */
  orders?: 'own' | 'shared' | undefined;
  /** `auto`, how to detect them, `named`, a file, or the list itself. Default `auto`. */
  moves?: string | DetectInput | MoveInput[] | undefined;
  /** Trading before the move. Default `2d`. */
  lead?: string | undefined;
  /** Candles shown before trading starts. Default 200. */
  warmup?: number | undefined;
  /** Default `bracket`: nominal with its pessimistic and optimistic bounds. */
  path?: PathKind | 'bracket' | undefined;
  /** Default `venue`: the venue's own. */
  fees?: 'venue' | { takerRate: number; makerRate: number } | undefined;
  /** Default 0. */
  slippageBps?: number | undefined;
  /** Default `reject`. */
  onRefused?: OnRefused | undefined;
  /** Default `continue`. */
  afterLiquidation?: 'continue' | 'stop' | 'refill' | undefined;
  /** Default 1. */
  seed?: number | undefined;
  /** A hole longer than this in all series ends a segment. Default `1d`. */
  segmentGap?: string | undefined;
  /** A date inside the segment of the continuous run. Default: the longest segment. */
  segment?: string | undefined;
  /** True when the prices are a reconstruction; said wherever they show. Default false. */
  reconstruction?: boolean | undefined;
}

/** Gives a config its types; returns it unchanged. */
export const defineRun = (run: RunInput): RunInput => run;
