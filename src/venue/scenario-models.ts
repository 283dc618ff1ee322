/**
 * The portfolio models of `src/portfolio` as rules of a ledger: `okx-pm`, `bybit-pm`, `deribit-pm`, `derive-pmrm`, `span`,
 * `tims`, `var`. Their requirement is the venue's as far as it is published; fees and the liquidation in one step are
 * those of the generic venue (ours), collateral the venue's own where it is known here.
 */
import { type Instrument, INSTRUMENT_KINDS, type InstrumentKind } from '../market/instrument.ts';
import { DAY_MS } from '../basics/time.ts';
import { BYBIT_PM_ASSUMPTIONS } from '../portfolio/bybit-pm-parameters.ts';
import { bybitModel } from '../portfolio/bybit-pm.ts';
import { DERIBIT_PM_ASSUMPTIONS } from '../portfolio/deribit-pm-parameters.ts';
import { deribitModel } from '../portfolio/deribit-pm.ts';
import { deriveFromBook } from '../portfolio/derive-pmrm-book.ts';
import { PMRM_ASSUMPTIONS } from '../portfolio/derive-pmrm-parameters.ts';
import { OKX_PM_ASSUMPTIONS } from '../portfolio/okx-pm-parameters.ts';
import { okxModel } from '../portfolio/okx-pm.ts';
import type { PortfolioBook, PortfolioRequirement, RiskUnit } from '../portfolio/portfolio-book.ts';
import { PortfolioModel, type Sensitivity } from '../portfolio/portfolio-model.ts';
import { SPAN_PARAMETER_SOURCES, spanParameters } from '../portfolio/span-parameters.ts';
import { spanPortfolio } from '../portfolio/span.ts';
import { TIMS_PARAMETER_SOURCES, timsPortfolio } from '../portfolio/tims.ts';
import { jointReturns, type ReturnHistory } from '../portfolio/var-history.ts';
import { VAR_PARAMETER_SOURCES } from '../portfolio/var-parameters.ts';
import { varModel } from '../portfolio/var.ts';
import { unifiedCollateral } from './bybit-tables.ts';
import { modelRules } from './generic.ts';
import { okxCollateral } from './okx-collateral.ts';
import { requireListed } from './refusals.ts';
import type { CollateralRules, ModeRules, RulesOf, RulesRequest } from './venue.ts';

type Evaluate = (book: PortfolioBook) => PortfolioRequirement;

interface ScenarioModel {
  /** As known at a time; `history` is what closed before it. */
  evaluate: (asOf: number, history: ReturnHistory) => Evaluate;
  /** Rests on the days before. */
  daily: boolean;
  /** What it can judge. */
  kinds: readonly InstrumentKind[];
  rulesFrom: string;
  assumptions: readonly string[];
  collateral?: (request: RulesRequest) => CollateralRules;
}

/** Shocks and add-ons of every model together stay below the value they are taken of; options: twice that, and their add-ons. */
const SENSITIVITY: Sensitivity = { linear: () => 1, optionByUnderlying: () => 4, optionByMark: 1 };

const sources = (table: Readonly<Record<string, string>>): string[] =>
  Object.entries(table).map(([name, source]) => `${name}: ${source}.`);

const MODELS: Record<string, ScenarioModel> = {
  'okx-pm': {
    evaluate: asOf => okxModel({ asOf }),
    daily: false,
    kinds: INSTRUMENT_KINDS,
    rulesFrom: 'OKX portfolio margin, MR1 to MR9 as far as published, parameters of January 2025 and before.',
    assumptions: OKX_PM_ASSUMPTIONS,
    collateral: okxCollateral,
  },
  'bybit-pm': {
    evaluate: asOf => bybitModel({ asOf }),
    daily: false,
    kinds: INSTRUMENT_KINDS,
    rulesFrom:
      'Bybit portfolio margin: 11 price moves by 3 volatilities, ±15 % before 10 January 2025 and ±10 % since.',
    assumptions: BYBIT_PM_ASSUMPTIONS,
    collateral: ({ asOf, overrides }) => unifiedCollateral(asOf, overrides.haircuts),
  },
  'deribit-pm': {
    evaluate: () => deribitModel({}),
    daily: false,
    kinds: INSTRUMENT_KINDS,
    rulesFrom:
      'Deribit portfolio margin: 9 moves by 3 volatilities and tails, parameters of June 2024 (BTC) and February 2026 (ETH).',
    assumptions: DERIBIT_PM_ASSUMPTIONS,
  },
  'derive-pmrm': {
    evaluate: () => derivePmrm,
    daily: false,
    kinds: ['linear-perpetual', 'spot', 'option'],
    rulesFrom: 'Derive portfolio manager PMRM v2, mainnet parameters of its open source.',
    assumptions: [
      ...PMRM_ASSUMPTIONS,
      'Each underlying has a manager of its own; their requirements are added up. Several perpetuals of one underlying count as one.',
    ],
  },
  span: {
    evaluate: (_asOf, history) => book => spanPortfolio(book, spanFor(book, history)),
    daily: true,
    kinds: INSTRUMENT_KINDS,
    rulesFrom:
      'SPAN as CME and KDPW describe it: 16 scenarios, inter-month charge, inter-commodity credit, short-option minimum.',
    assumptions: sources(SPAN_PARAMETER_SOURCES),
  },
  tims: {
    evaluate: () => timsPortfolio,
    daily: false,
    kinds: INSTRUMENT_KINDS,
    rulesFrom: 'TIMS (FINRA 4210(g)): ten points over the range of a class, offsets between product groups.',
    assumptions: sources(TIMS_PARAMETER_SOURCES),
  },
  var: {
    evaluate: (_asOf, history) => varModel(history),
    daily: true,
    kinds: INSTRUMENT_KINDS,
    rulesFrom:
      'Value at risk by filtered historical simulation on joint days, with floors against procyclicality (EMIR RTS 153/2013).',
    assumptions: [
      ...sources(VAR_PARAMETER_SOURCES),
      'With fewer than 365 joint days behind it the scan of SPAN stands in, without credits between underlyings.',
    ],
  },
};

/** Derive lists one perpetual of an underlying: several of them in a run count as one, at the value they have. */
function withOnePerpetual(unit: RiskUnit): RiskUnit {
  const [first, ...others] = unit.linear;
  if (first === undefined || others.length === 0) return unit;
  const value = unit.linear.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
  return { ...unit, linear: [{ ...first, quantity: value / first.price }] };
}

function derivePmrm({ units }: PortfolioBook): PortfolioRequirement {
  const own = units.map(unit => ({ unit, margin: deriveFromBook(withOnePerpetual(unit), 0) }));
  const sum = (of: (margin: (typeof own)[number]['margin']) => number) =>
    own.reduce((total, { margin }) => total + of(margin), 0);
  const worst = own.flatMap(({ margin }) => (margin.worst ? [margin.worst] : []));
  return {
    maintenanceMargin: Math.max(
      0,
      sum(({ maintenanceMargin }) => maintenanceMargin),
    ),
    initialMargin: Math.max(
      0,
      sum(({ initialMargin }) => initialMargin),
    ),
    parts: Object.fromEntries(
      own.flatMap(({ unit, margin }) =>
        Object.entries(margin.parts.maintenance).map(([name, part]) => [
          `${name} ${unit.underlying}`,
          Number(part),
        ]),
      ),
    ),
    scenarios: own.flatMap(({ margin }) => margin.scenarios),
    worst: worst.length === 0 ? null : worst.reduce((least, next) => (next.pnl < least.pnl ? next : least)),
  };
}

/** Ranges and credits from history when it is long enough. */
function spanFor({ units }: PortfolioBook, history: ReturnHistory) {
  const names = units.map(({ underlying }) => underlying);
  return history.times.length >= 365 ? spanParameters(names, history) : spanParameters(names);
}

function rulesFor(id: string): RulesOf {
  const { evaluate, daily, kinds, rulesFrom, assumptions, collateral } = MODELS[id]!;
  return (request): ModeRules => {
    const { instruments, asOf, moments = null } = request;
    requireListed(id, instruments, kinds);
    const model = new PortfolioModel({
      id,
      instruments,
      moments,
      daily,
      asOf,
      sensitivity: SENSITIVITY,
      evaluateAt: time => evaluate(asOf, daily ? historyBefore(request, time) : NO_HISTORY),
    });
    const rules = modelRules(request, model, [...assumptions]);
    return {
      ...rules,
      venue: id,
      rulesFrom: [rulesFrom],
      ...(collateral && pooled(request, collateral(request))),
    };
  };
}

const pooled = ({ severalAssets }: RulesRequest, collateral: CollateralRules) =>
  severalAssets ? { collateral } : {};

const NO_HISTORY: ReturnHistory = { times: [], returns: {} };

/** Joint daily returns that had closed by a time. */
function historyBefore({ instruments, moments }: RulesRequest, time: number): ReturnHistory {
  if (!moments) return NO_HISTORY;
  const names = [...new Set(instruments.map(({ underlying }: Instrument) => underlying))];
  const series = Object.fromEntries(
    names.flatMap(name => (moments.dailyCloses[name] ? [[name, moments.dailyCloses[name]]] : [])),
  );
  return jointReturns(series, { intervalMs: DAY_MS, knownAt: time });
}

/** By the name a config gives them. */
export const SCENARIO_MODELS: Readonly<Record<string, RulesOf>> = Object.fromEntries(
  Object.keys(MODELS).map(id => [id, rulesFor(id)]),
);
