/**
 * nautilus_trader's margins: rates on the value divided by the leverage, maintenance too, frozen at the average
 * open price, legs of a hedge netted. Not what a venue does, but sums of the same formulas.
 */
import { Decimal } from '../../src/basics/money.ts';
import * as f from '../../src/margin/formulas.ts';
import { type Rated, type Sided, maintenance, notionalOf, signed } from './shapes.ts';
import { rule } from './vectors.ts';

const leveraged = (notional: Decimal, leverage: f.Amount, rated: Rated): Decimal =>
  maintenance(f.initialMargin({ notional, leverage }), rated);

export const nautilusRules = [
  rule(/^nautilus-fx-im-/, (i: { qty: string; price: string; margin_rate: string; leverage: string }) => ({
    initial_margin: leveraged(notionalOf(i.qty, i.price), i.leverage, { maint_margin_rate: i.margin_rate }),
  })),
  rule(/^nautilus-inv-mm-/, (i: Rated & { contracts_usd: string; price: string; leverage: string }) => ({
    maintenance_margin_btc: leveraged(
      f.inverseNotional({ contracts: i.contracts_usd, price: i.price }),
      i.leverage,
      i,
    ),
  })),
  rule(
    /^nautilus-hedge-/,
    (i: Rated & { legs_in_order: (Sided & { qty: string; entry_price: string })[]; leverage: string }) => {
      const fills = i.legs_in_order.map(leg => ({
        quantity: signed(leg.side, leg.qty),
        price: leg.entry_price,
      }));
      const held = fills.reduce((net, fill) => net.add(fill.quantity), new Decimal(0));
      const notional = notionalOf(held.abs(), f.averageEntry(fills) ?? 0);
      return { maintenance_margin: leveraged(notional, i.leverage, i) };
    },
  ),
  rule(
    /^nautilus-liq-/,
    (
      i: Sided &
        Rated & {
          contracts_usd: string;
          entry_price: string;
          price_reached: string;
          starting_balance_btc: string;
          default_leverage: string;
          trigger_ratio: string;
          taker_fee_rate: string;
        },
    ) => {
      const contracts = signed(i.side, i.contracts_usd);
      const atEntry = f.inverseNotional({ contracts, price: i.entry_price }).abs();
      const pnl = f.inversePnl({ contracts, entryPrice: i.entry_price, price: i.price_reached });
      const fee = f.tradingFee({ notional: atEntry, rate: i.taker_fee_rate });
      return {
        liquidated: f.isLiquidated({
          equity: pnl.sub(fee).add(i.starting_balance_btc),
          maintenanceMargin: leveraged(atEntry, i.default_leverage, i).mul(i.trigger_ratio),
        }),
      };
    },
  ),
];
