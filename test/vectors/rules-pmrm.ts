/** Derive's portfolio managers: names of the published inputs to accounts and parameters. */
import {
  type DerivePortfolioAccount,
  type DerivePortfolioParameters,
  type PmrmScenario,
  derivePortfolioMargin,
} from '../../src/index.ts';
import { rule } from './vectors.ts';

const YEAR_IN_SECONDS = 365 * 24 * 3600;
const DAY_IN_SECONDS = 24 * 3600;
type Figures = Record<string, string | number>;

const MOVES: Record<string, PmrmScenario['volatility']> = {
  Up: 'up',
  None: 'none',
  Down: 'down',
  LINEAR: 'linear',
  ABS: 'absolute',
};
type Listed = [spot: string | number, volatility: string, dampening: string | number];
const scenariosOf = (listed: readonly Listed[]): PmrmScenario[] =>
  listed.map(([spot, volatility, dampening]) => ({
    spotFactor: Number(spot),
    volatility: MOVES[volatility]!,
    dampening: Number(dampening),
  }));

interface V2Settings {
  VolShock: Figures;
  Margin: Figures;
  BasisContingency: Figures;
  OtherContingency: Figures;
  SkewShock: Figures;
}

function v2Parameters(settings: V2Settings, scenarios: readonly Listed[]): DerivePortfolioParameters {
  const { VolShock, Margin, BasisContingency, OtherContingency, SkewShock } = settings;
  const all = { ...VolShock, ...Margin, ...BasisContingency, ...OtherContingency, ...SkewShock };
  const figure = (name: string): number => Number(all[name]);
  return {
    scenarios: scenariosOf(scenarios),
    volatilityUp: figure('VOLRANGEUP'),
    volatilityDown: figure('VOLRANGEDOWN'),
    volatilityUpFloor: figure('MIN_VOL_EVAL_SHOCKED'),
    shortTermPower: figure('SHORTTERMPOWER'),
    longTermPower: figure('LONGTERMPOWER'),
    expiryFloorDays: figure('DTE_FLOOR'),
    longDiscount: figure('BASE_STATIC_DISCOUNT'),
    longRateScale: figure('LONG_RATE_MULTSCALE'),
    longRateAdd: figure('LONG_RATE_ADDSCALE'),
    shortDiscount: figure('BASE_STATIC_DISCOUNT_NEG'),
    shortRateScale: figure('SHORT_RATE_MULTSCALE'),
    shortRateAdd: figure('SHORT_RATE_ADDSCALE'),
    initialFactor: figure('IM_LOSS_FACTOR'),
    maintenanceFactor: figure('MM_LOSS_FACTOR'),
    basisUpFactor: figure('SCENARIO_SPOT_UP'),
    basisDownFactor: figure('SCENARIO_SPOT_DOWN'),
    basisAdd: figure('BASIS_CONT_ADD_FACTOR'),
    basisPerYear: figure('BASIS_CONT_MULT_FACTOR'),
    depegThreshold: figure('PEG_LOSS_THRESHOLD'),
    depegFactor: figure('PEG_LOSS_FACTOR'),
    oracleThreshold: figure('CONF_THRESHOLD'),
    oracleFactor: figure('CONF_MARGIN'),
    perpMaintenanceRate: figure('MM_PERP_PERCENT'),
    perpInitialRate: figure('IM_PERP_PERCENT'),
    optionMaintenanceRate: figure('MM_OPTION_PERCENT'),
    optionInitialRate: figure('IM_OPTION_PERCENT'),
    skewLinearCap: figure('LINEAR_SCALE_CAP'),
    skewLinearCapSlope: figure('LINEAR_CBASE'),
    skewAbsoluteCap: figure('ABS_SCALE_CAP'),
    skewAbsoluteCapSlope: figure('ABS_CBASE'),
    skewWidthFloor: figure('MIN_K_STAR'),
    skewWidthScale: figure('MIN_WIDTH_SCALE'),
    skewWidthBase: figure('VOL_PARAM_STATIC'),
    skewWidthSlope: figure('VOL_PARAM_SCALE'),
  };
}

interface Collateral {
  Name: string;
  Amount: number | string;
  Price: number | string;
  Confidence: number | string;
  IsRiskCancelling: boolean | string;
  IMHaircut: number | string;
  MMHaircut: number | string;
}
const collateralOf = (held: Collateral) => ({
  asset: held.Name,
  quantity: Number(held.Amount),
  price: Number(held.Price),
  confidence: Number(held.Confidence),
  offsetsRisk: String(held.IsRiskCancelling).toLowerCase() === 'true',
  maintenanceHaircut: Number(held.MMHaircut),
  initialHaircut: Number(held.IMHaircut),
});

interface V2Book {
  cash: number;
  spot: number;
  spotConf: number;
  stablePrice: number;
  perps: number;
  perpPrice: number;
  perpConf: number;
  perpUpnl: number;
  perpFunding: number;
  collaterals: Collateral[];
  options: { sec: number; K: number; call: boolean; amt: number; vol: number }[];
  feeds: {
    sec: number;
    forward: number;
    fwdConf: number;
    rate: number;
    rateConf: number;
    volConf: number;
  }[];
  params: V2Settings & { Scenarios: Listed[] };
}

const v2Account = (i: V2Book): DerivePortfolioAccount => ({
  cash: i.cash,
  spot: i.spot,
  spotConfidence: i.spotConf,
  stablePrice: i.stablePrice,
  perp: {
    quantity: i.perps,
    price: i.perpPrice,
    confidence: i.perpConf,
    unrealisedPnl: i.perpUpnl + i.perpFunding,
  },
  collaterals: i.collaterals.map(collateralOf),
  expiries: i.feeds.map(feed => ({
    yearsToExpiry: feed.sec / YEAR_IN_SECONDS,
    forward: feed.forward,
    interestRate: feed.rate,
    forwardConfidence: feed.fwdConf,
    rateConfidence: feed.rateConf,
    volatilityConfidence: feed.volConf,
    options: i.options
      .filter(({ sec }) => sec === feed.sec)
      .map(({ call, K, amt, vol }) => ({
        right: call ? 'call' : 'put',
        strike: K,
        quantity: amt,
        volatility: vol,
      })),
  })),
});

/** The same book as engines.json spells it, its figures in text. */
interface V2Text {
  cash: string;
  spot_price: string;
  spot_confidence: string;
  stable_price: string;
  perp_qty: string;
  perp_price: string;
  perp_confidence: string;
  unrealised_perp_pnl: string;
  unrealised_funding: string;
  collaterals: Collateral[];
  options: { expiry_seconds: string; strike: string; type: string; amount: string; mark_vol: string }[];
  feeds: {
    expiry_seconds: string;
    forward: string;
    forward_confidence: string;
    rate: string;
    rate_confidence: string;
    vol_confidence: string;
  }[];
  scenarios: Listed[];
  params: V2Settings;
}

const fromText = (i: V2Text): V2Book => ({
  cash: Number(i.cash),
  spot: Number(i.spot_price),
  spotConf: Number(i.spot_confidence),
  stablePrice: Number(i.stable_price),
  perps: Number(i.perp_qty),
  perpPrice: Number(i.perp_price),
  perpConf: Number(i.perp_confidence),
  perpUpnl: Number(i.unrealised_perp_pnl),
  perpFunding: Number(i.unrealised_funding),
  collaterals: i.collaterals,
  options: i.options.map(option => ({
    sec: Number(option.expiry_seconds),
    K: Number(option.strike),
    call: option.type === 'call',
    amt: Number(option.amount),
    vol: Number(option.mark_vol),
  })),
  feeds: i.feeds.map(feed => ({
    sec: Number(feed.expiry_seconds),
    forward: Number(feed.forward),
    fwdConf: Number(feed.forward_confidence),
    rate: Number(feed.rate),
    rateConf: Number(feed.rate_confidence),
    volConf: Number(feed.vol_confidence),
  })),
  params: { ...i.params, Scenarios: i.scenarios },
});

interface V1Book {
  params: Record<string, number>;
  /** `spot {1.15,1.10} x vol {Up,None,Down}`: every pair of the two lists. */
  scenarios: string;
  spot: number;
  stablePrice: number;
  cash: number;
  base: number;
  perp: number;
  perpPrice: number;
  perpUpnl: number;
  minConf: number;
  expiries: {
    sec: number;
    forward: number;
    rate: number;
    conf: number;
    options: { K: number; amt: number; call: boolean; vol: number }[];
  }[];
}

function pairsOf(text: string): PmrmScenario[] {
  const [spots, moves] = [...text.matchAll(/\{([^}]*)\}/g)].map(match => match[1]!.split(','));
  return scenariosOf(spots!.flatMap(spot => moves!.map((move): Listed => [spot, move, 1])));
}

const v1Parameters = ({ params, scenarios }: V1Book): DerivePortfolioParameters => ({
  version: 'v1',
  scenarios: pairsOf(scenarios),
  volatilityUp: params.volUp,
  volatilityDown: params.volDn,
  shortTermPower: params.shortPow,
  longTermPower: params.longPow,
  expiryFloorDays: params.dteFloor / DAY_IN_SECONDS,
  longDiscount: params.baseDisc,
  longRateScale: params.rateMult,
  longRateAdd: params.rateAdd,
  initialFactor: params.imFactor,
  basisUpFactor: params.spotUp,
  basisDownFactor: params.spotDn,
  basisAdd: params.basisAdd,
  basisPerYear: params.basisMult,
  depegThreshold: params.pegT,
  depegFactor: params.pegF,
  oracleThreshold: params.confThreshold,
  oracleFactor: params.confMargin,
  perpMaintenanceRate: params.perpPercent,
  optionMaintenanceRate: params.optionPercent,
  baseMaintenanceRate: params.basePercent,
});

const v1Account = (i: V1Book): DerivePortfolioAccount => ({
  cash: i.cash,
  spot: i.spot,
  spotConfidence: i.minConf,
  stablePrice: i.stablePrice,
  base: i.base,
  perp: { quantity: i.perp, price: i.perpPrice, unrealisedPnl: i.perpUpnl },
  expiries: i.expiries.map(({ sec, forward, rate, conf, options }) => ({
    yearsToExpiry: sec / YEAR_IN_SECONDS,
    forward,
    interestRate: rate,
    forwardConfidence: conf,
    options: options.map(({ call, K, amt, vol }) => ({
      right: call ? 'call' : 'put',
      strike: K,
      quantity: amt,
      volatility: vol,
    })),
  })),
});

export const pmrmRules = [
  rule(/^derive-pm1-test_/, (i: V1Book) => {
    const margin = derivePortfolioMargin(v1Account(i), v1Parameters(i));
    return { im: margin.initialExcess, mm: margin.maintenanceExcess };
  }),
  rule(/^derive-pm2-test_/, (i: V2Book) => {
    const margin = derivePortfolioMargin(v2Account(i), v2Parameters(i.params, i.params.Scenarios));
    return {
      IM: margin.initialExcess,
      MM: margin.maintenanceExcess,
      portfolioMtm: margin.equity,
      worstScenarioPnl: margin.worst?.pnl ?? 0,
    };
  }),
  rule(/^derive-pmrm2-/, (text: V2Text) => {
    const i = fromText(text);
    const margin = derivePortfolioMargin(v2Account(i), v2Parameters(i.params, i.params.Scenarios));
    return {
      initial_margin_excess: margin.initialExcess,
      maintenance_margin_excess: margin.maintenanceExcess,
      mark_to_market: margin.equity,
    };
  }),
];
