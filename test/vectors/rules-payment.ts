/** Funding, fees and what a liquidation moves into the insurance fund. */
import { Decimal } from '../../src/basics/money.ts';
import * as f from '../../src/margin/formulas.ts';
import { type Position, notionalOf, pnlOf, signed, valueOf } from './shapes.ts';
import { rule } from './vectors.ts';

export const paymentRules = [
  rule(/^flox-funding-(long|neg|tape)/, (i: { qty: string; mark_price: string; funding_rate: string }) => ({
    funding_pnl: f.fundingPayment({ quantity: i.qty, price: i.mark_price, rate: i.funding_rate }),
  })),
  rule(
    /^vibe-funding-(long|hist|neg)$/,
    (i: { side: string; qty_base: string; price: string; funding_rate: string }) => ({
      funding_pnl: f.fundingPayment({
        quantity: signed(i.side, i.qty_base),
        price: i.price,
        rate: i.funding_rate,
      }),
    }),
  ),
  rule(
    /^nautilus-funding-(long|short-mid)$/,
    (i: {
      side: string;
      qty_base: string;
      mark_price: string | null;
      bid?: string;
      ask?: string;
      funding_rate: string;
      balance_usdt: string;
    }) => {
      const price = i.mark_price ?? f.midPrice({ bid: i.bid!, ask: i.ask! });
      const payment = f.fundingPayment({ quantity: signed(i.side, i.qty_base), price, rate: i.funding_rate });
      return { funding_pnl: payment, balance_after: payment.add(i.balance_usdt) };
    },
  ),
  rule(/^flox-funding-boundaries$/, (i: { interval_hours: string; from_hour: string; to_hour: string }) => ({
    settlements: f.fundingSettlements({ from: i.from_hour, to: i.to_hour, interval: i.interval_hours }),
  })),
  rule(/^dydx4-funding-/, (i: { position_quantums: string; index_at_open: string; index_now: string }) => ({
    settlement_ppm: f.indexedFunding({
      quantity: i.position_quantums,
      indexAtOpen: i.index_at_open,
      indexNow: i.index_now,
    }),
  })),
  rule(
    /^perp1-funding-long$/,
    (i: { size: string; margin: string; cumulative_premium_fraction_usd: string }) => ({
      margin_after: f
        .indexedFunding({ quantity: i.size, indexAtOpen: 0, indexNow: i.cumulative_premium_fraction_usd })
        .add(i.margin),
    }),
  ),
  rule(
    /^dydx4-insurance-/,
    (i: {
      quote_balance: string;
      position_base: string;
      fill_quote: string;
      max_liquidation_fee_rate: string;
    }) => ({
      insurance_fund_delta: f.insuranceDelta({
        notional: i.fill_quote,
        feeRate: i.max_liquidation_fee_rate,
        // Closing a long brings the fill's quote in, closing a short takes it out.
        equityLeft: signed(i.position_base.startsWith('-') ? 'short' : 'long', i.fill_quote).add(
          i.quote_balance,
        ),
      }),
    }),
  ),
  rule(/^flox-insurance$/, (i: Position & { isolated_equity: string; insurance_fund: string }) => {
    const delta = f.insuranceDelta({
      notional: valueOf(i),
      feeRate: 0,
      equityLeft: pnlOf(i).add(i.isolated_equity),
    });
    return { insurance_fund_delta: delta, insurance_fund_after: delta.add(i.insurance_fund) };
  }),
  rule(
    /^octobot-lin-2way-fee-/,
    (i: {
      side: string;
      leverage: string;
      qty_base: string;
      entry_price: string;
      taker_fee_rate: string;
    }) => {
      const notional = notionalOf(i.qty_base, i.entry_price);
      const bankrupt = f.bankruptcyPrice({
        quantity: signed(i.side, i.qty_base),
        entryPrice: i.entry_price,
        collateral: f.initialMargin({ notional, leverage: i.leverage }),
      })!;
      const fee = (value: Decimal) => f.tradingFee({ notional: value, rate: i.taker_fee_rate });
      return { open_plus_bankruptcy_close_fee: fee(notional).add(fee(notionalOf(i.qty_base, bankrupt))) };
    },
  ),
];
