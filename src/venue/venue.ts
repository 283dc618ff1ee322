/**
 * A venue is data plus the few functions that differ: fees, margin models, caps on leverage, and how a
 * bucket in distress is taken apart. Adding one touches this folder only, never the loop.
 */
import type { Decimal } from '../basics/money.ts';
import type { MarginModel } from '../margin/model.ts';
import type { MarginMode } from '../strategy/strategy.ts';

/** A bucket at the prices where its distance reached zero, in the hands of the venue's procedure. */
export interface DistressedBucket {
  /** What it holds now: symbol numbers with signed quantity, notional and its own maintenance at mark. */
  holdings(): { symbol: number; quantity: Decimal; notional: Decimal; maintenance: Decimal }[];
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
  /**
   * Hands the rest to the insurance fund at the bankruptcy price: closed at mark, where equity is what the
   * fund pays. Nobody trades on a market, so without slippage or fee.
   */
  takeOver(): void;
}

export type LiquidationProcedure = (bucket: DistressedBucket) => void;

/** One venue's rules for one margin mode, at one date, for the symbols of a run. */
export interface ModeRules {
  venue: string;
  model: MarginModel;
  feeTakerRate: Decimal;
  feeMakerRate: Decimal;
  /** A bucket is liquidated when E <= this × MM. */
  liquidationHealth: number;
  /** Below this health the account has been warned. */
  warningHealth: number;
  /** The highest leverage the venue allows at a notional; null: no cap of its own. */
  leverageMax(symbol: number, notional: Decimal): number | null;
  liquidate: LiquidationProcedure;
  /** Where the rules come from and since when they are known, each a sentence. */
  rulesFrom: string[];
  /** What a reader must know of them: stand-ins, parameters that are ours. */
  assumptions: string[];
}

/** Makes the rules of one mode for symbols (by symbol number) at a date. */
export type RulesOf = (mode: MarginMode, symbols: readonly string[], asOf: number) => ModeRules;
