/** Inverse contracts: liquidation prices, and ledgers kept in satoshi. */
import { Decimal } from '../../src/basics/money.ts';
import * as f from '../../src/margin/formulas.ts';
import { type Rated, type Sided, flat, maintenance, notionalOf, signed } from './shapes.ts';
import { rule } from './vectors.ts';

/** What the margin at a leverage is worth in coin. */
const marginInCoin = (contracts: f.Amount, price: f.Amount, leverage: f.Amount): Decimal =>
  f.initialMargin({ notional: f.inverseNotional({ contracts, price }), leverage });

interface Coin {
  side: number;
  contracts: number;
  contractSize: number;
  entryPrice: number;
  WB: number;
  TMM1?: number;
  UPNL1?: number;
  mmr: number;
  cum?: number;
}

interface Leveraged extends Sided {
  leverage: string;
  entry_price: string;
}

interface Ledger extends Sided {
  pos_cost: string;
  pos_margin: string;
  pos_comm: string;
  pos_maint: string;
  tick: string;
}

const ledgerOf = (i: Ledger) => ({
  cost: i.pos_cost,
  margin: i.pos_margin,
  commission: i.pos_comm,
  maintenance: i.pos_maint,
  tick: i.tick,
});

const SATOSHI = '1e-8';

export const inverseRules = [
  rule(/^bn-cm-lp-/, (i: Coin) => ({
    liquidationPrice: f.inverseLiquidationPrice({
      quantity: signed(i.side, i.contracts),
      contractSize: i.contractSize,
      entryPrice: i.entryPrice,
      collateral: i.WB,
      othersPnl: i.UPNL1 ?? 0,
      othersMaintenance: i.TMM1 ?? 0,
      tiers: { maintenanceMarginRate: i.mmr, deduction: i.cum ?? 0 },
    }),
  })),
  // The size cancels where the vector names none; without maintenance it is the bankruptcy price.
  rule(/^(octobot|10101)-inv-liq-/, (i: Leveraged & Rated) => ({
    liquidation_price: f.inverseLiquidationPrice({
      quantity: signed(i.side, 1),
      entryPrice: i.entry_price,
      collateral: marginInCoin(1, i.entry_price, i.leverage),
      tiers: flat(i),
      base: 'entry',
    }),
  })),
  rule(/^by-inv-iso-lp-/, (i: { side: number; entryPrice: number; leverage: number; mmr: number }) => ({
    liquidationPrice: f.bybitIsolatedLiquidationPrice({
      contract: 'inverse',
      quantity: signed(i.side, 1),
      entryPrice: i.entryPrice,
      leverage: i.leverage,
      tiers: { maintenanceMarginRate: i.mmr },
      base: 'entry',
      tick: BYBIT_BTCUSD_TICK,
    }),
  })),
  rule(
    /^by-inv-cross-/,
    (i: {
      side: number;
      qty: number;
      entryPrice: number;
      balance: number;
      orderMargin: number;
      mmr: number;
      taker: number;
    }) => ({
      ...f.bybitInverseCrossPrices({
        quantity: signed(i.side, i.qty),
        entryPrice: i.entryPrice,
        balance: i.balance,
        orderMargin: i.orderMargin,
        tiers: { maintenanceMarginRate: i.mmr },
        takerFeeRate: i.taker,
        tick: BYBIT_BTCUSD_TICK,
      }),
    }),
  ),
  rule(
    /^bybit-inverse-cross-/,
    (
      i: Sided &
        Rated & {
          contracts_usd: string;
          entry_price: string;
          account_balance_btc: string;
          order_margin_btc: string;
          taker_fee_rate: string;
          tick: string;
        },
    ) => {
      const prices = f.bybitInverseCrossPrices({
        quantity: signed(i.side, i.contracts_usd),
        entryPrice: i.entry_price,
        balance: i.account_balance_btc,
        orderMargin: i.order_margin_btc,
        tiers: flat(i),
        takerFeeRate: i.taker_fee_rate,
        tick: i.tick,
      });
      return { bankruptcy_price: prices.bankruptcyPrice, liquidation_price: prices.liquidationPrice };
    },
  ),
  rule(
    /^10101-(inv-pnl|loss-cap)-/,
    (
      i: Sided & {
        qty_usd: string;
        entry_price: string;
        exit_price: string;
        long_leverage: string;
        short_leverage: string;
      },
    ) => {
      const long = marginInCoin(i.qty_usd, i.entry_price, i.long_leverage);
      const short = marginInCoin(i.qty_usd, i.entry_price, i.short_leverage);
      const pnl = f.cappedInversePnl({
        contracts: signed(i.side, i.qty_usd),
        entryPrice: i.entry_price,
        price: i.exit_price,
        margin: i.side === 'long' ? long : short,
        counterpartyMargin: i.side === 'long' ? short : long,
      });
      return { pnl_sats: f.roundNearest(pnl, SATOSHI).div(SATOSHI) };
    },
  ),
  rule(
    /^bitmex-real-/,
    (
      i: Sided & {
        contracts_usd: string;
        mark_price: string;
        pos_cost_sat: string;
        pos_margin_sat: string;
        pos_comm_sat: string;
        pos_maint_sat: string;
        tick: string;
      },
    ) => {
      const prices = f.contractLedgerPrices({
        contract: 'inverse',
        quantity: signed(i.side, i.contracts_usd),
        cost: i.pos_cost_sat,
        margin: i.pos_margin_sat,
        commission: i.pos_comm_sat,
        maintenance: i.pos_maint_sat,
        tick: i.tick,
      });
      const markValue = f.satoshiValue({ contracts: i.contracts_usd, price: i.mark_price });
      return {
        liquidation_price: prices.liquidationPrice,
        bankruptcy_price: prices.bankruptcyPrice,
        mark_value_sat: markValue,
        unrealized_pnl_sat: signed(i.side, new Decimal(i.pos_cost_sat).sub(markValue)),
      };
    },
  ),
  rule(
    /^kucoin-real-/,
    (i: Ledger & { contracts: string; multiplier: string; mark_price: string; pos_init: string }) => {
      const size = notionalOf(i.contracts, i.multiplier);
      const prices = f.contractLedgerPrices({
        contract: 'linear',
        quantity: signed(i.side, size),
        ...ledgerOf(i),
      });
      return {
        liquidation_price: prices.liquidationPrice,
        bankruptcy_price: prices.bankruptcyPrice,
        unrealized_pnl: signed(i.side, notionalOf(size, i.mark_price).sub(i.pos_cost)),
        // Both legs of the taker fee: on the cost, and on the margin at the leverage.
        pos_comm: f.tradingFee({ notional: new Decimal(i.pos_cost).add(i.pos_init), rate: KUCOIN_TAKER }),
      };
    },
  ),
  // EdgeX keeps a ledger: what the position cost lies in the account's cash.
  rule(
    /^edgex-real-/,
    (
      i: Sided &
        Rated & {
          qty_base: string;
          entry_price: string;
          position_value: string;
          equity: string;
          oracle_price: string;
          maint_risk_rate: string;
          liquidation_fee_rate: string;
          initial_rate: string;
        },
    ) => {
      const quantity = signed(i.side, i.qty_base);
      const ledger = {
        quantity,
        entryPrice: 0,
        collateral: new Decimal(i.equity).sub(signed(i.side, i.position_value)),
      };
      return {
        liquidation_price: f.liquidationPrice({
          ...ledger,
          tiers: { maintenanceMarginRate: i.maint_risk_rate },
        }),
        bankruptcy_price: f.bankruptcyPrice(ledger),
        // Closing there leaves just the fee of closing.
        worst_close_price: f.liquidationPrice({
          ...ledger,
          tiers: { maintenanceMarginRate: 0 },
          feeRate: i.liquidation_fee_rate,
        }),
        initial_margin: maintenance(i.position_value, { maint_margin_rate: i.initial_rate }),
        unrealized_pnl: f.linearPnl({ quantity, entryPrice: i.entry_price, price: i.oracle_price }),
      };
    },
  ),
];

/** Printed with the examples: prices in steps of half a dollar. */
const BYBIT_BTCUSD_TICK = '0.5';
/** Printed with the position: 0.06 %. */
const KUCOIN_TAKER = '0.0006';
