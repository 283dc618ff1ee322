/** The embedded candles: made by the committed script, and true to every published figure. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Figures } from '../../data/figures.ts';
import { reconstruct, SYMBOLS } from '../../data/reconstruct.ts';
import { DAY_MS, HOUR_MS } from '../../src/basics/time.ts';

const DATA = new URL('../../data/', import.meta.url);
const figures = JSON.parse(readFileSync(new URL('figures.json', DATA), 'utf8')) as Figures;
const fileText = (name: string) => readFileSync(new URL(`reconstruction/${name}`, DATA), 'utf8');

interface Row {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  cells: string[];
}

function rows(name: string): Row[] {
  const [header, ...lines] = fileText(name).trimEnd().split('\n');
  expect(header).toBe('open_time,open,high,low,close,volume');
  return lines.map(line => {
    const cells = line.split(',');
    const [time, open, high, low, close] = cells.map(Number);
    return { time: time!, open: open!, high: high!, low: low!, close: close!, cells };
  });
}

const names = readdirSync(new URL('reconstruction/', DATA)).filter(name => name.endsWith('.csv'));

/** In order, above zero, volume 0, plain decimals of at most 15 significant digits. */
function isValid({ open, high, low, close, cells }: Row): boolean {
  const plain = cells
    .slice(1)
    .every(cell => /^\d+(\.\d+)?$/.test(cell) && cell.replace('.', '').length <= 15);
  return (
    plain && low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close) && cells[5] === '0'
  );
}

describe('committed files', () => {
  it('are what the script makes, byte for byte, and nothing else', () => {
    const made = reconstruct(figures);
    expect([...made.keys()].sort()).toEqual(names.sort());
    for (const [name, text] of made) expect(text === fileText(name), name).toBe(true);
  });

  it('stay below 2.5 MB together', () => {
    const bytes = names.reduce((sum, name) => sum + fileText(name).length, 0);
    expect(bytes).toBeLessThan(2.5e6);
  });

  it.each(names)('%s: valid candles, sorted, whole segments of lead and window', name => {
    const candles = rows(name);
    const symbol = name.split('_')[0]!;
    expect(candles.filter(candle => !isValid(candle))).toEqual([]);
    const expected = figures.moves.flatMap(move => {
      const days = Object.keys(move.symbols[symbol]?.days ?? {});
      if (days.length === 0) return [];
      const from = Date.parse(days[0]!) - 3 * DAY_MS;
      const hours = (3 + days.length) * 24;
      return Array.from({ length: hours }, (_, hour) => from + hour * HOUR_MS);
    });
    expect(candles.map(({ time }) => time)).toEqual(expected);
  });
});

describe.each(SYMBOLS)('%s against the published figures', symbol => {
  const last = new Map(rows(`${symbol}_1h.csv`).map(row => [row.time, row]));
  const carried = figures.moves.filter(move => move.symbols[symbol] !== undefined);

  it.each(carried.map(move => [move.id, move.symbols[symbol]!] as const))('%s: every day', (_, { days }) => {
    for (const [date, day] of Object.entries(days)) {
      const midnight = Date.parse(date);
      const hours = Array.from({ length: 24 }, (_, hour) => last.get(midnight + hour * HOUR_MS)!);
      expect(hours[0]!.open, `${date} open`).toBe(Number(day.open));
      expect(hours[23]!.close, `${date} close`).toBe(Number(day.close));
      const highs = hours.map(({ high }) => high);
      const lows = hours.map(({ low }) => low);
      expect(Math.max(...highs), `${date} high`).toBe(Number(day.high));
      expect(Math.min(...lows), `${date} low`).toBe(Number(day.low));
      const at = (values: number[], value: string) =>
        values.flatMap((each, hour) => (each === Number(value) ? [hour] : []));
      expect(at(highs, day.high), `${date} hour of the high`).toEqual([day.highHour]);
      expect(at(lows, day.low), `${date} hour of the low`).toEqual([day.lowHour]);
      for (let hour = 1; hour < 24; hour++) expect(hours[hour]!.open).toBe(hours[hour - 1]!.close);
    }
  });

  it.each(carried.map(move => [move.id, move.symbols[symbol]!] as const))(
    '%s: a quiet lead that ends at the first open',
    (_, { days }) => {
      const start = Date.parse(Object.keys(days)[0]!);
      const lead = Array.from({ length: 72 }, (_, hour) => last.get(start - (72 - hour) * HOUR_MS)!);
      expect(lead[71]!.close).toBe(Number(Object.values(days)[0]!.open));
      for (let hour = 1; hour < 72; hour++) expect(lead[hour]!.open).toBe(lead[hour - 1]!.close);
      const high = Math.max(...lead.map(row => row.high));
      const low = Math.min(...lead.map(row => row.low));
      expect(high / low).toBeLessThan(1.12);
    },
  );
});

describe('the mark', () => {
  const withMark = SYMBOLS.filter(symbol => names.includes(`${symbol}_mark_1h.csv`));

  it('is there for exactly those symbols whose mark figures are published', () => {
    const published = SYMBOLS.filter(symbol => figures.moves.some(move => move.symbols[symbol]?.markLow));
    expect(withMark).toEqual(published);
    expect(withMark).toContain('BTCUSDT');
    expect(withMark).toContain('ETHUSDT');
  });

  it.each(withMark)('%s meets its published extremes in their hours and nowhere else', symbol => {
    const mark = rows(`${symbol}_mark_1h.csv`);
    for (const { id, symbols } of figures.moves) {
      const { days, markLow, markLowAt, markHigh, markHighAt } = symbols[symbol]!;
      const dates = Object.keys(days);
      const start = Date.parse(dates[0]!);
      const window = mark.filter(({ time }) => time >= start && time < start + dates.length * DAY_MS);
      const reached = (times: Row[]) => times.map(({ time }) => time);
      expect(Math.min(...window.map(({ low }) => low)), id).toBe(Number(markLow));
      expect(Math.max(...window.map(({ high }) => high)), id).toBe(Number(markHigh));
      expect(reached(window.filter(({ low }) => low === Number(markLow))), id).toEqual([markLowAt]);
      expect(reached(window.filter(({ high }) => high === Number(markHigh))), id).toEqual([markHighAt]);
    }
  });

  it.each(withMark)('%s stays near last from hour to hour, and is not last', symbol => {
    const last = rows(`${symbol}_1h.csv`);
    const mark = rows(`${symbol}_mark_1h.csv`);
    const basis = last.map((row, index) => Math.abs(mark[index]!.close / row.close - 1));
    expect(Math.max(...basis)).toBeLessThan(0.02);
    expect(basis.filter(each => each > 0).length).toBeGreaterThan(basis.length / 2);
  });
});

describe('the hour of 2020-03-13 02:00 UTC', () => {
  const at = Date.parse('2020-03-13T02:00Z');
  const hour = (name: string) => rows(name).find(({ time }) => time === at)!;

  it('ETH: last prints 84.23 and 323 while the mark holds 87.09 to 119', () => {
    expect(hour('ETHUSDT_1h.csv')).toMatchObject({ low: 84.23, high: 323 });
    expect(hour('ETHUSDT_mark_1h.csv')).toMatchObject({ low: 87.09, high: 119 });
  });

  it('BTC: last prints 3621.81 while the mark stops at 3801.83', () => {
    expect(hour('BTCUSDT_1h.csv').low).toBe(3621.81);
    expect(hour('BTCUSDT_mark_1h.csv').low).toBe(3801.83);
  });
});

it('BTC and ETH share most of their noise: hourly returns in the windows correlate above 0.7', () => {
  const returns = (symbol: string, from: number, days: number) =>
    rows(`${symbol}_1h.csv`)
      .filter(({ time }) => time >= from && time < from + days * DAY_MS)
      .map(({ open, close }) => Math.log(close / open));
  for (const { id, symbols } of figures.moves) {
    const dates = Object.keys(symbols['BTCUSDT']!.days);
    const from = Date.parse(dates[0]!);
    const btc = returns('BTCUSDT', from, dates.length);
    const eth = returns('ETHUSDT', from, dates.length);
    expect(correlation(btc, eth), id).toBeGreaterThan(0.7);
  }
});

function correlation(a: number[], b: number[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = (values: number[]) => values.map(value => value - mean(values));
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, index) => sum + value * y[index]!, 0);
  const [x, y] = [centred(a), centred(b)];
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}
