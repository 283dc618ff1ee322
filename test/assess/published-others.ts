/** Books of other engines, on the generic venue: published figures as accounts. */
import type { ModeAssessment } from '../../src/assess/assessment.ts';
import { Decimal } from '../../src/basics/money.ts';
import { type Rule, rule } from '../vectors/vectors.ts';
import { ask, flat, isLiquidatable, number, of } from './published-account.ts';

interface Flox {
  positions: {
    symbol: string;
    qty: string;
    entry_price: string;
    mark_price: string;
    isolated_equity?: string;
  }[];
  equity?: string;
  maint_margin_rate: string;
}

function flox(v: Flox, mode: 'cross' | 'isolated'): ModeAssessment {
  const symbolOf = (symbol: string) => `${symbol}USDT`;
  const wallet =
    v.equity ?? of(v.positions.reduce((sum, own) => sum.add(own.isolated_equity!), new Decimal(0)));
  return ask(
    `generic/${mode}`,
    {
      collateral: { USDT: wallet },
      positions: v.positions.map(own => ({
        symbol: symbolOf(own.symbol),
        quantity: own.qty,
        entryPrice: own.entry_price,
        leverage: 10,
        ...(own.isolated_equity ? { isolatedMargin: own.isolated_equity } : {}),
      })),
    },
    { prices: Object.fromEntries(v.positions.map(own => [symbolOf(own.symbol), own.mark_price])) },
    {
      rates: {
        maintenanceMarginRate: Object.fromEntries(
          v.positions.map(own => [symbolOf(own.symbol), v.maint_margin_rate]),
        ),
      },
    },
  );
}

function floxIsolated(v: Flox) {
  const { positions } = flox(v, 'isolated');
  const isDead = (symbol: string) => positions.find(own => own.symbol.startsWith(symbol))!.health! <= 1;
  return { btc_liquidated: isDead('BTC'), eth_liquidated: isDead('ETH') };
}

function edgex(v: {
  qty_base: string;
  entry_price: string;
  equity: string;
  maint_risk_rate: string;
  initial_rate: string;
  oracle_price: string;
}) {
  const pnl = new Decimal(v.oracle_price).sub(v.entry_price).mul(v.qty_base);
  const answer = ask(
    'generic/cross',
    {
      collateral: { USDT: of(new Decimal(v.equity).sub(pnl)) },
      positions: [
        {
          symbol: 'BTCUSDT',
          quantity: v.qty_base,
          entryPrice: v.entry_price,
          leverage: new Decimal(1).div(v.initial_rate).toNumber(),
        },
      ],
    },
    { prices: { BTCUSDT: v.oracle_price } },
    flat('BTCUSDT', v.maint_risk_rate),
  );
  const [own] = answer.positions;
  return {
    liquidation_price: number(own!.liquidationPrice),
    bankruptcy_price: number(own!.bankruptcyPrice),
    initial_margin: number(answer.initialMargin),
    unrealized_pnl: number(own!.unrealisedPnl),
  };
}

export const others: readonly Rule[] = [
  rule(/^flox-cross-/, (v: Flox) => ({ liquidated: isLiquidatable(flox(v, 'cross')) })),
  rule(/^flox-iso-/, floxIsolated),
  rule(
    /^oss-flox-cross-/,
    (v: { equity: number; mmr: number; positions: { qty: number; entry: number; mark: number }[] }) => {
      const answer = flox(
        {
          equity: of(v.equity),
          maint_margin_rate: of(v.mmr),
          positions: v.positions.map(({ qty, entry, mark }, k) => ({
            symbol: `X${k}`,
            qty: of(qty),
            entry_price: of(entry),
            mark_price: of(mark),
          })),
        },
        'cross',
      );
      return {
        equity: number(answer.equity),
        maintenanceMargin: number(answer.maintenanceMargin),
        liquidate: isLiquidatable(answer),
      };
    },
  ),
  rule(/^edgex-real-/, edgex),
];
