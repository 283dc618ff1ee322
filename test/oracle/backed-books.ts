/** Static books that more than dollars backs, for real moves: what each is there for stands in its name. */
import { everywhere, type Bench, type Book } from './against.ts';
import type { RealSpec } from './real-scenes.ts';

export interface BackedSet {
  specs: RealSpec[];
  quote: string;
  books: Book[];
  benches: Bench[];
}

const bench = (name: string, modes: Bench['modes'], more: Partial<Bench> = {}): Bench => ({
  name,
  modes,
  venue: everywhere(name),
  ...more,
});
const two: Bench['modes'] = ['isolated', 'cross'];
const three: Bench['modes'] = ['isolated', 'cross', 'portfolio'];
const stress: Bench = {
  name: 'stress',
  modes: ['portfolio'],
  venue: { ...everywhere('generic'), portfolio: 'pm-stress' },
};

const book = (
  name: string,
  capital: Record<string, string>,
  leverage: number,
  notionals: Record<string, string>,
): Book => ({
  name,
  capital,
  positions: Object.entries(notionals).map(([symbol, notional]) => ({ symbol, notional, leverage })),
});

/** Coin-margined contracts; there is no history of their own here, the prices are those of the linear ones. */
export const coinBacked: BackedSet = {
  specs: [
    { symbol: 'BTCUSD_PERP', by: 'BTCUSDT', contract: { kind: 'inverse', underlying: 'BTC', size: 100 } },
    { symbol: 'ETHUSD_PERP', by: 'ETHUSDT', contract: { kind: 'inverse', underlying: 'ETH', size: 10 } },
  ],
  quote: 'USD',
  benches: [
    bench('generic', three),
    stress,
    bench('binance-coinm', three),
    bench('bybit', two),
    bench('okx', three),
  ],
  books: [
    book('long on its own coin', { BTC: '1' }, 5, { BTCUSD_PERP: '25000' }),
    book('short of its own coin', { BTC: '1' }, 3, { BTCUSD_PERP: '-9000' }),
    book('two coins', { BTC: '1', ETH: '10' }, 10, { BTCUSD_PERP: '60000', ETHUSD_PERP: '-30000' }),
    book('one coin for two', { BTC: '2', ETH: '1' }, 20, { BTCUSD_PERP: '-20000', ETHUSD_PERP: '4000' }),
    book('whale long', { BTC: '300', ETH: '100' }, 3, { BTCUSD_PERP: '9000000', ETHUSD_PERP: '200000' }),
  ],
};

/** Linear contracts and spot, the spot at the prices of the contract. */
export const pooled: BackedSet = {
  specs: [
    { symbol: 'BTC-USDT', by: 'BTCUSDT', contract: { kind: 'spot', underlying: 'BTC' } },
    { symbol: 'BTCUSDT' },
    { symbol: 'ETHUSDT' },
  ],
  quote: 'USDT',
  benches: [
    bench('generic', three),
    stress,
    bench('binance-usdm', three),
    { ...bench('binance-usdm', ['cross']), name: 'apart', multiAssets: false },
    bench('bybit', two),
    bench('okx', three),
  ],
  books: [
    book('longs on a coin and dollars', { BTC: '0.5', USDT: '5000' }, 10, {
      BTCUSDT: '60000',
      ETHUSDT: '20000',
    }),
    book('longs on a coin alone', { BTC: '1' }, 10, { BTCUSDT: '50000', ETHUSDT: '50000' }),
    book('a coin and a short of it', { BTC: '1', USDT: '1000' }, 5, { BTCUSDT: '-18000', ETHUSDT: '12000' }),
    book('cash and carry', { USDT: '30000' }, 5, { 'BTC-USDT': '22000', BTCUSDT: '-22000' }),
    book('coins sold, bought back ahead', { BTC: '2', USDT: '100' }, 5, {
      'BTC-USDT': '-8000',
      BTCUSDT: '16000',
    }),
    book('whale on coins', { BTC: '200' }, 5, { BTCUSDT: '6000000', ETHUSDT: '-3000000' }),
  ],
};
