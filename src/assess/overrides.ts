/** The caller's own figures, as the rules take them. */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import { tierDeductions } from '../margin/formulas.ts';
import type { MarginTier } from '../margin/tiered-model.ts';
import type { RuleOverrides } from '../venue/venue.ts';
import type { ParsedAccount, ParsedTier } from './account-schema.ts';

const NO_CAP = new Decimal(Infinity);

export function overridesOf({ tiers, rates, haircuts }: ParsedAccount): RuleOverrides {
  const flat = Object.entries(rates.maintenanceMarginRate ?? {}).map(
    ([symbol, maintenanceMarginRate]) => [symbol, tiersOf([{ maintenanceMarginRate }])] as const,
  );
  const tables = Object.entries(tiers).map(([symbol, rows]) => [symbol, tiersOf(rows)] as const);
  return {
    ...(flat.length + tables.length > 0 ? { tiers: Object.fromEntries([...flat, ...tables]) } : {}),
    ...(Object.keys(haircuts).length > 0 ? { haircuts } : {}),
    ...(rates.feeTakerRate === undefined ? {} : { feeTakerRate: rates.feeTakerRate }),
  };
}

/** What a row leaves out: it starts where the one before ends, and deducts what makes the tiers marginal. */
function tiersOf(rows: readonly ParsedTier[]): MarginTier[] {
  const floors = rows.map(({ floor }, k) => floor ?? rows[k - 1]?.cap ?? ZERO);
  const marginal = tierDeductions(rows.map((row, k) => ({ ...row, floor: floors[k]! })));
  return rows.map(({ cap, maintenanceMarginRate, initialMarginRate, maxLeverage, deduction }, k) => ({
    floor: floors[k]!,
    cap: cap ?? NO_CAP,
    maintenanceMarginRate,
    ...(initialMarginRate === undefined ? {} : { initialMarginRate }),
    maxLeverage: maxLeverage ?? (initialMarginRate?.gt(0) ? ONE.div(initialMarginRate).toNumber() : Infinity),
    deduction: deduction ?? marginal[k]!,
  }));
}
