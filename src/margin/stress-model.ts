/**
 * `pm-stress` for linear books (semantics §6; rules: portfolio.md §1.2): per underlying, summed,
 * max( max(MR1, MR6) + MR4, MR7 ), IM = 1.3·MM.
 *   MR1  worst loss over 0, ±⅓, ±⅔, ±1 of R: for a linear book R·|Δ|, at the shock against it
 *   MR6  half the loss at ±24 / ±36 / ±50 %
 *   MR4  basis, 0.2 / 0.8 / 1 % of |Δ| per contract
 *   MR7  minimum charge, 0.45 / 0.70 / 1 % of |Δ| per contract, with marginal multipliers
 * Ours, not sourced: MR7 of "others", and the multipliers beyond BTC and ETH.
 */
import { Decimal, max, ZERO } from '../basics/money.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Explanation } from './explanation.ts';
import { Exposure } from './exposure.ts';
import type { Holding, MarginModel, ScreenBook } from './model.ts';
import { SHOCK, shockClass, type ShockClass } from './shock-classes.ts';
import { EXTREME_WEIGHT, explainStress } from './stress-explanation.ts';
import { WholeBookModel } from './whole-book-model.ts';

const EXTREME: Record<ShockClass, string> = { 'btc-eth': '0.24', major: '0.36', other: '0.50' };
const BASIS: Record<ShockClass, string> = { 'btc-eth': '0.002', major: '0.008', other: '0.01' };
const MINIMUM: Record<ShockClass, string> = { 'btc-eth': '0.0045', major: '0.0070', other: '0.01' };
/** MR7 multipliers of 15 January 2025: up to this many USD of |Δ|, this factor. */
const MULTIPLIERS: readonly [cap: number, factor: number][] = [
  [250_000, 1],
  [500_000, 2],
  [1_000_000, 4],
  [2_000_000, 6],
  [3_000_000, 8],
  [4_000_000, 10],
  [Infinity, 12],
];
const INITIAL_FACTOR = new Decimal('1.3');

interface Unit {
  name: string;
  /** R, the largest move of the price grid, and the move beyond it. */
  range: Decimal;
  extreme: Decimal;
  /** max(R, half the extreme): MR1 and MR6 of a linear book are both this rate of |net Δ|. */
  scan: Decimal;
  basis: Decimal;
  minimum: Decimal;
}

export class StressModel extends WholeBookModel implements MarginModel {
  readonly id = 'pm-stress';
  readonly statesAreCertain = true;
  readonly isConvex = true;
  readonly initialFactor = INITIAL_FACTOR.toNumber();
  private readonly units: Unit[];
  private readonly unitOf: Int32Array;
  private readonly net: Float64Array;
  private readonly gross: Float64Array;
  private readonly rates: Record<'scan' | 'basis' | 'minimum', Float64Array>;

  private readonly exposure: Exposure;
  /** 1 for contracts, 0 for spot: a coin that hedges has no basis of its own and pays no minimum charge. */
  private readonly weights: Float64Array;

  constructor(instruments: readonly Instrument[]) {
    super();
    const names = [...new Set(instruments.map(({ underlying }) => underlying))];
    this.exposure = new Exposure(instruments);
    this.weights = Float64Array.from(instruments, ({ kind }) => (kind === 'spot' ? 0 : 1));
    this.unitOf = Int32Array.from(instruments, ({ underlying }) => names.indexOf(underlying));
    this.units = names.map(name => {
      const kind = shockClass(name);
      const range = new Decimal(SHOCK[kind]);
      const extreme = new Decimal(EXTREME[kind]);
      return {
        name,
        range,
        extreme,
        scan: max(range, extreme.mul(EXTREME_WEIGHT)),
        basis: new Decimal(BASIS[kind]),
        minimum: new Decimal(MINIMUM[kind]),
      };
    });
    this.net = new Float64Array(names.length);
    this.gross = new Float64Array(names.length);
    const column = (rate: 'scan' | 'basis' | 'minimum') =>
      Float64Array.from(this.units, unit => unit[rate].toNumber());
    this.rates = { scan: column('scan'), basis: column('basis'), minimum: column('minimum') };
  }

  maintenance(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal {
    return this.sums(holdings, this.deltas(holdings, prices)).reduce((sum, { unit, net, gross }) => {
      const scan = unit.scan.mul(net.abs()).add(unit.basis.mul(gross));
      return sum.add(max(scan, unit.minimum.mul(multiplied(gross))));
    }, ZERO);
  }

  slope(holdings: readonly Holding[], prices: readonly Decimal[], drift: readonly Decimal[]): Decimal {
    const change = holdings.map(holding => this.exposure.change(holding, drift[holding.symbol]!));
    const along = this.sums(holdings, change);
    return this.sums(holdings, this.deltas(holdings, prices)).reduce((sum, { unit, net, gross }, u) => {
      const scan = unit.scan.mul(net.abs()).add(unit.basis.mul(gross));
      const floor = unit.minimum.mul(multiplied(gross));
      const sign = net.isNegative() ? -1 : 1;
      if (scan.gte(floor))
        return sum.add(unit.scan.mul(along[u]!.net).mul(sign)).add(unit.basis.mul(along[u]!.gross));
      return sum.add(unit.minimum.mul(multiplierAt(gross)).mul(along[u]!.gross));
    }, ZERO);
  }

  initial(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal {
    return INITIAL_FACTOR.mul(this.maintenance(holdings, prices));
  }

  /** Each underlying's own worst move, e.g. `BTC −12 %, ETH +12 %`. */
  worstScenario(holdings: readonly Holding[], prices: readonly Decimal[]): string | null {
    const worst = this.sums(holdings, this.deltas(holdings, prices))
      .filter(({ net }) => !net.isZero())
      .map(
        ({ unit, net }) => `${unit.name} ${net.isNegative() ? '+' : '−'}${unit.scan.mul(100).toFixed()} %`,
      );
    return worst.length > 0 ? worst.join(', ') : null;
  }

  explain(holdings: readonly Holding[], prices: readonly Decimal[]): Explanation {
    const rows = this.sums(holdings, this.deltas(holdings, prices));
    return explainStress(
      rows.map(row => ({ ...row, minimumCharge: row.unit.minimum.mul(multiplied(row.gross)) })),
    );
  }

  screenMaintenance(held: Int32Array, quantities: Float64Array, prices: Float64Array): number {
    const { net, gross, unitOf, rates } = this;
    net.fill(0);
    gross.fill(0);
    for (let k = 0; k < held.length; k++) {
      const symbol = held[k]!;
      const delta = this.exposure.screen(symbol, quantities[symbol]!, prices[symbol]!);
      net[unitOf[symbol]!]! += delta;
      gross[unitOf[symbol]!]! += this.weights[symbol]! * Math.abs(delta);
    }
    let sum = 0;
    for (let u = 0; u < net.length; u++) {
      const scan = rates.scan[u]! * Math.abs(net[u]!) + rates.basis[u]! * gross[u]!;
      sum += Math.max(scan, rates.minimum[u]! * screenMultiplied(gross[u]!));
    }
    return sum;
  }

  /** A contract against its underlying's net frees the scan; no multiplier is above 12. */
  slopeAtLeast(symbol: number, { quantities }: ScreenBook): number {
    const unit = this.unitOf[symbol]!;
    const freed = this.weights[symbol]! * this.rates.basis[unit]! - this.rates.scan[unit]!;
    return freed * Math.abs(this.exposure.screenChange(symbol, quantities[symbol]!));
  }

  slopeAtMost(symbol: number, { quantities }: ScreenBook): number {
    const unit = this.unitOf[symbol]!;
    const rate = Math.max(this.rates.scan[unit]! + this.rates.basis[unit]!, 12 * this.rates.minimum[unit]!);
    return rate * Math.abs(this.exposure.screenChange(symbol, quantities[symbol]!));
  }

  private deltas(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal[] {
    return holdings.map(holding => this.exposure.delta(holding, prices[holding.symbol]!));
  }

  /** Net and gross of deltas (or of their changes) by underlying. */
  private sums(holdings: readonly Holding[], deltas: readonly Decimal[]) {
    const rows = this.units.map(unit => ({ unit, net: ZERO, gross: ZERO }));
    holdings.forEach(({ symbol, quantity }, k) => {
      const row = rows[this.unitOf[symbol]!]!;
      const delta = deltas[k]!;
      row.net = row.net.add(delta);
      if (this.weights[symbol] === 0) return;
      // Deltas carry the sign of the quantity; their changes need not.
      row.gross = row.gross.add(quantity.isNegative() ? delta.neg() : delta);
    });
    return rows;
  }
}

/** Σ of the slices of |Δ|, each times its multiplier. */
function multiplied(delta: Decimal): Decimal {
  let sum = ZERO;
  let floor = 0;
  for (const [cap, factor] of MULTIPLIERS) {
    if (delta.lte(floor)) break;
    const top = delta.gt(cap) ? new Decimal(cap) : delta;
    sum = sum.add(top.sub(floor).mul(factor));
    floor = cap;
  }
  return sum;
}

const multiplierAt = (delta: Decimal): number => MULTIPLIERS.find(([cap]) => delta.lte(cap))![1];

function screenMultiplied(delta: number): number {
  let sum = 0;
  let floor = 0;
  for (let k = 0; k < MULTIPLIERS.length && delta > floor; k++) {
    const [cap, factor] = MULTIPLIERS[k]!;
    sum += (Math.min(delta, cap) - floor) * factor;
    floor = cap;
  }
  return sum;
}
