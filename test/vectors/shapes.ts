/** How published vectors spell what the formulas take. */
import { Decimal } from '../../src/basics/money.ts';
import * as f from '../../src/margin/formulas.ts';

export interface Sided {
  side: string;
}
export interface Traded extends Sided {
  qty_base: string;
  entry_price: string;
}
export interface Rated {
  maint_margin_rate: string;
  maint_amount_usdt?: string;
}
export interface Bracket {
  floor_usdt?: string;
  floor?: string;
  cap_usdt?: string;
  cap?: string;
  maint_margin_rate: string;
}

export const signed = (side: string | number, size: f.Amount): Decimal =>
  ['short', 'sell', -1].includes(side) ? new Decimal(size).neg() : new Decimal(size);
export const sum = (amounts: Decimal[]): Decimal => amounts.reduce((a, b) => a.add(b), new Decimal(0));
export const notionalOf = (quantity: f.Amount, price: f.Amount): Decimal => new Decimal(quantity).mul(price);

/** One rate for every notional, with the amount a table deducts for its tier. */
export const flat = (rated: Rated) => ({
  maintenanceMarginRate: rated.maint_margin_rate,
  deduction: rated.maint_amount_usdt ?? 0,
});
export const maintenance = (notional: f.Amount, rated: Rated): Decimal =>
  f.tieredMaintenance({ notional, tiers: flat(rated) }).maintenanceMargin;
/** A table that prints caps only starts each tier at the cap below. */
export const marginal = (brackets: Bracket[]): f.TierInput[] =>
  brackets.map((bracket, k) => {
    const below = brackets[k - 1];
    return {
      floor: bracket.floor_usdt ?? bracket.floor ?? below?.cap_usdt ?? below?.cap ?? 0,
      cap: (bracket.cap_usdt ?? bracket.cap)!.replace('inf', 'Infinity'),
      maintenanceMarginRate: bracket.maint_margin_rate,
    };
  });
/** Tables whose rate holds for the whole position. */
export const stepped = (brackets: Bracket[]): f.TierInput[] =>
  marginal(brackets).map(tier => ({ ...tier, deduction: 0 }));

export interface Position {
  qty?: string;
  qty_base?: string;
  entry_price?: string;
  mark_price?: string;
  oracle_price?: string;
}

/** Where no entry is given the ledger's cash carries the cost. */
export const pnlOf = (p: Position): Decimal =>
  f.linearPnl({
    quantity: (p.qty ?? p.qty_base)!,
    entryPrice: p.entry_price ?? 0,
    price: (p.mark_price ?? p.oracle_price)!,
  });
export const valueOf = (p: Position): Decimal =>
  notionalOf((p.qty ?? p.qty_base)!, (p.mark_price ?? p.oracle_price)!).abs();
