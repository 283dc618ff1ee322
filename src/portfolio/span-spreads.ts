/**
 * What SPAN adds for spreads between expiries of one underlying, and gives back for spreads between underlyings.
 * @source rules: portfolio.md §4.1 (KDPW, NSE; cap: CME Chadv10-409)
 */
import type { ExpiryDelta } from './span-delta.ts';

export interface SpanInterMonth {
  /** Expiries from (included) to (excluded) these years from now, by number. */
  tiers: readonly { fromYears: number; toYears: number }[];
  /** In the order in which deltas are used up: the tiers of its two legs, and the charge per value of the far leg. */
  spreads: readonly { tiers: readonly [number, number]; rate: number }[];
}

/** USD. Within a tier the nearest long meets the nearest short first. */
export function interMonthCharge(deltas: readonly ExpiryDelta[], interMonth: SpanInterMonth): number {
  const left = deltas.map(delta => ({ ...delta })).sort((a, b) => a.years - b.years);
  const within = (tier: number): ExpiryDelta[] => {
    const { fromYears, toYears } = interMonth.tiers[tier]!;
    return left.filter(({ years }) => years >= fromYears && years < toYears);
  };
  return interMonth.spreads.reduce((charge, { tiers: [a, b], rate }) => {
    const [one, other] = [within(a), within(b)];
    const between = spread(one, other) + (a === b ? 0 : spread(other, one));
    return charge + rate * between;
  }, 0);
}

/** Value of the far legs of what is matched; what is matched is taken off both sides. */
function spread(longs: readonly ExpiryDelta[], shorts: readonly ExpiryDelta[]): number {
  let value = 0;
  for (const long of longs) {
    for (const short of shorts) {
      const units = Math.min(Math.max(0, long.units), Math.max(0, -short.units));
      long.units -= units;
      short.units += units;
      value += units * (long.years > short.years ? long.price : short.price);
    }
  }
  return value;
}

/**
 * Price risk of the active scenario: the mean loss of it and of the one with the other volatility, less what the
 * passing of time costs by itself (scenarios 1 and 2).
 * @param portfolio P&L in the sixteen scenarios
 * @param activeScenario 1 to 16; null: none loses
 * @returns at least 0
 */
export function spanPriceRisk(portfolio: readonly number[], activeScenario: number | null): number {
  if (activeScenario === null) return 0;
  const active = activeScenario - 1;
  const paired = active < 14 ? active ^ 1 : active;
  const loss = -(portfolio[active]! + portfolio[paired]!) / 2;
  const timeRisk = -(portfolio[0]! + portfolio[1]!) / 2;
  return Math.max(0, loss - timeRisk);
}

export interface SpanCredit {
  underlyings: readonly [string, string];
  /** Delta of each leg in one spread, in the unit of the deltas; default 1 to 1. */
  deltasPerSpread?: readonly [number, number];
  /** Part of the price risk of what is matched that is given back. */
  rate: number;
}

export interface SpanLeg {
  /** Net, in any one unit. */
  delta: number;
  /** Price risk per unit of delta. */
  unitPriceRisk: number;
}

/**
 * Inter-commodity credits: opposite deltas are matched in the order of the credits, and used up by them.
 * @returns what is given back, by underlying; those without a credit are left out
 */
export function interCommodityCredits(
  legs: Readonly<Record<string, SpanLeg>>,
  credits: readonly SpanCredit[],
): Record<string, number> {
  const left = Object.fromEntries(Object.entries(legs).map(([name, { delta }]) => [name, delta]));
  const given: Record<string, number> = {};
  for (const { underlyings, deltasPerSpread: ratio = [1, 1], rate } of credits) {
    const [a, b] = underlyings.map(name => left[name] ?? 0) as [number, number];
    if (a * b >= 0) continue;
    const spreads = Math.min(Math.abs(a) / ratio[0], Math.abs(b) / ratio[1]);
    underlyings.forEach((name, k) => {
      const matched = spreads * ratio[k]!;
      left[name]! -= Math.sign(left[name]!) * matched;
      given[name] = (given[name] ?? 0) + matched * legs[name]!.unitPriceRisk * rate;
    });
  }
  return given;
}
