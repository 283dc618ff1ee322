/**
 * Cash and carry: buys a coin and sells its perpetual short in the same quantity. Prices cancel out; what is left is
 * the funding that longs pay for the perpetual. As safe as a trade gets, as long as the coin is allowed to back the
 * short.
 *
 * Dies when the coin is not: a rally costs the short exactly what the coin wins, but isolated margin, and cross margin
 * that counts dollars only, see the loss and not the gain. The rally takes the short, the coin stays, and what was a
 * hedge is a naked long from the top on.
 */
import { defineStrategy } from 'margin-replay';

export default defineStrategy({
  name: 'cash-and-carry',
  // A short without its coin is a bet: both are had, or neither.
  allOrNothing: true,
  params: {
    spot: 'BTC-USDT',
    perpetual: 'BTCUSDT',
    /** Of equity, what goes into the coin; the rest stays in dollars, as margin. */
    share: 0.9,
    leverage: 20,
  },
  onStart: ({ params, market }) => ({
    spot: market(params.spot),
    perpetual: market(params.perpetual),
    opened: false,
  }),
  onCandle({ state, account, order, params, trading }) {
    if (!trading || state.opened) return;
    state.opened = true;
    const quantity = (params.share * account.equity) / state.spot.close;
    order.market(state.spot, { quantity });
    order.market(state.perpetual, { quantity: -quantity, leverage: params.leverage });
  },
});
