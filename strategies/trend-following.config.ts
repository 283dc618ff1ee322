/** Three symbols, the moves found in the data itself, and the same orders sent to every mode. */
import { defineRun } from 'margin-replay';

const market = (symbol: string) => ({
  symbol,
  candles: `../data/reconstruction/${symbol}_1h.csv`,
  mark: `../data/reconstruction/${symbol}_mark_1h.csv`,
});

export default defineRun({
  name: 'trend-following',
  reconstruction: true,
  markets: [market('BTCUSDT'), market('ETHUSDT'), market('XRPUSDT')],
  strategy: './trend-following.ts',
  params: { notional: 10_000, leverage: 8 },
  // The margin mode is then the only difference: no mode sees other orders because of what happened to its account.
  orders: 'shared',
  moves: { size: 0.25, window: '3d' },
  lead: '1d',
  slippageBps: 5,
});
