/** What the calculator is given: an account, the market it stands in, and figures in place of the venue's own. */
import type { InstrumentKind, OptionRight } from '../market/instrument.ts';
import type { Amount, MarginMode } from '../strategy/strategy.ts';

/**
 * `<venue>/isolated`, `<venue>/cross`, `<venue>/portfolio`; the name of a portfolio model (`pm-stress`), which
 * answers portfolio margin only; or a venue alone, which answers every mode it has.
 */
export type EngineId = string;

export interface AccountPosition {
  symbol: string;
  /** Default `linear-perpetual`. */
  kind?: InstrumentKind | undefined;
  /** Signed: units of the underlying, or contracts. */
  quantity: Amount;
  /** Average entry price, in quote. A spot position has none. */
  entryPrice?: Amount | undefined;
  /** What initial margin is asked by; default: the highest the venue allows. Isolated margin is posted by it. */
  leverage?: number | undefined;
  /** What backs it alone, in its settle asset; default entry notional ÷ leverage. */
  isolatedMargin?: Amount | undefined;
  /** Quote per contract of an inverse one, units of the underlying of any other. Default 1. */
  contractSize?: Amount | undefined;
  underlying?: string | undefined;
  settle?: string | undefined;
  /** ISO date or date and time, UTC; or ms epoch. */
  expiry?: string | number | undefined;
  strike?: Amount | undefined;
  right?: OptionRight | undefined;
  /** Per year, 0.5 for 50 %. */
  impliedVolatility?: number | undefined;
}

/** An order at rest, that may add to what is held. */
export interface AccountOrder {
  symbol: string;
  kind?: InstrumentKind | undefined;
  /** Signed: a buy above zero. */
  quantity: Amount;
  price: Amount;
  /** Default: that of the position in its symbol, else 1. */
  leverage?: number | undefined;
  contractSize?: Amount | undefined;
  underlying?: string | undefined;
  settle?: string | undefined;
}

/** What else a pool carries that is not among the positions. */
export interface OtherRequirements {
  maintenanceMargin?: Amount | undefined;
  initialMargin?: Amount | undefined;
  /** Profit of positions that are not listed. */
  unrealisedPnl?: Amount | undefined;
}

export interface Account {
  /** The whole wallet by asset; isolated margins come out of it. A debt is below zero. */
  collateral: Record<string, Amount>;
  positions: AccountPosition[];
  /** Default: every mode the venue has. */
  modes?: MarginMode[] | undefined;
  openOrders?: AccountOrder[] | undefined;
  /** By symbol, in its settle asset: funding owed and not yet settled; above zero lessens the equity. */
  accruedFunding?: Record<string, Amount> | undefined;
  /** Pooled modes only, in the asset of the pool. */
  otherRequirements?: OtherRequirements | undefined;
}

export interface Market {
  /** Which rules are in force: ISO date or date and time, or ms epoch. Default: the latest known. */
  asOf?: string | number | undefined;
  /** Marks by symbol; prices of collateral by asset. */
  prices: Record<string, Amount>;
  /** Price of a dollar coin in dollars, by asset; default 1. */
  stablePrices?: Record<string, Amount> | undefined;
  /** The rest is for models of options and portfolios. */
  forwards?: Record<string, Amount> | undefined;
  interestRates?: Record<string, number> | undefined;
  impliedVolatilities?: Record<string, number> | undefined;
  optionMarks?: Record<string, Amount> | undefined;
  confidences?: Record<string, number> | undefined;
}

export interface TierFigures {
  /** Default: the cap of the tier before, 0 in the first. */
  floor?: Amount | undefined;
  /** Default, in the last tier only: no cap. */
  cap?: Amount | undefined;
  maintenanceMarginRate: Amount;
  initialMarginRate?: Amount | undefined;
  /** Default: 1 ÷ initialMarginRate, else no limit of its own. */
  maxLeverage?: number | undefined;
  /** Default: what makes the tiers marginal. 0 in every tier: the rate holds for the whole position. */
  deduction?: Amount | undefined;
}

/** In place of the venue's own. */
export interface Parameters {
  /** By symbol. */
  tiers?: Record<string, TierFigures[]> | undefined;
  rates?:
    | {
        feeTakerRate?: Amount | undefined;
        /** One rate at every notional, by symbol. */
        maintenanceMarginRate?: Record<string, Amount> | undefined;
      }
    | undefined;
  /** Share of value that does not count, by asset. */
  haircuts?: Record<string, Amount> | undefined;
  /** Of a model, by name. */
  parameters?: Record<string, unknown> | undefined;
}

/** An account file: all of it in one object, with the venue it stands at. */
export interface AccountFile extends Account, Market, Parameters {
  /** One for all modes, or one for each. */
  venue: string | { [Mode in MarginMode]?: string | undefined };
}
