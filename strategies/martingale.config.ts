/** What dies is filled up again, so that one run shows how much new money the idea swallows. */
import { defineRun } from 'margin-replay';

export default defineRun({
  name: 'martingale',
  reconstruction: true,
  markets: [
    {
      symbol: 'BTCUSDT',
      candles: '../data/reconstruction/BTCUSDT_1h.csv',
      mark: '../data/reconstruction/BTCUSDT_mark_1h.csv',
    },
  ],
  strategy: './martingale.ts',
  params: { notional: 3_000 },
  moves: { size: 0.15, window: '2d' },
  afterLiquidation: 'refill',
  // An order that is too large is cut to what the mode allows, instead of refused.
  onRefused: 'scale-to-fit',
});
