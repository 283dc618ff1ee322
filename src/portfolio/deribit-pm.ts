/**
 * Deribit's portfolio margin: per settlement currency the worst of a matrix of prices and volatilities, a roll shock
 * on every future, a delta shock on large books. Doubles.
 * @source rules: portfolio.md §2.2 (D1, D2, D3)
 */
import {
  ALL_CELLS,
  DeribitMatrix,
  deribitDeltaShock,
  type DeribitSide,
  STANDARD_CELLS,
} from './deribit-pm-matrix.ts';
import {
  DERIBIT_COIN_OPTIONS,
  DERIBIT_MAINTENANCE_FACTOR,
  type DeribitParameters,
} from './deribit-pm-parameters.ts';
import type { PortfolioBook, PortfolioRequirement, PortfolioScenario, RiskUnit } from './portfolio-book.ts';
import { lowest, type ScenarioName, together } from './scenario-report.ts';

export interface DeribitVectors {
  /** 27: by price from the lowest, within a price volatility up, same, down. */
  standard: Float64Array;
  /** 8: −66, −33, +50, +100 … +500 %, volatility up. */
  extended: Float64Array;
}

/** Of one settlement currency, in its own asset: coins, or USD. */
export interface DeribitCurrency {
  /** `BTC` for what pays in bitcoin; `USD` for dollars and stablecoins, and for all when pooled. */
  currency: string;
  /** By underlying, before gains are cut and the extended table is damped. */
  initialVectors: Record<string, DeribitVectors>;
  aggregated: DeribitVectors;
  worstCase: number;
  rollShock: number;
  deltaShock: number;
  riskMatrixMargin: number;
  initialMargin: number;
  maintenanceMargin: number;
}

export interface DeribitRequirement extends PortfolioRequirement {
  currencies: DeribitCurrency[];
}

/**
 * Scenarios are those of every settlement currency, as they count (gains cut, extended table damped), in USD.
 * @throws UserError 'config' naming a parameter that does not exist or is no number
 */
export const deribitPortfolio = (
  book: PortfolioBook,
  parameters: DeribitParameters = {},
): DeribitRequirement => deribitModel(parameters)(book);

/** The same for many books: matrices are made once per underlying and filled anew. */
export function deribitModel(
  parameters: DeribitParameters = {},
): (book: PortfolioBook) => DeribitRequirement {
  const { currencies = 'segregated', coinOptions = DERIBIT_COIN_OPTIONS } = parameters;
  const matrices = new Map<string, DeribitMatrix>();
  const matrixOf = ({ underlying }: RiskUnit): DeribitMatrix => {
    let matrix = matrices.get(underlying);
    if (!matrix) {
      matrix = new DeribitMatrix(underlying, parameters, coinOptions.includes(underlying));
      matrices.set(underlying, matrix);
    }
    return matrix;
  };
  return ({ units }) => {
    const groups = new Map<string, Group>();
    const put = (unit: RiskUnit, side: DeribitSide): void => {
      const matrix = matrixOf(unit);
      if (!matrix.holds(unit, side)) return;
      const currency = side === 'coin' ? unit.underlying : 'USD';
      let group = groups.get(currency);
      if (!group) {
        group = newGroup(currency, side === 'coin' ? unit.index : 1);
        groups.set(currency, group);
      }
      addTo(group, unit, matrix, side);
    };
    for (const unit of units) {
      if (currencies === 'pooled') put(unit, 'pooled');
      else {
        put(unit, 'coin');
        put(unit, 'usd');
      }
    }
    return requirement([...groups.values()], parameters);
  };
}

interface Group {
  currency: string;
  /** USD per unit of its asset. */
  rate: number;
  vectors: Record<string, DeribitVectors>;
  sum: Float64Array;
  matrices: DeribitMatrix[];
  rollShock: number;
  deltaShock: number;
}

const newGroup = (currency: string, rate: number): Group => ({
  currency,
  rate,
  vectors: {},
  sum: new Float64Array(ALL_CELLS),
  matrices: [],
  rollShock: 0,
  deltaShock: 0,
});

function addTo(group: Group, unit: RiskUnit, matrix: DeribitMatrix, side: DeribitSide): void {
  group.vectors[unit.underlying] = split(matrix.fill(unit, side).slice());
  matrix.aggregate(group.sum, group.rate);
  group.matrices.push(matrix);
  group.rollShock += matrix.rollShock(unit, side);
  const usd = deribitDeltaShock(matrix.delta(unit, side), matrix.rates);
  if (usd > 0 && group.rate > 0) group.deltaShock += usd / group.rate;
}

const split = (cells: Float64Array): DeribitVectors => ({
  standard: cells.subarray(0, STANDARD_CELLS),
  extended: cells.subarray(STANDARD_CELLS),
});

/** To nine decimals: with it both published accounts come out to the last digit. */
const toNine = (amount: number): number => Math.round(amount * 1e9) / 1e9;

function requirement(groups: readonly Group[], parameters: DeribitParameters): DeribitRequirement {
  const { maintenanceFactor = DERIBIT_MAINTENANCE_FACTOR, charges = {} } = parameters;
  const parts: Record<string, number> = {};
  const scenarios: PortfolioScenario[] = [];
  const worst: PortfolioScenario[] = [];
  let initialMargin = 0;
  let maintenanceMargin = 0;
  const currencies = groups.map(group => {
    const { currency, rate, sum, vectors, rollShock, deltaShock } = group;
    const own = charges[currency] ?? {};
    const worstCase = Math.max(0, -sum.reduce((low, pnl) => Math.min(low, pnl), Infinity));
    const { correlationContingency = 0, spot = 0, mmp = 0, openOrders = 0 } = own;
    const riskMatrixMargin = toNine(worstCase) + rollShock + deltaShock + correlationContingency;
    const result: DeribitCurrency = {
      currency,
      initialVectors: vectors,
      aggregated: split(sum),
      worstCase,
      rollShock,
      deltaShock,
      riskMatrixMargin,
      initialMargin: riskMatrixMargin + spot + mmp + openOrders,
      maintenanceMargin: riskMatrixMargin * maintenanceFactor,
    };
    const charged = {
      worstCase: toNine(worstCase),
      rollShock,
      deltaShock,
      correlationContingency,
      spot,
      mmp,
      openOrders,
    };
    for (const [name, amount] of Object.entries(charged))
      if (amount !== 0) parts[`${name} ${currency}`] = amount * rate;
    const told = scenariosOf(group);
    scenarios.push(...told);
    worst.push(lowest(told));
    initialMargin += result.initialMargin * rate;
    maintenanceMargin += result.maintenanceMargin * rate;
    return result;
  });
  return { maintenanceMargin, initialMargin, parts, scenarios, worst: together(worst), currencies };
}

function scenariosOf({ sum, matrices, currency, rate }: Group): PortfolioScenario[] {
  const names = namesOf(matrices, currency);
  return names.map(({ id, shocks }, cell) => ({ id, shocks, pnl: sum[cell]! * rate }));
}

const NAMES = new WeakMap<DeribitMatrix, Map<string, readonly ScenarioName[]>>();

/** All underlyings of a currency stand in the same bucket at once, each by its own range. Named once per combination. */
function namesOf(matrices: readonly DeribitMatrix[], currency: string): readonly ScenarioName[] {
  const [first, ...others] = matrices;
  if (others.length === 0) return first!.names;
  let known = NAMES.get(first!);
  if (!known) NAMES.set(first!, (known = new Map()));
  const key = `${currency}: ${others.map(({ names }) => names[0]!.id).join(', ')}`;
  let names = known.get(key);
  if (!names) known.set(key, (names = joined(matrices, currency)));
  return names;
}

const joined = (matrices: readonly DeribitMatrix[], currency: string): readonly ScenarioName[] =>
  matrices[0]!.names.map(({ shocks }, cell) => {
    const names = matrices.map(({ names: own }) => own[cell]!);
    return {
      id: `${currency}: ${names.map(({ id }) => id).join(', ')}`,
      shocks: Object.assign({ ...shocks }, ...names.map(name => name.shocks)) as Record<string, number>,
    };
  });
