/** Hyperliquid and dYdX: published figures as accounts. */
import type { ModeAssessment } from '../../src/assess/assessment.ts';
import { Decimal } from '../../src/basics/money.ts';
import { signed } from '../vectors/shapes.ts';
import { type Rule, rule } from '../vectors/vectors.ts';
import { ask, type Figure, flat, isLiquidatable, number, of } from './published-account.ts';

interface Hyperliquid {
  side: string;
  qty_base: string;
  entry_price: string;
  isolated_margin_usdc?: string;
  leverage: string;
  symbol_max_leverage: string;
}

/** Half the initial margin at the asset's highest leverage. */
const halfOf = (maxLeverage: string) => of(new Decimal(1).div(new Decimal(maxLeverage).mul(2)));

const hyperliquid = (mode: 'isolated' | 'cross') => (v: Hyperliquid) => {
  const quantity = signed(v.side, v.qty_base);
  const margin = v.isolated_margin_usdc ?? of(new Decimal(v.qty_base).mul(v.entry_price).div(v.leverage));
  const answer = ask(
    `hyperliquid/${mode}`,
    {
      collateral: { USDC: margin },
      positions: [
        {
          symbol: 'X',
          quantity: of(quantity),
          entryPrice: v.entry_price,
          leverage: Number(v.leverage),
          isolatedMargin: margin,
        },
      ],
    },
    { prices: { X: v.entry_price } },
    flat('X', halfOf(v.symbol_max_leverage)),
  );
  return { liquidation_price: number(answer.positions[0]!.liquidationPrice) };
};

/** The ledger's own figures: margin used is what was posted and the profit together. */
function hyperliquidLedger(v: {
  signed_size: string;
  symbol_max_leverage: string;
  entry_price: string;
  margin_used: string;
  position_value: string;
}) {
  const mark = new Decimal(v.position_value).div(new Decimal(v.signed_size).abs());
  const pnl = mark.sub(v.entry_price).mul(v.signed_size);
  const margin = of(new Decimal(v.margin_used).sub(pnl));
  const answer = ask(
    'hyperliquid/isolated',
    {
      collateral: { USDC: margin },
      positions: [
        {
          symbol: 'X',
          quantity: v.signed_size,
          entryPrice: v.entry_price,
          leverage: 1,
          isolatedMargin: margin,
        },
      ],
    },
    { prices: { X: of(mark) } },
    flat('X', halfOf(v.symbol_max_leverage)),
  );
  return { liquidation_price: number(answer.positions[0]!.liquidationPrice) };
}

interface DydxPosition {
  market: string;
  size: Figure;
  price: Figure;
  initial: Figure;
  maintenance: Figure;
}

/** The quote balance carries the cost; with entry at the oracle price the wallet is balance + Σ size · price. */
function dydx(quote: Figure, positions: DydxPosition[]) {
  const cost = positions.reduce(
    (sum, { size, price }) => sum.add(new Decimal(size).mul(price)),
    new Decimal(quote),
  );
  return ask(
    'dydx/cross',
    {
      collateral: { USDC: of(cost) },
      positions: positions.map(({ market, size, price }) => ({
        symbol: market,
        quantity: size,
        entryPrice: price,
      })),
    },
    { prices: Object.fromEntries(positions.map(({ market, price }) => [market, price])) },
    {
      tiers: Object.fromEntries(
        positions.map(({ market, initial, maintenance }) => [
          market,
          [{ initialMarginRate: initial, maintenanceMarginRate: maintenance, deduction: 0 }],
        ]),
      ),
    },
  );
}

interface DydxTest {
  quote_balance: string;
  positions: {
    market: string;
    qty_base: string;
    oracle_price: string;
    initial_margin_rate?: string;
    maint_margin_rate?: string;
  }[];
  initial_margin_rate?: string;
  maint_margin_rate?: string;
}

const dydxTest = (v: DydxTest): ModeAssessment =>
  dydx(
    v.quote_balance,
    v.positions.map(own => ({
      market: own.market,
      size: own.qty_base,
      price: own.oracle_price,
      initial: (own.initial_margin_rate ?? v.initial_margin_rate)!,
      maintenance: (own.maint_margin_rate ?? v.maint_margin_rate)!,
    })),
  );

export const chains: readonly Rule[] = [
  rule(/^hl-real-/, hyperliquid('isolated')),
  rule(/^hl-quote-/, hyperliquid('cross')),
  rule(/^hl-ledger-/, hyperliquidLedger),
  rule(/^dydx4-cross-2leg/, (v: DydxTest) => {
    const answer = dydxTest(v);
    return {
      net_collateral: number(answer.equity),
      initial_margin: number(answer.initialMargin),
      maintenance_margin: number(answer.maintenanceMargin),
    };
  }),
  rule(/^dydx4-isliq-/, (v: DydxTest) => ({ liquidatable: isLiquidatable(dydxTest(v), true) })),
  rule(
    /^dydx-cross-portfolio$/,
    (v: {
      quoteUsd: number;
      positions: { mkt: string; size: number; price: number; imf: number; mmf: number }[];
    }) => {
      const answer = dydx(
        v.quoteUsd,
        v.positions.map(({ mkt, size, price, imf, mmf }) => ({
          market: `${mkt}-USD`,
          size,
          price,
          initial: imf,
          maintenance: mmf,
        })),
      );
      return {
        netCollateral: number(answer.equity),
        im: number(answer.initialMargin),
        mm: number(answer.maintenanceMargin),
      };
    },
  ),
];
