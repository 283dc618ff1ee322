/** Books for the margin page: a hedged pair, one that is over, one of coins, one with names that bite. */
import type { AccountFile } from '../../src/assess/account.ts';
import { assessFile } from '../../src/assess/assess.ts';
import type { Assessment } from '../../src/assess/assessment.ts';
import { NASTY } from './hostile-names.ts';

const THREE = { isolated: 'binance-usdm', cross: 'binance-usdm', portfolio: 'pm-stress' };

export const PAIR: AccountFile = {
  venue: THREE,
  asOf: '2025-09-01',
  collateral: { USDT: '20000' },
  prices: { BTCUSDT: '59000', ETHUSDT: '2900' },
  positions: [
    { symbol: 'BTCUSDT', quantity: '1.5', entryPrice: '60000', leverage: 10, isolatedMargin: '9000' },
    { symbol: 'ETHUSDT', quantity: '-20', entryPrice: '3000', leverage: 10 },
  ],
};

/** The short has run away: no mode would let it stand. */
export const OVER: AccountFile = { ...PAIR, prices: { BTCUSDT: '50000', ETHUSDT: '4000' } };

/** The teaching model, with coins among the collateral. */
export const COINS: AccountFile = {
  ...PAIR,
  venue: 'generic',
  collateral: { USDT: '20000', ETH: '2' },
  prices: { ...PAIR.prices, ETH: '2900' },
};

/** A coin-margined contract that is over beside a linear one that stands: each settle asset backs its own. */
export const TWO_POOLS: AccountFile = {
  venue: 'binance-usdm',
  modes: ['cross'],
  collateral: { USDT: '20000', BTC: '0.01' },
  prices: { BTCUSDT: '59000', BTCUSD_PERP: '59000', BTC: '59000' },
  positions: [
    { symbol: 'BTCUSDT', quantity: '0.1', entryPrice: '60000', leverage: 10 },
    {
      symbol: 'BTCUSD_PERP',
      kind: 'inverse-perpetual',
      contractSize: '100',
      quantity: '500',
      entryPrice: '65000',
      leverage: 10,
    },
  ],
};

export const EMPTY: AccountFile = { ...PAIR, positions: [] };

/** Symbols and assets are the user's own text; so is a venue's name, but that must be one we know. */
export const HOSTILE_ACCOUNT: AccountFile = {
  venue: 'generic',
  collateral: { USDT: '20000', [NASTY[0]]: '1' },
  prices: Object.fromEntries(NASTY.map(name => [name, '100'])),
  positions: NASTY.map(symbol => ({ symbol, quantity: '1', entryPrice: '101', leverage: 5, settle: 'USDT' })),
};

export const assessed = (account: AccountFile): Assessment => assessFile(account, 'account.json');
