/** Option prices, standard margins of options, Derive's standard manager. */
import { Decimal } from '../../src/basics/money.ts';
import * as f from '../../src/margin/formulas.ts';
import { rule } from './vectors.ts';

const rightOf = (type: string | boolean): f.OptionRight =>
  [true, 'call', 'c', 'C'].includes(type) ? 'call' : 'put';
const YEAR_IN_SECONDS = 365 * 24 * 3600;

interface Quoted {
  F: number;
  K: number;
  t: number;
  r: number;
  sigma: number;
}
const termsOf = (i: Quoted, right: f.OptionRight): f.OptionTerms => ({
  forward: i.F,
  strike: i.K,
  yearsToExpiry: i.t,
  interestRate: i.r,
  volatility: i.sigma,
  right,
});

const blackRules = [
  rule(/^b76-pyvollib-price$/, (i: Quoted & { type: string }) => ({
    discounted: f.black76(termsOf(i, rightOf(i.type))).price,
    undiscounted: f.black76({ ...termsOf(i, rightOf(i.type)), interestRate: 0 }).price,
  })),
  rule(/^b76-pyvollib-greeks$/, (i: Quoted) => {
    const call = f.black76(termsOf(i, 'call'));
    const put = f.black76(termsOf(i, 'put'));
    return {
      deltaCall: call.delta,
      gamma: call.gamma,
      vegaPer1pct: call.vega,
      thetaCallPerDay: call.theta,
      thetaPutPerDay: put.theta,
      rhoCallPer1pct: call.rho,
      rhoPutPer1pct: put.rho,
    };
  }),
  // Its discount of 1 is interest of 0.
  rule(
    /^b76-strata-table$/,
    (i: { F: number; T: number; strikes: number[]; vols: number[]; type: string }) => ({
      prices: i.strikes.flatMap(K =>
        i.vols.map(sigma => f.black76(termsOf({ F: i.F, K, t: i.T, r: 0, sigma }, rightOf(i.type))).price),
      ),
    }),
  ),
  rule(
    /^b76-haug-quantlib$/,
    (i: { cases: { type: string; K: number; F: number; r: number; T: number; vol: number }[] }) => ({
      price: i.cases.map(
        ({ type, T, vol, ...rest }) => f.black76(termsOf({ ...rest, t: T, sigma: vol }, rightOf(type))).price,
      ),
    }),
  ),
];

interface DeribitLinear {
  price: number;
  imBase: number;
  mmBase: number;
  inc: number;
  sizes: number[];
}

const standardRules = [
  rule(/^deribit-sm-linear-/, (i: DeribitLinear) => {
    const rates = { initialRate: i.imBase, maintenanceRate: i.mmBase, ratePerCoin: i.inc };
    const margins = i.sizes.map(size => f.deribitFutureMargin({ size, price: i.price }, rates));
    return {
      im: margins.map(margin => margin.initialMargin),
      mm25: margins[i.sizes.indexOf(25)]!.maintenanceMargin,
    };
  }),
  rule(/^deribit-sm-inverse-/, (i: { imBase: number; incPer100Btc: number; sizesBtc: number[] }) => ({
    imBtc: i.sizesBtc.map(
      size =>
        f.deribitFutureMargin(
          { size },
          { initialRate: i.imBase, maintenanceRate: 0, ratePerCoin: new Decimal(i.incPer100Btc).div(100) },
        ).initialMargin,
    ),
  })),
  rule(
    /^by-opt-mm-short-/,
    (i: {
      index: number;
      mark: number;
      qty: number;
      mmFactor: number;
      liqFee: number;
      marginBalance: number;
    }) => {
      // Maintenance does not look at the strike.
      const { maintenanceMargin } = f.bybitOptionMargin(
        {
          right: 'call',
          strike: i.index,
          quantity: -i.qty,
          underlyingPrice: i.index,
          markPrice: i.mark,
        },
        { maintenanceRate: i.mmFactor, liquidationFeeRate: i.liqFee },
      );
      return {
        mm: maintenanceMargin,
        accountMMpct: f.marginRatio({ equity: i.marginBalance, maintenanceMargin })!.mul(100),
      };
    },
  ),
];

interface DeriveBook {
  cash: number;
  stablePrice: number;
  baseMarginFactor: number;
  perpImReq: number;
  perpMmReq: number;
  option: Record<
    | 'maxSpotReq'
    | 'minSpotReq'
    | 'mmCallSpotReq'
    | 'mmPutSpotReq'
    | 'mmPutMtmReq'
    | 'unpairedIm'
    | 'unpairedMm'
    | 'mmOffset',
    number
  >;
  oracle: { threshold: number; factor: number };
  depeg: { threshold: number; factor: number };
  markets: Record<string, DeriveListed>;
}
interface DeriveListed {
  spot: number;
  spotConf: number;
  perp: number;
  perpPrice: number;
  perpConf: number;
  perpUpnl: number;
  base: number;
  expiries: {
    sec: number;
    forward: number;
    fwdConf: number;
    volConf: number;
    options: { K: number; amt: number; call: boolean; vol: number }[];
  }[];
}

const marketOf = (m: DeriveListed): f.DeriveMarket => ({
  spot: m.spot,
  spotConfidence: m.spotConf,
  base: m.base,
  perp: { quantity: m.perp, price: m.perpPrice, confidence: m.perpConf, unrealisedPnl: m.perpUpnl },
  expiries: m.expiries.map(expiry => ({
    yearsToExpiry: expiry.sec / YEAR_IN_SECONDS,
    forward: expiry.forward,
    forwardConfidence: expiry.fwdConf,
    volatilityConfidence: expiry.volConf,
    options: expiry.options.map(({ K, amt, call, vol }) => ({
      right: rightOf(call),
      strike: K,
      quantity: amt,
      volatility: vol,
    })),
  })),
});

interface DeriveOptions {
  spot_price: string;
  options: {
    forward: string;
    strike: string;
    vol: string;
    expiry_seconds: string;
    type: string;
    amount: string;
  }[];
  max_spot_req: string;
  min_spot_req: string;
  mm_spot_req: string;
  put_mm_mtm_req: string;
  mm_offset_scale: string;
}

const deriveRules = [
  rule(/^derive-srm-test_/, (i: DeriveBook) => {
    const margin = f.deriveStandardMargin(
      {
        cash: i.cash,
        stablePrice: i.stablePrice,
        markets: Object.fromEntries(
          Object.entries(i.markets).map(([name, market]) => [name, marketOf(market)]),
        ),
      },
      {
        perpInitialRate: i.perpImReq,
        perpMaintenanceRate: i.perpMmReq,
        baseFactor: i.baseMarginFactor,
        baseInitialScale: 1,
        initialRateMost: i.option.maxSpotReq,
        initialRateLeast: i.option.minSpotReq,
        callMaintenanceRate: i.option.mmCallSpotReq,
        putMaintenanceRate: i.option.mmPutSpotReq,
        putMaintenanceMarkRate: i.option.mmPutMtmReq,
        putInitialScale: i.option.mmOffset,
        unpairedInitialScale: i.option.unpairedIm,
        unpairedMaintenanceScale: i.option.unpairedMm,
        oracleThreshold: i.oracle.threshold,
        oracleFactor: i.oracle.factor,
        depegThreshold: i.depeg.threshold,
        depegFactor: i.depeg.factor,
      },
    );
    return { im: margin.initialExcess, mm: margin.maintenanceExcess };
  }),
  rule(/^derive-srm-test\d+$/, (i: DeriveOptions) => {
    const expiries = [...new Set(i.options.map(option => option.expiry_seconds))].map(
      seconds => [seconds, i.options.filter(option => option.expiry_seconds === seconds)] as const,
    );
    const margin = f.deriveStandardMargin(
      {
        cash: 0,
        markets: {
          ETH: {
            spot: i.spot_price,
            expiries: expiries.map(([seconds, options]) => ({
              yearsToExpiry: Number(seconds) / YEAR_IN_SECONDS,
              forward: options[0]!.forward,
              options: options.map(({ type, strike, amount, vol }) => ({
                right: rightOf(type),
                strike,
                quantity: amount,
                volatility: Number(vol),
              })),
            })),
          },
        },
      },
      {
        initialRateMost: i.max_spot_req,
        initialRateLeast: i.min_spot_req,
        callMaintenanceRate: i.mm_spot_req,
        putMaintenanceRate: i.mm_spot_req,
        putMaintenanceMarkRate: i.put_mm_mtm_req,
        putInitialScale: i.mm_offset_scale,
      },
    );
    return {
      initial_margin: margin.initialExcess,
      maintenance_margin: margin.maintenanceExcess,
      mark_to_market: margin.equity,
    };
  }),
];

export const optionRules = [...blackRules, ...standardRules, ...deriveRules];
