/**
 * The run that comes with the program: `margin-replay run` without a config.
 *
 * Prices: the reconstruction beside this file (README.md), so that it runs anywhere; not exchange history.
 *
 * The book is a pair as desks hold it, 10,000 of capital under 54,000 of BTC, hedged with 21,600 of short ETH. Sizes
 * were chosen, among several tried, because the three modes part ways on it and none comes out as the winner:
 *  - isolated loses a leg in most moves. Cut early in a great crash, the long leaves the short to run on alone, and
 *    isolated ends far richer than the others; cut at the bottom of a dip that recovers, it ends the poorest.
 *  - cross asks for the least and carries the pair through all but the two deepest falls. When it does go, next to
 *    nothing is left, where the other two keep something.
 *  - portfolio asks for more here: the hedge counts, but its model wants room for shocks of 12 %. It is closed in moves
 *    that cross lives through, and keeps about a third of the capital where cross keeps nothing.
 * Where hourly candles cannot tell whether a line was reached, the verdict is marked as path-dependent.
 */
import figures from './figures.json' with { type: 'json' };
import moves from './moves.json' with { type: 'json' };
import { defineRun } from 'margin-replay';

export default defineRun({
  name: 'demo',
  reconstruction: true,
  venue: 'generic',
  capital: { USDT: '10000' },
  markets: [
    {
      symbol: 'BTCUSDT',
      candles: 'reconstruction/BTCUSDT_1h.csv',
      mark: 'reconstruction/BTCUSDT_mark_1h.csv',
    },
    {
      symbol: 'ETHUSDT',
      candles: 'reconstruction/ETHUSDT_1h.csv',
      mark: 'reconstruction/ETHUSDT_mark_1h.csv',
    },
  ],
  strategy: '../strategies/hedged-pair.ts',
  params: { notional: 54_000, hedge: 0.4, leverage: 8 },
  // Only moves that the reconstruction was made of. The quiet days before each are invented: a named move that falls
  // into them (2024-12-05) would be called covered, and did not happen there.
  moves: moves.filter(({ id }) => figures.moves.some(made => made.id === id)),
  lead: '1d',
});
