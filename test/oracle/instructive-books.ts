/** Static books, each there for something that can go wrong with it. */
import type { Book } from './against.ts';

const book = (name: string, capital: string, leverage: number, notionals: Record<string, string>): Book => ({
  name,
  capital,
  positions: Object.entries(notionals).map(([symbol, notional]) => ({ symbol, notional, leverage })),
});

/** Of the symbols that have marks and funding in every move. */
export const books: Book[] = [
  book('lone long 5x', '10000', 5, { BTCUSDT: '45000' }),
  book('lone short 5x', '10000', 5, { ETHUSDT: '-45000' }),
  book('long 10x', '10000', 10, { BTCUSDT: '90000' }),
  book('hedged pair 10x', '10000', 10, { BTCUSDT: '45000', ETHUSDT: '-45000' }),
  book('unequal pair 20x', '10000', 20, { BTCUSDT: '120000', ETHUSDT: '-40000' }),
  book('four legs 10x', '10000', 10, {
    BTCUSDT: '30000',
    ETHUSDT: '-25000',
    XRPUSDT: '15000',
    LTCUSDT: '-12000',
  }),
  {
    ...book('two longs 20x with slippage', '10000', 20, { BTCUSDT: '60000', ETHUSDT: '60000' }),
    slippageBps: 10,
  },
  book('small long pair 20x', '1000', 20, { XRPUSDT: '6000', LTCUSDT: '6000' }),
  // So large that several Binance tiers lie between it and nothing.
  book('whale long pair 5x', '10000000', 5, { BTCUSDT: '32000000', ETHUSDT: '12000000' }),
  book('whale short 10x', '1000000', 10, { ETHUSDT: '-7000000' }),
  book('whale pair 10x', '3000000', 10, { BTCUSDT: '-7000000', ETHUSDT: '7000000', XRPUSDT: '700000' }),
  book('whale long 8x', '2000000', 8, { BTCUSDT: '13000000' }),
  book('whale short 5x', '10000000', 5, { BTCUSDT: '-38000000', ETHUSDT: '-8000000' }),
  {
    ...book('whale four legs', '2000000', 8, {
      BTCUSDT: '6000000',
      ETHUSDT: '-4000000',
      XRPUSDT: '900000',
      LTCUSDT: '900000',
    }),
    slippageBps: 5,
  },
];

/** SOL has neither marks nor, before 2024, funding: last and nothing stand in. */
export const solanaBooks: Book[] = [
  {
    name: 'SOL against BTC by quantity',
    capital: '10000',
    positions: [
      { symbol: 'SOLUSDT', quantity: '200', leverage: 8 },
      { symbol: 'BTCUSDT', quantity: '-0.25', leverage: 8 },
    ],
  },
  book('SOL long 10x', '10000', 10, { SOLUSDT: '70000' }),
];
