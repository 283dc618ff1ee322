/**
 * `pm-correlated`, ours, a teaching model (semantics §6): net risk and correlation at sight.
 * MM = max( √(Σu Σv ρuv·Lu·Lv), 1 % of gross notional ), Lu = Ru·Δu, ρ = 0.8 off the diagonal; IM = 1.3·MM.
 * With one ρ the form is 0.2·ΣL² + 0.8·(ΣL)². A norm of the deltas: convex, and at most Σ Ru·|Δu|.
 */
import { Decimal, max, ZERO } from '../basics/money.ts';
import type { Instrument } from '../market/instrument.ts';
import { type Explanation, shockText } from './explanation.ts';
import { Exposure } from './exposure.ts';
import type { Holding, MarginModel, ScreenBook } from './model.ts';
import { SHOCK, shockClass } from './shock-classes.ts';
import { WholeBookModel } from './whole-book-model.ts';

const CORRELATION = new Decimal('0.8');
const OWN_WEIGHT = new Decimal(1).sub(CORRELATION);
const GROSS_FLOOR = new Decimal('0.01');
const INITIAL_FACTOR = new Decimal('1.3');
const correlation = CORRELATION.toNumber();
const ownWeight = OWN_WEIGHT.toNumber();
const grossFloor = GROSS_FLOOR.toNumber();

export class CorrelatedModel extends WholeBookModel implements MarginModel {
  readonly id = 'pm-correlated';
  readonly statesAreCertain = false;
  readonly isConvex = true;
  readonly initialFactor = INITIAL_FACTOR.toNumber();
  /** Symbol number → number of its underlying, and the shock R of each symbol. */
  private readonly underlying: Int32Array;
  private readonly names: readonly string[];
  private readonly shocks: Decimal[];
  private readonly shock: Float64Array;
  private readonly net: Float64Array;
  private readonly exposure: Exposure;

  constructor(instruments: readonly Instrument[]) {
    super();
    const names = [...new Set(instruments.map(({ underlying }) => underlying))];
    this.names = names;
    this.underlying = Int32Array.from(instruments, ({ underlying }) => names.indexOf(underlying));
    this.shocks = instruments.map(({ underlying }) => new Decimal(SHOCK[shockClass(underlying)]));
    this.shock = Float64Array.from(this.shocks, shock => shock.toNumber());
    this.net = new Float64Array(names.length);
    this.exposure = new Exposure(instruments);
  }

  maintenance(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal {
    const own = this.deltas(holdings, prices);
    const { square, gross } = this.forms(holdings, own, own);
    return max(square.sqrt(), GROSS_FLOOR.mul(gross));
  }

  slope(holdings: readonly Holding[], prices: readonly Decimal[], drift: readonly Decimal[]): Decimal {
    const own = this.deltas(holdings, prices);
    const change = holdings.map(holding => this.exposure.change(holding, drift[holding.symbol]!));
    const here = this.forms(holdings, own, own);
    const along = this.forms(holdings, own, change);
    const norm = here.square.sqrt();
    return norm.gte(GROSS_FLOOR.mul(here.gross)) ? along.square.div(norm) : GROSS_FLOOR.mul(along.gross);
  }

  initial(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal {
    return INITIAL_FACTOR.mul(this.maintenance(holdings, prices));
  }

  /**
   * The norm is the largest loss over all joint moves x with (x/R)ᵀρ⁻¹(x/R) <= 1, met at x = −R∘ρL ÷ norm: that
   * move is the one scenario. Parts: each underlying's loss at its own R, what correlation takes off their sum,
   * and the floor of 1 % of gross notional.
   */
  explain(holdings: readonly Holding[], prices: readonly Decimal[]): Explanation {
    const own = this.deltas(holdings, prices);
    const { square, gross, losses } = this.forms(holdings, own, own);
    const norm = square.sqrt();
    const parts: Record<string, Decimal> = {};
    let single = ZERO;
    let total = ZERO;
    for (const [unit, loss] of losses) {
      parts[`loss ${this.names[unit]!}`] = loss.abs();
      single = single.add(loss.abs());
      total = total.add(loss);
    }
    parts['correlation'] = norm.sub(single);
    parts['floor'] = GROSS_FLOOR.mul(gross);
    if (norm.isZero()) return { parts, scenarios: [], worst: null };
    const moves = [...losses].map(([unit, loss]) => {
      const name = this.names[unit]!;
      const shock = this.shockOf(unit)
        .mul(OWN_WEIGHT.mul(loss).add(CORRELATION.mul(total)))
        .div(norm)
        .neg();
      return { name, shock };
    });
    const worst = {
      id: moves.map(({ name, shock }) => shockText(name, shock)).join(', '),
      shocks: Object.fromEntries(moves.map(({ name, shock }) => [name, shock.toNumber()])),
      pnl: norm.neg(),
      weight: 1,
    };
    return { parts, scenarios: [worst], worst };
  }

  private shockOf(unit: number): Decimal {
    return this.shocks[this.underlying.indexOf(unit)]!;
  }

  worstScenario(): null {
    return null;
  }

  screenMaintenance(held: Int32Array, quantities: Float64Array, prices: Float64Array): number {
    const { net, underlying, shock } = this;
    net.fill(0);
    let gross = 0;
    for (let k = 0; k < held.length; k++) {
      const symbol = held[k]!;
      const delta = this.exposure.screen(symbol, quantities[symbol]!, prices[symbol]!);
      net[underlying[symbol]!]! += shock[symbol]! * delta;
      gross += Math.abs(delta);
    }
    let sum = 0;
    let squares = 0;
    for (let u = 0; u < net.length; u++) {
      sum += net[u]!;
      squares += net[u]! * net[u]!;
    }
    return Math.max(Math.sqrt(ownWeight * squares + correlation * sum * sum), grossFloor * gross);
  }

  /** |ρ| <= 1, so the norm changes by at most R·|∂Δ|, either way; R is above the 1 % floor. */
  slopeAtLeast(symbol: number, book: ScreenBook): number {
    return -this.slopeAtMost(symbol, book);
  }

  slopeAtMost(symbol: number, { quantities }: ScreenBook): number {
    return this.shock[symbol]! * Math.abs(this.exposure.screenChange(symbol, quantities[symbol]!));
  }

  private deltas(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal[] {
    return holdings.map(holding => this.exposure.delta(holding, prices[holding.symbol]!));
  }

  /**
   * The bilinear form of two lists of deltas (equal ones: the square), the gross of the second, and the shocked
   * delta of each underlying by the first.
   */
  private forms(holdings: readonly Holding[], a: readonly Decimal[], b: readonly Decimal[]) {
    const lossA = new Map<number, Decimal>();
    const lossB = new Map<number, Decimal>();
    let gross = ZERO;
    holdings.forEach(({ symbol, quantity }, k) => {
      const unit = this.underlying[symbol]!;
      const shock = this.shocks[symbol]!;
      lossA.set(unit, (lossA.get(unit) ?? ZERO).add(shock.mul(a[k]!)));
      lossB.set(unit, (lossB.get(unit) ?? ZERO).add(shock.mul(b[k]!)));
      gross = gross.add(quantity.isNegative() ? b[k]!.neg() : b[k]!);
    });
    let own = ZERO;
    let sumA = ZERO;
    let sumB = ZERO;
    for (const [unit, loss] of lossA) {
      own = own.add(loss.mul(lossB.get(unit)!));
      sumA = sumA.add(loss);
      sumB = sumB.add(lossB.get(unit)!);
    }
    return { square: OWN_WEIGHT.mul(own).add(CORRELATION.mul(sumA).mul(sumB)), gross, losses: lossA };
  }
}
