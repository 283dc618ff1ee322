/**
 * Printed errors and quirks of engines, not to be copied: what our formulas say to the same inputs. Each
 * must differ from what is printed.
 */
import { Decimal } from '../../src/basics/money.ts';
import * as f from '../../src/margin/formulas.ts';
import { type Rated, type Sided, flat, maintenance, notionalOf, signed, sum } from './shapes.ts';
import { rule } from './vectors.ts';

export const negativeRules = [
  // Closing at entry gives the margin back less the fee, not the whole notional.
  rule(
    /^humm-close-returns$/,
    (i: { qty_base: string; price: string; leverage: string; fee_rate: string }) => {
      const closing = f.partialClose({
        quantity: i.qty_base,
        entryPrice: i.price,
        margin: f.initialMargin({ notional: notionalOf(i.qty_base, i.price), leverage: i.leverage }),
        closed: i.qty_base,
        price: i.price,
        feeRate: i.fee_rate,
      });
      return { potential_returns: sum([closing.marginReleased, closing.realisedPnl, closing.fee.neg()]) };
    },
  ),
  // The maintenance rate exceeds the margin posted: the maintenance of the value at that price, not at entry.
  rule(
    /^octobot-lin-liq-(long|short)-100x$/,
    (i: Sided & Rated & { entry_price: string; leverage: string }) => ({
      liquidation_price: f.liquidationPrice({
        quantity: signed(i.side, 1),
        entryPrice: i.entry_price,
        collateral: f.initialMargin({ notional: i.entry_price, leverage: i.leverage }),
        tiers: flat(i),
      }),
    }),
  ),
  // Reducing leaves the average entry alone.
  rule(
    /^octobot-inv-avg-reduce-quirk$/,
    (i: { held_contracts: string; start_entry: string; reduce: string; price: string }) => ({
      avg_entry_price: f.averageEntry(
        [
          { quantity: i.held_contracts, price: i.start_entry },
          { quantity: signed('sell', i.reduce), price: i.price },
        ],
        'inverse',
      ),
    }),
  ),
  // An isolated loss ends at the margin: the fee takes what is left of it, here nothing.
  rule(
    /^vibe-iso-outcome$/,
    (i: {
      wallet: string;
      leverage: string;
      positions: { qty: string; entry_price: string; bar_mark_low: string }[];
      liquidation_fee_rate: string;
      maint_margin_rate: string;
    }) => {
      const buckets = i.positions.map(({ qty, entry_price, bar_mark_low }) => {
        const margin = f.initialMargin({ notional: notionalOf(qty, entry_price), leverage: i.leverage });
        const equity = margin.add(
          f.linearPnl({ quantity: qty, entryPrice: entry_price, price: bar_mark_low }),
        );
        const notional = notionalOf(qty, bar_mark_low);
        const liquidated = f.isLiquidated({ equity, maintenanceMargin: maintenance(notional, i) });
        const fee = f.insuranceDelta({ notional, feeRate: i.liquidation_fee_rate, equityLeft: equity });
        return { liquidated, lost: liquidated ? margin.sub(equity).add(fee) : new Decimal(0) };
      });
      return {
        btc_liquidated: buckets[0]!.liquidated,
        eth_liquidated: buckets[1]!.liquidated,
        capital_after: new Decimal(i.wallet).sub(sum(buckets.map(bucket => bucket.lost))),
      };
    },
  ),
  // 10,000 contracts of 0.0001 BTC are one BTC, not two.
  rule(
    /^duedex-cross-doc-error$/,
    (i: {
      side: string;
      contracts: string;
      contract_multiplier: string;
      entry_price: string;
      mark_price: string;
      available_balance: string;
      initial_margin_rate: string;
      maint_margin_rate: string;
    }) => {
      const quantity = signed(i.side, notionalOf(i.contracts, i.contract_multiplier));
      const atEntry = notionalOf(quantity, i.entry_price);
      const initial = maintenance(atEntry, { maint_margin_rate: i.initial_margin_rate });
      const profit = f.linearPnl({ quantity, entryPrice: i.entry_price, price: i.mark_price });
      return {
        initial_margin: initial,
        maintenance_margin: maintenance(atEntry, i),
        // The page counts the loss down from the mark, so the profit so far backs nothing.
        liquidation_price: f.liquidationPrice({
          quantity,
          entryPrice: i.entry_price,
          collateral: sum([initial, profit.neg()]).add(i.available_balance),
          tiers: flat(i),
          base: 'entry',
        }),
      };
    },
  ),
];
