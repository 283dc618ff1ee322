/**
 * `pm-span`: each underlying is scanned over sixteen scenarios; spreads between its expiries are charged, opposite
 * deltas of correlated underlyings credited, short options pay a minimum.
 * Per underlying max( scan + inter-month − credit, minimum ), summed.
 * @source rules: portfolio.md §4.1, §7
 */
import { configError } from '../basics/errors.ts';
import type { PortfolioBook, PortfolioRequirement, PortfolioScenario, RiskUnit } from './portfolio-book.ts';
import { compositeDeltas, netDelta } from './span-delta.ts';
import type { SpanParameters, SpanUnderlying } from './span-parameters.ts';
import { together } from './scenario-report.ts';
import { spanRiskArray, type SpanScan, spanScanRisk, spanScenarios } from './span-scan.ts';
import { interCommodityCredits, interMonthCharge, spanPriceRisk } from './span-spreads.ts';

interface UnitRisk {
  underlying: string;
  scan: SpanScan;
  interMonth: number;
  /** USD. */
  delta: number;
  unitPriceRisk: number;
  shortOptionMinimum: number;
  scenarios: PortfolioScenario[];
}

/**
 * Requirement in USD. `netOptionValue` among its parts is 0 unless `deductsOptionValue`.
 * @throws UserError 'config' naming an underlying without parameters, or a scan range that is no number
 */
export function spanPortfolio(book: PortfolioBook, parameters: SpanParameters): PortfolioRequirement {
  const units = book.units.map(unit => riskOf(unit, rulesFor(unit.underlying, parameters)));
  const given = interCommodityCredits(
    Object.fromEntries(units.map(({ underlying, ...leg }) => [underlying, leg])),
    parameters.credits,
  );
  const total = (amount: (unit: UnitRisk) => number): number =>
    units.reduce((sum, unit) => sum + amount(unit), 0);
  const credit = (unit: UnitRisk): number => given[unit.underlying] ?? 0;
  const before = (unit: UnitRisk): number => unit.scan.scanRisk + unit.interMonth - credit(unit);
  const risk = total(unit => Math.max(before(unit), unit.shortOptionMinimum));
  const optionValue = parameters.deductsOptionValue ? netOptionValue(book) : 0;
  const maintenanceMargin = Math.max(0, risk - optionValue);
  return {
    maintenanceMargin,
    initialMargin: maintenanceMargin * parameters.initialFactor,
    parts: {
      scan: total(unit => unit.scan.scanRisk),
      interMonth: total(unit => unit.interMonth),
      interCommodity: 0 - total(credit),
      shortOptionMinimum: total(unit => Math.max(0, unit.shortOptionMinimum - before(unit))),
      netOptionValue: 0 - Math.min(optionValue, risk),
    },
    scenarios: units.flatMap(({ scenarios }) => scenarios),
    worst: worstOf(units),
  };
}

function rulesFor(underlying: string, { underlyings }: SpanParameters): SpanUnderlying {
  const rules = underlyings[underlying];
  if (!rules) throw configError(`underlyings.${underlying}: no parameters; add them`);
  for (const field of [
    'priceScanRange',
    'volatilityScanRange',
    'extremeMove',
    'extremeWeight',
    'lookAheadDays',
    'shortOptionMinimumRate',
  ] as const) {
    if (!(rules[field] >= 0 && rules[field] < Infinity))
      throw configError(
        `underlyings.${underlying}.${field}: expected a number of at least 0, got ${rules[field]}`,
      );
  }
  return rules;
}

function riskOf(unit: RiskUnit, rules: SpanUnderlying): UnitRisk {
  const { underlying, index, options } = unit;
  const scan = spanScanRisk([{ gains: spanRiskArray(unit, rules) }]);
  const deltas = compositeDeltas(unit, rules);
  const delta = netDelta(deltas);
  const priceRisk = spanPriceRisk(scan.portfolio, scan.activeScenario);
  const short = options.reduce((sum, { quantity }) => sum + Math.max(0, -quantity), 0);
  return {
    underlying,
    scan,
    interMonth: interMonthCharge(deltas, rules.interMonth),
    delta,
    // A book of options may risk much with hardly a delta: its price risk per delta is capped at that of a future.
    unitPriceRisk: delta === 0 ? 0 : Math.min(rules.priceScanRange, priceRisk / Math.abs(delta)),
    shortOptionMinimum: short * index * rules.shortOptionMinimumRate,
    scenarios: named(underlying, scan, rules),
  };
}

function named(underlying: string, { portfolio }: SpanScan, rules: SpanUnderlying): PortfolioScenario[] {
  const { extremeMove, extremeWeight, priceScanRange, volatilityScanRange } = rules;
  return spanScenarios(extremeMove, extremeWeight).map(({ price, volatility }, k) => ({
    id: `${underlying} ${k + 1}`,
    shocks: {
      [underlying]: Math.max(-1, price * priceScanRange),
      [`${underlying} volatility`]: volatility * volatilityScanRange,
    },
    pnl: portfolio[k]!,
  }));
}

const worstOf = (units: readonly UnitRisk[]): PortfolioScenario | null =>
  together(
    units.flatMap(({ scan, scenarios }) =>
      scan.activeScenario === null ? [] : [scenarios[scan.activeScenario - 1]!],
    ),
  );

const netOptionValue = ({ units }: PortfolioBook): number =>
  units.reduce(
    (sum, { options }) => sum + options.reduce((value, { quantity, mark }) => value + quantity * mark, 0),
    0,
  );
