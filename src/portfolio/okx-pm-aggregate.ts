/**
 * How OKX puts the charges MR1 to MR9 together, and the charges that are tables. USD, doubles.
 * @source rules: portfolio.md §1.2
 */

/** `rate` of what lies between floor and cap. */
export interface OkxTier {
  floor: number;
  cap: number;
  rate: number;
}

/** Each tier charges what lies in it. */
export function marginalCharge(amount: number, tiers: readonly OkxTier[]): number {
  let sum = 0;
  for (const { floor, cap, rate } of tiers) if (amount > floor) sum += (Math.min(amount, cap) - floor) * rate;
  return sum;
}

/** MR1 to MR9 of a unit but for MR8, which is the account's. */
export interface OkxCharges {
  mr1: number;
  mr2?: number;
  mr3?: number;
  mr4?: number;
  mr5?: number;
  mr6?: number;
  /** With its multipliers: `marginalCharge(raw, tiers)`. */
  mr7?: number;
  mr9?: number;
}

/**
 * max{ max(MR1, MR2, MR6) + MR3 + MR4 + MR5 + MR9, MR7 }, and initial margin at 1.3 times it.
 * @source rules: portfolio.md §1.2 (O3; reproduced on O1)
 */
export function okxUnitMargin(
  { mr1, mr2 = 0, mr3 = 0, mr4 = 0, mr5 = 0, mr6 = 0, mr7 = 0, mr9 = 0 }: OkxCharges,
  initialFactor = 1.3,
): { maintenanceMargin: number; initialMargin: number } {
  const maintenanceMargin = Math.max(Math.max(mr1, mr2, mr6) + mr3 + mr4 + mr5 + mr9, mr7);
  return { maintenanceMargin, initialMargin: maintenanceMargin * initialFactor };
}

export interface OkxLiability {
  /** What is owed, USD, above zero. */
  value: number;
  /** Of the tier it lies in. */
  maintenanceRate: number;
  initialRate: number;
}

export interface OkxAccountMargin {
  /** Σ of the units. */
  derivativesMaintenance: number;
  /** MR8. */
  borrowingMaintenance: number;
  borrowingInitial: number;
  maintenanceMargin: number;
  initialMargin: number;
  /** Equity ÷ (maintenance + fees); Infinity where nothing is asked, never NaN. Liquidated at 1 and below. */
  marginRatio: number;
}

/**
 * An account in portfolio margin: its units, and what it borrows (MR8), which no unit offsets.
 * @param equity adjusted, USD
 * @param feeRate of liabilities and their maintenance; that the ratio counts it so is inferred from O1
 * @source rules: portfolio.md §1.2 (O1, O4d; reproduced to 1e-9)
 */
export function okxAccountMargin({
  unitMaintenance,
  liabilities = [],
  equity,
  feeRate = 0,
  initialFactor = 1.3,
}: {
  unitMaintenance: readonly number[];
  liabilities?: readonly OkxLiability[];
  equity: number;
  feeRate?: number;
  initialFactor?: number;
}): OkxAccountMargin {
  const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);
  const derivativesMaintenance = sum(unitMaintenance);
  const borrowingMaintenance = sum(liabilities.map(({ value, maintenanceRate }) => value * maintenanceRate));
  const borrowingInitial = sum(liabilities.map(({ value, initialRate }) => value * initialRate));
  const fees = sum(liabilities.map(({ value, maintenanceRate }) => value * (1 + maintenanceRate) * feeRate));
  const maintenanceMargin = derivativesMaintenance + borrowingMaintenance;
  const asked = maintenanceMargin + fees;
  return {
    derivativesMaintenance,
    borrowingMaintenance,
    borrowingInitial,
    maintenanceMargin,
    initialMargin: derivativesMaintenance * initialFactor + borrowingInitial,
    marginRatio: asked === 0 ? Infinity : equity / asked,
  };
}

/** In this order one dollar is held against another. @source rules: portfolio.md §1.2, MR9 */
const DEPEG_PAIRS = [
  ['USDT', 'USD'],
  ['USDT', 'USDC'],
  ['USDC', 'USD'],
] as const;

/**
 * What dollars of one kind hedge of another: opposite deltas, pair after pair, each used up once.
 * @param deltas USD by the asset they are quoted in
 */
export function okxHedgedDollars(deltas: Readonly<Record<string, number>>): number {
  const left: Record<string, number> = { USDT: 0, USDC: 0, USD: 0, ...deltas };
  let hedged = 0;
  for (const [one, other] of DEPEG_PAIRS) {
    const a = left[one]!;
    const b = left[other]!;
    if (a * b >= 0) continue;
    const size = Math.min(Math.abs(a), Math.abs(b));
    left[one] = a - Math.sign(a) * size;
    left[other] = b - Math.sign(b) * size;
    hedged += size;
  }
  return hedged;
}
