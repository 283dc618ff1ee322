/** The tiers of one symbol in doubles, for the screen: the same sum as `TieredModel`, and one that never steps. */
import type { Decimal } from '../basics/money.ts';
import { isInverse } from '../market/instrument.ts';
import type { MarginTier, TierTerms } from './tiered-model.ts';

/** More than a quantity of 40 digits loses as a double, as a share of it. */
const EDGE = 2 ** -40;

/** Maintenance of one symbol in quote, as a function of quantity and price. */
export class Tiers {
  constructor(
    private readonly inverse: boolean,
    /** Tiers by size: the price moves none of them. */
    private readonly bySize: boolean,
    private readonly size: number,
    private readonly sizeRate: number,
    private readonly feeRate: number,
    private readonly caps: Float64Array,
    private readonly rates: Float64Array,
    private readonly deductions: Float64Array,
  ) {}

  at(quantity: number, price: number, constant: number): number {
    const size = Math.abs(quantity) * this.size;
    const value = this.inverse ? size : size * price;
    const scale = this.inverse ? price : 1;
    const k = this.tier(size, price);
    const coins = this.inverse ? size / price : size;
    const rate = this.rates[k]! + this.sizeRate * coins + this.feeRate;
    return value * rate + (constant - this.deductions[k]!) * scale;
  }

  /** Derivative by the price at a price; convex, so it only grows with it. */
  slope(quantity: number, price: number, constant: number): number {
    const size = Math.abs(quantity) * this.size;
    const k = this.tier(size, price);
    if (this.inverse) return constant - this.deductions[k]! - this.sizeRate * (size / price) ** 2;
    return size * (this.rates[k]! + this.sizeRate * size + this.feeRate);
  }

  private tier(size: number, price: number): number {
    const { caps, inverse, bySize } = this;
    const value = bySize || inverse ? size : size * price;
    const scale = inverse && !bySize ? price : 1;
    let k = 0;
    while (k < caps.length - 1 && value > caps[k]! * scale) k++;
    return k;
  }
}

export interface TierColumns {
  inverse: boolean;
  /** Values at which the requirement jumps from one tier to the next, ascending. */
  steps: readonly Decimal[];
  exact: Tiers;
  /** A convex sum that is nowhere below. */
  ceiling: Tiers;
}

export function columnsOf(terms: TierTerms): TierColumns {
  const { instrument, tiers, maintenanceBase, closingFeeRate, sizeRate } = terms;
  const bySize = terms.tierBy === 'size';
  const inverse = isInverse(instrument);
  const size = instrument.contractSize.toNumber();
  // Frozen at entry: all of it is in the constant.
  const frozen = maintenanceBase === 'entry';
  const column = (of: (tier: (typeof tiers)[number]) => number) => Float64Array.from(tiers, of);
  const zero = new Float64Array(tiers.length);
  const caps = column(tier => tier.cap.toNumber());
  const rates = frozen ? zero : column(tier => tier.maintenanceMarginRate.toNumber());
  const deductions = frozen ? zero : column(tier => tier.deduction.toNumber());
  const growth = frozen ? 0 : sizeRate.toNumber();
  const make = (ownRates: Float64Array, ownDeductions: Float64Array, ownCaps = caps) =>
    new Tiers(inverse, bySize, size, growth, closingFeeRate.toNumber(), ownCaps, ownRates, ownDeductions);
  const smooth = make(rates, deductions);
  // What a reduction left at a cap is in the tier below it, though doubles may have rounded it beyond.
  const exact = make(
    rates,
    deductions,
    caps.map(cap => cap * (1 + EDGE)),
  );
  // No price changes such a tier; a size that doubles may have rounded onto an edge counts as beyond it.
  if (bySize) {
    const ceiling = make(
      rates,
      deductions,
      caps.map(cap => cap * (1 - EDGE)),
    );
    return { inverse, steps: [], exact, ceiling: frozen ? exact : ceiling };
  }
  const steps = frozen ? [] : tiers.slice(0, -1).filter((tier, k) => jumpsTo(tiers[k + 1]!, tier));
  if (steps.length === 0) return { inverse, steps: [], exact: smooth, ceiling: smooth };
  const { chordRates, chordDeductions } = chords(caps, rates, deductions);
  return {
    inverse,
    steps: steps.map(({ cap }) => cap),
    exact,
    ceiling: make(chordRates, chordDeductions),
  };
}

/** Does the next tier ask something else than this one at the edge between them? */
const jumpsTo = (next: MarginTier, { cap, maintenanceMarginRate, deduction }: MarginTier): boolean =>
  !cap.mul(maintenanceMarginRate).sub(deduction).eq(cap.mul(next.maintenanceMarginRate).sub(next.deduction));

/**
 * Lines from the requirement just above one edge to that just above the next: nowhere below the steps. Where
 * published rates would make their slopes fall, the slope before is kept, so that they stay convex.
 */
function chords(caps: Float64Array, rates: Float64Array, deductions: Float64Array) {
  const chordRates = new Float64Array(caps.length);
  const chordDeductions = new Float64Array(caps.length);
  let floor = 0;
  let level = Math.max(0, -deductions[0]!);
  for (let k = 0; k < caps.length; k++) {
    const last = k === caps.length - 1;
    const top = caps[k]!;
    const above = last ? Infinity : top * rates[k + 1]! - deductions[k + 1]!;
    const wanted = last ? rates[k]! : (above - level) / (top - floor);
    const slope = Math.max(wanted, rates[k]!, k > 0 ? chordRates[k - 1]! : 0);
    chordRates[k] = slope;
    chordDeductions[k] = slope * floor - level;
    level += slope * (top - floor);
    floor = top;
  }
  return { chordRates, chordDeductions };
}
