/**
 * Grid: limit orders at fixed distances above and below the price. Every buy that fills is sold one line higher,
 * every sell bought back one line lower: a small profit for each swing. Calm markets pay it day after day.
 *
 * Dies in a trend: it buys all the way down (or sells all the way up) and holds its largest position when the
 * price is farthest away. The profits of a quiet month are a fraction of one such move.
 */
import { defineStrategy } from 'margin-replay';

export default defineStrategy({
  name: 'grid',
  params: {
    symbol: 'BTCUSDT',
    /** Lines on each side of the centre, and the distance between two: 0.01 is 1 %. */
    lines: 8,
    step: 0.01,
    /** What is bought or sold at each line, in quote at the centre. */
    notional: 5_000,
    leverage: 10,
  },
  onStart: ({ params, market }) => ({ view: market(params.symbol), centre: NaN, filled: NaN }),
  onCandle({ state, account, order, params, trading }) {
    const { view } = state;
    if (!trading || view.stale) return;
    const held = account.position(view)?.quantity ?? 0;
    // At first, and after a liquidation took position and orders: a new grid around the price.
    if (held === 0 && account.orders.length === 0) {
      state.centre = view.close;
      state.filled = NaN;
    }
    const unit = params.notional / state.centre;
    // How many more buys than sells were filled: so many lines below the centre lies the line without an order.
    const filled = Math.round(held / unit);
    if (filled === state.filled) return;
    state.filled = filled;
    order.cancelAll(view);
    for (let line = -params.lines; line <= params.lines; line++) {
      if (line === -filled) continue;
      order.limit(view, {
        price: (state.centre * (1 + params.step) ** line).toPrecision(8),
        quantity: line < -filled ? unit : -unit,
        leverage: params.leverage,
      });
    }
  },
});
