/** One bitcoin as the only collateral of a coin-margined long, under Binance's rules. */
import { defineRun } from 'margin-replay';

export default defineRun({
  name: 'coin-margined-long',
  reconstruction: true,
  venue: { isolated: 'binance-coinm', cross: 'binance-coinm', portfolio: 'binance-pm' },
  capital: { BTC: '1' },
  markets: [
    {
      symbol: 'BTCUSD_PERP',
      kind: 'inverse-perpetual',
      contractSize: 100,
      // The reconstruction is of the dollar contract, which stands in for the coin-margined one.
      candles: '../data/reconstruction/BTCUSDT_1h.csv',
      mark: '../data/reconstruction/BTCUSDT_mark_1h.csv',
    },
  ],
  strategy: './coin-margined-long.ts',
  moves: 'named',
  lead: '1d',
});
