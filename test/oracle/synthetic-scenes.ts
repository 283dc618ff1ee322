/** Made-up markets and books from a seed: wild candles, gaps, marks that part from last, late funding stamps. */
import { perpetual } from '../../src/market/instrument.ts';
import { makeCalendar } from '../../src/engine/calendar.ts';
import type { Columns, Market, SymbolSeries } from '../../src/market/market.ts';
import { placeFunding } from '../../src/market/place-funding.ts';
import type { Book, Scene } from './against.ts';
import type { Candle } from './book.ts';

const HOUR = 3_600_000;
/** 2023-01-02 00:00 UTC, when the brackets of BTC and ETH are known. */
const START = 1_672_617_600_000;
const ROWS = 48;
const span = { from: 0, tradingFrom: 2, windowFrom: 9, to: ROWS };
const firstPrices = { BTCUSDT: 20_000, ETHUSDT: 1500, LINKUSDT: 6, LTCUSDT: 80 };

/** mulberry32: the same numbers in [0, 1) for the same seed, everywhere. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const cents = (price: number): number => Math.round(price * 1e4) / 1e4;

function walkOf(random: () => number, first: number, volatility: number): Candle[] {
  const swing = (size: number): number => Math.exp(size * (random() + random() - 1));
  let price = first;
  return Array.from({ length: ROWS }, (_, row) => {
    const open = cents(price * (random() < 0.1 ? swing(2 * volatility) : 1));
    const close = cents(open * swing(volatility));
    const high = cents(Math.max(open, close) * (1 + volatility * random() ** 3));
    const low = cents(Math.min(open, close) * (1 - volatility * random() ** 3));
    price = close;
    return { time: START + row * HOUR, open, high, low, close };
  });
}

/** The mark follows last within a few per cent, with shorter wicks. */
function markOf(random: () => number, last: Candle[]): Candle[] {
  return last.map(({ time, open, high, low, close }) => {
    const shift = 1 + 0.04 * (random() - 0.5);
    const [o, c] = [cents(Number(open) * shift), cents(Number(close) * shift)];
    const wick = random();
    const top = Math.max(o, c);
    const bottom = Math.min(o, c);
    return {
      time,
      open: o,
      high: cents(top + wick * Math.max(0, Number(high) - top)),
      low: cents(bottom - wick * Math.max(0, bottom - Number(low))),
      close: c,
    };
  });
}

/** Every eight hours: on time, a little late, or half an hour late. */
const fundingOf = (random: () => number): { time: number; rate: number }[] =>
  Array.from({ length: ROWS / 8 }, (_, k) => ({
    time: START + 8 * k * HOUR + [0, 17, 59_999, HOUR / 2][Math.floor(4 * random())]!,
    rate: Math.round(1e6 * 0.01 * (random() - 0.5)) / 1e6,
  }));

const columnsOf = (candles: Candle[]): Columns => {
  const column = (field: 'open' | 'high' | 'low' | 'close') =>
    Float64Array.from(candles, candle => Number(candle[field]));
  const [open, high, low, close] = [column('open'), column('high'), column('low'), column('close')];
  return { open, high, low, close, volume: new Float64Array(candles.length) };
};

function sceneOf(random: () => number, name: string): Scene {
  const times = Float64Array.from({ length: ROWS }, (_, row) => START + row * HOUR);
  const clock = { times, intervalMs: HOUR, segments: [{ from: 0, to: ROWS }] };
  const volatility = 0.01 + 0.07 * random();
  const marked = random() < 0.7;
  const scene: Pick<Scene, 'candles' | 'funding'> = { candles: {}, funding: {} };
  const series = Object.entries(firstPrices).map(([symbol, first]): SymbolSeries => {
    const last = walkOf(random, first, volatility);
    const mark = marked ? markOf(random, last) : undefined;
    const stamps = fundingOf(random);
    scene.candles[symbol] = mark ? { last, mark } : { last };
    scene.funding[symbol] = stamps;
    const traded = columnsOf(last);
    const ends = { firstRow: 0, lastRow: ROWS - 1 };
    const stampTimes = Float64Array.from(stamps, stamp => stamp.time);
    const rates = Float64Array.from(stamps, stamp => stamp.rate);
    return {
      symbol,
      instrument: perpetual(symbol),
      lotStep: null,
      last: traded,
      mark: mark ? columnsOf(mark) : traded,
      hasMark: marked,
      markStandsIn: null,
      stale: null,
      ...ends,
      funding: placeFunding(stampTimes, rates, clock, { columns: traded, stale: null, ...ends }).funding,
      finer: null,
    };
  });
  const market: Market = {
    ...clock,
    segments: [...clock.segments],
    segmentGapMs: 24 * HOUR,
    series,
    inputs: [],
    notes: [],
  };
  return { name, market, calendar: makeCalendar(market), span, ...scene };
}

/** One to four legs that use up to all of a small or a very large capital. */
function bookOf(random: () => number, name: string): Book {
  const capital = random() < 0.5 ? 10_000 : 3_000_000;
  const leverage = [3, 5, 8, 10, 20, 40][Math.floor(6 * random())]!;
  const symbols = Object.keys(firstPrices).filter(() => random() < 0.6);
  const legs = symbols.length > 0 ? symbols : ['BTCUSDT'];
  return {
    name,
    capital: String(capital),
    slippageBps: [0, 0, 5, 20][Math.floor(4 * random())]!,
    positions: legs.map(symbol => ({
      symbol,
      notional: String(
        Math.round(((0.4 + 0.55 * random()) * capital * leverage) / legs.length) * (random() < 0.5 ? -1 : 1),
      ),
      leverage,
    })),
  };
}

export function syntheticCase(seed: number): { scene: Scene; book: Book } {
  const random = randomOf(seed);
  return { scene: sceneOf(random, `seed ${seed}`), book: bookOf(random, `book ${seed}`) };
}
