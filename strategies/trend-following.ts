/**
 * Trend following: buys when the price leaves the range of the last days upwards, sells when it leaves downwards,
 * and gets out at a stop a few average ranges away or when the price is back in the middle. Many small losses are
 * meant to be paid for by a few long moves.
 *
 * Dies in a market that breaks out and turns back again and again, and in a gap: a stop that is jumped over fills
 * where the price is. With high leverage the liquidation price lies nearer than the stop, which then never helps.
 */
import { ATR, DonchianChannels } from 'trading-signals';
import { defineStrategy } from 'margin-replay';

export default defineStrategy({
  name: 'trend-following',
  params: { channelCandles: 48, rangeCandles: 24, stopRanges: 4, notional: 15_000, leverage: 5 },
  onStart: ({ params, symbols, market }) =>
    symbols.map(symbol => ({
      view: market(symbol),
      channel: new DonchianChannels(params.channelCandles),
      range: new ATR(params.rangeCandles),
    })),
  onCandle({ state, account, order, params }) {
    for (const { view, channel, range } of state) {
      if (view.stale) continue;
      const { high, low, close } = view;
      // The channel of the candles before this one: a breakout is measured against the past.
      const before = channel.getResult();
      channel.add({ high, low });
      const averageRange = range.add({ high, low, close });
      if (before === null || averageRange === null) continue;

      const position = account.position(view);
      const side = position ? Math.sign(position.quantity) : 0;
      const breakout = close > before.upper ? 1 : close < before.lower ? -1 : 0;
      const isBackInside = side * (close - before.middle) < 0;
      const enters = breakout !== 0 && breakout !== side;
      // The stop goes with its position; so does one whose position was never accepted.
      if (isBackInside || enters) order.cancelAll(view);
      if (isBackInside) order.close(view);
      if (!enters) continue;
      const quantity = (breakout * params.notional) / close;
      order.market(view, { quantity, leverage: params.leverage });
      order.stop(view, {
        price: close - breakout * params.stopRanges * averageRange,
        quantity: -quantity,
        reduceOnly: true,
      });
    }
  },
});
