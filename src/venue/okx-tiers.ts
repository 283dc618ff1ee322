/**
 * OKX position tiers, dated, from its announcements (rules: portfolio.md §1.1; source and date of each table stand in
 * okx-tiers.json). They count contracts, so that no price moves a position from one tier to another; what stands
 * in for an unknown contract is said.
 */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import { parseTime } from '../basics/time.ts';
import type { MarginTier } from '../margin/tiered-model.ts';
import { type Instrument, isInverse } from '../market/instrument.ts';
import file from './okx-tiers.json' with { type: 'json' };

interface DatedTable {
  validFrom: string;
  source: string;
  ours?: string;
  tiers: number[][];
  step: number;
}

interface ContractTables {
  contract: string;
  countedIn: string;
  unit: number;
  dated: DatedTable[];
}

export interface OkxTiers {
  tiers: MarginTier[];
  tierBy: 'value' | 'size';
  /** Where they come from, a sentence. */
  fact: string;
}

const tables: Record<string, ContractTables> = file.tables;
const others: ContractTables = file.others;

/** What each tier after the published ones adds to both rates. */
const RATE_STEP = new Decimal('0.005');

/**
 * The tiers of an instrument at a time.
 * @param asOf ms epoch UTC; before the first table the first stands in
 */
export function okxTiers(instrument: Instrument, asOf: number): OkxTiers {
  const own = tables[instrument.underlying] ?? others;
  const inForce = own.dated.findLast(({ validFrom }) => parseTime(validFrom)! <= asOf);
  const table = inForce ?? own.dated[0]!;
  // Coins are the size of a linear contract and the value of an inverse one; quote is the other way round.
  const tierBy = (own.countedIn === 'coin') === isInverse(instrument) ? 'value' : 'size';
  return {
    tiers: expand(table, new Decimal(own.unit)),
    tierBy,
    fact: factOf(instrument, own, table, inForce === undefined),
  };
}

/** The published tiers and those that follow by the step, as long as an initial margin is below 100 %. */
function expand({ tiers, step }: DatedTable, unit: Decimal): MarginTier[] {
  const rows: MarginTier[] = [];
  const add = (cap: Decimal, maintenance: Decimal, initial: Decimal, maxLeverage: number) =>
    rows.push({
      floor: rows.at(-1)?.cap ?? ZERO,
      cap,
      maintenanceMarginRate: maintenance,
      initialMarginRate: initial,
      maxLeverage,
      deduction: ZERO,
    });
  for (const [contracts, maintenance, initial, maxLeverage] of tiers)
    add(unit.mul(contracts!), new Decimal(maintenance!), new Decimal(initial!), maxLeverage!);
  for (;;) {
    const { cap, maintenanceMarginRate, initialMarginRate } = rows.at(-1)!;
    const initial = initialMarginRate!.add(RATE_STEP);
    if (initial.gt(ONE)) return rows;
    const maxLeverage = ONE.div(initial).toDecimalPlaces(2, Decimal.ROUND_DOWN).toNumber();
    add(cap.add(unit.mul(step)), maintenanceMarginRate.add(RATE_STEP), initial, maxLeverage);
  }
}

function factOf(instrument: Instrument, own: ContractTables, table: DatedTable, early: boolean): string {
  const isOwn =
    instrument.symbol === own.contract && instrument.kind === 'linear-perpetual' && own !== others;
  const whose = isOwn
    ? `OKX position tiers in force from ${table.validFrom}`
    : `no OKX tiers of this contract are known, those of ${own.contract} in force from ${table.validFrom} stand in`;
  const before = early ? ', the earliest known, also for the time before' : '';
  const ours = table.ours === undefined ? '' : `; ours: ${table.ours}`;
  return `${instrument.symbol}: ${whose}${before} (${table.source})${ours}.`;
}
