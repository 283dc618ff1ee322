/** One symbol and many resting orders: a single path, as bounds of a book that fills differently mean little. */
import { defineRun } from 'margin-replay';

export default defineRun({
  name: 'grid',
  reconstruction: true,
  markets: [
    {
      symbol: 'BTCUSDT',
      candles: '../data/reconstruction/BTCUSDT_1h.csv',
      mark: '../data/reconstruction/BTCUSDT_mark_1h.csv',
      lotStep: '0.001',
    },
  ],
  strategy: './grid.ts',
  path: 'nominal',
  moves: 'auto',
  lead: '2d',
});
