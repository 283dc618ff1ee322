/**
 * TIMS, the scan of US portfolio margin: ten points of price, volatility as it is; classes of one product group offset
 * each other in part, option contracts pay a minimum.
 * @source rules: portfolio.md §4.3 (FINRA 4210(g))
 */
import { configError } from '../basics/errors.ts';
import type { PortfolioBook, PortfolioRequirement, PortfolioScenario, RiskUnit } from './portfolio-book.ts';
import { revaluer } from './revalue.ts';
import { together } from './scenario-report.ts';

export type TimsClass = 'broad-index' | 'small-broad-index' | 'sector-or-equity' | 'crypto';

/** Largest moves down and up. Crypto: ours, the range of equities, since no rule names one. */
export const TIMS_RANGES: Record<TimsClass, { down: number; up: number }> = {
  'broad-index': { down: 0.08, up: 0.06 },
  'small-broad-index': { down: 0.1, up: 0.1 },
  'sector-or-equity': { down: 0.15, up: 0.15 },
  crypto: { down: 0.15, up: 0.15 },
};

export interface TimsParameters {
  /** By underlying. */
  ranges: Readonly<Record<string, { down: number; up: number }>>;
  /** For every other underlying. */
  range: { down: number; up: number };
  /** Part of the gains of a class that offsets losses of others in its group at the same point. */
  productGroups: readonly { underlyings: readonly string[]; offset: number }[];
  /** USD per unit of the underlying under an option, long or short. */
  minimumPerUnit: number;
  /** Initial ÷ maintenance margin. */
  initialFactor: number;
}

export const TIMS_PARAMETERS: TimsParameters = {
  ranges: {},
  range: TIMS_RANGES.crypto,
  productGroups: [],
  minimumPerUnit: 0.375,
  initialFactor: 1,
};

/** "ours" where no source says so. */
export const TIMS_PARAMETER_SOURCES: Record<keyof TimsParameters, string> = {
  ranges: 'rules: portfolio.md §4.3, T1',
  range: 'ours: crypto moves over the ±15 % of equities, since no rule names a range for it',
  productGroups: 'ours: none, since the percentages were not read (rules: portfolio.md §4.3, §9)',
  minimumPerUnit: '37.50 USD per contract of 100, recalled, not read (rules: portfolio.md §4.3)',
  initialFactor: 'ours: one requirement',
};

/** In parts of the range: five up, five down, the nearest first, the price as it is not among them. */
const POINTS = [0.2, 0.4, 0.6, 0.8, 1].flatMap(part => [part, -part]);

interface ClassRisk {
  underlying: string;
  scenarios: PortfolioScenario[];
  minimum: number;
}

/**
 * Requirement in USD: per product group the largest net loss over the points, at least the minimum; groups are added up.
 * @throws UserError 'config' naming a range or offset that cannot be
 */
export function timsPortfolio(
  book: PortfolioBook,
  parameters: Partial<TimsParameters> = {},
): PortfolioRequirement {
  const rules = checked({ ...TIMS_PARAMETERS, ...parameters });
  const classes = book.units.map(unit => classRisk(unit, rules));
  const groups = groupsOf(classes, rules).map(({ members, offset }) => groupRisk(members, offset));
  const sum = (amount: (group: GroupRisk) => number): number =>
    groups.reduce((total, group) => total + amount(group), 0);
  const maintenanceMargin = sum(({ loss, minimum }) => Math.max(loss, minimum));
  const worst = groups.flatMap(group => group.worst);
  return {
    maintenanceMargin,
    initialMargin: maintenanceMargin * rules.initialFactor,
    parts: {
      scan: sum(({ loss }) => loss),
      minimumCharge: sum(({ loss, minimum }) => Math.max(0, minimum - loss)),
    },
    scenarios: classes.flatMap(({ scenarios }) => scenarios),
    worst: together(worst),
  };
}

function checked(rules: TimsParameters): TimsParameters {
  for (const [name, { down, up }] of Object.entries({ ...rules.ranges, range: rules.range })) {
    if (!(down > 0 && down <= 1 && up > 0 && up < Infinity))
      throw configError(`${name}: expected down above 0 and at most 1, up above 0, got ${down} and ${up}`);
  }
  const grouped = rules.productGroups.flatMap(({ underlyings }) => underlyings);
  const twice = grouped.find((name, at) => grouped.indexOf(name) !== at);
  if (twice !== undefined) throw configError(`productGroups: ${twice} is in more than one`);
  for (const { offset } of rules.productGroups) {
    if (!(offset >= 0 && offset <= 1))
      throw configError(`productGroups: expected an offset from 0 to 1, got ${offset}`);
  }
  return rules;
}

function classRisk(unit: RiskUnit, { ranges, range, minimumPerUnit }: TimsParameters): ClassRisk {
  const { underlying } = unit;
  const { down, up } = ranges[underlying] ?? range;
  const pnl = revaluer(unit);
  const contracts = unit.options.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0);
  return {
    underlying,
    scenarios: POINTS.map(part => {
      const price = part * (part > 0 ? up : down);
      const percent = Number((price * 100).toFixed(6));
      return {
        id: `${underlying} ${part > 0 ? '+' : ''}${percent} %`,
        shocks: { [underlying]: price },
        pnl: pnl({ price }),
      };
    }),
    minimum: contracts * minimumPerUnit,
  };
}

interface Group {
  members: ClassRisk[];
  offset: number;
}

/** A class in no group stands alone. */
function groupsOf(classes: readonly ClassRisk[], { productGroups }: TimsParameters): Group[] {
  const membersOf = (underlyings: readonly string[]): ClassRisk[] =>
    classes.filter(({ underlying }) => underlyings.includes(underlying));
  const grouped = new Set(productGroups.flatMap(({ underlyings }) => underlyings));
  return [
    ...productGroups.map(({ underlyings, offset }) => ({ members: membersOf(underlyings), offset })),
    ...classes
      .filter(({ underlying }) => !grouped.has(underlying))
      .map(own => ({ members: [own], offset: 0 })),
  ];
}

interface GroupRisk {
  loss: number;
  minimum: number;
  worst: PortfolioScenario[];
}

/** At each point the losses, less the part of the gains that counts against them; never less than nothing. */
function groupRisk(members: readonly ClassRisk[], offset: number): GroupRisk {
  const nets = POINTS.map((_, k) =>
    members.reduce((sum, { scenarios }) => {
      const { pnl } = scenarios[k]!;
      return sum + (pnl > 0 ? pnl * offset : pnl);
    }, 0),
  );
  const lowest = Math.min(0, ...nets);
  const at = nets.indexOf(lowest);
  return {
    loss: 0 - lowest,
    minimum: members.reduce((sum, { minimum }) => sum + minimum, 0),
    worst: lowest < 0 ? [{ ...together(members.map(({ scenarios }) => scenarios[at]!))!, pnl: lowest }] : [],
  };
}
