/**
 * `pm-var`: filtered historical simulation of the whole book on joint dates, one day ahead, with what keeps it from
 * following the market too closely. Per book: max( FHS, 0.75·FHS + 0.25·stressed, unscaled HS over all history );
 * of the difference to the sum of the underlyings' own margins at most 80 % is given back. IM = 1.3·MM.
 * @source rules: portfolio.md §5, §7
 */
import type { PortfolioBook, PortfolioRequirement, PortfolioScenario, RiskUnit } from './portfolio-book.ts';
import { revaluer } from './revalue.ts';
import { spanPortfolio } from './span.ts';
import { spanParameters } from './span-parameters.ts';
import { checkHistory, type ReturnHistory } from './var-history.ts';
import { resolveVar, type VarParameters } from './var-parameters.ts';
import { tailOf, type Tail } from './var-quantile.ts';
import { type Moves, varScenarios, type VarScenarios } from './var-scenarios.ts';

export interface VarRequirement extends PortfolioRequirement {
  /** Why the scan model stood in, in words; null when the history was enough. */
  fallback: { model: 'scan'; reason: string } | null;
}

/**
 * Requirement in USD under what was known. Its worst scenario is the date that sets it, and so is every scenario listed.
 * @param history daily unless `horizonBars` says otherwise; the caller leaves out what was not known yet
 * @throws UserError 'config' naming a parameter or a column of the history that cannot be used
 */
export const varPortfolio = (
  book: PortfolioBook,
  history: ReturnHistory,
  parameters: Partial<VarParameters> = {},
): VarRequirement => varModel(history, parameters)(book);

/** The same for many books under one history: its scenarios are made once. @throws like `varPortfolio` */
export function varModel(
  history: ReturnHistory,
  parameters: Partial<VarParameters> = {},
): (book: PortfolioBook) => VarRequirement {
  const rules = resolveVar(parameters);
  checkHistory(history);
  const known = history.times.length;
  if (known < rules.minimumBars) {
    const reason = `${known} joint returns are known, ${rules.minimumBars} are needed`;
    return book => scanInstead(book, reason, rules);
  }
  const scenarios = varScenarios(history, rules);
  return book => {
    const missing = book.units.filter(({ underlying }) => !(underlying in history.returns));
    if (missing.length === 0) return required(book, scenarios, rules);
    const names = missing.map(({ underlying }) => underlying).join(', ');
    return scanInstead(book, `no returns of ${names} are known`, rules);
  };
}

/** Ours: the scan model on its own shocks, without credits between underlyings, since there is no history to prove them. */
function scanInstead(book: PortfolioBook, reason: string, { initialFactor }: VarParameters): VarRequirement {
  const names = book.units.map(({ underlying }) => underlying);
  const requirement = spanPortfolio(book, { ...spanParameters(names), initialFactor });
  return { ...requirement, fallback: { model: 'scan', reason } };
}

interface Losses {
  filtered: Float64Array;
  unscaled: Float64Array;
}

interface Margin {
  filtered: number;
  /** What holds against procyclicality adds. */
  added: number;
  /** The floor of unscaled history is the highest of the three. */
  isFloor: boolean;
  tails: { filtered: Tail; unscaled: Tail };
  losses: Losses;
}

function required(book: PortfolioBook, scenarios: VarScenarios, rules: VarParameters): VarRequirement {
  const perUnit = book.units.map(unit => lossesOf(unit, scenarios));
  const joint = marginOf(summed(perUnit, scenarios), scenarios, rules);
  const root = Math.sqrt(rules.horizonBars);
  const single = perUnit.reduce((sum, losses) => {
    const { filtered, added } = marginOf(losses, scenarios, rules);
    return sum + filtered + added;
  }, 0);
  const keptBack = (1 - rules.offsetCap) * Math.max(0, single - joint.filtered - joint.added);
  const parts = {
    valueAtRisk: joint.filtered * root,
    antiProcyclicality: joint.added * root,
    offsetCap: keptBack * root,
  };
  const maintenanceMargin = parts.valueAtRisk + parts.antiProcyclicality + parts.offsetCap;
  const listed = dated(book, scenarios, joint, root);
  return {
    maintenanceMargin,
    initialMargin: maintenanceMargin * rules.initialFactor,
    parts,
    scenarios: listed,
    worst: maintenanceMargin > 0 ? listed.at(-1)! : null,
    fallback: null,
  };
}

function lossesOf(unit: RiskUnit, { filtered, unscaled }: VarScenarios): Losses {
  const pnl = revaluer(unit);
  const losses = ({ prices, volatilities }: Moves): Float64Array => {
    const result = new Float64Array(prices.length);
    const move = { price: 0, volatilityAdded: 0 };
    for (let t = 0; t < prices.length; t++) {
      move.price = prices[t]!;
      if (volatilities) move.volatilityAdded = volatilities[t]!;
      result[t] = 0 - pnl(move);
    }
    return result;
  };
  return { filtered: losses(filtered[unit.underlying]!), unscaled: losses(unscaled[unit.underlying]!) };
}

function summed(perUnit: readonly Losses[], { times, lookback }: VarScenarios): Losses {
  const sum = { filtered: new Float64Array(lookback), unscaled: new Float64Array(times.length) };
  for (const kind of ['filtered', 'unscaled'] as const) {
    const own = sum[kind];
    for (const { [kind]: losses } of perUnit) for (let t = 0; t < own.length; t++) own[t]! += losses[t]!;
  }
  return sum;
}

function marginOf(losses: Losses, { stressFrom, stressTo }: VarScenarios, rules: VarParameters): Margin {
  const confidence = rules.measure === 'es' ? rules.shortfallConfidence : rules.confidence;
  const amount = (tail: Tail): number =>
    Math.max(0, rules.measure === 'es' ? tail.expectedShortfall : tail.valueAtRisk);
  const tails = {
    filtered: tailOf(losses.filtered, confidence),
    unscaled: tailOf(losses.unscaled, confidence),
  };
  const filtered = amount(tails.filtered);
  const stressed = amount(tailOf(losses.unscaled.subarray(stressFrom, stressTo), confidence));
  const blended = (1 - rules.stressWeight) * filtered + rules.stressWeight * stressed;
  const floor = amount(tails.unscaled);
  const added = Math.max(filtered, blended, floor) - filtered;
  return { filtered, added, isFloor: floor > Math.max(filtered, blended), tails, losses };
}

/** The tail that sets the requirement, from its largest loss to the one at its edge. */
function dated(
  { units }: PortfolioBook,
  { times, lookback, filtered, unscaled }: VarScenarios,
  { isFloor, tails, losses }: Margin,
  root: number,
): PortfolioScenario[] {
  const moves = isFloor ? unscaled : filtered;
  const kind = isFloor ? 'unscaled' : 'filtered';
  const first = isFloor ? 0 : times.length - lookback;
  return tails[kind].order.map(at => ({
    id: new Date(times[first + at]!).toISOString().slice(0, 10) + (isFloor ? ' unscaled' : ''),
    shocks: Object.fromEntries(
      units.map(({ underlying }) => [underlying, moves[underlying]!.prices[at]! * root]),
    ),
    pnl: 0 - losses[kind][at]! * root,
  }));
}
