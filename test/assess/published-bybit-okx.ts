/** Bybit, OKX and Gate: published figures as accounts. */
import { Decimal } from '../../src/basics/money.ts';
import { signed } from '../vectors/shapes.ts';
import { type Rule, rule } from '../vectors/vectors.ts';
import { ask, coin, flat, isolated, number, of } from './published-account.ts';

interface BybitClassic {
  side: number;
  qty: number;
  entryPrice: number;
  leverage: number;
  mmr: number;
  mmDeduction?: number;
}

/** Before September 2025: maintenance on the value at entry. */
function bybitClassic(v: BybitClassic) {
  const answer = ask(
    'bybit/isolated',
    {
      collateral: { USDT: v.qty * v.entryPrice },
      positions: [
        { symbol: 'XUSDT', quantity: v.side * v.qty, entryPrice: v.entryPrice, leverage: v.leverage },
      ],
    },
    { asOf: '2024-01-01', prices: { XUSDT: v.entryPrice } },
    flat('XUSDT', v.mmr, v.mmDeduction),
  );
  return { liquidationPrice: number(answer.positions[0]!.liquidationPrice) };
}

function bybitAtMark(v: BybitClassic & { markPrice: number; taker: number }) {
  const answer = ask(
    'bybit/cross',
    {
      collateral: { USDC: '10000' },
      positions: [
        { symbol: 'BTCUSDC', quantity: v.side * v.qty, entryPrice: v.entryPrice, leverage: v.leverage },
      ],
    },
    { asOf: '2025-10-01', prices: { BTCUSDC: v.markPrice } },
    { rates: { feeTakerRate: v.taker } },
  );
  return { positionIM: number(answer.initialMargin) };
}

function bybitInverse(v: { side: number; qty: number; entryPrice: number; markPrice: number }) {
  const answer = ask(
    'bybit/cross',
    {
      collateral: { BTC: '1' },
      positions: [{ ...coin(v.side * v.qty, 1, v.entryPrice), symbol: 'BTCUSD' }],
    },
    { prices: { BTCUSD: v.markPrice } },
  );
  return { upnl: number(answer.positions[0]!.unrealisedPnl) };
}

interface OkxDump {
  side: string;
  qty_base: string;
  entry_price: string;
  leverage: string;
  unrealized_pnl: string;
  mmr: string;
  margin_ratio: string;
  maint_margin_rate: string;
  taker_fee_rate: string;
}

/** The balance is what the printed ratio leaves: ratio × (maintenance + closing fee) − profit. */
function okxDump(v: OkxDump) {
  const quantity = signed(v.side, v.qty_base);
  const mark = new Decimal(v.entry_price).add(new Decimal(v.unrealized_pnl).div(quantity));
  const asked = new Decimal(v.mmr).add(mark.mul(v.qty_base).mul(v.taker_fee_rate));
  const answer = ask(
    'okx/cross',
    {
      collateral: { USDT: of(asked.mul(v.margin_ratio).sub(v.unrealized_pnl)) },
      positions: [
        {
          symbol: 'X-USDT-SWAP',
          quantity: of(quantity),
          entryPrice: v.entry_price,
          leverage: Number(v.leverage),
        },
      ],
    },
    { prices: { 'X-USDT-SWAP': of(mark) } },
    { ...flat('X-USDT-SWAP', v.maint_margin_rate), rates: { feeTakerRate: v.taker_fee_rate } },
  );
  return {
    initial_margin: number(answer.initialMargin),
    liquidation_price: number(answer.positions[0]!.liquidationPrice),
  };
}

export const bybitAndOkx: readonly Rule[] = [
  rule(/^ft-(gate|okx)-iso-/, isolated('okx/isolated')),
  rule(/^ft-bybit-iso-/, isolated('bybit/isolated', '2023-01-01')),
  rule(/^by-usdt-iso-lp-/, bybitClassic),
  rule(/^by-usdc-im-mark-price$/, bybitAtMark),
  rule(/^by-inv-position-api$/, bybitInverse),
  rule(/^okx-real-cross-/, okxDump),
];
