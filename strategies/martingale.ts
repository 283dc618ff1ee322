/**
 * Martingale: buys, and buys twice as much whenever the price has fallen by another step, so that the average
 * entry is always near and a small bounce ends the round with a profit. It wins nearly always.
 *
 * Dies the first time the bounce does not come: the position doubles with every step while the account shrinks.
 * Either margin refuses the next doubling and the rest is liquidated, or it allows one more and more is lost.
 */
import { defineStrategy } from 'margin-replay';

export default defineStrategy({
  name: 'martingale',
  params: {
    symbol: 'BTCUSDT',
    /** Size of the first buy, in quote. */
    notional: 2_000,
    /** Fall from the last buy at which the next is made, and rise above the average entry at which all is sold. */
    step: 0.03,
    profit: 0.01,
    leverage: 10,
  },
  onStart: ({ params, market }) => ({ view: market(params.symbol), size: 0, lastBuy: 0, held: 0 }),
  onCandle({ state, account, order, params, trading }) {
    const { view } = state;
    if (!trading || view.stale) return;
    const position = account.position(view);
    const buy = (notional: number) => {
      state.size = notional;
      state.lastBuy = view.close;
      order.market(view, { notional, leverage: params.leverage });
    };
    if (!position) {
      // The round is over, by its profit or by force: the next begins small again, if there is money for it.
      if (account.equity * params.leverage > params.notional) buy(params.notional);
    } else if (view.close <= state.lastBuy * (1 - params.step)) {
      buy(state.size * 2);
    }
    const held = position?.quantity ?? 0;
    if (held === state.held) return;
    // The position has changed, and its average entry with it.
    state.held = held;
    for (const { id, type } of account.orders) if (type === 'take-profit') order.cancel(id);
    if (!position) return;
    const price = position.entryPrice * (1 + params.profit);
    order.takeProfit(view, { price, quantity: -held, reduceOnly: true });
  },
});
