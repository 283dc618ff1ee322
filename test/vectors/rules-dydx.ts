/** dYdX v4: requirements by open interest, and the prices of its liquidations. */
import { Decimal } from '../../src/basics/money.ts';
import * as f from '../../src/margin/formulas.ts';
import { rule } from './vectors.ts';

interface Leg {
  market: string;
  qty_base: string;
  oracle_price: string;
}
interface Account {
  quote_balance: string;
  positions: Leg[];
  maint_margin_rate: string;
}
type Closing = Account & { close_market: string };

const MILLION = '1e6';
const fromMillionths = (amount: f.Amount): Decimal => new Decimal(amount).div(MILLION);

/** Where only a maintenance rate is given it is taken for the whole of the initial one. */
const positionOf = (leg: Leg, rate: string): f.DydxPosition => ({
  quantity: leg.qty_base,
  price: leg.oracle_price,
  initialMarginRate: rate,
  maintenanceFraction: 1,
});

const distressed = (i: Closing) => ({
  quoteBalance: i.quote_balance,
  position: positionOf(
    i.positions.find(leg => leg.market === i.close_market)!,
    i.maint_margin_rate,
  ),
  others: i.positions
    .filter(leg => leg.market !== i.close_market)
    .map(leg => positionOf(leg, i.maint_margin_rate)),
});

export const dydxRules = [
  rule(
    /^dydx4-margin-/,
    (i: {
      base_quantums: string;
      base_atomic_resolution: string;
      price_usd: string;
      initial_margin_rate: string;
      maintenance_fraction_of_im: string;
    }) => {
      const { initialMargin, maintenanceMargin } = f.dydxMargins({
        notional: new Decimal(`${i.base_quantums}e${i.base_atomic_resolution}`).mul(i.price_usd),
        initialMarginRate: i.initial_margin_rate,
        maintenanceFraction: i.maintenance_fraction_of_im,
      });
      return {
        initial_margin_usd_e6: initialMargin.mul(MILLION),
        maintenance_margin_usd_e6: maintenanceMargin.mul(MILLION),
      };
    },
  ),
  rule(
    /^dydx4-oimf-/,
    (i: {
      notional_e6: string;
      base_initial_margin_rate: string;
      open_interest_notional_e6: string;
      oi_lower_cap: string;
      oi_upper_cap: string;
    }) => ({
      initial_margin_e6: f
        .dydxMargins({
          notional: fromMillionths(i.notional_e6),
          initialMarginRate: i.base_initial_margin_rate,
          maintenanceFraction: 1,
          scaling: {
            openInterest: fromMillionths(i.open_interest_notional_e6),
            lowerCap: fromMillionths(i.oi_lower_cap),
            upperCap: fromMillionths(i.oi_upper_cap),
          },
        })
        .initialMargin.mul(MILLION),
    }),
  ),
  rule(/^dydx4-isliq-/, (i: Account) => ({
    liquidatable: f.dydxAccount({
      quoteBalance: i.quote_balance,
      positions: i.positions.map(leg => positionOf(leg, i.maint_margin_rate)),
    }).liquidatable,
  })),
  rule(
    /^dydx4-cross-2leg/,
    (i: {
      quote_balance: string;
      positions: (Leg & { initial_margin_rate: string; maint_margin_rate: string })[];
    }) => {
      const account = f.dydxAccount({
        quoteBalance: i.quote_balance,
        positions: i.positions.map(leg => ({
          ...positionOf(leg, leg.initial_margin_rate),
          maintenanceFraction: inMillionths(leg.maint_margin_rate, leg.initial_margin_rate),
        })),
      });
      return {
        net_collateral: account.netCollateral,
        initial_margin: account.initialMargin,
        maintenance_margin: account.maintenanceMargin,
      };
    },
  ),
  rule(/^dydx4-bk-/, (i: Closing & { close_delta_base: string }) => ({
    bankruptcy_quote_delta: f.dydxBankruptcyQuote({ ...distressed(i), delta: i.close_delta_base }),
  })),
  rule(/^dydx4-fillable-/, (i: Closing & { bankruptcy_adjustment: string; spread_to_mmr_ratio: string }) => ({
    worst_fill_price: f.dydxFillablePrice({
      ...distressed(i),
      bankruptcyAdjustment: i.bankruptcy_adjustment,
      spreadToMaintenance: i.spread_to_mmr_ratio,
    }),
  })),
];

/** The chain keeps the fraction in parts per million. */
function inMillionths(maintenanceRate: f.Amount, initialRate: f.Amount): Decimal {
  return f.roundNearest(new Decimal(maintenanceRate).div(initialRate), '1e-6');
}

interface PortfolioPosition {
  size: number;
  price: number;
}

/** The same protocol in `portfolio.json`. */
export const dydxPortfolioRules = [
  rule(
    /^dydx-cross-portfolio$/,
    (i: { quoteUsd: number; positions: (PortfolioPosition & { imf: number; mmf: number })[] }) => {
      const account = f.dydxAccount({
        quoteBalance: i.quoteUsd,
        positions: i.positions.map(({ size, price, imf, mmf }) => ({
          quantity: size,
          price,
          initialMarginRate: imf,
          maintenanceFraction: inMillionths(mmf, imf),
        })),
      });
      return {
        netCollateral: account.netCollateral,
        im: account.initialMargin,
        mm: account.maintenanceMargin,
      };
    },
  ),
  rule(
    /^dydx-bankruptcy-price$/,
    (i: {
      imf: number;
      mmf: number;
      cases: {
        quoteUsd: number;
        positions: Record<string, PortfolioPosition>;
        close: string;
        delta: number | string;
      }[];
    }) => {
      const position = ({ size, price }: PortfolioPosition): f.DydxPosition => ({
        quantity: size,
        price,
        initialMarginRate: i.imf,
        maintenanceFraction: inMillionths(i.mmf, i.imf),
      });
      return {
        bankruptcyQuoteQuantums: i.cases.map(({ quoteUsd, positions, close, delta }) => {
          const { [close]: closed, ...others } = positions;
          return f
            .dydxBankruptcyQuote({
              quoteBalance: quoteUsd,
              position: position(closed!),
              others: Object.values(others).map(position),
              delta,
            })
            .mul(MILLION);
        }),
      };
    },
  ),
];
