/** What backs a book, and what is asked beside its positions: computed by hand. */
import { describe, expect, it } from 'vitest';
import { assess } from '../../src/assess/assess.ts';
import type { Account, Market } from '../../src/assess/account.ts';
import type { ModeAssessment } from '../../src/assess/assessment.ts';

const only = (engine: string, account: Account, market: Market, parameters = {}): ModeAssessment =>
  Object.values(assess(engine, account, market, parameters).modes)[0]!;

describe('what backs the book', () => {
  const position = { symbol: 'BTCUSDT', quantity: '1', entryPrice: '60000', leverage: 10 };
  const prices = { BTCUSDT: '60000' };

  it('a haircut cuts, a dollar coin goes by its price, and each asset is shown', () => {
    const answer = only(
      'generic/cross',
      { collateral: { USDT: '1000', USDC: '1000', ETH: '2' }, positions: [position] },
      { prices: { ...prices, ETH: '3000' }, stablePrices: { USDC: '0.9' } },
      { haircuts: { ETH: '0.2' } },
    );
    expect(answer.collateral).toEqual([
      { asset: 'USDT', amount: '1000', counted: '1000', price: '1', value: '1000' },
      { asset: 'USDC', amount: '1000', counted: '1000', price: '0.9', value: '900' },
      { asset: 'ETH', amount: '2', counted: '1.6', price: '3000', value: '4800' },
    ]);
    expect(answer.equity).toBe('6700');
  });

  it('settle assets are pools of their own where there is no pool of all', () => {
    const answer = assess(
      'binance-coinm/cross',
      {
        collateral: { BTC: '1', ETH: '10' },
        positions: [
          {
            symbol: 'BTCUSD_PERP',
            kind: 'inverse-perpetual',
            contractSize: '100',
            quantity: '600',
            entryPrice: '60000',
            leverage: 10,
          },
          {
            symbol: 'ETHUSD_PERP',
            kind: 'inverse-perpetual',
            contractSize: '10',
            quantity: '-3000',
            entryPrice: '3000',
            leverage: 10,
          },
        ],
      },
      { prices: { BTCUSD_PERP: '60000', ETHUSD_PERP: '3300' } },
    ).modes.cross!;
    expect(answer.pools.map(({ asset, equity }) => [asset, Number(equity).toFixed(6)])).toEqual([
      ['BTC', '1.000000'],
      ['ETH', (10 + 30_000 * (1 / 3300 - 1 / 3000)).toFixed(6)],
    ]);
    expect(answer.health).toBe(Math.min(...answer.pools.map(({ health }) => health!)));
    expect(answer.asset).toBe('USD');
    expect(Number(answer.equity)).toBeCloseTo(60_000 + (10 + 30_000 * (1 / 3300 - 1 / 3000)) * 3300, 6);
  });

  it('a coin that hedges frees the scan where the model knows spot', () => {
    const short = { symbol: 'BTCUSDT', quantity: '-1', entryPrice: '60000', leverage: 10 };
    const asked = (collateral: Record<string, string>) =>
      Number(
        only('pm-stress', { collateral, positions: [short] }, { prices: { ...prices, BTC: '60000' } })
          .maintenanceMargin,
      );
    expect(asked({ USDT: '60000' })).toBeCloseTo(60_000 * 0.122, 6);
    expect(asked({ USDT: '10000', BTC: '1' })).toBeCloseTo(60_000 * 0.0045, 6);
  });

  it('funding owed lessens the equity; what else the pool carries is asked and won beside it', () => {
    const account: Account = {
      collateral: { USDT: '10000' },
      positions: [position],
      accruedFunding: { BTCUSDT: '120' },
      otherRequirements: { maintenanceMargin: '500', initialMargin: '800', unrealisedPnl: '-80' },
    };
    expect(only('generic/cross', account, { prices })).toMatchObject({
      equity: '9800',
      maintenanceMargin: '800',
      initialMargin: '6800',
    });
    const isolated = only('generic/isolated', account, { prices });
    expect(isolated).toMatchObject({ equity: '9880', maintenanceMargin: '300' });
    expect(isolated.health).toBeCloseTo((6000 - 120) / 300, 12);
  });

  it('orders at rest ask for the larger of their two sides', () => {
    const openOrders = [
      { symbol: 'BTCUSDT', quantity: '1', price: '59000' },
      { symbol: 'BTCUSDT', quantity: '-2.5', price: '61000' },
    ];
    const account: Account = { collateral: { USDT: '30000' }, positions: [position], openOrders };
    // Buys: 2 held; sells: 1.5 short. At mark ÷ 10.
    const cross = only('generic/cross', account, { prices });
    expect(cross).toMatchObject({ initialMargin: '12000', maintenanceMargin: '300', available: '18000' });
    expect(only('generic/isolated', account, { prices })).toMatchObject({
      initialMargin: '12000',
      available: '18000',
    });
    const sells = { ...account, openOrders: [{ symbol: 'BTCUSDT', quantity: '-3.5', price: '61000' }] };
    expect(only('generic/cross', sells, { prices }).initialMargin).toBe('15000');
  });

  it('a debt asks for margin where a venue lends', () => {
    const answer = only(
      'bybit/cross',
      { collateral: { BTC: '1', USDC: '-1000', USDT: '1000' }, positions: [] },
      { prices: { BTC: '60000' } },
    );
    // 4 % and 20 % of the loan; 98 % of the coin counts.
    expect(answer).toMatchObject({ equity: '58800', maintenanceMargin: '40', initialMargin: '200' });
  });
});
