/** The pair under rules taken from exchanges: Binance tiers for isolated and cross, scenario margin for portfolio. */
import { defineRun } from 'margin-replay';

const market = (symbol: string) => ({
  symbol,
  candles: `../data/reconstruction/${symbol}_1h.csv`,
  mark: `../data/reconstruction/${symbol}_mark_1h.csv`,
});

export default defineRun({
  name: 'hedged-pair',
  reconstruction: true,
  venue: { isolated: 'binance-usdm', cross: 'binance-usdm', portfolio: 'pm-stress' },
  // The tiers in force when each move began, as far back as they are known.
  asOf: 'move',
  markets: [market('BTCUSDT'), market('ETHUSDT')],
  strategy: './hedged-pair.ts',
  params: { hedge: 0.8, leverage: 6 },
  // Moves of one's own; those of other data are listed as not covered.
  moves: [
    { id: 'covid', name: 'COVID crash', start: '2020-03-11', end: '2020-03-16' },
    { id: 'squeeze', name: 'July 2021 squeeze', start: '2021-07-25', end: '2021-07-28' },
    { id: 'tariffs', name: 'Tariff crash', start: '2025-10-09', end: '2025-10-13' },
    { id: 'before', name: 'After the 2017 top', start: '2017-12-21', end: '2017-12-24' },
  ],
  lead: '1d',
  // The data comes in stretches; the continuous run is made on this one instead of the longest.
  segment: '2020-03-12',
});
