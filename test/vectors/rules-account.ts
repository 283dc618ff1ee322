/** Whole accounts: equity, requirement, and whether they are liquidated. */
import * as f from '../../src/margin/formulas.ts';
import { type Position, maintenance, notionalOf, pnlOf, signed, sum, valueOf } from './shapes.ts';
import { rule } from './vectors.ts';

interface Book {
  positions: (Position & {
    symbol?: string;
    isolated_equity?: string;
    initial_margin_rate?: string;
    maint_margin_rate?: string;
  })[];
  maint_margin_rate: string;
}

export const accountRules = [
  rule(/^flox-cross-/, (i: Book & { equity: string }) => ({
    liquidated: f.isLiquidated({
      equity: sum(i.positions.map(pnlOf)).add(i.equity),
      maintenanceMargin: sum(i.positions.map(p => maintenance(valueOf(p), i))),
    }),
  })),
  rule(/^flox-iso-/, (i: Book) => ({
    ...Object.fromEntries(
      i.positions.map(p => [
        `${p.symbol!.toLowerCase()}_liquidated`,
        f.isLiquidated({
          equity: pnlOf(p).add(p.isolated_equity!),
          maintenanceMargin: maintenance(valueOf(p), i),
        }),
      ]),
    ),
  })),
  rule(/^flox-liq-healthy$/, (i: Position & { isolated_equity: string; maint_margin_rate: string }) => ({
    liquidated: f.isLiquidated({
      equity: pnlOf(i).add(i.isolated_equity),
      maintenanceMargin: maintenance(valueOf(i), i),
    }),
  })),
  rule(
    /^vibe-liq-long-/,
    (i: {
      qty_base: string;
      entry_price: string;
      leverage: string;
      price: string;
      maint_margin_rate: string;
    }) => ({
      liquidated: f.isLiquidated({
        equity: f
          .initialMargin({ notional: notionalOf(i.qty_base, i.entry_price), leverage: i.leverage })
          .add(f.linearPnl({ quantity: i.qty_base, entryPrice: i.entry_price, price: i.price })),
        maintenanceMargin: maintenance(notionalOf(i.qty_base, i.price), i),
      }),
    }),
  ),
  rule(/^mcdex-equity-/, (i: { cash: string; position: string; mark_price: string }) => ({
    margin: pnlOf({ qty: i.position, mark_price: i.mark_price }).add(i.cash),
  })),
  // The keeper's reward is a fixed part of the requirement; equality is safe.
  rule(
    /^mcdex-safe-/,
    (i: { cash: string; position: string; mark_price: string; rate: string; keeper_gas_reward: string }) => {
      const held = { qty: i.position, mark_price: i.mark_price };
      return {
        safe: !f.isLiquidated({
          equity: pnlOf(held).add(i.cash),
          maintenanceMargin: maintenance(valueOf(held), { maint_margin_rate: i.rate }).add(
            i.keeper_gas_reward,
          ),
          strict: true,
        }),
      };
    },
  ),
  rule(
    /^octobot-wallet-partial-/,
    (i: {
      side: string;
      qty_base: string;
      entry_price: string;
      leverage: string;
      wallet: string;
      close_qty: string;
      close_price: string;
      fee_rate: string;
    }) => {
      const quantity = signed(i.side, i.qty_base);
      const margin = f.initialMargin({
        notional: notionalOf(i.qty_base, i.entry_price),
        leverage: i.leverage,
      });
      const closing = f.partialClose({
        quantity,
        entryPrice: i.entry_price,
        margin,
        closed: i.close_qty,
        price: i.close_price,
        feeRate: i.fee_rate,
      });
      const unrealised = f.linearPnl({
        quantity: closing.quantityLeft,
        entryPrice: i.entry_price,
        price: i.close_price,
      });
      const available = sum([
        closing.marginReleased,
        closing.realisedPnl,
        margin.neg(),
        closing.fee.neg(),
      ]).add(i.wallet);
      return {
        position_margin: closing.marginLeft,
        available,
        total: sum([available, closing.marginLeft, unrealised]),
        realized_pnl: closing.realisedPnl,
        unrealized_pnl: unrealised,
      };
    },
  ),
];
