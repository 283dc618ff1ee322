/**
 * Portfolio margin of Deribit, Bybit, OKX and Dederi: published books and figures to the models. A price that is not
 * published is taken as 1, where a figure does not depend on it.
 */
import {
  bybitAssetMargin,
  bybitPortfolio,
  deribitPortfolio,
  forwardPrice,
  type LinearLeg,
  marginalCharge,
  okxAccountMargin,
  okxPortfolio,
  okxUnitMargin,
  type PortfolioRequirement,
  type RiskUnit,
} from '../../src/index.ts';
import { type Rule, rule } from './vectors.ts';

const linear = (quantity: number, price: number, more: Partial<LinearLeg> = {}): LinearLeg => ({
  symbol: 'contract',
  quantity,
  price,
  inverseSize: null,
  yearsToExpiry: null,
  quote: 'USDT',
  ...more,
});
const unit = (underlying: string, index: number, legs: LinearLeg[]): RiskUnit => ({
  underlying,
  index,
  linear: legs,
  options: [],
  spot: 0,
});
/** Worth so many coins at its mark. */
const inverse = (coins: number, days: number | null = null): LinearLeg =>
  linear(coins, 1, { inverseSize: 1, quote: 'USD', yearsToExpiry: days === null ? null : days / 365 });

interface PmeBook {
  priceRange: number;
  mmFactor: number;
  pnlOffset: number;
  maxOffsetablePnlUsd?: number;
  minAnnualisedMove: number;
  annualisedMoveRisk: number;
  extendedDampenerUsd?: number;
}
const pmeRates = (book: PmeBook) => ({
  priceRange: book.priceRange,
  pnlOffset: book.pnlOffset,
  maxOffsetablePnl: book.maxOffsetablePnlUsd ?? 0,
  annualisedMove: book.annualisedMoveRisk,
  annualisedMoveFloor: book.minAnnualisedMove,
  ...(book.extendedDampenerUsd === undefined ? {} : { extendedDampener: book.extendedDampenerUsd }),
});

const deribitRules: Rule[] = [
  rule<{ positionBtc: number; priceRange: number }>(/^deribit-pme-btc-perp-vector$/, i => {
    const book = { units: [unit('BTC', 1, [inverse(i.positionBtc)])] };
    const [btc] = deribitPortfolio(book, { all: { priceRange: i.priceRange } }).currencies;
    const { standard, extended } = btc!.initialVectors['BTC']!;
    return { standard: [...standard], extended: [...extended] };
  }),
  rule<
    PmeBook & {
      positionsBtc: Record<string, number>;
      daysToExpiry: Record<string, number>;
      mmpMargin: number;
      openOrdersMargin: number;
      spotMargin: number;
    }
  >(/^deribit-pme-btc-total$/, i => {
    const legs = Object.entries(i.positionsBtc).map(([name, coins]) =>
      inverse(coins, i.daysToExpiry[name] ?? null),
    );
    const charges = { mmp: i.mmpMargin, openOrders: i.openOrdersMargin, spot: i.spotMargin };
    const { currencies } = deribitPortfolio(
      { units: [unit('BTC', 1, legs)] },
      { all: pmeRates(i), charges: { BTC: charges }, maintenanceFactor: i.mmFactor },
    );
    const { worstCase, rollShock, riskMatrixMargin, initialMargin, maintenanceMargin } = currencies[0]!;
    return { worstCase, rollShock, riskMatrixMargin, initialMargin, maintenanceMargin };
  }),
  rule<PmeBook & { positionsEth: Record<string, number>; indexPrice: number; markPrice: number }>(
    /^deribit-pme-eth-total$/,
    i => {
      const legs = Object.values(i.positionsEth).map(coins => ({
        ...inverse(coins * i.markPrice),
        price: i.markPrice,
      }));
      const [eth] = deribitPortfolio(
        { units: [unit('ETH', i.indexPrice, legs)] },
        { all: pmeRates(i), maintenanceFactor: i.mmFactor },
      ).currencies;
      const { worstCase, rollShock, initialMargin, maintenanceMargin } = eth!;
      return {
        initialVector: [...eth!.initialVectors['ETH']!.standard],
        aggregatedVector: [...eth!.aggregated.standard],
        worstCase,
        rollShock,
        initialMargin,
        maintenanceMargin,
      };
    },
  ),
];

/** A lone perpetual with a delta of so much, at an index of so much per unit of it. */
const okxLone = (underlying: string, delta: number, rates = {}): PortfolioRequirement =>
  okxPortfolio({ units: [unit(underlying, 1, [linear(delta, 1)])] }, { all: rates });

type Charges = Parameters<typeof okxUnitMargin>[0];
interface Moved {
  spotShock: number;
  pnl: number;
}
interface Charged {
  absDeltaUsd: number;
  mr4Rate: number;
  mr7Rate: number;
}

const okxRules: Rule[] = [
  rule<Charges>(/^okx-pm-((btc|ltc)-aggregate|spot-perp-carry-2024)$/, charges => {
    const { maintenanceMargin, initialMargin } = okxUnitMargin(charges);
    return { mmr: maintenanceMargin, imr: initialMargin };
  }),
  rule<{ btc: Moved; ltc: Moved; factor: number }>(/^okx-pm-mr6$/, ({ btc, ltc, factor }) => {
    const mr6 = (name: string, { spotShock, pnl }: Moved): number =>
      okxLone(name, pnl / spotShock, { extremeMove: Math.abs(spotShock), extremeFactor: factor }).parts[
        `MR6 ${name}`
      ]!;
    return { btc: mr6('BTC', btc), ltc: mr6('LTC', ltc) };
  }),
  rule<{ btc: Charged; ltc: Charged }>(/^okx-pm-mr4-mr7-linear$/, ({ btc, ltc }) => {
    const charged = (name: string, { absDeltaUsd, mr4Rate, mr7Rate }: Charged) => {
      const { parts } = okxLone(name, absDeltaUsd, { basisRate: mr4Rate, minimumRate: mr7Rate });
      return { mr4: parts[`MR4 ${name}`]!, mr7: parts[`MR7 ${name}`]! };
    };
    return { btc: charged('BTC', btc), ltc: charged('LTC', ltc) };
  }),
  rule<{
    riskUnitMmr: number[];
    liabilityUsd: number;
    borrowMmrRate: number;
    borrowImrRate: number;
    imrFactor: number;
    eq: number;
    takerFee: number;
  }>(/^okx-pm-account-total$/, i => {
    const account = okxAccountMargin({
      unitMaintenance: i.riskUnitMmr,
      liabilities: [
        { value: i.liabilityUsd, maintenanceRate: i.borrowMmrRate, initialRate: i.borrowImrRate },
      ],
      equity: i.eq,
      feeRate: i.takerFee,
      initialFactor: i.imrFactor,
    });
    return {
      derivMmr: account.derivativesMaintenance,
      borrowMmr: account.borrowingMaintenance,
      totalMmr: account.maintenanceMargin,
      borrowImr: account.borrowingInitial,
      totalImr: account.initialMargin,
      marginRatio: account.marginRatio,
    };
  }),
  rule<{ mrCore: number; mr7Raw: number; tiers: [number, number, number][] }>(
    /^okx-pm-mr7-tier-2021$/,
    ({ mrCore, mr7Raw, tiers }) => {
      const mr7 = marginalCharge(
        mr7Raw,
        tiers.map(([floor, cap, rate]) => ({ floor, cap, rate })),
      );
      return { mr7Adj: mr7, mmr: okxUnitMargin({ mr1: mrCore, mr7 }).maintenanceMargin };
    },
  ),
];

const bybitPmRules: Rule[] = [
  rule<{ option: number; futureDelta: number; optionVega: number; usdtUsdc: number; future: number }>(
    /^by-pm-contingency-sum$/,
    i => {
      const { contingency } = bybitAssetMargin({
        contingencies: {
          optionContingency: i.option,
          futureDeltaContingency: i.futureDelta,
          optionVegaContingency: i.optionVega,
          usdtUsdcContingency: i.usdtUsdc,
          futureContingency: i.future,
        },
      });
      return { contingency };
    },
  ),
  rule<{ maxLoss: number; contingency: number }>(/^by-pm-mm-maxloss-plus-contingency$/, i => {
    const margin = bybitAssetMargin({
      maxLoss: i.maxLoss,
      contingencies: { futureContingency: i.contingency },
    });
    return { assetMM: margin.maintenanceMargin };
  }),
  rule<{ assetMM: number; imFactor: number }>(/^by-pm-im-factor$/, ({ assetMM, imFactor }) => ({
    assetIM: bybitAssetMargin({ maxLoss: assetMM, initialFactor: imFactor }).initialMargin,
  })),
  rule<{ qty: number; markPrice: number; usdtRate: number; priceScales: number[] }>(
    /^by-pm-perp-linear$/,
    i => ({
      perpPnl: sameVolatility(
        bybitPortfolio(
          { units: [unit('BTC', 1, [linear(i.qty, i.markPrice * i.usdtRate)])] },
          { all: { priceRange: Math.max(...i.priceScales) } },
        ),
      ),
    }),
  ),
];

const sameVolatility = ({ scenarios }: PortfolioRequirement): number[] =>
  scenarios.filter(({ id }) => id.endsWith('same')).map(({ pnl }) => pnl);

/** Eleven prices and a charge on size as at Bybit, by its own figures. */
const dederiRules: Rule[] = [
  rule<{
    qty: number;
    index: number;
    annualBasisRate: number;
    days: number;
    shocks: number[];
    contingencyFactor: number;
  }>(/^dederi-pm-futures$/, i => {
    const years = i.days / 365;
    const price = forwardPrice(i.index, i.annualBasisRate, years);
    const requirement = bybitPortfolio(
      { units: [unit('ETH', i.index, [linear(i.qty, price, { yearsToExpiry: years })])] },
      { all: { priceRange: Math.max(...i.shocks), futureRate: i.contingencyFactor } },
    );
    const contingency = requirement.parts['futureContingency ETH']!;
    return { F0: price, pnl: sameVolatility(requirement), contingency };
  }),
];

export const portfolioModelRules: readonly Rule[] = [
  ...deribitRules,
  ...okxRules,
  ...bybitPmRules,
  ...dederiRules,
];
