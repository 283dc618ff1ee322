/** How a bucket dies on the generic venue, and what becomes of the account (semantics §5, §6). */
import { describe, expect, it } from 'vitest';
import { type Bar, madeMarket } from './made-market.ts';
import { play, type Script, type Setup } from './play.ts';

/** 995 + p − 9950 = 0.5 % of p at exactly 9000. */
const longAt9950: Script = { 0: ({ order }) => order.market('BTCUSDT', { quantity: 1, leverage: 10 }) };
const dying = (last: Bar[], more: Partial<Setup> = {}) =>
  play({ market: madeMarket({ BTCUSDT: { last } }), capital: { USDT: '995' }, does: longAt9950, ...more });
const down = (low: number): Bar => [9950, 9950, low, low];

describe('a bucket whose distance reaches zero', () => {
  it('is liquidated at equality', async () => {
    const played = await dying([9950, 9950, down(9000)]);
    // 45 are left, half of them is the fee of 0.25 % of 9000.
    expect(played.story().slice(1)).toEqual([
      '2h liquidation of account: -1 BTCUSDT @ 9000',
      '2h liquidation of account: fee 22.5',
    ]);
    expect(played.cell()).toMatchObject({
      verdict: 'liquidated',
      minHealth: 1,
      accountAlive: false,
      equityEnd: '22.5',
    });
  });

  it('and not a cent before', async () => {
    expect((await dying([9950, 9950, down(9000.01)])).cell()).toMatchObject({
      verdict: 'margin-called',
      equityEnd: '45.01',
    });
  });

  it('is closed where it crossed, however far the candle goes on', async () => {
    const played = await dying([9950, 9950, down(5000)]);
    expect(played.story()[1]).toBe('2h liquidation of account: -1 BTCUSDT @ 9000');
    expect(played.cell().liquidations[0]).toMatchObject({
      kind: 'close',
      prices: { BTCUSDT: '9000' },
      quantities: { BTCUSDT: '-1' },
      cause: {
        distanceStart: '945.25',
        distanceEnd: '0',
        price: { BTCUSDT: '-950' },
        requirementByPrice: '4.75',
      },
    });
  });

  it('pays slippage at its closing, and no more fee than is left after it', async () => {
    const does: Script = { 0: ({ order }) => order.market('BTCUSDT', { quantity: 1, leverage: 20 }) };
    const candle = [9950, 9950, down(8000)];
    // Bought at 9959.95, crosses at 9010; of the 0.5 % left, 0.1 % slip away.
    const some = await dying(candle, { does, slippageBps: 10 });
    expect(some.story().slice(1)).toEqual([
      '2h liquidation of account: -1 BTCUSDT @ 9000.99',
      '2h liquidation of account: fee 22.502475',
    ]);
    // Bought at 9979.85, crosses at 9030; 0.2 % of that is left for a fee of 0.25 %.
    const rest = await dying(candle, { does, slippageBps: 30 });
    expect(rest.cell()).toMatchObject({ verdict: 'liquidated', equityEnd: '0' });
    expect(rest.cell().liquidations[0]).toMatchObject({ fee: '18.06', deficit: '0' });
    // Bought at 10009.7, crosses at 9060; 0.1 % of that is missing.
    const none = await dying(candle, { does, slippageBps: 60 });
    expect(none.cell()).toMatchObject({ verdict: 'bankrupt', equityEnd: '0' });
    expect(none.cell().liquidations[0]).toMatchObject({ fee: '0', deficit: '9.06' });
  });

  it('beyond what backs it leaves a deficit to the insurance account, and the account at zero', async () => {
    const played = await dying([9950, 9950, 8000, 9000]);
    expect(played.story().slice(1)).toEqual([
      '2h liquidation of account: -1 BTCUSDT @ 8000',
      '2h liquidation of account: deficit 955',
    ]);
    expect(played.cell()).toMatchObject({ verdict: 'bankrupt', equityEnd: '0', accountAlive: false });
  });

  it('of an isolated position returns what is left, and leaves the rest of the account alone', async () => {
    const played = await play({
      market: madeMarket({ BTCUSDT: { last: [9950, 9950, down(9000)] }, ETHUSDT: { last: [10, 10, 10] } }),
      modes: ['isolated'],
      capital: { USDT: '2000' },
      does: {
        0: ({ order }) => {
          order.market('ETHUSDT', { quantity: 1, leverage: 10 });
          order.market('BTCUSDT', { quantity: 1, leverage: 10 });
        },
      },
    });
    expect(played.story().slice(2)).toEqual([
      '2h liquidation of BTCUSDT: -1 BTCUSDT @ 9000',
      '2h liquidation of BTCUSDT: fee 22.5',
      '2h liquidation of BTCUSDT: release 22.5',
    ]);
    expect(played.cell()).toMatchObject({ verdict: 'liquidated', accountAlive: true, equityEnd: '1027.5' });
  });
});

describe('several isolated buckets', () => {
  it('die in the order of their crossings, and by symbol when together', async () => {
    const does: Script = {
      0: ({ order }) => {
        for (const symbol of ['ETHUSDT', 'BTCUSDT', 'ADAUSDT'])
          order.market(symbol, { quantity: 1, leverage: symbol === 'ADAUSDT' ? 10 : 20 });
      },
    };
    const last: Bar[] = [100, 100, [100, 100, 80, 80]];
    const market = madeMarket({ ADAUSDT: { last }, BTCUSDT: { last }, ETHUSDT: { last } });
    const played = await play({ market, modes: ['isolated'], does });
    expect(played.cell().liquidations.map(({ bucket }) => bucket)).toEqual(['BTCUSDT', 'ETHUSDT', 'ADAUSDT']);
  });
});

describe('an isolated position given up in part', () => {
  const partly = async (last: Bar[], capital = '1000') => {
    let margins: unknown[] = [];
    const played = await play({
      market: madeMarket({ BTCUSDT: { last, mark: last.map(() => 100) } }),
      modes: ['isolated'],
      capital: { USDT: capital },
      does: {
        0: ({ order }) => order.market('BTCUSDT', { quantity: 10, leverage: 10 }),
        1: ({ order }) => order.market('BTCUSDT', { quantity: -4 }),
        2: ({ account }) => (margins = [account.position('BTCUSDT')?.isolatedMargin, account.wallet]),
      },
    });
    return { margins, played };
  };

  it('returns its share of the margin with its profit to the wallet', async () => {
    // 40 % of 100 and 4 × 5
    expect((await partly([100, 100, 105, 105])).margins).toEqual([60, 960]);
  });

  it('and with its loss', async () => {
    expect((await partly([100, 100, 95, 95])).margins).toEqual([60, 920]);
  });

  it('a loss beyond its share comes from the margin left', async () => {
    // 4 × 15 = 60 against a share of 40: nothing returns, 20 leave the other 60.
    expect((await partly([100, 100, 85, 85])).margins).toEqual([40, 900]);
  });

  it('and takes the rest of the bucket with it when that is too little', async () => {
    const { margins, played } = await partly([100, 100, 75.5, 75.5]);
    // 4 × 24.5 = 98: 2 are left against 0.5 % of 600.
    expect(margins).toEqual([undefined, 900.5]);
    expect(played.story().slice(1, 4)).toEqual([
      '2h fill #2 -4 BTCUSDT @ 75.5 taker',
      '2h liquidation of BTCUSDT: -6 BTCUSDT @ 100',
      '2h liquidation of BTCUSDT: fee 1.5',
    ]);
  });
});

describe('a position closed by its owner at a price nobody backs', () => {
  it('leaves the loss beyond its margin to the insurance account', async () => {
    const played = await play({
      market: madeMarket({ BTCUSDT: { last: [100, 100, 70], mark: [100, 100, 100] } }),
      modes: ['isolated', 'cross'],
      capital: { USDT: '200' },
      does: {
        0: ({ order }) => order.market('BTCUSDT', { quantity: 10, leverage: 10 }),
        1: ({ order }) => order.close('BTCUSDT'),
      },
    });
    // A loss of 300: isolated margin of 100, a cross wallet of 200.
    expect(played.cell('isolated')).toMatchObject({
      verdict: 'bankrupt',
      equityEnd: '100',
      accountAlive: true,
    });
    expect(played.cell('isolated').liquidations[0]).toMatchObject({ deficit: '200', kind: 'close' });
    expect(played.cell('cross')).toMatchObject({ verdict: 'bankrupt', equityEnd: '0', accountAlive: false });
    expect(played.cell('cross').liquidations[0]).toMatchObject({ deficit: '100' });
  });
});

describe('after a liquidation', () => {
  const calls: number[] = [];
  const again: Script = {
    ...longAt9950,
    2: ({ order, account }) => {
      calls.push(account.equity);
      order.market('BTCUSDT', { quantity: 1, leverage: 10 });
    },
  };
  const last: Bar[] = [9950, 9950, down(9000), 9000, 9000];

  it('the strategy goes on with what is left', async () => {
    calls.length = 0;
    const played = await dying(last, { does: again, afterLiquidation: 'continue' });
    expect(calls).toContain(22.5);
    expect(played.story().at(-1)).toBe('3h refused #2: insufficient-margin');
  });

  it('or stops: it is not asked any more', async () => {
    calls.length = 0;
    const played = await dying(last, { does: again, afterLiquidation: 'stop' });
    expect(calls).toEqual([]);
    expect(played.story().at(-1)).toBe('2h liquidation of account: fee 22.5');
  });

  it('or starts again with the capital it began with, counted as new money', async () => {
    calls.length = 0;
    const played = await dying(last, { does: again, afterLiquidation: 'refill' });
    expect(calls).toContain(995);
    expect(played.story().slice(3)).toEqual([
      '2h deposit 972.5 to refill',
      '3h fill #2 1 BTCUSDT @ 9000 taker',
    ]);
    expect(played.cell().equityStart).toBe('995');
  });

  it('stops for a ledger that only follows shared orders, too', async () => {
    const played = await dying(last, { does: again, afterLiquidation: 'stop', orders: 'shared' });
    expect(played.story().at(-1)).toBe('2h liquidation of account: fee 22.5');
  });
});
