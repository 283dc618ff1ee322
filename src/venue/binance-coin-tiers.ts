/**
 * Binance COIN-M notional tiers in the coin, dated, for BTC and ETH (sources stand in the file itself). Of the
 * other coins the page gives the highest leverage alone: 20.
 */
import { Decimal, ZERO } from '../basics/money.ts';
import { parseTime } from '../basics/time.ts';
import { tierDeductions } from '../margin/formulas.ts';
import type { MarginTier } from '../margin/tiered-model.ts';
import type { InstrumentKind } from '../market/instrument.ts';
import history from './binance-coin-tiers.json' with { type: 'json' };

/** A table of the file: validFrom is the day it was first published as far as known. */
export interface CoinTierTable {
  /** Ascending, floor < notional <= cap, in the coin. */
  tiers: MarginTier[];
  validFrom: string;
  /** What of it was read where, and what is ours. */
  from: string;
  /** The time asked for lies before the first table known: this is the earliest one. */
  beforeFirst: boolean;
}

interface Row {
  validFrom: string;
  contracts: string | null;
  from: string;
  tiers: (number | null)[][];
}
const tablesOf: Record<string, Row[]> = history.tables;

/** Leverage as published; the rate is that of the 20x tier of BTC and ETH: ours. */
export const OTHER_COIN_TIERS: readonly MarginTier[] = [
  {
    floor: ZERO,
    cap: new Decimal(Infinity),
    maintenanceMarginRate: new Decimal('0.025'),
    maxLeverage: 20,
    deduction: ZERO,
  },
];

/**
 * The table in force at a time: the latest one published by then for this kind of contract.
 * @param time ms epoch UTC
 * @returns null for a coin without tables
 */
export function coinTiersAt(coin: string, kind: InstrumentKind, time: number): CoinTierTable | null {
  const tables = tablesOf[coin]?.filter(({ contracts }) => contracts === null || contracts === kind);
  const [first] = tables ?? [];
  if (tables === undefined || first === undefined) return null;
  const inForce = tables.findLast(table => parseTime(table.validFrom)! <= time);
  const { tiers, validFrom, from } = inForce ?? first;
  return { tiers: marginTiers(tiers), validFrom, from, beforeFirst: inForce === undefined };
}

function marginTiers(rows: (number | null)[][]): MarginTier[] {
  const tiers = rows.map(([floor, cap, rate, maxLeverage]) => ({
    floor: new Decimal(floor!),
    cap: new Decimal(cap ?? Infinity),
    maintenanceMarginRate: new Decimal(rate!),
    maxLeverage: maxLeverage!,
  }));
  return tierDeductions(tiers).map((deduction, k) => ({ ...tiers[k]!, deduction }));
}
