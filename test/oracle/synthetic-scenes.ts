/** Made-up markets and books from a seed: wild candles, gaps, marks that part from last, late funding stamps. */
import { makeInstrument, type Instrument } from '../../src/market/instrument.ts';
import { makeCalendar } from '../../src/engine/calendar.ts';
import type { Columns, Market, SymbolSeries } from '../../src/market/market.ts';
import { placeFunding } from '../../src/market/place-funding.ts';
import type { Book, Scene } from './against.ts';
import type { Candle } from './book.ts';
import type { ContractInput } from './contracts.ts';

export const HOUR = 3_600_000;
/** 2023-01-02 00:00 UTC, when the brackets of BTC and ETH are known. */
export const START = 1_672_617_600_000;
const ROWS = 48;
const span = { from: 0, tradingFrom: 2, windowFrom: 9, to: ROWS };
const firstPrices = { BTCUSDT: 20_000, ETHUSDT: 1500, LINKUSDT: 6, LTCUSDT: 80 };

/** mulberry32: the same numbers in [0, 1) for the same seed, everywhere. */
export function randomOf(seed: number): () => number {
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
const fundingOf = (random: () => number, isDear: boolean): { time: number; rate: number }[] =>
  Array.from({ length: ROWS / 8 }, (_, k) => ({
    time: START + 8 * k * HOUR + [0, 17, 59_999, HOUR / 2][Math.floor(4 * random())]!,
    rate: Math.round(1e6 * 0.01 * (isDear ? 2 * random() : random() - 0.5)) / 1e6,
  }));

const columnsOf = (candles: Candle[]): Columns => {
  const column = (field: 'open' | 'high' | 'low' | 'close') =>
    Float64Array.from(candles, candle => Number(candle[field]));
  const [open, high, low, close] = [column('open'), column('high'), column('low'), column('close')];
  return { open, high, low, close, volume: new Float64Array(candles.length) };
};

/** A symbol of a made-up market: its first price, or the symbol whose moves it follows a little apart. */
export interface Spec {
  symbol: string;
  first: number;
  contract?: ContractInput;
  follows?: string;
}

export const instrumentOf = ({
  symbol,
  contract: { kind = 'linear', ...own } = {},
}: Pick<Spec, 'symbol' | 'contract'>): Instrument => {
  const { expiry = null, size, settle, underlying } = own;
  const type = kind === 'spot' ? kind : (`${kind}-${expiry === null ? 'perpetual' : 'future'}` as const);
  return makeInstrument({
    symbol,
    kind: type,
    underlying,
    settle,
    contractSize: size,
    expiry: expiry ?? undefined,
  });
};

/** A little dearer or cheaper than what it follows, with wicks of its own. */
function besideOf(random: () => number, candles: Candle[]): Candle[] {
  const basis = 1 + 0.02 * (random() - 0.5);
  return candles.map(({ time, ...prices }) => {
    const [open, close] = [prices.open, prices.close].map(price =>
      cents(Number(price) * basis * (1 + 0.004 * (random() - 0.5))),
    ) as [number, number];
    const high = cents(Math.max(open, close, Number(prices.high) * basis * (1 + 0.01 * (random() - 0.5))));
    const low = cents(Math.min(open, close, Number(prices.low) * basis * (1 + 0.01 * (random() - 0.5))));
    return { time, open, high, low, close };
  });
}

/** @param isDear funding that always costs longs, and more */
export function sceneOf(
  random: () => number,
  name: string,
  specs: Spec[],
  volatility: number,
  isDear = false,
): Scene {
  const times = Float64Array.from({ length: ROWS }, (_, row) => START + row * HOUR);
  const clock = { times, intervalMs: HOUR, segments: [{ from: 0, to: ROWS }] };
  const marked = random() < 0.7;
  const scene: Pick<Scene, 'candles' | 'funding'> = { candles: {}, funding: {} };
  const walks = new Map<string, Candle[]>();
  const seriesOf = (spec: Spec): SymbolSeries => {
    const { symbol, first, follows } = spec;
    const last = follows ? besideOf(random, walks.get(follows)!) : walkOf(random, first, volatility);
    walks.set(symbol, last);
    const instrument = instrumentOf(spec);
    const mark = marked ? markOf(random, last) : undefined;
    const stamps = instrument.kind.endsWith('perpetual') ? fundingOf(random, isDear) : [];
    scene.candles[symbol] = mark ? { last, mark } : { last };
    scene.funding[symbol] = stamps;
    const traded = columnsOf(last);
    const ends = { firstRow: 0, lastRow: ROWS - 1 };
    const stampTimes = Float64Array.from(stamps, stamp => stamp.time);
    const rates = Float64Array.from(stamps, stamp => stamp.rate);
    return {
      symbol,
      instrument,
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
  };
  const leading = specs.filter(({ follows }) => follows === undefined);
  const series = [...leading, ...specs.filter(spec => !leading.includes(spec))]
    .map(seriesOf)
    .sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const market: Market = {
    ...clock,
    segments: [...clock.segments],
    segmentGapMs: 24 * HOUR,
    series,
    inputs: [],
    notes: [],
  };
  const contracts = Object.fromEntries(specs.map(({ symbol, contract = {} }) => [symbol, contract]));
  return { name, market, calendar: makeCalendar(market), span, contracts, ...scene };
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
  const volatility = 0.01 + 0.07 * random();
  const specs = Object.entries(firstPrices).map(([symbol, first]) => ({ symbol, first }));
  return { scene: sceneOf(random, `seed ${seed}`, specs, volatility), book: bookOf(random, `book ${seed}`) };
}
