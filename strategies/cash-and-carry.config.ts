/** A hedged book in which the margin mode alone decides: the coin backs the short in one of the three. */
import { defineRun } from 'margin-replay';

const candles = '../data/reconstruction/BTCUSDT_1h.csv';

export default defineRun({
  name: 'cash-and-carry',
  reconstruction: true,
  // Cross in single-asset mode: dollars back what settles in dollars. Portfolio margin pools the coin as well.
  multiAssets: false,
  markets: [
    { symbol: 'BTCUSDT', candles, mark: '../data/reconstruction/BTCUSDT_mark_1h.csv' },
    // The reconstruction has no spot series: the traded price of the perpetual stands in for it.
    { symbol: 'BTC-USDT', kind: 'spot', candles },
  ],
  strategy: './cash-and-carry.ts',
  moves: 'named',
  lead: '1d',
});
