/** Collateral, loans, and what Bybit adds to its margins. */
import { Decimal } from '../../src/basics/money.ts';
import * as f from '../../src/margin/formulas.ts';
import { notionalOf, signed, sum } from './shapes.ts';
import { rule } from './vectors.ts';

/**
 * The first two risk tiers of BTCUSDT at Bybit, which the vector asks for without printing them: market/risk-limit of
 * the API before the tier of 150x, deduction 1,200 in the second.
 */
const BYBIT_BTCUSDT_TIERS: f.TierInput[] = [
  { floor: 0, cap: 2_000_000, maintenanceMarginRate: '0.005' },
  { floor: 2_000_000, cap: 2_600_000, maintenanceMarginRate: '0.0056' },
];

type Leg = [quantity: number, entryPrice: number];

export const collateralRules = [
  rule(/^bn-multi-auto-exchange-/, (i: { deficit: number; rate: number }) => ({
    sell: f.autoExchangeAmount({ deficit: i.deficit, bidBuffer: new Decimal(1).sub(i.rate) }),
  })),
  rule(/^bn-multi-haircut/, (i: { values: Record<string, number>; rates: Record<string, number> }) =>
    Object.fromEntries(
      Object.entries(i.values).map(([asset, value]) => [
        asset,
        f.collateralValue({ balance: value, price: 1, haircut: new Decimal(1).sub(i.rates[asset]!) }),
      ]),
    ),
  ),
  rule(
    /^bn-multi-asset-index/,
    (i: { index: number; bidBuffer: number; askBuffer: number; autoBid: number; autoAsk: number }) => {
      const exchange = f.bufferedRates({ index: i.index, bidBuffer: i.autoBid, askBuffer: i.autoAsk });
      return {
        ...f.bufferedRates(i),
        autoExchangeBidRate: exchange.bidRate,
        autoExchangeAskRate: exchange.askRate,
      };
    },
  ),
  rule(/^bn-pm-margin-loan-mm$/, (i: { loans: Record<string, number>; mmr: number }) =>
    Object.fromEntries(
      Object.entries(i.loans).map(([asset, loan]) => [
        asset,
        f.tieredMaintenance({ notional: loan, tiers: { maintenanceMarginRate: i.mmr } }).maintenanceMargin,
      ]),
    ),
  ),
  rule(/^bn-pm-negative-balance-interest$/, (i: { principal: number; rate: number }) => ({
    interest: f.borrowInterest({ liability: i.principal, rate: i.rate }),
  })),
  rule(
    /^okx-real-spot-margin-iso$/,
    (i: {
      position_btc: string;
      liability_usdt: string;
      mark_price: string;
      maint_margin_rate: string;
      taker_fee_rate: string;
    }) => {
      const loan = f.okxIsolatedLoan({
        side: 'long',
        assets: i.position_btc,
        liability: i.liability_usdt,
        markPrice: i.mark_price,
        tiers: { maintenanceMarginRate: i.maint_margin_rate },
        feeRate: i.taker_fee_rate,
      });
      return {
        liquidation_price: loan.liquidationPrice,
        mmr_btc: loan.maintenanceMargin,
        margin_ratio: loan.marginRatio,
      };
    },
  ),
  rule(/^by-btcusdt-mmr-lookup$/, (i: { positionValues: number[] }) => ({
    mmr: i.positionValues.map(notional => f.tieredMaintenance({ notional, tiers: BYBIT_BTCUSDT_TIERS }).rate),
  })),
  rule(
    /^by-usdt-upnl-/,
    (i: {
      side: number;
      qty: number;
      entryPrice: number;
      price: number;
      leverage: number;
      taker: number;
    }) => {
      const quantity = signed(i.side, i.qty);
      const upnl = f.linearPnl({ quantity, entryPrice: i.entryPrice, price: i.price });
      const initialMargin = f.initialMargin({
        notional: notionalOf(i.qty, i.entryPrice),
        leverage: i.leverage,
      });
      const feeClose = f.bybitFeeToClose({ ...i, quantity, takerFeeRate: i.taker });
      return { upnl, initialMargin, feeClose, roiPct: upnl.div(initialMargin.add(feeClose)).mul(100) };
    },
  ),
  // Superseded: both legs keep their margins at the highest leverage, and their losses are set off.
  rule(
    /^by-hedge-old-available$/,
    (i: { wallet: number; maxLeverage: number; long: Leg; short: Leg; prices: number[] }) => {
      const legs = [i.long, [-i.short[0], i.short[1]] as Leg];
      const margins = legs.map(([quantity, entryPrice]) =>
        f.initialMargin({ notional: notionalOf(quantity, entryPrice), leverage: i.maxLeverage }),
      );
      return {
        available: i.prices.map(price =>
          sum([
            ...legs.map(([quantity, entryPrice]) => f.linearPnl({ quantity, entryPrice, price })),
            ...margins.map(margin => margin.neg()),
          ]).add(i.wallet),
        ),
      };
    },
  ),
];

/** Collateral and Hyperliquid in `portfolio.json`. */
export const collateralPortfolioRules = [
  rule(/^kraken-haircut/, (i: { btc: number; index: number; haircut: number }) => ({
    balanceValue: f.collateralValue({ balance: i.btc, price: i.index }),
    collateralValue: f.collateralValue({ balance: i.btc, price: i.index, haircut: i.haircut }),
  })),
  rule(/^hyperliquid-pm-borrow$/, (i: { tokens: number; price: number; ltv: number }) => ({
    borrowableUsdc: f.borrowable({ balance: i.tokens, price: i.price, loanToValue: i.ltv }),
  })),
  rule(/^hyperliquid-mm-rates$/, (i: { maxLeverage: number[] }) => ({
    maintenanceRate: i.maxLeverage.map(f.hyperliquidMaintenanceRate),
  })),
];
