/**
 * Binance USD-M notional tiers, dated: 56 tables of five symbols (source and meaning of the dates stand in
 * the file itself). No other symbol is known here; a venue says what stands in for it.
 */
import { Decimal } from '../basics/money.ts';
import { parseTime } from '../basics/time.ts';
import type { MarginTier } from '../margin/tiered-model.ts';
import history from './binance-tiers.json' with { type: 'json' };

export interface TierTable {
  /** Ascending, floor < notional <= cap, in USDT. */
  tiers: MarginTier[];
  /** `2022-02-13`: the day the table was first seen, not the day Binance put it in force. */
  validFrom: string;
  /** The time asked for lies before the first table known: this is the earliest one. */
  beforeFirst: boolean;
}

const tablesOf: Record<string, { validFrom: string; tiers: number[][] }[]> = history.tables;

/**
 * The table in force at a time: the latest one first seen by then.
 * @param time ms epoch UTC
 * @returns null for a symbol without tables
 */
export function tiersAt(symbol: string, time: number): TierTable | null {
  const tables = tablesOf[symbol];
  const [first] = tables ?? [];
  if (tables === undefined || first === undefined) return null;
  const inForce = tables.findLast(table => parseTime(table.validFrom)! <= time);
  const { validFrom, tiers } = inForce ?? first;
  return { tiers: tiers.map(toTier), validFrom, beforeFirst: inForce === undefined };
}

function toTier(row: number[]): MarginTier {
  const [floor, cap, rate, maxLeverage, deduction] = row as [number, number, number, number, number];
  return {
    floor: new Decimal(floor),
    cap: new Decimal(cap),
    maintenanceMarginRate: new Decimal(rate),
    maxLeverage,
    deduction: new Decimal(deduction),
  };
}
