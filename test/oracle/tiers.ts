/** Requirements by tiers, one contract at a time (rules: binance-bybit.md §1, §5.1; portfolio.md §1.1, §3.1). */
import {
  Dec,
  isInverse,
  larger,
  one,
  settled,
  sum,
  valueAt,
  zero,
  type Holding,
  type Prices,
} from './contracts.ts';

/** One bracket, `floor < measure <= cap`; `deduction` is the quick-calculation amount. */
export interface Tier {
  floor: number | string;
  cap: number | string;
  maintenanceMarginRate: number | string;
  maxLeverage: number | string;
  deduction: number | string;
  initialMarginRate?: number | string;
}
/** By symbol. */
export type Tiers = Record<string, Tier[]>;

/** The same as decimals. */
export type DecTier = Record<
  'floor' | 'cap' | 'maintenanceMarginRate' | 'initialMarginRate' | 'deduction',
  Dec
> & {
  maxLeverage: Dec;
};

/** How the tiers of a contract are applied. */
export interface TierTerms {
  tiers: DecTier[];
  /** What floor and cap count: value in the settle asset, or the size that no price moves. */
  countedBy: 'value' | 'size';
  /** Is nothing opened beyond the last tier? */
  ends: boolean;
  /** The whole measure at the rate of its tier, so that the requirement jumps from tier to tier. */
  steps: boolean;
  maintenanceAt: 'mark' | 'entry';
  initialAt: 'mark' | 'entry';
  initialFromTier: boolean;
  /** Fee of closing at mark, inside the maintenance. */
  closingFeeRate: Dec;
  /** Fee of closing at the bankruptcy price, inside both margins and what is posted. */
  bankruptcyFeeRate: Dec;
}

export const genericTier: Tier = {
  floor: 0,
  cap: '1e60',
  maintenanceMarginRate: '0.005',
  maxLeverage: 100,
  deduction: 0,
};

export const plain = (tiers: Tier[]): TierTerms => ({
  tiers: tiers.map(tier => ({
    floor: new Dec(tier.floor),
    cap: new Dec(tier.cap),
    maintenanceMarginRate: new Dec(tier.maintenanceMarginRate),
    initialMarginRate: new Dec(tier.initialMarginRate ?? 0),
    maxLeverage: new Dec(tier.maxLeverage),
    deduction: new Dec(tier.deduction),
  })),
  countedBy: 'value',
  ends: false,
  steps: false,
  maintenanceAt: 'mark',
  initialAt: 'mark',
  initialFromTier: false,
  closingFeeRate: zero,
  bankruptcyFeeRate: zero,
});

const sizeOf = ({ contract, quantity }: Holding): Dec => quantity.abs().times(contract.size);
const valueIn = (holding: Holding, marks: Prices, at: 'mark' | 'entry'): Dec =>
  valueAt(
    holding.contract,
    holding.quantity,
    at === 'mark' ? marks[holding.contract.symbol]! : holding.entry,
  );

/** Number of the tier that holds a value, from 0; beyond the last cap the last tier goes on. */
export function tierNumber({ tiers, countedBy }: TierTerms, holding: Holding, value: Dec): number {
  const measure = countedBy === 'size' ? sizeOf(holding) : value;
  const number = tiers.findIndex(tier => measure.lte(tier.cap));
  return number < 0 ? tiers.length - 1 : number;
}

/** Value at entry × (1 ∓ 1/L) × fee; of an inverse contract 1 ± 1/L. */
function bankruptcyFee({ bankruptcyFeeRate }: TierTerms, holding: Holding): Dec {
  if (bankruptcyFeeRate.isZero()) return zero;
  const long = holding.quantity.gt(0);
  const share = one.div(holding.leverage);
  const bankrupt = long === isInverse(holding) ? one.plus(share) : one.minus(share);
  return valueIn(holding, {}, 'entry').times(bankrupt).times(bankruptcyFeeRate);
}

/** In the settle asset. */
export function maintenanceOf(terms: TierTerms, holding: Holding, marks: Prices): Dec {
  const value = valueIn(holding, marks, terms.maintenanceAt);
  const tier = terms.tiers[tierNumber(terms, holding, value)]!;
  const closing = terms.closingFeeRate.isZero()
    ? zero
    : valueIn(holding, marks, 'mark').times(terms.closingFeeRate);
  return value
    .times(tier.maintenanceMarginRate)
    .minus(tier.deduction)
    .plus(closing)
    .plus(bankruptcyFee(terms, holding));
}

/** In the settle asset. */
export function initialOf(terms: TierTerms, holding: Holding, marks: Prices): Dec {
  const value = valueIn(holding, marks, terms.initialAt);
  const byLeverage = value.div(holding.leverage);
  const rate = terms.initialFromTier
    ? terms.tiers[tierNumber(terms, holding, value)]!.initialMarginRate
    : zero;
  return larger(byLeverage, value.times(rate)).plus(bankruptcyFee(terms, holding));
}

/** Margin of an isolated fill: what it asked for at entry. */
export const postedOf = (terms: TierTerms, holding: Holding): Dec =>
  valueIn(holding, {}, 'entry').div(holding.leverage).plus(bankruptcyFee(terms, holding));

/** Highest leverage of the tier at mark; 0 beyond the last of a table that ends (rules: binance-bybit.md §1). */
export function leverageCapOf(terms: TierTerms, holding: Holding, marks: Prices): Dec {
  const value = valueIn(holding, marks, 'mark');
  const tier = terms.tiers[tierNumber(terms, holding, value)]!;
  return terms.ends && value.gt(tier.cap) ? zero : tier.maxLeverage;
}

/** Prices between two others at which a requirement by value jumps. */
export function edgesOf(terms: TierTerms, holding: Holding, from: Dec, to: Dec): Dec[] {
  if (!terms.steps || terms.countedBy === 'size') return [];
  const { contract, quantity } = holding;
  const [a, b] = [valueAt(contract, quantity, from), valueAt(contract, quantity, to)];
  const [least, most] = a.lt(b) ? [a, b] : [b, a];
  const caps = terms.tiers.slice(0, -1).filter(({ cap }) => cap.gte(least) && cap.lte(most));
  return caps.map(({ cap }) => (isInverse(holding) ? sizeOf(holding).div(cap) : cap.div(sizeOf(holding))));
}

/** Σ in quote. */
export const inQuote = (
  holdings: Holding[],
  marks: Prices,
  of: (holding: Holding, marks: Prices) => Dec,
): Dec => sum(holdings.map(holding => settled(holding.contract, of(holding, marks), marks)));
