/**
 * Hedged pair: long BTC, short ETH for a part of it. The bet is that BTC does better than ETH; the short is there
 * so that a falling market costs little. When one leg outgrows the other by more than the band, it is cut back.
 *
 * Dies when the two part ways: ETH alone rallies, or BTC falls further than the short pays for. Isolated margin
 * backs each leg by itself and cuts the losing one even while the pair as a whole is fine; a pooled account lets
 * the winning leg pay for the losing one, and loses everything at once when that is not enough.
 */
import { defineStrategy } from 'margin-replay';

export default defineStrategy({
  name: 'hedged-pair',
  // Half a pair is none: both legs are opened, or neither.
  allOrNothing: true,
  params: {
    long: 'BTCUSDT',
    short: 'ETHUSDT',
    /** Size of the long leg, in quote. */
    notional: 24_000,
    /** The short leg as a share of the long one. */
    hedge: 1,
    /** How far the legs may drift from that share before the larger is cut back: 0.2 is 20 %. */
    band: 0.2,
    leverage: 6,
  },
  onStart: ({ params, market }) => ({
    long: market(params.long),
    short: market(params.short),
    opened: false,
  }),
  onCandle({ state, account, order, params, trading }) {
    if (!trading) return;
    const { long, short } = state;
    const { notional, hedge, band, leverage } = params;
    if (!state.opened) {
      state.opened = true;
      order.market(long, { notional, leverage });
      order.market(short, { notional: -notional * hedge, leverage });
      return;
    }
    const up = account.position(long);
    const down = account.position(short);
    // A leg that was liquidated leaves a naked bet behind. It is held on to here: see what becomes of it.
    if (!up || !down) return;
    // Both legs in quote, the short scaled up to the size of the long it stands against.
    const longSize = up.notional;
    const shortSize = -down.notional / hedge;
    const isTooFar = Math.max(longSize, shortSize) > Math.min(longSize, shortSize) * (1 + band);
    if (!isTooFar) return;
    // Reducing is always allowed, whatever the margin mode; adding to the smaller leg might be refused.
    if (longSize > shortSize) order.market(long, { notional: shortSize - longSize, reduceOnly: true });
    else order.market(short, { notional: (shortSize - longSize) * hedge, reduceOnly: true });
  },
});
