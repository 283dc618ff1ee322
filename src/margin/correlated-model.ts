/**
 * `pm-correlated`, ours, a teaching model (semantics §6): net risk and correlation at sight.
 * MM = max( √(Σu Σv ρuv·Lu·Lv), 1 % of gross notional ), Lu = Ru·Δu, ρ = 0.8 off the diagonal; IM = 1.3·MM.
 * With one ρ the form is 0.2·ΣL² + 0.8·(ΣL)². A norm of the deltas: convex, and at most Σ Ru·|Δu|.
 */
import { Decimal, max, ZERO } from '../basics/money.ts';
import type { Holding, MarginModel } from './model.ts';
import { underlyingOf } from './model.ts';
import { SHOCK, shockClass } from './shock-classes.ts';

const CORRELATION = new Decimal('0.8');
const OWN_WEIGHT = new Decimal(1).sub(CORRELATION);
const GROSS_FLOOR = new Decimal('0.01');
const INITIAL_FACTOR = new Decimal('1.3');
const correlation = CORRELATION.toNumber();
const ownWeight = OWN_WEIGHT.toNumber();
const grossFloor = GROSS_FLOOR.toNumber();

export class CorrelatedModel implements MarginModel {
  readonly id = 'pm-correlated';
  readonly statesAreCertain = false;
  readonly initialFactor = INITIAL_FACTOR.toNumber();
  /** Symbol number → number of its underlying, and the shock R of each symbol. */
  private readonly underlying: Int32Array;
  private readonly shocks: Decimal[];
  private readonly shock: Float64Array;
  private readonly net: Float64Array;

  constructor(symbols: readonly string[]) {
    const names = [...new Set(symbols.map(underlyingOf))];
    this.underlying = Int32Array.from(symbols, symbol => names.indexOf(underlyingOf(symbol)));
    this.shocks = symbols.map(symbol => new Decimal(SHOCK[shockClass(symbol)]));
    this.shock = Float64Array.from(this.shocks, shock => shock.toNumber());
    this.net = new Float64Array(names.length);
  }

  maintenance(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal {
    const { square, gross } = this.forms(holdings, prices, prices);
    return max(square.sqrt(), GROSS_FLOOR.mul(gross));
  }

  slope(holdings: readonly Holding[], prices: readonly Decimal[], drift: readonly Decimal[]): Decimal {
    const here = this.forms(holdings, prices, prices);
    const along = this.forms(holdings, prices, drift);
    const norm = here.square.sqrt();
    return norm.gte(GROSS_FLOOR.mul(here.gross)) ? along.square.div(norm) : GROSS_FLOOR.mul(along.gross);
  }

  initial(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal {
    return INITIAL_FACTOR.mul(this.maintenance(holdings, prices));
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
      const delta = quantities[symbol]! * prices[symbol]!;
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

  /** |ρ| <= 1, so the norm changes by at most R·|Δ|, either way; R is above the 1 % floor. */
  rateAtLeast(symbol: number): number {
    return -this.shock[symbol]!;
  }

  rateAtMost(symbol: number): number {
    return this.shock[symbol]!;
  }

  /** The bilinear form of the deltas at two price vectors (equal ones: the square), and the gross at the second. */
  private forms(holdings: readonly Holding[], a: readonly Decimal[], b: readonly Decimal[]) {
    const lossA = new Map<number, Decimal>();
    const lossB = new Map<number, Decimal>();
    let gross = ZERO;
    for (const { symbol, quantity } of holdings) {
      const unit = this.underlying[symbol]!;
      const loss = this.shocks[symbol]!.mul(quantity);
      lossA.set(unit, (lossA.get(unit) ?? ZERO).add(loss.mul(a[symbol]!)));
      lossB.set(unit, (lossB.get(unit) ?? ZERO).add(loss.mul(b[symbol]!)));
      gross = gross.add(quantity.abs().mul(b[symbol]!));
    }
    let own = ZERO;
    let sumA = ZERO;
    let sumB = ZERO;
    for (const [unit, loss] of lossA) {
      own = own.add(loss.mul(lossB.get(unit)!));
      sumA = sumA.add(loss);
      sumB = sumB.add(lossB.get(unit)!);
    }
    return { square: OWN_WEIGHT.mul(own).add(CORRELATION.mul(sumA).mul(sumB)), gross };
  }
}
