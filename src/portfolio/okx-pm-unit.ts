/** The charges MR1 to MR9 of one risk unit at OKX. @source rules: portfolio.md §1.2 */
import { marginalCharge, type OkxCharges, okxHedgedDollars } from './okx-pm-aggregate.ts';
import { type OkxParameters, type OkxRates, okxRates, type VolatilityShock } from './okx-pm-parameters.ts';
import { optionDelta, optionValue } from './option-value.ts';
import type { LinearLeg, PortfolioScenario, RiskUnit } from './portfolio-book.ts';
import { ScenarioGrid, type VolatilityMove } from './scenario-grid.ts';
import { coinsOf, gridNames, notionalOf, type ScenarioName } from './scenario-report.ts';

const DAYS_PER_YEAR = 365;
/** Volatility up by points and by share, as it is, down by share and by points. */
const STATES = 5;
const SHOWN = 3;

export interface OkxUnitRisk {
  charges: Required<OkxCharges>;
  /** MR1 by price, volatility up, same, down; then MR6 with what of it counts. */
  scenarios: PortfolioScenario[];
}

export class OkxUnit {
  readonly rates: OkxRates;
  private readonly names: readonly ScenarioName[];
  private readonly shocks: ScenarioGrid;
  private readonly extremes: ScenarioGrid;

  constructor(underlying: string, parameters: OkxParameters) {
    const rates = okxRates(underlying, parameters);
    this.rates = rates;
    const rises = [...rates.priceMoves].sort((a, b) => a - b);
    const moves = [...rises.map(move => -move).reverse(), 0, ...rises];
    const same: VolatilityMove = volatility => volatility;
    this.shocks = new ScenarioGrid(moves, [
      moved(rates.volatilityShocks, 'points', 1),
      moved(rates.volatilityShocks, 'share', 1),
      same,
      moved(rates.volatilityShocks, 'share', -1),
      moved(rates.volatilityShocks, 'points', -1),
    ]);
    const extremes = [-rates.extremeMove, rates.extremeMove];
    this.extremes = new ScenarioGrid(extremes, [same]);
    const atMonth = shockAt(rates.volatilityShocks, 30).share;
    this.names = [
      ...gridNames(underlying, moves, [
        { name: 'up', shock: atMonth },
        { name: 'same', shock: null },
        { name: 'down', shock: -atMonth },
      ]),
      ...gridNames(underlying, extremes, [
        { name: `same, ${rates.extremeFactor} of it counts`, shock: null },
      ]),
    ];
  }

  risk(unit: RiskUnit): OkxUnitRisk {
    const deltas = unit.options.map(leg => (leg.quantity === 0 ? 0 : leg.quantity * optionDelta(leg)));
    const spot = spotInUse(unit, deltas);
    const scenarios = this.scenarios(unit, spot);
    const { rates } = this;
    const shown = this.names.length - 2;
    const worst = (from: number, to: number): number => {
      let low = 0;
      for (let k = from; k < to; k++) low = Math.min(low, scenarios[k]!.pnl);
      return 0 - low;
    };
    const optionsAtMark = unit.options.reduce(
      (sum, { quantity, mark }) => sum + Math.abs(quantity) * mark,
      0,
    );
    const charges = {
      mr1: worst(0, shown),
      mr2: dayLost(unit),
      mr3: optionsAtMark * rates.vegaTermRate,
      mr4: basisCharge(unit, deltas, spot, rates),
      mr5: optionsAtMark * rates.interestRate,
      mr6: worst(shown, scenarios.length),
      mr7: marginalCharge(grossDelta(unit, deltas) * rates.minimumRate, rates.minimumTiers),
      mr9: marginalCharge(okxHedgedDollars(byQuote(unit, deltas)), rates.depegTiers),
    };
    return { charges, scenarios };
  }

  /** Linear legs move by the index, q·index·s, as the published account does. */
  private scenarios({ linear, options, index }: RiskUnit, spot: number): PortfolioScenario[] {
    const { shocks, extremes, names, rates } = this;
    const coins = linear.reduce((sum, leg) => sum + coinsOf(leg), spot);
    for (const grid of [shocks, extremes]) {
      grid.clear();
      grid.addNotional(coins * index);
    }
    for (const leg of options) {
      if (leg.quantity === 0) continue;
      const value = optionValue(leg);
      shocks.addOption(leg, value, null);
      extremes.addOption(leg, value, null);
    }
    const { pnl } = shocks;
    return names.map(({ id, shocks: moves }, k) => {
      const cell = Math.floor(k / SHOWN) * STATES;
      if (cell >= pnl.length)
        return { id, shocks: moves, pnl: extremes.pnl[k - names.length + 2]! * rates.extremeFactor };
      const state = k % SHOWN;
      if (state === 1) return { id, shocks: moves, pnl: pnl[cell + 2]! };
      const at = state === 0 ? cell : cell + 3;
      return { id, shocks: moves, pnl: Math.min(pnl[at]!, pnl[at + 1]!) };
    });
  }
}

/** Coins as far as they offset the delta of the contracts. @source rules: portfolio.md §1.2 (O4b) [I] */
function spotInUse({ spot, linear }: RiskUnit, deltas: readonly number[]): number {
  const delta = linear.reduce((sum, leg) => sum + coinsOf(leg), 0) + deltas.reduce((a, b) => a + b, 0);
  return Math.min(Math.max(-delta, 0), Math.max(0, spot));
}

/** MR2: over the next day, nothing else moving. */
function dayLost({ options }: RiskUnit): number {
  let change = 0;
  for (const leg of options) {
    if (leg.quantity === 0) continue;
    const tomorrow = Math.max(0, leg.yearsToExpiry - 1 / DAYS_PER_YEAR);
    change += leg.quantity * (optionValue(leg, tomorrow) - optionValue(leg));
  }
  return Math.max(0, -change);
}

/** MR4: gross over linear legs, coins in use, and expiries of options. */
function basisCharge(
  { linear, options, index }: RiskUnit,
  deltas: readonly number[],
  spot: number,
  { basisRate, basisPerYear }: OkxRates,
): number {
  const rate = (years: number): number => Math.max(basisRate, basisPerYear * Math.max(0, years));
  let sum = spot * index * rate(0);
  for (const leg of linear) sum += Math.abs(notionalOf(leg)) * rate(leg.yearsToExpiry ?? 0);
  if (options.length === 0) return sum;
  const expiries = new Map<number, number>();
  options.forEach(({ yearsToExpiry }, k) =>
    expiries.set(yearsToExpiry, (expiries.get(yearsToExpiry) ?? 0) + deltas[k]!),
  );
  for (const [years, delta] of expiries) sum += Math.abs(delta) * index * rate(years);
  return sum;
}

/** Leg by leg, USD; coins are no contract that would have to be closed. */
const grossDelta = ({ linear, index }: RiskUnit, deltas: readonly number[]): number =>
  linear.reduce((sum, leg) => sum + Math.abs(notionalOf(leg)), 0) +
  deltas.reduce((sum, delta) => sum + Math.abs(delta) * index, 0);

function byQuote({ linear, index }: RiskUnit, deltas: readonly number[]): Record<string, number> {
  const sums: Record<string, number> = { USD: deltas.reduce((a, b) => a + b, 0) * index };
  const quoteOf = ({ quote, inverseSize }: LinearLeg): string => (inverseSize === null ? quote : 'USD');
  for (const leg of linear) sums[quoteOf(leg)] = (sums[quoteOf(leg)] ?? 0) + notionalOf(leg);
  return sums;
}

function moved(table: readonly VolatilityShock[], kind: 'points' | 'share', sign: 1 | -1): VolatilityMove {
  return (volatility, years) => {
    const shock = shockAt(table, Math.max(0, years) * DAYS_PER_YEAR)[kind] * sign;
    return Math.max(0, kind === 'points' ? volatility + shock : volatility * (1 + shock));
  };
}

function shockAt(table: readonly VolatilityShock[], days: number): { points: number; share: number } {
  const next = table.findIndex(row => row.days >= days);
  const upper = table[next] ?? table.at(-1);
  if (!upper) return { points: 0, share: 0 };
  const lower = table[next - 1];
  if (!lower) return upper;
  const part = (days - lower.days) / (upper.days - lower.days);
  return {
    points: lower.points + part * (upper.points - lower.points),
    share: lower.share + part * (upper.share - lower.share),
  };
}
