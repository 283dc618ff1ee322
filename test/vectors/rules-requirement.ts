/** Tiers, maintenance and initial margins of engines' tests, exchanges' documents and real accounts. */
import * as f from '../../src/margin/formulas.ts';
import {
  type Bracket,
  type Rated,
  type Traded,
  maintenance,
  marginal,
  notionalOf,
  signed,
  stepped,
} from './shapes.ts';
import { rule } from './vectors.ts';

export const requirementRules = [
  rule(/^ft-tiers-cum-/, (i: { brackets: Bracket[] }) => ({
    maint_amounts_usdt: f.tierDeductions(marginal(i.brackets)),
  })),
  // freqtrade looks a notional on an edge up in the upper tier.
  rule(/^ft-tier-lookup-/, (i: { notional_usdt: string; brackets: Bracket[] }) => {
    const found = f.tieredMaintenance({
      notional: i.notional_usdt,
      tiers: marginal(i.brackets),
      edge: 'upper',
    });
    return { maint_margin_rate: found.rate, maint_amount_usdt: found.deduction };
  }),
  rule(/^binance-faq-bracket-/, (i: { notional_usdt: string; brackets: Bracket[] }) => ({
    maint_amount_usdt: f.tieredMaintenance({ notional: i.notional_usdt, tiers: marginal(i.brackets) })
      .deduction,
  })),
  rule(/^(ft-okx-tier|vibe-tier)-/, (i: { size?: string; notional?: string; brackets: Bracket[] }) => ({
    maint_margin_rate: f.tieredMaintenance({ notional: (i.size ?? i.notional)!, tiers: stepped(i.brackets) })
      .rate,
  })),
  rule(/^binance-real-margin-/, (i: Rated & { notional_at_mark: string; leverage: string }) => ({
    initial_margin: f.initialMargin({ notional: i.notional_at_mark, leverage: i.leverage }),
    maintenance_margin: maintenance(i.notional_at_mark, i),
  })),
  rule(/^lean-crypto-usdtm$/, (i: { qty: string; price: string; leverage: string }) => ({
    initial_margin_usd: f.initialMargin({ notional: notionalOf(i.qty, i.price), leverage: i.leverage }),
  })),
  rule(/^lean-bybit-(lin|inv)/, (i: { contract: string; qty: string; price: string; leverage: string }) => ({
    initial_margin: f.initialMargin({
      notional:
        i.contract === 'inverse'
          ? f.inverseNotional({ contracts: i.qty, price: i.price })
          : notionalOf(i.qty, i.price),
      leverage: i.leverage,
    }),
  })),
  rule(/^nautilus-standard-mm$/, (i: { qty: string; price: string; margin_rate: string }) => ({
    maintenance_margin: maintenance(notionalOf(i.qty, i.price), { maint_margin_rate: i.margin_rate }),
  })),
  rule(/^mcdex-(im|mm)-/, (i: { position: string; mark_price: string; rate: string }) => {
    const margin = maintenance(notionalOf(i.position, i.mark_price), { maint_margin_rate: i.rate });
    return { initial_margin: margin, maintenance_margin: margin };
  }),
  rule(/^humm-order-/, (i: { qty_base: string; price: string; leverage: string; fee_rate: string }) => {
    const notional = notionalOf(i.qty_base, i.price);
    return {
      order_collateral: f.initialMargin({ notional, leverage: i.leverage }),
      fee_collateral: f.tradingFee({ notional, rate: i.fee_rate }),
    };
  }),
  rule(/^okx-real-btc-im-entry$/, (i: Traded & { last_price: string; leverage: string }) => ({
    use_margin: f.initialMargin({ notional: notionalOf(i.qty_base, i.entry_price), leverage: i.leverage }),
    unrealized_pnl: f.linearPnl({
      quantity: signed(i.side, i.qty_base),
      entryPrice: i.entry_price,
      price: i.last_price,
    }),
  })),
  rule(
    /^bybit-real-ada-im-minus-mm$/,
    (i: Rated & { qty_base: string; mark_price: string; leverage: string }) => {
      const notional = notionalOf(i.qty_base, i.mark_price);
      return {
        im_minus_mm: f.initialMargin({ notional, leverage: i.leverage }).sub(maintenance(notional, i)),
      };
    },
  ),
  rule(/^toobit-iso-/, (i: Traded & Rated & { mark_price: string; leverage: string }) => {
    const atEntry = notionalOf(i.qty_base, i.entry_price);
    const margin = f.initialMargin({ notional: atEntry, leverage: i.leverage });
    const pnl = f.linearPnl({
      quantity: signed(i.side, i.qty_base),
      entryPrice: i.entry_price,
      price: i.mark_price,
    });
    const required = maintenance(atEntry, i);
    return {
      maintenance_margin: required,
      isolated_margin: margin,
      unrealized_pnl: pnl,
      margin_ratio: f.marginRatio({ equity: margin.add(pnl), maintenanceMargin: required }),
    };
  }),
];
