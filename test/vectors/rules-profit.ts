/** Profit, average entry and inverse contracts, from engines' tests and exchanges' documents. */
import * as f from '../../src/margin/formulas.ts';
import { type Position, notionalOf, pnlOf, signed, sum } from './shapes.ts';
import { rule } from './vectors.ts';

const inversePosition = (i: {
  side: string;
  contracts_usd: string;
  entry_price: string;
  mark_price: string;
}) => ({
  contracts: signed(i.side, i.contracts_usd),
  entryPrice: i.entry_price,
  price: i.mark_price,
});

export const profitRules = [
  rule(
    /^ft-pnl-/,
    (i: {
      side: string;
      leverage: string;
      qty_base: string;
      entry_price: string;
      exit_price: string;
      fee_rate_open: string;
      fee_rate_close: string;
      funding_pnl_usdt: string;
    }) => {
      const trip = f.roundTrip({
        quantity: signed(i.side, i.qty_base),
        entryPrice: i.entry_price,
        exitPrice: i.exit_price,
        feeRateEntry: i.fee_rate_open,
        feeRateExit: i.fee_rate_close,
        funding: i.funding_pnl_usdt,
        leverage: i.leverage,
      });
      return { realized_pnl_usdt: trip.pnl, profit_ratio_on_margin: trip.returnOnMargin };
    },
  ),
  rule(
    /^nautilus-tt-pnl-/,
    (i: { fee_rate: string; fills: { side: string; qty: string; price: string }[] }) => ({
      avg_entry_price: f.averageEntry(
        i.fills.map(fill => ({ quantity: signed(fill.side, fill.qty), price: fill.price })),
      ),
      // Nothing was closed: the realised result is the fees.
      realized_pnl_net: sum(
        i.fills.map(fill => f.tradingFee({ notional: notionalOf(fill.qty, fill.price), rate: i.fee_rate })),
      ).neg(),
    }),
  ),
  rule(
    /^nautilus-pnl-(partial|overclose)/,
    (i: { side: string; closed_qty: string; entry_price: string; exit_price: string }) => ({
      realized_pnl: f.linearPnl({
        quantity: signed(i.side, i.closed_qty),
        entryPrice: i.entry_price,
        price: i.exit_price,
      }),
    }),
  ),
  rule(/^octobot-lin-pnl-/, (i: Position) => ({ unrealized_pnl: pnlOf(i) })),
  rule(
    /^nautilus-inv-pnl-/,
    (i: {
      side: string;
      contracts_usd: string;
      entry_price: string;
      mark_price: string;
      taker_fee_rate: string;
    }) => ({
      unrealized_pnl_btc: f.inversePnl(inversePosition(i)),
      notional_btc: f.inverseNotional({ contracts: i.contracts_usd, price: i.mark_price }),
      commission_btc: f.tradingFee({
        notional: f.inverseNotional({ contracts: i.contracts_usd, price: i.entry_price }),
        rate: i.taker_fee_rate,
      }),
    }),
  ),
  rule(
    /^(octobot-inv-pnl|bybit-real-btcusd-inverse-pnl)/,
    (i: { side: string; contracts_usd: string; entry_price: string; mark_price: string }) => {
      const pnl = f.inversePnl(inversePosition(i));
      return {
        unrealized_pnl_coin: pnl,
        unrealized_pnl_btc: pnl,
        // Bybit prints the value of the position at its entry.
        position_value_btc: f.inverseNotional({ contracts: i.contracts_usd, price: i.entry_price }),
      };
    },
  ),
];
