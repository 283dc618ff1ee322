import { describe, expect, it } from 'vitest';
import { holdStrategy } from '../../src/strategy/hold.ts';

/** What the strategy asks for at each of a row of candles, given whether each is traded. */
function asked(trading: boolean[]): unknown[][] {
  const { onStart, onCandle } = holdStrategy([
    { symbol: 'BTCUSDT', quantity: '1.5', leverage: 10 },
    { symbol: 'ETHUSDT', notional: '-3000', leverage: 5 },
  ]);
  const state = onStart!({} as never);
  return trading.map(isTrading => {
    const orders: unknown[] = [];
    const order = { market: (...order: unknown[]) => orders.push(order) };
    onCandle({ state, trading: isTrading, order } as never);
    return orders;
  });
}

describe('a book on paper', () => {
  it('is asked for once, at the first trading candle, in the order of the config', () => {
    const book = [
      ['BTCUSDT', { quantity: '1.5', leverage: 10 }],
      ['ETHUSDT', { notional: '-3000', leverage: 5 }],
    ];
    expect(asked([false, false, true, true, true])).toEqual([[], [], book, [], []]);
  });

  it('is opened anew by every ledger, all or nothing', () => {
    const strategy = holdStrategy([{ symbol: 'BTCUSDT', quantity: '1', leverage: 1 }]);
    expect(strategy.allOrNothing).toBe(true);
    expect(strategy.onStart!({} as never)).not.toBe(strategy.onStart!({} as never));
  });
});
