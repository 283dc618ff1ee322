/**
 * What Derive's portfolio managers are set to. The deployment script sets every market alike.
 * @source derivexyz/v2-core@33920dc2 scripts/config-mainnet.sol getPMRMParams, getDefaultScenarios,
 * getPMRM2Params, getDefaultPM2Scenarios (rules: portfolio.md §2.3, L1)
 */
import { didYouMean } from '../basics/did-you-mean.ts';
import { configError } from '../basics/errors.ts';

/** `linear` and `absolute` tilt the smile of every expiry instead of moving it; v2 alone knows them. */
export type VolatilityMove = 'up' | 'none' | 'down' | 'linear' | 'absolute';
const MOVES: readonly VolatilityMove[] = ['up', 'none', 'down', 'linear', 'absolute'];

export interface PmrmScenario {
  /** Prices after it over prices before: 1.18 is 18 % up. */
  spotFactor: number;
  volatility: VolatilityMove;
  /** Its result counts times this; default 1. */
  dampening?: number;
}

/** What both versions have. */
interface SharedParameters {
  scenarios: readonly PmrmScenario[];
  /** Relative moves of a volatility of 30 days; of another expiry times (30 days ÷ time left)^power. */
  volatilityUp: number;
  volatilityDown: number;
  /** Up to 30 days, and beyond. */
  shortTermPower: number;
  longTermPower: number;
  /** Less time than this counts as this. */
  expiryFloorDays: number;
  /** An expiry worth something in a scenario counts longDiscount·e^(−T·(rate·longRateScale + longRateAdd)) of it. */
  longDiscount: number;
  longRateScale: number;
  longRateAdd: number;
  /** Times the worst scenario. */
  initialFactor: number;
  /** Each expiry's forward may leave the others': its worse loss at one of two moves, times add + T·perYear. */
  basisUpFactor: number;
  basisDownFactor: number;
  basisAdd: number;
  basisPerYear: number;
  /** Below this price of the stablecoin the initial factor grows by (threshold − price)·depegFactor. */
  depegThreshold: number;
  depegFactor: number;
  /** Below this confidence of the oracles initial margin asks for (1 − confidence)·oracleFactor of notional more. */
  oracleThreshold: number;
  oracleFactor: number;
  /** Of perpetuals at spot, of naked short options at spot, of the underlying itself held. */
  perpMaintenanceRate: number;
  optionMaintenanceRate: number;
  baseMaintenanceRate: number;
}

export type PmrmV1Parameters = SharedParameters;

export interface PmrmV2Parameters extends SharedParameters {
  maintenanceFactor: number;
  /** No volatility that is moved up ends below this. */
  volatilityUpFloor: number;
  /** An expiry that is owed in a scenario counts shortDiscount·e^(T·(rate·shortRateScale + shortRateAdd)), at most e^(rate·T). */
  shortDiscount: number;
  shortRateScale: number;
  shortRateAdd: number;
  /** On top of the maintenance rates, initial only. */
  perpInitialRate: number;
  optionInitialRate: number;
  baseInitialRate: number;
  /** The most a volatility is tilted: cap + √T·capSlope, reached at a log-moneyness of max(floor, scale·√T·(base + √T·slope)). */
  skewLinearCap: number;
  skewLinearCapSlope: number;
  skewAbsoluteCap: number;
  skewAbsoluteCapSlope: number;
  skewWidthFloor: number;
  skewWidthScale: number;
  skewWidthBase: number;
  skewWidthSlope: number;
}

/** As the script lists them: the highest and the lowest price with volatility up alone. */
const grid = (highest: number, between: readonly number[], lowest: number): PmrmScenario[] => [
  { spotFactor: highest, volatility: 'up' },
  ...between.flatMap(spotFactor =>
    (['up', 'none', 'down'] as const).map(volatility => ({ spotFactor, volatility })),
  ),
  { spotFactor: lowest, volatility: 'up' },
];

export const PMRM_V1_PARAMETERS: PmrmV1Parameters = {
  scenarios: grid(1.2, [1.15, 1.1, 1.05, 1, 0.95, 0.9, 0.85], 0.8),
  volatilityUp: 0.6,
  volatilityDown: 0.3,
  shortTermPower: 0.3,
  longTermPower: 0.13,
  expiryFloorDays: 1,
  longDiscount: 0.95,
  longRateScale: 1,
  longRateAdd: 0.12,
  initialFactor: 1.25,
  basisUpFactor: 1.05,
  basisDownFactor: 0.95,
  basisAdd: 1,
  basisPerYear: 1.2,
  depegThreshold: 0.99,
  depegFactor: 4,
  oracleThreshold: 0.55,
  oracleFactor: 1,
  perpMaintenanceRate: 0.03,
  optionMaintenanceRate: 0.02,
  baseMaintenanceRate: 0.03,
};

/** Moves far outside the grid, damped to 0.1386 ÷ |move|. */
const TAILS: readonly PmrmScenario[] = [
  { spotFactor: 0.34, volatility: 'up', dampening: 0.21 },
  { spotFactor: 0.67, volatility: 'up', dampening: 0.42 },
  { spotFactor: 1.5, volatility: 'up', dampening: 0.2772 },
  { spotFactor: 2, volatility: 'up', dampening: 0.1386 },
  { spotFactor: 3, volatility: 'up', dampening: 0.0693 },
  { spotFactor: 4, volatility: 'up', dampening: 0.0462 },
  { spotFactor: 5, volatility: 'up', dampening: 0.03465 },
  { spotFactor: 6, volatility: 'up', dampening: 0.02772 },
];

/** What of v2 is ours, for whoever prints the rules of a replay. */
export const PMRM_ASSUMPTIONS: readonly string[] = [
  "Discounts of 0.95 for expiries owned and 1.05 for expiries owed: the script that deploys v2 has them the other way round, which would count options held at more than they are worth; v1 and Derive's own tests of v2 have them so.",
  'The underlying itself is charged as a perpetual, 3 % and 1 % more to open: haircuts of v2 are not in that script, and v1 charges both alike.',
];

export const PMRM_V2_PARAMETERS: PmrmV2Parameters = {
  scenarios: [
    ...grid(1.18, [1.135, 1.09, 1.045, 1, 0.955, 0.91, 0.865], 0.82),
    ...TAILS,
    { spotFactor: 1, volatility: 'linear' },
    { spotFactor: 1, volatility: 'absolute' },
  ],
  volatilityUp: 0.5,
  volatilityDown: 0.3,
  volatilityUpFloor: 0.4,
  shortTermPower: 0.3,
  longTermPower: 0.13,
  expiryFloorDays: 1,
  longDiscount: 0.95,
  longRateScale: 0,
  longRateAdd: 0.16,
  shortDiscount: 1.05,
  shortRateScale: 0,
  shortRateAdd: 0.16,
  initialFactor: 1,
  maintenanceFactor: 0.8,
  basisUpFactor: 1.045,
  basisDownFactor: 0.955,
  basisAdd: 0.5,
  basisPerYear: 2,
  depegThreshold: 0.99,
  depegFactor: 4,
  oracleThreshold: 0.55,
  oracleFactor: 1,
  perpMaintenanceRate: 0.03,
  perpInitialRate: 0.01,
  optionMaintenanceRate: 0.003,
  optionInitialRate: 0.002,
  baseMaintenanceRate: 0.03,
  baseInitialRate: 0.01,
  skewLinearCap: 0.25,
  skewLinearCapSlope: -0.1,
  skewAbsoluteCap: 0.25,
  skewAbsoluteCapSlope: -0.1,
  skewWidthFloor: 0.01,
  skewWidthScale: 4,
  skewWidthBase: 0.6,
  skewWidthSlope: 0,
};

/** What a caller puts in the place of the published ones; v2 unless it says otherwise. */
export type DerivePortfolioParameters =
  ({ version: 'v1' } & Partial<PmrmV1Parameters>) | ({ version?: 'v2' } & Partial<PmrmV2Parameters>);

export type PmrmRules = { version: 'v1' | 'v2' } & PmrmV2Parameters;

/** v1 in the terms of v2: what it does not know moves nothing. */
const V1_LACKS = {
  maintenanceFactor: 1,
  volatilityUpFloor: 0,
  shortDiscount: 1,
  shortRateScale: 0,
  shortRateAdd: 0,
  perpInitialRate: 0,
  optionInitialRate: 0,
  baseInitialRate: 0,
  skewLinearCap: 0,
  skewLinearCapSlope: 0,
  skewAbsoluteCap: 0,
  skewAbsoluteCapSlope: 0,
  skewWidthFloor: 0,
  skewWidthScale: 0,
  skewWidthBase: 0,
  skewWidthSlope: 0,
};

/** @throws UserError 'config' naming a parameter that the version does not have, or that is no number */
export function resolvePmrm(parameters: DerivePortfolioParameters): PmrmRules {
  const { version = 'v2', ...own } = parameters;
  if (version === 'v1') {
    return checked({ ...V1_LACKS, ...known(PMRM_V1_PARAMETERS, own), version });
  }
  if (version === 'v2') return checked({ ...known(PMRM_V2_PARAMETERS, own), version });
  throw configError(`version: expected 'v1' or 'v2', got ${JSON.stringify(version)}`);
}

function known<P extends object>(published: P, own: Partial<P>): P {
  const names = Object.keys(published);
  for (const [name, value] of Object.entries(own)) {
    if (!names.includes(name)) {
      throw configError(
        `${name}: no such parameter here; there are ${names.join(', ')}.${didYouMean(name, names)}`,
      );
    }
    if (name !== 'scenarios' && !Number.isFinite(value))
      throw configError(`${name}: expected a number, got ${JSON.stringify(value)}`);
  }
  return { ...published, ...own };
}

function checked(rules: PmrmRules): PmrmRules {
  if (rules.scenarios.length === 0) throw configError('scenarios: at least one is needed');
  rules.scenarios.forEach(({ spotFactor, volatility, dampening = 1 }, at) => {
    if (!(spotFactor >= 0 && spotFactor < Infinity))
      throw configError(`scenarios[${at}].spotFactor: expected a number of at least 0, got ${spotFactor}`);
    if (!(dampening >= 0 && dampening < Infinity))
      throw configError(`scenarios[${at}].dampening: expected a number of at least 0, got ${dampening}`);
    const moves = rules.version === 'v1' ? MOVES.slice(0, 3) : MOVES;
    if (!moves.includes(volatility)) {
      throw configError(
        `scenarios[${at}].volatility: expected ${moves.map(move => `'${move}'`).join(', ')}, got ${JSON.stringify(volatility)}`,
      );
    }
  });
  return rules;
}
