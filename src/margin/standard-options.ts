/**
 * Options under a standard margin, exact. A replay counts an option in equity at its mark (its premium went through
 * cash), venues with a standard margin do not: they ask of what is there beside the options. So that
 *
 *   equity − requirement here  =  (equity − Σ quantity × mark) − requirement as published
 *
 * the requirement here is the published one + Σ quantity × mark: a long option asks for its own value, a short one for
 * what is published less its mark, which is published as part of it.
 */
import { type Decimal, max, min, ZERO } from '../basics/money.ts';
import { shortOptionMargin } from './formula-option-margin.ts';
import type { Holding } from './model.ts';
import type { StandardTerms } from './standard-terms.ts';

type Kind = 'initial' | 'maintenance';

interface Leg {
  terms: StandardTerms;
  /** Signed, in units of the underlying. */
  size: Decimal;
  spot: Decimal;
  forward: Decimal;
  mark: Decimal;
}

/** @param terms by symbol number; what has none is left out */
export function optionsRequirement(
  kind: Kind,
  terms: readonly (StandardTerms | null)[],
  holdings: readonly Holding[],
  prices: readonly Decimal[],
): Decimal {
  return expiriesOf(terms, holdings, prices).reduce((sum, legs) => {
    const alone = total(legs, leg => aloneOf(kind, leg));
    const most = boundOf(kind, legs);
    return sum.add(most === null ? alone : min(alone, most));
  }, ZERO);
}

/** Derivative of the maintenance along the direction `drift` of the prices. */
export function optionsSlope(
  terms: readonly (StandardTerms | null)[],
  holdings: readonly Holding[],
  prices: readonly Decimal[],
  drift: readonly Decimal[],
): Decimal {
  const along = expiriesOf(terms, holdings, drift);
  return expiriesOf(terms, holdings, prices).reduce((sum, legs, k) => {
    const most = boundOf('maintenance', legs);
    const bounded = most?.lt(total(legs, leg => aloneOf('maintenance', leg))) ?? false;
    if (!bounded) return sum.add(total(legs, (leg, n) => aloneSlope(leg, along[k]![n]!)));
    const { maintenanceScale } = legs[0]!.terms.bound!;
    return sum.add(valueOf(along[k]!)).add(unpairedValue(along[k]!).mul(maintenanceScale));
  }, ZERO);
}

const total = <T>(items: readonly T[], of: (item: T, at: number) => Decimal): Decimal =>
  items.reduce((sum, item, at) => sum.add(of(item, at)), ZERO);

function expiriesOf(
  terms: readonly (StandardTerms | null)[],
  holdings: readonly Holding[],
  prices: readonly Decimal[],
): Leg[][] {
  const expiries = new Map<number, Leg[]>();
  for (const { symbol, quantity } of holdings) {
    const own = terms[symbol];
    if (!own) continue;
    const leg = {
      terms: own,
      size: quantity.mul(own.contractSize),
      spot: prices[own.spot]!,
      forward: prices[own.forward]!,
      mark: prices[symbol]!,
    };
    const legs = expiries.get(own.expiry);
    if (legs) legs.push(leg);
    else expiries.set(own.expiry, [leg]);
  }
  return [...expiries.values()];
}

function aloneOf(kind: Kind, { terms, size, spot, mark }: Leg): Decimal {
  if (!size.isNegative()) return size.mul(mark);
  const { right, strike, rates } = terms;
  const asked = shortOptionMargin({ right, strike, underlyingPrice: spot, mark, unit: spot }, rates);
  return size.neg().mul(asked[`${kind}Margin`].sub(mark));
}

/** @param along the same leg with changes in place of its prices */
function aloneSlope({ terms, size, spot, mark }: Leg, along: Leg): Decimal {
  if (!size.isNegative()) return size.mul(along.mark);
  const { callMaintenanceRate, putMaintenanceRate, putMaintenanceMarkRate } = terms.rates;
  if (terms.right === 'call') return size.neg().mul(callMaintenanceRate).mul(along.spot);
  return putMaintenanceMarkRate.mul(mark).gt(putMaintenanceRate.mul(spot))
    ? size.neg().mul(putMaintenanceMarkRate).mul(along.mark)
    : size.neg().mul(putMaintenanceRate).mul(along.spot);
}

/** What the whole expiry can lose at most against its value now, with more for net short calls; null: no such rule. */
function boundOf(kind: Kind, legs: readonly Leg[]): Decimal | null {
  const { bound } = legs[0]!.terms;
  if (bound === null) return null;
  const worst = [ZERO, ...legs.map(({ terms }) => terms.strike)]
    .map(price => total(legs, leg => payoff(leg, price)))
    .reduce(min, ZERO);
  return valueOf(legs)
    .sub(worst)
    .add(unpairedValue(legs).mul(bound[`${kind}Scale`]));
}

const valueOf = (legs: readonly Leg[]): Decimal => total(legs, ({ size, mark }) => size.mul(mark));

const payoff = ({ terms: { right, strike }, size }: Leg, price: Decimal): Decimal =>
  max(right === 'call' ? price.sub(strike) : strike.sub(price), ZERO).mul(size);

/** Short calls that no long call pairs, at the forward. */
function unpairedValue(legs: readonly Leg[]): Decimal {
  const calls = legs.filter(({ terms }) => terms.right === 'call');
  return max(total(calls, ({ size }) => size).neg(), ZERO).mul(legs[0]!.forward);
}
