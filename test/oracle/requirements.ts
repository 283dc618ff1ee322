/**
 * The rules of each venue as the second, naive implementation knows them (semantics §6 and the rule pages),
 * all decimal, with nothing shared with the engine it is there to check but the tables' figures.
 */
import {
  apart,
  binanceMultiAssets,
  binancePortfolio,
  bybitPool,
  genericPool,
  okxPool,
  type Backing,
} from './backing.ts';
import { Dec, one, zero, type Contract, type Holding, type Prices } from './contracts.ts';
import { correlatedMaintenance, stressMaintenance } from './scenarios.ts';
import { binanceTerms, bybitTerms, hyperliquidTerms, okxTerms } from './tables.ts';
import {
  edgesOf,
  genericTier,
  initialOf,
  inQuote,
  leverageCapOf,
  maintenanceOf,
  plain,
  postedOf,
  type Tiers,
  type TierTerms,
} from './tiers.ts';

export type Mode = 'isolated' | 'cross' | 'portfolio';
export type Model =
  'generic' | 'pm-stress' | 'binance-usdm' | 'binance-coinm' | 'binance-pm' | 'bybit' | 'hyperliquid' | 'okx';
export type Procedure = 'whole' | 'binance' | 'bybit' | 'hyperliquid' | 'okx' | 'pro-rata';

export interface Rules {
  /** A bucket is liquidated at E <= triggerRatio × MM; only below it where the rule is strict. */
  triggerRatio: Dec;
  strict: boolean;
  procedure: Procedure;
  /** Of what a forced trade closes. */
  liquidationFeeRate: Dec;
  takerRate: Dec;
  warning: Dec;
  /** Below this health nothing is opened. */
  reduceOnlyBelow: Dec | null;
  backing: Backing;
  /** Does a coin that is owned count as a hedge of the contracts on it? */
  spotHedges: boolean;
  /** Whether `optimistic` may use the single-adverse states (§4: not for correlation models and steps). */
  singleAdverse: boolean;
  /** Does a contract's requirement rise or fall with its price, by what else is held of its underlying? */
  nets: boolean;
  termsOf(contract: Contract): TierTerms;
  /** In quote. */
  maintenance(holdings: Holding[], marks: Prices): Dec;
  initial(holdings: Holding[], marks: Prices): Dec;
  /** Isolated margin of a fill, in the settle asset. */
  posted(holding: Holding): Dec;
  /** Highest leverage at mark; null without a cap. */
  leverageCap(holding: Holding, marks: Prices): Dec | null;
  /** Marks between two others at which the requirement of a holding jumps. */
  edges(holding: Holding, from: Dec, to: Dec): Dec[];
}

export interface Setting {
  /** ms: the tables in force. */
  time: number;
  contracts: Contract[];
  /** Does more than one asset back the book? */
  several: boolean;
  /** Brackets by symbol in place of the venue's. */
  tiers: Tiers;
}

/** Everything that follows from one table per contract. */
function tiered(make: Rules['termsOf'], contracts: Contract[]) {
  const known = new Map<Contract, TierTerms>();
  const termsOf = (contract: Contract): TierTerms => {
    const terms = known.get(contract) ?? make(contract);
    known.set(contract, terms);
    return terms;
  };
  const each =
    (of: (terms: TierTerms, holding: Holding, marks: Prices) => Dec) => (holding: Holding, marks: Prices) =>
      of(termsOf(holding.contract), holding, marks);
  return {
    termsOf,
    maintenance: (holdings: Holding[], marks: Prices) => inQuote(holdings, marks, each(maintenanceOf)),
    initial: (holdings: Holding[], marks: Prices) => inQuote(holdings, marks, each(initialOf)),
    posted: (holding: Holding) => postedOf(termsOf(holding.contract), holding),
    leverageCap: (holding: Holding, marks: Prices): Dec | null => each(leverageCapOf)(holding, marks),
    edges: (holding: Holding, from: Dec, to: Dec) => edgesOf(termsOf(holding.contract), holding, from, to),
    singleAdverse: !contracts.some(own => {
      const { steps, countedBy } = termsOf(own);
      return own.kind !== 'spot' && steps && countedBy === 'value';
    }),
  };
}

function scenario(maintenance: Rules['maintenance'], singleAdverse: boolean) {
  return {
    maintenance,
    initial: (holdings: Holding[], marks: Prices): Dec => maintenance(holdings, marks).times('1.3'),
    edges: (): Dec[] => [],
    singleAdverse,
    nets: true,
  };
}

const byModel: Record<Model, (mode: Mode, setting: Setting) => Rules> = {
  generic: (mode, setting) => ({
    ...genericRules(mode, setting),
    ...(mode === 'portfolio' && scenario(correlatedMaintenance, false)),
  }),
  'pm-stress': (mode, setting) => ({ ...genericRules(mode, setting), ...scenario(stressMaintenance, true) }),
  'binance-usdm': binanceRules,
  'binance-coinm': binanceRules,
  'binance-pm': (mode, setting) => ({
    ...binanceRules(mode, setting),
    procedure: 'whole',
    triggerRatio: new Dec('1.05'),
    reduceOnlyBelow: new Dec('1.2'),
    backing:
      setting.several || setting.contracts.some(({ kind }) => kind === 'inverse')
        ? binancePortfolio(setting.time)
        : apart,
  }),
  bybit: (mode, setting) => ({
    ...common,
    ...tiered(own => bybitTerms(own, mode, setting.time), setting.contracts),
    backing: pooled(mode, setting, bybitPool(setting.time)),
    procedure: 'bybit',
    liquidationFeeRate: new Dec('0.00055'),
    takerRate: new Dec('0.00055'),
  }),
  hyperliquid: (_, setting) => ({
    ...common,
    ...tiered(own => hyperliquidTerms(own, setting.time), setting.contracts),
    backing: apart,
    procedure: 'hyperliquid',
    strict: true,
    liquidationFeeRate: zero,
    takerRate: new Dec('0.00045'),
  }),
  okx: okxRules,
};

const common = {
  triggerRatio: one,
  strict: false,
  takerRate: new Dec('0.0005'),
  warning: new Dec('1.5'),
  reduceOnlyBelow: null,
  spotHedges: false,
  nets: false,
};

const pooled = (mode: Mode, { several }: Setting, pool: Backing): Backing =>
  several && mode !== 'isolated' ? pool : apart;

function genericRules(mode: Mode, setting: Setting): Rules {
  return {
    ...common,
    ...tiered(({ symbol }) => plain(setting.tiers[symbol] ?? [genericTier]), setting.contracts),
    leverageCap: () => new Dec(100),
    backing: pooled(mode, setting, genericPool),
    procedure: 'whole',
    liquidationFeeRate: new Dec('0.0025'),
    spotHedges: mode === 'portfolio',
  };
}

function binanceRules(mode: Mode, setting: Setting): Rules {
  const { contracts, tiers, time, several } = setting;
  const multiAssets = mode === 'cross' && several && !contracts.some(({ kind }) => kind === 'inverse');
  return {
    ...common,
    ...tiered(own => binanceTerms(own, tiers, time), contracts),
    backing: multiAssets ? binanceMultiAssets(time) : apart,
    procedure: 'binance',
    liquidationFeeRate: new Dec('0.01'),
  };
}

function okxRules(mode: Mode, setting: Setting): Rules {
  const shared: Rules = {
    ...common,
    ...tiered(own => okxTerms(own, setting.time), setting.contracts),
    backing: pooled(mode, setting, okxPool),
    procedure: 'okx',
    liquidationFeeRate: new Dec('0.0005'),
    warning: new Dec(3),
  };
  if (mode !== 'portfolio') return shared;
  return {
    ...shared,
    ...scenario(stressMaintenance, true),
    leverageCap: () => null,
    procedure: 'pro-rata',
    spotHedges: true,
  };
}

/** The rules of one ledger: its mode under the model of its venue. */
export const rulesOf = (mode: Mode, model: Model, setting: Partial<Setting> = {}): Rules =>
  byModel[model](mode, { time: 0, contracts: [], several: false, tiers: {}, ...setting });
