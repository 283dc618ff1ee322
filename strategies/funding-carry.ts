/**
 * Funding carry: shorts the perpetual whose longs pay the most, buys the one whose longs pay the least, and lives
 * on the difference. Prices should cancel out as far as the two move together. (The classic carry is hedged with
 * spot instead of a second perpetual; it comes with the venues that trade spot.)
 *
 * Dies when the crowded market squeezes: the symbol with the highest funding is the one that everybody is long of
 * and that can still double. Weeks of carry are gone in an hour then, or the short is liquidated before it ends.
 *
 * Needs `funding` files in the config; without any it never trades.
 */
import { EMA } from 'trading-signals';
import { defineStrategy } from 'margin-replay';

export default defineStrategy({
  name: 'funding-carry',
  // Half a pair is none: both legs are opened, or neither.
  allOrNothing: true,
  params: {
    /** Average funding, in candles: one settlement is noise. */
    averageCandles: 48,
    /** Difference of two rates (per settlement) at which the pair is opened, and below which it is closed. */
    openAbove: 0.0002,
    closeBelow: 0.00005,
    notional: 20_000,
    leverage: 5,
  },
  onStart: ({ params, symbols, market }) => ({
    legs: symbols.map(symbol => ({ view: market(symbol), average: new EMA(params.averageCandles) })),
    short: null as string | null,
    long: null as string | null,
  }),
  onCandle({ state, account, order, params }) {
    for (const { view, average } of state.legs) if (view.fundingRate !== null) average.add(view.fundingRate);
    const known = state.legs.filter(({ average }) => average.isStable);
    const rate = (symbol: string) =>
      known.find(({ view }) => view.symbol === symbol)?.average.getResult() ?? NaN;

    if (account.positions.length > 0) {
      const { short, long } = state;
      const isWhole = account.positions.length === 2;
      // A single leg is no carry but a bet: it is closed when the other was liquidated.
      if (isWhole && rate(short!) - rate(long!) >= params.closeBelow) return;
      for (const { symbol } of account.positions) order.close(symbol);
      return;
    }
    const byRate = known.map(({ view }) => view.symbol).sort((a, b) => rate(a) - rate(b));
    const [long, short] = [byRate[0], byRate.at(-1)];
    if (long === undefined || short === undefined || !(rate(short) - rate(long) > params.openAbove)) return;
    Object.assign(state, { long, short });
    order.market(long, { notional: params.notional, leverage: params.leverage });
    order.market(short, { notional: -params.notional, leverage: params.leverage });
  },
});
