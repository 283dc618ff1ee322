/** Real history, where it is there: the published figures found again through our own reader. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCandleFile } from '../../src/market/candle-csv.ts';
import { coverMoves } from '../../src/market/cover-moves.ts';
import { detectMoves } from '../../src/market/detect-moves.ts';
import { loadMarket } from '../../src/market/load-market.ts';
import type { Columns, Market, SymbolSeries } from '../../src/market/market.ts';
import { readMoves } from '../../src/market/move-catalogue.ts';
import { marketDir } from '../market-dir.ts';
import { DAY, HOUR, marketOf } from './csv-folder.ts';

const eventsDir = `${marketDir}/events`;
const events = marketDir === null ? [] : readdirSync(eventsDir).sort();
const SYMBOLS = ['BTCUSDT', 'ETHUSDT'];

const files = (folder: string, symbol: string, of = events) =>
  of.map(event => `${eventsDir}/${event}/${folder}/${symbol}.csv`);

const loadEvents = (of: string[]): Promise<Market> =>
  loadMarket(
    SYMBOLS.map(symbol =>
      marketOf(symbol, {
        candles: files('perp_1h', symbol, of),
        mark: files('mark_1h', symbol, of),
        funding: [`${marketDir}/funding/${symbol}.csv`],
      }),
    ),
    { segmentGapMs: DAY },
  );

const series = (market: Market, symbol: string): SymbolSeries =>
  market.series.find(one => one.symbol === symbol)!;

/** The extremes of the rows that open in `[start, end)`, with their hours. */
function extremes(times: Float64Array, { high, low }: Columns, start: number, end: number) {
  let [top, bottom, from, to] = [-1, -1, -1, -1];
  times.forEach((time, row) => {
    if (time < start || time >= end) return;
    if (from < 0) from = row;
    to = row;
    if (top < 0 || high[row]! > high[top]!) top = row;
    if (bottom < 0 || low[row]! < low[bottom]!) bottom = row;
  });
  return { from, to, top, bottom, high: high[top]!, low: low[bottom]! };
}

/** Marks carry eight decimals; they are published to the cent. */
const toCents = (price: number) => Number(price.toFixed(2));

const day = (iso: string): [number, number] => [Date.parse(iso), Date.parse(iso) + DAY];

describe.skipIf(marketDir === null)('the 18 moves, BTC and ETH, with mark and funding', () => {
  it('load into one market of 18 segments, nothing missing, every move covered', async () => {
    const market = await loadEvents(events);
    expect(events).toHaveLength(18);
    expect(market.segments).toHaveLength(18);
    expect(market.intervalMs).toBe(HOUR);
    for (const { hasMark, markStandsIn, stale, funding } of market.series) {
      expect({ hasMark, markStandsIn, stale }).toEqual({ hasMark: true, markStandsIn: null, stale: null });
      expect(new Set(funding!.row).size).toBe(funding!.row.length);
    }
    expect(market.inputs.every(({ gaps }) => gaps === 0)).toBe(true);
    expect(market.notes.join()).not.toMatch(/without a funding rate|stands in|unused/);
    const windows = coverMoves(market, readMoves(`${marketDir}/moves.json`));
    expect(windows.filter(window => !window.covered)).toEqual([]);
    // Each event's files are cut to its move, so each segment is one window.
    expect(windows.map(window => window.covered && [window.segmentFrom, window.from, window.to])).toEqual(
      market.segments.map(({ from, to }) => [from, from, to]),
    );
  });

  it.each(events.map(event => [event]))('%s loads alone', async event => {
    const market = await loadEvents([event]);
    expect(market.segments).toHaveLength(1);
    expect(market.series.map(({ symbol }) => symbol)).toEqual(SYMBOLS);
    expect(
      market.notes.every(note => /funding stamps of (BTC|ETH)USDT lie outside its candles/.test(note)),
    ).toBe(true);
  });

  it('give the published daily figures again', async () => {
    type Day = Record<'open' | 'high' | 'low' | 'close', string> & { highHour: number; lowHour: number };
    type Figures = {
      days: Record<string, Day>;
      markLow: string;
      markLowAt: number;
      markHigh: string;
      markHighAt: number;
    };
    const published = JSON.parse(readFileSync(`${marketDir}/figures.json`, 'utf8')) as {
      moves: { id: string; symbols: Record<string, Figures> }[];
    };
    const market = await loadEvents(events);
    const { times } = market;
    let days = 0;
    for (const { id, symbols } of published.moves) {
      for (const symbol of SYMBOLS) {
        const { last, mark } = series(market, symbol);
        const figures = symbols[symbol]!;
        for (const [date, published] of Object.entries(figures.days)) {
          const found = extremes(times, last, ...day(date));
          const hourOf = (row: number) => new Date(times[row]!).getUTCHours();
          expect(
            {
              open: last.open[found.from],
              high: found.high,
              highHour: hourOf(found.top),
              low: found.low,
              lowHour: hourOf(found.bottom),
              close: last.close[found.to],
            },
            `${id} ${symbol} ${date}`,
          ).toEqual({
            open: Number(published.open),
            high: Number(published.high),
            highHour: published.highHour,
            low: Number(published.low),
            lowHour: published.lowHour,
            close: Number(published.close),
          });
          days++;
        }
        const dates = Object.keys(figures.days).sort();
        const found = extremes(times, mark, day(dates[0]!)[0], day(dates.at(-1)!)[1]);
        expect(
          [toCents(found.low), times[found.bottom], toCents(found.high), times[found.top]],
          `${id} ${symbol} mark`,
        ).toEqual([Number(figures.markLow), figures.markLowAt, Number(figures.markHigh), figures.markHighAt]);
      }
    }
    expect(days).toBeGreaterThan(100);
  });
});

describe.skipIf(marketDir === null)('five-minute candles under the hours of FTX', () => {
  it('fill every hour and add up to it', async () => {
    const event = ['2022-11-08_ftx'];
    const market = await loadMarket(
      SYMBOLS.map(symbol =>
        marketOf(symbol, {
          candles: files('perp_1h', symbol, event),
          finer: { candles: files('perp_5m', symbol, event), mark: [] },
        }),
      ),
      { segmentGapMs: DAY },
    );
    for (const { finer } of market.series) {
      expect(finer!.intervalMs).toBe(5 * 60_000);
      expect([...finer!.from]).toEqual(Array.from({ length: market.times.length + 1 }, (_, row) => 12 * row));
    }
    expect(market.notes.join()).not.toMatch(/do not add up/);
  });
});

describe.skipIf(marketDir === null)('the figures everybody knows', () => {
  const low = async (
    event: string,
    symbol: string,
    from: string,
    to: string,
    folder: 'perp_1h' | 'mark_1h' | 'spot_1h' = 'perp_1h',
  ) => {
    const path = `${eventsDir}/${event}/${folder}/${symbol}.csv`;
    const file = await readCandleFile(path, { kind: folder === 'mark_1h' ? 'mark' : 'candles' });
    expect(file.issues).toEqual([]);
    return extremes(file.time, file.columns, day(from)[0], day(to)[1]).low;
  };

  it.each<
    [event: string, symbol: string, from: string, to: string, low: number, folder?: 'mark_1h' | 'spot_1h']
  >([
    ['2020-03-12_covid_black_thursday', 'BTCUSDT', '2020-03-13', '2020-03-13', 3621.81],
    ['2020-03-12_covid_black_thursday', 'BTCUSDT', '2020-03-13', '2020-03-13', 3801.83, 'mark_1h'],
    ['2021-05-19_china_ban_crash', 'BTCUSDT', '2021-05-19', '2021-05-19', 28688],
    ['2022-05-09_luna_ust', 'LUNAUSDT', '2022-05-01', '2022-05-31', 0.00004, 'spot_1h'],
    ['2022-06-13_celsius_3ac', 'ETHUSDT', '2022-06-01', '2022-06-30', 878.04],
    ['2022-11-08_ftx', 'BTCUSDT', '2022-11-01', '2022-11-30', 15462.6],
    ['2023-03-11_usdc_depeg', 'USDCUSDT', '2023-03-01', '2023-03-31', 0.882, 'spot_1h'],
    ['2024-08-05_yen_carry', 'BTCUSDT', '2024-08-05', '2024-08-05', 48888],
    ['2025-10-10_tariff_crash_adl', 'BTCUSDT', '2025-10-10', '2025-10-10', 101516.5],
  ])('%s: the low of %s from %s to %s is %d', async (event, symbol, from, to, expected, folder) => {
    const found = await low(event, symbol, from, to, folder);
    expect(folder === 'mark_1h' ? toCents(found) : found).toBe(expected);
  });

  it('in the hour of 2020-03-13 02:00 UTC ETH printed 84.23 and 323 while its mark held 87 to 119', async () => {
    const market = await loadEvents(['2020-03-12_covid_black_thursday']);
    const row = market.times.indexOf(Date.parse('2020-03-13T02:00Z'));
    const { last, mark } = series(market, 'ETHUSDT');
    expect([last.low[row], last.high[row]]).toEqual([84.23, 323]);
    expect([Math.floor(mark.low[row]!), Math.floor(mark.high[row]!)]).toEqual([87, 119]);
  });

  it('on 2025-10-10 many alts fell by 50 to 85 %', async () => {
    const folder = `${eventsDir}/2025-10-10_tariff_crash_adl/perp_1h`;
    const falls: number[] = [];
    for (const name of readdirSync(folder)) {
      const { time, columns, issues } = await readCandleFile(`${folder}/${name}`, { kind: 'candles' });
      expect(issues).toEqual([]);
      const found = extremes(time, columns, ...day('2025-10-10'));
      falls.push(1 - found.low / columns.open[found.from]!);
    }
    expect(falls.filter(fall => fall >= 0.5 && fall <= 0.85).length).toBeGreaterThanOrEqual(10);
  });
});

describe.skipIf(marketDir === null)('six years of BTC, hour by hour', () => {
  it('hold the crash of March 2020 as one of the largest moves found', async () => {
    const path = `${marketDir}/continuous/BTCUSDT_perp_1h.csv`;
    const market = await loadMarket([marketOf('BTCUSDT', { candles: [path] })], { segmentGapMs: DAY });
    expect(market.times).toHaveLength(58_623);
    expect(market.segments).toHaveLength(1);
    const moves = detectMoves(market, { size: 0.15, windowMs: 2 * DAY, distanceMs: 2 * DAY, count: 5 });
    const crash = moves.find(({ id }) => id.startsWith('2020-03-1') && id.includes('_drop_'))!;
    expect(crash.start).toBeLessThan(Date.parse('2020-03-13T00:00Z'));
    expect(crash.end).toBe(Date.parse('2020-03-13T03:00Z'));
    expect(crash.what).toContain('to 3621.81 (2020-03-13 02:00 UTC)');
    const [window] = coverMoves(market, [crash]);
    expect(window).toMatchObject({ covered: true, returns: { BTCUSDT: expect.closeTo(-0.54, 1) } });
  });

  it('of two symbols that begin months apart fit one clock', async () => {
    const market = await loadMarket(
      SYMBOLS.map(symbol => marketOf(symbol, { candles: [`${marketDir}/continuous/${symbol}_perp_1h.csv`] })),
      { segmentGapMs: DAY },
    );
    const [btc, eth] = market.series;
    expect(btc).toMatchObject({ stale: null, firstRow: 0 });
    expect(eth!.stale!.reduce((sum, flag) => sum + flag, 0)).toBe(58_623 - 56_713);
    const before = { id: 'm', name: 'm', start: Date.parse('2019-10-01'), end: Date.parse('2019-10-03') };
    expect(coverMoves(market, [before])[0]).toMatchObject({
      covered: false,
      reason: expect.stringContaining('ETHUSDT begins at 2019-11-27 07:00 UTC, after the move'),
    });
  });
});
