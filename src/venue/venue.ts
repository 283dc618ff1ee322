/**
 * A venue is data plus the few functions that differ: fees, margin models, caps on leverage, and how a
 * bucket in distress is taken apart. Adding one touches this folder only, never the loop.
 */
import type { Decimal } from '../basics/money.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Holding, MarginModel } from '../margin/model.ts';
import type { Moments } from '../margin/moments.ts';
import type { MarginTier } from '../margin/tiered-model.ts';
import type { MarginMode } from '../strategy/strategy.ts';

/** A bucket at the prices where its distance reached zero, in the hands of the venue's procedure. */
export interface DistressedBucket {
  /** What it holds now, with notional (in the settle asset) and its own maintenance (in quote) at mark. */
  holdings(): (Holding & { notional: Decimal; maintenance: Decimal })[];
  /** Is its distance still zero or below, at the same prices? */
  isBreached(): boolean;
  cancelOrders(): void;
  /**
   * Closes part of a position by force, worse by the run's slippage: at the mark of the crossing, or at last
   * at the same fraction of the same leg.
   * @param quantity above zero, at most what is held
   * @returns notional closed
   */
  close(symbol: number, quantity: Decimal, at: 'mark' | 'last'): Decimal;
  /** Charges a liquidation fee, never more than the equity that is left. */
  chargeFee(amount: Decimal): void;
  /** Is its equity at the same prices used up, to the last booked digits? */
  isExhausted(): boolean;
  /** Equity ÷ maintenance at the same prices; null when nothing is required. */
  health(): Decimal | null;
  /**
   * Hands the rest to the insurance fund or the backstop at the bankruptcy price, where equity is zero: closed at
   * mark, and what equity is left there goes along, or what is missing is paid. Nobody trades on a market, so
   * without slippage or fee.
   */
  takeOver(): void;
}

export type LiquidationProcedure = (bucket: DistressedBucket) => void;

/** What of a ledger's assets backs its positions, and what a debt costs. */
export interface CollateralRules {
  /** `settle`: each settle asset backs what settles in it, alone. `all`: one pool of all assets, valued in quote. */
  pool: 'settle' | 'all';
  /**
   * What an amount counts for, in the asset itself: less than it by the haircut and by concentration tiers, a debt
   * (below zero) for itself or more. Concave in the amount.
   */
  counted(asset: string, amount: Decimal): Decimal;
  /** Is unrealised PnL that settles in an asset cut with it, or counted whole? */
  unrealised: 'counted' | 'whole';
  /** Null: no balance but the PnL's own may go below zero, and a debt costs nothing. */
  borrow: BorrowRules | null;
}

export interface BorrowRules {
  /** Interest per hour on a debt, as a fraction. */
  hourlyRate(asset: string): Decimal;
  /** A debt up to this is free of interest. */
  freeAmount(asset: string): Decimal;
  /** Margins on a debt, as fractions of its value. */
  maintenanceMarginRate(asset: string): Decimal;
  initialMarginRate(asset: string): Decimal;
  /**
   * Auto-conversion: a debt beyond `limit` (amount of the asset; null: none) is repaid by selling collateral at
   * `proceedsRate` of its price.
   */
  convert: { limit(asset: string): Decimal | null; proceedsRate: Decimal } | null;
}

/** One venue's rules for one margin mode, at one date, for the symbols of a run. */
export interface ModeRules {
  venue: string;
  model: MarginModel;
  feeTakerRate: Decimal;
  feeMakerRate: Decimal;
  /** A bucket is liquidated when E <= this × MM, or only below it where the venue's rule is `strict`. */
  liquidationHealth: number;
  strict: boolean;
  /** Does the model know a coin of the pool as a hedge of contracts on it? */
  spotOffset: boolean;
  collateral: CollateralRules;
  /** Below this health the account has been warned. */
  warningHealth: number;
  /** Below this health only what reduces risk is taken; absent or null: an order is tested by its margin alone. */
  refusesBelow?: number | null;
  /**
   * The highest leverage the venue allows at a notional; null: no cap of its own. Venues that count contracts
   * need the quantity beside it (absent: the cap of their first tier).
   */
  leverageMax(symbol: number, notional: Decimal, quantity?: Decimal): number | null;
  liquidate: LiquidationProcedure;
  /** Where the rules come from and since when they are known, each a sentence. */
  rulesFrom: string[];
  /** What a reader must know of them: stand-ins, parameters that are ours. */
  assumptions: string[];
}

/** What rules are asked for. */
export interface RulesRequest {
  mode: MarginMode;
  /** By symbol number. */
  instruments: readonly Instrument[];
  /** ms epoch UTC */
  asOf: number;
  /** More than one asset backs the book: venues with a multi-asset mode turn it on. */
  severalAssets: boolean;
  /** What models that change by themselves may know; null: the book is judged at one moment. */
  moments?: Moments | null;
  /** Figures of the caller's own in place of the venue's. */
  overrides: RuleOverrides;
}

/** By symbol or asset; named in the rules' assumptions. */
export interface RuleOverrides {
  tiers?: Readonly<Record<string, readonly MarginTier[]>>;
  /** Share of value that does not count, by asset. */
  haircuts?: Readonly<Record<string, Decimal>>;
  feeTakerRate?: Decimal;
}

/** Makes the rules of one mode at a date. */
export type RulesOf = (request: RulesRequest) => ModeRules;
