/** A book on paper: opened once, all or nothing, and held to the end (contract, `strategy: 'hold'`). */
import type { Strategy } from './strategy.ts';

export interface HoldPosition {
  symbol: string;
  quantity?: string;
  notional?: string;
  leverage: number;
}

/**
 * The built-in strategy of `strategy: 'hold'`: at the first trading candle's close it asks for market orders
 * of all positions, in the order of the config, and never acts again.
 */
export function holdStrategy(positions: readonly HoldPosition[]): Strategy {
  const strategy: Strategy<Record<string, unknown>, { asked: boolean }> = {
    name: 'hold',
    params: { positions },
    allOrNothing: true,
    onStart: () => ({ asked: false }),
    onCandle({ state, trading, order }) {
      if (!trading || state.asked) return;
      state.asked = true;
      for (const { symbol, quantity, notional, leverage } of positions) {
        const size = quantity !== undefined ? { quantity } : { notional: notional! };
        order.market(symbol, { ...size, leverage });
      }
    },
  };
  return strategy as Strategy;
}
