/**
 * Bybit's portfolio margin: per base coin the worst of 11 prices × 3 volatilities, and contingencies. Doubles.
 * @source rules: binance-bybit.md §6 (BYAPI-PM, BY-PM)
 */
import { type BybitContingency, contingencyOf } from './bybit-pm-contingency.ts';
import { BYBIT_STEPS, type BybitParameters, type BybitRates, bybitRates } from './bybit-pm-parameters.ts';
import { optionDelta } from './option-value.ts';
import type { PortfolioBook, PortfolioRequirement, PortfolioScenario, RiskUnit } from './portfolio-book.ts';
import { byTimeLeft, evenMoves, ScenarioGrid } from './scenario-grid.ts';
import {
  coinsOf,
  gridNames,
  isHeld,
  lowest,
  notionalOf,
  type ScenarioName,
  together,
} from './scenario-report.ts';

/** USD. */
export interface BybitAssetMargin {
  /** Sum of the components. */
  contingency: number;
  maintenanceMargin: number;
  initialMargin: number;
}

/**
 * Of one base coin, from what its scenarios lose and what its contingencies come to.
 * @source rules: binance-bybit.md §6.1: MM = maxLoss + contingency, IM = MM·imFactor
 */
export function bybitAssetMargin({
  maxLoss = 0,
  contingencies = {},
  initialFactor = 1.2,
}: {
  maxLoss?: number;
  contingencies?: Partial<BybitContingency>;
  initialFactor?: number;
}): BybitAssetMargin {
  const contingency = Object.values(contingencies).reduce((sum, amount) => sum + amount, 0);
  const maintenanceMargin = maxLoss + contingency;
  return { contingency, maintenanceMargin, initialMargin: maintenanceMargin * initialFactor };
}

/**
 * Scenarios come by underlying, price from the lowest, volatility up, same, down.
 * @throws UserError 'config' naming a parameter that does not exist or is no number
 */
export const bybitPortfolio = (book: PortfolioBook, parameters: BybitParameters = {}): PortfolioRequirement =>
  bybitModel(parameters)(book);

/** The same for many books: grids are made once per underlying and filled anew. */
export function bybitModel(parameters: BybitParameters = {}): (book: PortfolioBook) => PortfolioRequirement {
  const { spotHedging = true } = parameters;
  const assets = new Map<string, BybitAsset>();
  return ({ units }) => {
    const parts: Record<string, number> = {};
    const scenarios: PortfolioScenario[] = [];
    const worst: PortfolioScenario[] = [];
    let maintenanceMargin = 0;
    let initialMargin = 0;
    for (const unit of units) {
      if (!isHeld(unit)) continue;
      let asset = assets.get(unit.underlying);
      if (!asset) assets.set(unit.underlying, (asset = new BybitAsset(unit.underlying, parameters)));
      const spot = spotHedging ? hedgingSpot(unit) : 0;
      const told = asset.scenarios(unit, spot);
      const low = lowest(told);
      const maxLoss = Math.max(0, -low.pnl);
      const contingencies = contingencyOf(unit, spot, asset.rates);
      const margin = bybitAssetMargin({ maxLoss, contingencies, initialFactor: asset.rates.initialFactor });
      for (const [name, amount] of Object.entries({ maxLoss, ...contingencies }))
        if (amount !== 0) parts[`${name} ${unit.underlying}`] = amount;
      scenarios.push(...told);
      worst.push(low);
      maintenanceMargin += margin.maintenanceMargin;
      initialMargin += margin.initialMargin;
    }
    return { maintenanceMargin, initialMargin, parts, scenarios, worst: together(worst) };
  };
}

class BybitAsset {
  readonly rates: BybitRates;
  private readonly names: readonly ScenarioName[];
  private readonly grid: ScenarioGrid;
  private readonly moves: readonly number[];

  constructor(underlying: string, parameters: BybitParameters) {
    const rates = bybitRates(underlying, parameters);
    const { volatilityUp, volatilityDown, volatilityPower, expiryDaysAtLeast } = rates;
    const moved = (shock: number) => byTimeLeft(shock, () => volatilityPower, expiryDaysAtLeast);
    this.rates = rates;
    this.moves = evenMoves(rates.priceRange, BYBIT_STEPS);
    this.grid = new ScenarioGrid(this.moves, [
      moved(volatilityUp),
      volatility => volatility,
      moved(-volatilityDown),
    ]);
    this.names = gridNames(underlying, this.moves, [
      { name: 'up', shock: volatilityUp },
      { name: 'same', shock: null },
      { name: 'down', shock: -volatilityDown },
    ]);
  }

  /** Options against their mark, not against what the formula says of them now. */
  scenarios({ linear, options, index }: RiskUnit, spot: number): PortfolioScenario[] {
    const { grid, names, moves } = this;
    grid.clear();
    for (const leg of linear) grid.addNotional(notionalOf(leg));
    for (const leg of options) grid.addOption(leg, leg.mark, null);
    const states = names.length / moves.length;
    return names.map(({ id, shocks }, cell) => {
      const move = moves[Math.floor(cell / states)]!;
      return { id, shocks, pnl: grid.pnl[cell]! + Math.max(0, spot * index * move) };
    });
  }
}

/** The part of the coins, owned or owed, that offsets the delta of the contracts. */
function hedgingSpot({ spot, linear, options }: RiskUnit): number {
  if (spot === 0) return 0;
  let delta = linear.reduce((sum, leg) => sum + coinsOf(leg), 0);
  for (const leg of options) if (leg.quantity !== 0) delta += leg.quantity * optionDelta(leg);
  return spot * delta < 0 ? Math.sign(spot) * Math.min(Math.abs(spot), Math.abs(delta)) : 0;
}
