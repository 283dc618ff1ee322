/** The scenario models (semantics §6; rules: portfolio.md §1.2), one formula after the other. */
import { Dec, delta, larger, one, smaller, sum, zero, type Holding, type Prices } from './contracts.ts';

const majors = new Set('SOL DOGE PEPE XRP BNB SHIB LTC ORDI WLD BCH ADA'.split(' '));

interface ShockClass {
  range: Dec;
  extreme: Dec;
  basis: Dec;
  minimum: Dec;
  /** The price moves of MR1: 0, ±⅓, ±⅔, ±1 of the range. */
  grid: Dec[];
}
const shockClass = (...rates: [string, string, string, string]): ShockClass => {
  const [range, extreme, basis, minimum] = rates.map(rate => new Dec(rate)) as [Dec, Dec, Dec, Dec];
  const grid = [-3, -2, -1, 0, 1, 2, 3].map(third => range.times(third).div(3));
  return { range, extreme, basis, minimum, grid };
};
const largest = shockClass('0.12', '0.24', '0.002', '0.0045');
const major = shockClass('0.18', '0.36', '0.008', '0.007');
const other = shockClass('0.25', '0.5', '0.01', '0.01');
const classOf = (underlying: string): ShockClass =>
  underlying === 'BTC' || underlying === 'ETH' ? largest : majors.has(underlying) ? major : other;

function byUnderlying(holdings: Holding[]): [string, Holding[]][] {
  const units = new Map<string, Holding[]>();
  for (const holding of holdings) {
    const { underlying } = holding.contract;
    units.set(underlying, [...(units.get(underlying) ?? []), holding]);
  }
  return [...units];
}
const net = (holdings: Holding[], marks: Prices): Dec => sum(holdings.map(holding => delta(holding, marks)));
const gross = (holdings: Holding[], marks: Prices): Dec =>
  sum(holdings.map(holding => delta(holding, marks).abs()));

const correlation = new Dec('0.8');

export function correlatedMaintenance(holdings: Holding[], marks: Prices): Dec {
  const risks = byUnderlying(holdings).map(([u, own]) => classOf(u).range.times(net(own, marks)));
  const squares = risks.map((a, u) =>
    sum(risks.map((b, v) => a.times(b).times(u === v ? one : correlation))),
  );
  return larger(larger(sum(squares), zero).sqrt(), gross(holdings, marks).times('0.01'));
}

/** Upper end of a slice of |Δ| in dollars, and the multiplier of that slice (15 January 2025). */
const minimumChargeSlices = (
  [
    ['250000', 1],
    ['500000', 2],
    ['1000000', 4],
    ['2000000', 6],
    ['3000000', 8],
    ['4000000', 10],
    ['1e60', 12],
  ] as const
).map(([to, multiplier]) => ({ to: new Dec(to), multiplier }));

function minimumCharge(size: Dec, rate: Dec): Dec {
  let charge = zero;
  let from = zero;
  for (const { to, multiplier } of minimumChargeSlices) {
    if (size.lte(from)) break;
    charge = charge.plus(smaller(size, to).minus(from).times(rate).times(multiplier));
    from = to;
  }
  return charge;
}

const worstLoss = (dollars: Dec, shocks: Dec[]): Dec =>
  shocks.reduce((worst, shock) => larger(worst, dollars.times(shock).neg()), zero);

/** Shocks move all that is on one underlying together; basis and minimum charge are asked of every contract, not of coins. */
export function stressMaintenance(holdings: Holding[], marks: Prices): Dec {
  return sum(
    byUnderlying(holdings).map(([underlying, own]) => {
      const { extreme, basis, minimum, grid } = classOf(underlying);
      const dollars = net(own, marks);
      const legs = gross(
        own.filter(({ contract }) => contract.kind !== 'spot'),
        marks,
      );
      const mr1 = worstLoss(dollars, grid);
      const mr6 = worstLoss(dollars, [extreme, extreme.neg()]).div(2);
      return larger(larger(mr1, mr6).plus(legs.times(basis)), minimumCharge(legs, minimum));
    }),
  );
}
