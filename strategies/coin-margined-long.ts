/**
 * Coin-margined long: a bull keeps bitcoin and buys more of it on margin, with the bitcoin as collateral. In dollars he
 * is long twice: the position and what backs it.
 *
 * Dies sooner than the same leverage in dollars: when the price falls, the loss grows in coins and the coins are worth
 * less. At n times the collateral a fall of 1/(n + 1) is the end, not 1/n.
 */
import { defineStrategy } from 'margin-replay';

export default defineStrategy({
  name: 'coin-margined-long',
  params: {
    contract: 'BTCUSD_PERP',
    /** Size of the position as a multiple of the equity at the opening. */
    multiple: 3,
    leverage: 5,
  },
  onStart: ({ params, market }) => ({ contract: market(params.contract), opened: false }),
  onCandle({ state, account, order, params, trading }) {
    if (!trading || state.opened) return;
    state.opened = true;
    order.market(state.contract, { notional: params.multiple * account.equity, leverage: params.leverage });
  },
});
