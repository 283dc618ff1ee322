/** Binance in the replay: both legs of hedge mode, a coin-margined contract, one pool of coins. */
import { describe, expect, it } from 'vitest';
import { makeInstrument } from '../../src/market/instrument.ts';
import type { Market } from '../../src/market/market.ts';
import { type Bar, madeMarket } from '../engine/made-market.ts';
import { play, type Script } from '../engine/play.ts';

const asOf = Date.UTC(2022, 2, 1);
const venue = { isolated: 'binance-usdm', cross: 'binance-usdm', portfolio: 'binance-usdm' };

describe('hedge mode', () => {
  const bars: Bar[] = [10_000, 10_000, [10_000, 10_000, 8900, 8900], [8900, 11_100, 8900, 11_100]];
  const market = madeMarket({ BTCUSDT: { last: bars }, 'BTCUSDT:SHORT': { last: bars } });
  const does: Script = {
    0: ({ order }) => {
      order.market('BTCUSDT', { quantity: 1, leverage: 10 });
      order.market('BTCUSDT:SHORT', { quantity: -1, leverage: 10 });
    },
  };

  it('isolated: each leg dies at its own price', async () => {
    const played = await play({ market, venue, asOf, does, modes: ['isolated'], capital: { USDT: '5000' } });
    const { liquidations } = played.cell('isolated');
    expect(liquidations.map(({ bucket }) => bucket)).toEqual(['BTCUSDT', 'BTCUSDT:SHORT']);
    // Margin 1000: 1000 + s·(p − 10,000) = 0.4 % of p.
    expect(Number(liquidations[0]!.prices['BTCUSDT'])).toBeCloseTo(9000 / 0.996, 6);
    expect(Number(liquidations[1]!.prices['BTCUSDT:SHORT'])).toBeCloseTo(11_000 / 1.004, 6);
  });

  it('cross: what one leg loses the other wins, and neither dies', async () => {
    const played = await play({ market, venue, asOf, does, modes: ['cross'], capital: { USDT: '2100' } });
    expect(played.cell('cross').liquidations).toEqual([]);
    expect(Number(played.cell('cross').equityEnd)).toBeCloseTo(2100, 6);
  });
});

/** The same market with one symbol's contract in place of a linear one. */
const withCoin = (market: Market, symbol: string): Market => ({
  ...market,
  series: market.series.map(own =>
    own.symbol === symbol
      ? { ...own, instrument: makeInstrument({ symbol, kind: 'inverse-perpetual', contractSize: 100 }) }
      : own,
  ),
});

describe('a coin-margined contract', () => {
  const bars: Bar[] = [60_000, 60_000, [60_000, 60_000, 40_000, 40_000]];
  const market = withCoin(madeMarket({ BTCUSD_PERP: { last: bars } }), 'BTCUSD_PERP');
  const does: Script = {
    0: ({ order }) => order.market('BTCUSD_PERP', { quantity: 1000, leverage: 20 }),
  };
  const coin = { isolated: 'binance-coinm', cross: 'binance-coinm', portfolio: 'binance-coinm' };

  it('cross: is liquidated at the price of the published formula', async () => {
    const played = await play({ market, venue: coin, asOf, does, modes: ['cross'], capital: { BTC: '0.4' } });
    const [first] = played.cell('cross').liquidations;
    // Q (r + 1) ÷ (WB + Q/E), Q = 100,000 dollars, in the first tier.
    const price = (100_000 * 1.004) / (0.4 + 100_000 / 60_000);
    expect(Number(first!.prices['BTCUSD_PERP'])).toBeCloseTo(price, 4);
    expect(first!.quantities).toEqual({ BTCUSD_PERP: '-1000' });
  });

  it('portfolio: its coin counts 95 %, and the account is closed at 1.05', async () => {
    const played = await play({
      market,
      venue: coin,
      asOf,
      does,
      modes: ['portfolio'],
      capital: { BTC: '0.4' },
    });
    const [first] = played.cell('portfolio').liquidations;
    // 0.95 (0.4 + Q/E − Q/p) = 1.05 · 0.4 % · Q/p.
    const price = (100_000 * (0.95 + 1.05 * 0.004)) / (0.95 * (0.4 + 100_000 / 60_000));
    expect(Number(first!.prices['BTCUSD_PERP'])).toBeCloseTo(price, 4);
  });
});

describe('portfolio margin beside cross', () => {
  it('a short in coin and a long in dollars back each other in one pool alone', async () => {
    const bars: Bar[] = [50_000, 50_000, [50_000, 70_000, 50_000, 70_000]];
    const market = withCoin(
      madeMarket({ BTCUSDT: { last: bars }, BTCUSD_PERP: { last: bars } }),
      'BTCUSD_PERP',
    );
    const does: Script = {
      0: ({ order }) => {
        order.market('BTCUSDT', { quantity: 1, leverage: 10 });
        order.market('BTCUSD_PERP', { quantity: -1000, leverage: 10 });
      },
    };
    const capital = { USDT: '10000', BTC: '0.3' };
    const played = await play({ market, venue, asOf, does, modes: ['cross', 'portfolio'], capital });
    expect(played.cell('cross').liquidations.map(({ bucket }) => bucket)).toEqual(['account:BTC']);
    expect(played.cell('portfolio').liquidations).toEqual([]);
  });
});
