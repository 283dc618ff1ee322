/** Liquidation and bankruptcy prices of engines' tests, exchanges' documents and real accounts. */
import { Decimal } from '../../src/basics/money.ts';
import * as f from '../../src/margin/formulas.ts';
import { type Rated, type Sided, type Traded, flat, maintenance, notionalOf, signed, sum } from './shapes.ts';
import { rule } from './vectors.ts';

/** Hyperliquid: half the initial margin at the highest leverage of the asset. */
const halfOfInitial = (maxLeverage: string): { maint_margin_rate: string } => ({
  maint_margin_rate: f.initialMargin({ notional: 1, leverage: new Decimal(maxLeverage).mul(2) }).toString(),
});

type Wallet =
  { wallet_balance_usdt: string } | { isolated_wallet_usdt: string } | { isolated_margin_usdc: string };
type Backed = Traded &
  Rated &
  Wallet & { taker_fee_rate?: string; other_positions?: (Traded & Rated & { mark_price: string })[] };

/** Maintenance on the value at the liquidation price; OKX and Gate put the closing fee beside it. */
function markBased(i: Backed) {
  const others = i.other_positions ?? [];
  const collateral =
    'wallet_balance_usdt' in i
      ? i.wallet_balance_usdt
      : 'isolated_wallet_usdt' in i
        ? i.isolated_wallet_usdt
        : i.isolated_margin_usdc;
  return {
    liquidation_price: f.liquidationPrice({
      quantity: signed(i.side, i.qty_base),
      entryPrice: i.entry_price,
      collateral,
      tiers: flat(i),
      feeRate: i.taker_fee_rate ?? 0,
      othersPnl: sum(
        others.map(other =>
          f.linearPnl({
            quantity: signed(other.side, other.qty_base),
            entryPrice: other.entry_price,
            price: other.mark_price,
          }),
        ),
      ),
      othersMaintenance: sum(
        others.map(other => maintenance(notionalOf(other.qty_base, other.mark_price), other)),
      ),
    }),
  };
}

/** Maintenance on the value at entry; the size cancels where the vector names none. */
function entryBased(
  i: Sided & Rated & { entry_price: string; leverage: string; qty_base?: string; extra_margin?: string },
) {
  const size = i.qty_base ?? '1';
  const margin = f.initialMargin({ notional: notionalOf(size, i.entry_price), leverage: i.leverage });
  return {
    liquidation_price: f.liquidationPrice({
      quantity: signed(i.side, size),
      entryPrice: i.entry_price,
      collateral: margin.add(i.extra_margin ?? 0),
      tiers: flat(i),
      base: 'entry',
    }),
  };
}

export const liquidationRules = [
  rule(/^ft-binance-(iso|cross)-/, markBased),
  rule(/^ft-(gate|okx)-iso-/, markBased),
  rule(/^binance-real-(agix|blur|doge|btc)-/, markBased),
  rule(/^hl-real-/, (i: Backed & { symbol_max_leverage: string }) =>
    markBased({ ...i, ...halfOfInitial(i.symbol_max_leverage) }),
  ),
  rule(/^hl-quote-/, (i: Traded & { leverage: string; symbol_max_leverage: string }) =>
    markBased({
      ...i,
      ...halfOfInitial(i.symbol_max_leverage),
      wallet_balance_usdt: f
        .initialMargin({ notional: notionalOf(i.qty_base, i.entry_price), leverage: i.leverage })
        .toString(),
    }),
  ),
  rule(
    /^hl-ledger-/,
    (i: {
      signed_size: string;
      raw_usd: string;
      symbol_max_leverage: string;
      margin_used: string;
      position_value: string;
    }) => ({
      liquidation_price: f.liquidationPrice({
        quantity: i.signed_size,
        entryPrice: 0,
        collateral: i.raw_usd,
        tiers: flat(halfOfInitial(i.symbol_max_leverage)),
      }),
      // Ledger cash is the margin less the value held.
      raw_usd_identity: new Decimal(i.margin_used).sub(
        signed(i.signed_size.startsWith('-') ? 'short' : 'long', i.position_value),
      ),
    }),
  ),
  rule(
    /^(ft-bybit-iso|jesse-iso-(long|short)|octobot-lin-liq-(long|short)-1x|bybit-usdt-iso|duedex-iso)/,
    entryBased,
  ),
  rule(
    /^okx-real-cross-/,
    (
      i: Traded &
        Rated & { leverage: string; unrealized_pnl: string; margin_ratio: string; taker_fee_rate: string },
    ) => {
      const notional = notionalOf(i.qty_base, i.entry_price).add(i.unrealized_pnl);
      const required = maintenance(notional, i);
      // The account's equity is not printed: margin ratio × requirement, the closing fee inside it.
      const equity = required.add(f.tradingFee({ notional, rate: i.taker_fee_rate })).mul(i.margin_ratio);
      return {
        initial_margin: f.initialMargin({ notional, leverage: i.leverage }),
        maintenance_margin: required,
        ...markBased({ ...i, wallet_balance_usdt: equity.sub(i.unrealized_pnl).toString() }),
      };
    },
  ),
  rule(
    /^phemex-iso-/,
    (i: Sided & Rated & { size: string; entry_price: string; leverage: string; taker_fee_rate: string }) => {
      const notional = notionalOf(i.size, i.entry_price);
      const margin = f.initialMargin({ notional, leverage: i.leverage });
      const bankrupt = f.bankruptcyPrice({
        quantity: signed(i.side, i.size),
        entryPrice: i.entry_price,
        collateral: margin,
      })!;
      const closingFee = f.tradingFee({ notional: notionalOf(i.size, bankrupt), rate: i.taker_fee_rate });
      const balance = margin.add(closingFee);
      return {
        assigned_position_balance: balance,
        ...markBased({ ...i, qty_base: i.size, wallet_balance_usdt: balance.toString() }),
      };
    },
  ),
  rule(/^octobot-lin-bk-/, (i: Sided & { entry_price: string; leverage: string }) => ({
    bankruptcy_price: f.bankruptcyPrice({
      quantity: signed(i.side, 1),
      entryPrice: i.entry_price,
      collateral: f.initialMargin({ notional: i.entry_price, leverage: i.leverage }),
    }),
  })),
  rule(/^octobot-inv-bk-/, (i: Sided & { entry_price: string; leverage: string }) => ({
    bankruptcy_price: inverseBankruptcy(i),
  })),
];

function inverseBankruptcy(i: Sided & { entry_price: string; leverage: string }): Decimal | null {
  const notional = f.inverseNotional({ contracts: 1, price: i.entry_price });
  return f.bankruptcyPrice({
    contract: 'inverse',
    quantity: signed(i.side, 1),
    entryPrice: i.entry_price,
    collateral: f.initialMargin({ notional, leverage: i.leverage }),
  });
}
