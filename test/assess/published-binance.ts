/** Binance, and engines that follow its formula: published figures as accounts. */
import type { Parameters } from '../../src/assess/account.ts';
import { Decimal } from '../../src/basics/money.ts';
import { type Rule, rule } from '../vectors/vectors.ts';
import {
  ask,
  coin,
  type Figure,
  flat,
  isolated,
  number,
  of,
  position,
  type Wallet,
} from './published-account.ts';

/** A cross wallet with every position in it, each in the tier that is published for it. */
function crossOfTwo(v: Wallet) {
  const others = v.other_positions ?? [];
  const symbols = others.map((_, k) => `OTHER${k}USDT`);
  const tiers = [v, ...others].map((own, k) => [
    k === 0 ? 'XUSDT' : symbols[k - 1]!,
    [{ maintenanceMarginRate: own.maint_margin_rate, deduction: own.maint_amount_usdt ?? 0 }],
  ]);
  const answer = ask(
    'binance-usdm/cross',
    {
      collateral: { USDT: v.wallet_balance_usdt },
      positions: [position('XUSDT', v), ...others.map((own, k) => position(symbols[k]!, own))],
    },
    {
      prices: {
        XUSDT: v.entry_price,
        ...Object.fromEntries(others.map((own, k) => [symbols[k]!, own.mark_price])),
      },
    },
    { tiers: Object.fromEntries(tiers) },
  );
  return { liquidation_price: number(answer.positions[0]!.liquidationPrice) };
}

interface Official {
  WB: number;
  TMM1?: number;
  UPNL1?: number;
  cum: number;
  side: number;
  qty: number;
  entryPrice: number;
  mmr: number;
}

/** Binance's own variables: what the other contracts ask and win is given as such. */
const official = (mode: 'cross' | 'isolated') => (v: Official) => {
  const answer = ask(
    `binance-usdm/${mode}`,
    {
      collateral: { USDT: v.WB },
      positions: [
        {
          symbol: 'XUSDT',
          quantity: v.side * v.qty,
          entryPrice: v.entryPrice,
          leverage: 1,
          isolatedMargin: v.WB,
        },
      ],
      ...(v.TMM1 === undefined
        ? {}
        : { otherRequirements: { maintenanceMargin: v.TMM1, unrealisedPnl: v.UPNL1! } }),
    },
    { prices: { XUSDT: v.entryPrice } },
    flat('XUSDT', v.mmr, v.cum),
  );
  return { liquidationPrice: number(answer.positions[0]!.liquidationPrice) };
};

interface RealBinance extends Omit<Wallet, 'wallet_balance_usdt'> {
  symbol: string;
  isolated_wallet_usdt: string;
  mark_price: string;
}

function realBinance(v: RealBinance) {
  const answer = ask(
    'binance-usdm/isolated',
    {
      collateral: { USDT: v.isolated_wallet_usdt },
      positions: [{ ...position(v.symbol, v), isolatedMargin: v.isolated_wallet_usdt }],
    },
    { prices: { [v.symbol]: v.mark_price } },
    flat(v.symbol, v.maint_margin_rate, v.maint_amount_usdt),
  );
  return { liquidation_price: number(answer.positions[0]!.liquidationPrice) };
}

function marginAtMark(v: {
  symbol: string;
  position_amt: string;
  entry_price: string;
  notional_at_mark: string;
  leverage: string;
  maint_margin_rate: string;
}) {
  const answer = ask(
    'binance-usdm/cross',
    {
      collateral: { USDT: '100' },
      positions: [
        {
          symbol: v.symbol,
          quantity: v.position_amt,
          entryPrice: v.entry_price,
          leverage: Number(v.leverage),
        },
      ],
    },
    { prices: { [v.symbol]: of(new Decimal(v.notional_at_mark).div(v.position_amt)) } },
    flat(v.symbol, v.maint_margin_rate),
  );
  return {
    initial_margin: number(answer.initialMargin),
    maintenance_margin: number(answer.maintenanceMargin),
  };
}

/** A book of one unit at a price that is the notional. */
const maintenanceOf = (notional: Figure, parameters: Parameters): Decimal =>
  new Decimal(
    ask(
      'binance-usdm/cross',
      {
        collateral: { USDT: '1' },
        positions: [{ symbol: 'XUSDT', quantity: '1', entryPrice: notional, leverage: 1 }],
      },
      { prices: { XUSDT: notional } },
      parameters,
    ).maintenanceMargin,
  );

interface Coins {
  WB: number;
  contracts: number;
  contractSize: number;
  entryPrice: number;
  side: number;
  mmr: number;
  cum: number;
}

function coinCross(v: Coins) {
  const answer = ask(
    'binance-coinm/cross',
    { collateral: { BTC: v.WB }, positions: [coin(v.side * v.contracts, v.contractSize, v.entryPrice)] },
    { prices: { BTCUSD_PERP: v.entryPrice } },
    flat('BTCUSD_PERP', v.mmr, v.cum),
  );
  return { liquidationPrice: number(answer.positions[0]!.liquidationPrice) };
}

function coinMaintenance(v: {
  contracts: number;
  contractSize: number;
  markPrice: number;
  mmr: number;
  cum: number;
}) {
  const answer = ask(
    'binance-coinm/cross',
    { collateral: { BTC: '1' }, positions: [coin(v.contracts, v.contractSize, v.markPrice)] },
    { prices: { BTCUSD_PERP: v.markPrice } },
    flat('BTCUSD_PERP', v.mmr, v.cum),
  );
  const [own] = answer.positions;
  return { notional: number(own!.notional), maintenanceMargin: number(own!.maintenanceMargin) };
}

function haircuts(v: { values: Record<string, number>; rates: Record<string, number> }) {
  const { collateral } = ask(
    'binance-usdm/cross',
    {
      collateral: { USDT: '1', ...v.values },
      positions: [{ symbol: 'BTCUSDT', quantity: '0.001', entryPrice: '30000', leverage: 1 }],
    },
    {
      asOf: '2022-06-01',
      prices: { BTCUSDT: '30000', ...Object.fromEntries(Object.keys(v.values).map(asset => [asset, 1])) },
    },
  );
  return Object.fromEntries(
    Object.keys(v.values).map(name => [name, number(collateral.find(({ asset }) => asset === name)!.value)]),
  );
}

export const binance: readonly Rule[] = [
  rule(/^ft-binance-iso-/, isolated('binance-usdm/isolated')),
  rule(/^ft-binance-cross-/, crossOfTwo),
  rule(/^bn-um-cross-lp-/, official('cross')),
  rule(/^bn-um-iso-lp-/, official('isolated')),
  rule(/^binance-real-(?!margin)/, realBinance),
  rule(/^binance-real-margin-/, marginAtMark),
  rule(/^bn-um-mm-eth$/, (v: { notional: number; mmr: number; cum: number }) => ({
    maintenanceMargin: maintenanceOf(v.notional, flat('XUSDT', v.mmr, v.cum)),
  })),
  rule(/^bn-um-margin-call-mm$/, (v: { qty: number; markPrice: number; mmr: number; cum: number }) => ({
    maintenanceMargin: maintenanceOf(of(new Decimal(v.qty).mul(v.markPrice)), flat('XUSDT', v.mmr, v.cum)),
  })),
  rule(/^oss-vt-mm-boundary$/, (v: { brackets: number[][]; notionals: number[] }) => ({
    mm: v.notionals.map(notional =>
      maintenanceOf(notional, {
        tiers: {
          XUSDT: v.brackets.map(([floor, cap, rate, deduction]) => ({
            floor: floor!,
            cap: cap!,
            maintenanceMarginRate: rate!,
            deduction: deduction!,
          })),
        },
      }),
    ),
  })),
  rule(/^bn-cm-lp-/, coinCross),
  rule(/^bn-cm-mm-/, coinMaintenance),
  rule(/^lean-crypto-usdtm$/, (v: { symbol: string; qty: string; price: string; leverage: string }) => ({
    initial_margin_usd: number(
      ask(
        'binance-usdm/cross',
        {
          collateral: { USDT: '100000' },
          positions: [
            { symbol: v.symbol, quantity: v.qty, entryPrice: v.price, leverage: Number(v.leverage) },
          ],
        },
        { prices: { [v.symbol]: v.price } },
      ).initialMargin,
    ),
  })),
  rule(/^bn-multi-haircut$/, haircuts),
];
