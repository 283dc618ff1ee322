/** The open of a moment (semantics §3.1, §3.2): settle, test, fill in the order asked, test again. */
import { describe, expect, it } from 'vitest';
import { madeMarket } from './made-market.ts';
import { play, type Script } from './play.ts';

const btc = (...last: number[]) => madeMarket({ BTCUSDT: { last } });
const long10 = { quantity: 10, leverage: 20 };

describe('a market order', () => {
  const market = madeMarket({ BTCUSDT: { last: [100, [101, 103, 99, 102], 102] } });

  it('asked at a close fills at the next open', async () => {
    const played = await play({
      market,
      does: { 0: ({ order }) => order.market('BTCUSDT', { quantity: 2 }) },
    });
    expect(played.story()).toEqual(['1h fill #1 2 BTCUSDT @ 101 taker']);
  });

  it('pays the slippage on its side: a buyer above the open, a seller below it', async () => {
    const played = await play({
      market,
      slippageBps: 10,
      does: {
        0: ({ order }) => order.market('BTCUSDT', { quantity: 2 }),
        1: ({ order }) => order.market('BTCUSDT', { quantity: -1 }),
      },
    });
    expect(played.story()).toEqual([
      '1h fill #1 2 BTCUSDT @ 101.101 taker',
      '2h fill #2 -1 BTCUSDT @ 101.898 taker',
    ]);
  });

  it('pays the taker fee of its venue on the price it filled at', async () => {
    const does: Script = { 0: ({ order }) => order.market('BTCUSDT', { quantity: 2 }) };
    const played = await play({ market, fees: 'venue', does });
    // 0.05 % of 202
    expect(played.story()).toEqual(['1h fill #1 2 BTCUSDT @ 101 taker fee 0.101']);
    expect(played.cell().feesPaid).toBe('0.101');
  });

  it('for a notional buys what that is at the fill price, rounded down to the lot step', async () => {
    const lots = madeMarket({ BTCUSDT: { last: [100, 30, 30], lotStep: '0.01' } });
    const does: Script = { 0: ({ order }) => order.market('BTCUSDT', { notional: -100 }) };
    expect((await play({ market: lots, does })).story()).toEqual(['1h fill #1 -3.33 BTCUSDT @ 30 taker']);
    const free = await play({ market: btc(100, 30, 30), does });
    expect(free.story()).toEqual(['1h fill #1 -3.333333333333333 BTCUSDT @ 30 taker']);
  });

  it('meets the open in the order asked', async () => {
    const played = await play({
      market: madeMarket({ BTCUSDT: { last: [100, 100] }, ETHUSDT: { last: [10, 10] } }),
      does: {
        0: ({ order }) => {
          order.market('ETHUSDT', { quantity: 1 });
          order.market('BTCUSDT', { quantity: 1 });
          order.market('ETHUSDT', { quantity: -3 });
        },
      },
    });
    expect(played.story()).toEqual([
      '1h fill #1 1 ETHUSDT @ 10 taker',
      '1h fill #2 1 BTCUSDT @ 100 taker',
      '1h fill #3 -1 ETHUSDT @ 10 taker',
      '1h fill #3 -2 ETHUSDT @ 10 taker',
    ]);
  });
});

describe('funding', () => {
  const market = madeMarket({
    BTCUSDT: {
      last: [100, 100, 100, 100],
      mark: [100, 98, 98, 98],
      funding: [
        [1, 0.01],
        [2, 0.001],
        [3, -0.002],
      ],
    },
  });

  it('is settled before the fills of its moment: who buys at it does not pay, who sells at it does', async () => {
    const played = await play({
      market,
      does: {
        0: ({ order }) => order.market('BTCUSDT', { quantity: 2 }),
        1: ({ order }) => order.close('BTCUSDT'),
      },
    });
    // 2 × mark open 98 × 0.001
    expect(played.story()).toEqual([
      '1h fill #1 2 BTCUSDT @ 100 taker',
      '2h funding BTCUSDT 0.196',
      '2h fill #2 -2 BTCUSDT @ 100 taker',
    ]);
    expect(played.cell().fundingPaid).toBe('0.196');
  });

  it('with a rate below zero is paid by the short', async () => {
    const played = await play({
      market,
      does: { 1: ({ order }) => order.market('BTCUSDT', { quantity: -2 }) },
    });
    // −2 × 98 × −0.002
    expect(played.story()).toEqual(['2h fill #1 -2 BTCUSDT @ 100 taker', '3h funding BTCUSDT 0.392']);
  });

  it('is charged on the margin of an isolated position, below zero if it must, and never on the wallet', async () => {
    const costly = madeMarket({ BTCUSDT: { last: [100, 100, 100, 100], funding: [[2, 0.2]] } });
    const played = await play({
      market: costly,
      modes: ['isolated'],
      does: { 0: ({ order }) => order.market('BTCUSDT', { quantity: 2, leverage: 10 }) },
    });
    // Margin 20, funding 40: the bucket is at −20 when it is tested, and the fund pays that.
    expect(played.story()).toEqual([
      '1h fill #1 2 BTCUSDT @ 100 taker',
      '2h funding BTCUSDT 40',
      '2h liquidation of BTCUSDT: -2 BTCUSDT @ 100',
      '2h liquidation of BTCUSDT: deficit 20',
    ]);
    expect(played.cell()).toMatchObject({ verdict: 'bankrupt', equityEnd: '980' });
    expect(played.cell().liquidations[0]).toMatchObject({
      deficit: '20',
      fee: '0',
      cause: { funding: '-40' },
    });
  });
});

describe('the tests at the open', () => {
  it('come before the fills: a bucket beyond its threshold is liquidated and its orders are cancelled', async () => {
    const played = await play({
      market: btc(100, 100, 80, 80),
      capital: { USDT: '100' },
      does: {
        0: ({ order }) => order.market('BTCUSDT', long10),
        1: ({ order }) => {
          order.market('BTCUSDT', { quantity: -9 });
          order.limit('BTCUSDT', { quantity: -1, price: 120 });
        },
      },
    });
    expect(played.story()).toEqual([
      '1h fill #1 10 BTCUSDT @ 100 taker',
      '2h cancel #2 by liquidation',
      '2h cancel #3 by liquidation',
      '2h liquidation of account: -10 BTCUSDT @ 80',
      '2h liquidation of account: deficit 100',
    ]);
  });

  it('leave the other isolated buckets and their orders alone', async () => {
    const played = await play({
      market: madeMarket({ BTCUSDT: { last: [100, 100, 80] }, ETHUSDT: { last: [10, 10, 10] } }),
      modes: ['isolated'],
      does: {
        0: ({ order }) => order.market('BTCUSDT', long10),
        1: ({ order }) => {
          order.market('ETHUSDT', { quantity: 1 });
          order.close('BTCUSDT');
        },
      },
    });
    expect(played.story()).toEqual([
      '1h fill #1 10 BTCUSDT @ 100 taker',
      '2h cancel #3 by liquidation',
      '2h liquidation of BTCUSDT: -10 BTCUSDT @ 80',
      '2h liquidation of BTCUSDT: deficit 150',
      '2h fill #2 1 ETHUSDT @ 10 taker',
    ]);
  });

  it('are made again after the fills: half a position sold far below mark can take the other half with it', async () => {
    const played = await play({
      market: madeMarket({ BTCUSDT: { last: [100, 100, 60.2], mark: [100, 100, 100] } }),
      capital: { USDT: '200' },
      does: {
        0: ({ order }) => order.market('BTCUSDT', { quantity: 10, leverage: 10 }),
        1: ({ order }) => order.market('BTCUSDT', { quantity: -5 }),
      },
    });
    // 200 − 5 × 39.8 = 1 against 0.5 % of 500.
    expect(played.story()).toEqual([
      '1h fill #1 10 BTCUSDT @ 100 taker',
      '2h fill #2 -5 BTCUSDT @ 60.2 taker',
      '2h liquidation of account: -5 BTCUSDT @ 100',
      '2h liquidation of account: fee 1',
    ]);
  });
});
