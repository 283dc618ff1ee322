/** Options without candles: made from their underlying by Black-76, on its rows, of nothing that comes later. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { black76, impliedVolatility } from '../../src/margin/formulas.ts';
import { makeInstrument } from '../../src/market/instrument.ts';
import type { MarketConfig } from '../../src/market/market-config.ts';
import type { Columns } from '../../src/market/market.ts';
import { CsvFolder, DAY, HOUR, START, candle, marketOf, range, type Row } from './csv-folder.ts';
import { failure, hour, loadAll, optionOf, seriesOf, volatilities, walked } from './option-folder.ts';

const folder = new CsvFolder();
const YEAR = 365 * DAY;
const btcOf = (rows: readonly Row[], others: Partial<MarketConfig> = {}) =>
  marketOf('BTCUSDT', { candles: [folder.candles('btc.csv', rows)], ...others });
const steps = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 4, maxLength: 24 });
const PRICES = ['open', 'high', 'low', 'close'] as const;
/** Half a unit of the twelfth digit. */
const near = (price: number) => 1e-11 * Math.max(1, price);

async function loaded(rows: readonly Row[], ...options: MarketConfig[]) {
  const market = await loadAll(btcOf(rows), ...options);
  return {
    market,
    btc: seriesOf(market, 'BTCUSDT').last,
    made: options.map(({ symbol }) => seriesOf(market, symbol)),
  };
}

describe('an option made from its underlying', () => {
  it('has the prices of Black-76 at the open and, an hour nearer to expiry, at the close', async () => {
    const expiry = hour(24 * 30);
    const { btc, made } = await loaded(
      walked([0.1, -0.2, 0.05]),
      optionOf('put', 95, expiry),
      optionOf('call', 95, expiry),
    );
    const worth = (right: 'put' | 'call', forward: number, time: number) =>
      black76({ right, forward, strike: 95, volatility: 0.8, yearsToExpiry: (expiry - time) / YEAR }).price;
    for (const [own, right] of [
      [made[0]!, 'put'],
      [made[1]!, 'call'],
    ] as const) {
      for (const row of [0, 1, 2]) {
        const [best, worst] = right === 'put' ? [btc.low, btc.high] : [btc.high, btc.low];
        expect(own.last.open[row]).toBeCloseTo(worth(right, btc.open[row]!, hour(row)), 9);
        expect(own.last.close[row]).toBeCloseTo(worth(right, btc.close[row]!, hour(row + 1)), 9);
        expect(own.last.high[row]).toBeCloseTo(worth(right, best[row]!, hour(row)), 9);
        expect(own.last.low[row]).toBeCloseTo(worth(right, worst[row]!, hour(row)), 9);
        expect(own.last.volume[row]).toBe(0);
      }
    }
  });

  it('by a published price: Hull, a futures put of 20 on 20, four months, 25 %, without its interest', async () => {
    // 1.12 = e^(−0.09/3) × 1.1512: Hull's put is discounted at 9 %, ours is not.
    const expiry = START + YEAR / 3;
    const flat = [candle(START, 20), candle(hour(1), 20)];
    const put = optionOf('put', 20, expiry, { kind: 'constant', volatility: 0.25 });
    const { made } = await loaded(flat, put);
    expect(made[0]!.last.open[0]! * Math.exp(-0.03)).toBeCloseTo(1.12, 2);
  });

  it('keeps put-call parity at every open and close, and at the extremes', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(steps, async moves => {
        const expiry = hour(24 * 20);
        const { btc, made } = await loaded(
          walked(moves),
          optionOf('call', 105, expiry),
          optionOf('put', 105, expiry),
        );
        const [call, put] = made.map(({ last }) => last) as [Columns, Columns];
        for (let row = 0; row < moves.length; row++) {
          for (const price of ['open', 'close'] as const) {
            const difference = call[price][row]! - put[price][row]!;
            expect(Math.abs(difference - (btc[price][row]! - 105))).toBeLessThan(
              near(btc[price][row]! + 105),
            );
          }
          // Where time passing did not make the close the lowest.
          for (const [up, down, price] of [
            [call.high, put.low, btc.high],
            [call.low, put.high, btc.low],
          ] as const) {
            const lowest = up === call.high ? put : call;
            if (lowest.low[row] === lowest.close[row]) continue;
            const difference = up[row]! - down[row]!;
            expect(Math.abs(difference - (price[row]! - 105))).toBeLessThan(near(price[row]! + 105));
            compared++;
          }
        }
      }),
      { numRuns: 25 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it('is a candle: open and close within low and high, above zero, of at most 12 digits', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 20, max: 400 }), async (moves, strike) => {
        const expiry = hour(24 * 3);
        const { made } = await loaded(
          walked(moves),
          optionOf('call', strike, expiry),
          optionOf('put', strike, expiry),
        );
        for (const { last } of made) {
          for (let row = 0; row < moves.length; row++) {
            const [open, high, low, close] = PRICES.map(name => last[name][row]!);
            expect(low!).toBeGreaterThan(0);
            expect(low).toBeLessThanOrEqual(Math.min(open!, close!));
            expect(high).toBeGreaterThanOrEqual(Math.max(open!, close!));
            for (const price of [open!, high!, low!, close!]) {
              expect(Number(price.toPrecision(12))).toBe(price);
              expect(Number(price.toFixed(12))).toBe(price);
            }
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('rises with its underlying (a call) or against it (a put), and never falls for more volatility', async () => {
    const rising = range(0, 40).map(k => candle(hour(k), 50 + 3 * k));
    const expiry = hour(24 * 365);
    const { made } = await loaded(
      rising,
      ...(['call', 'put'] as const).flatMap(right =>
        [0.3, 0.9].map(volatility =>
          optionOf(right, volatility === 0.3 ? 100 : 100.5, expiry, { kind: 'constant', volatility }),
        ),
      ),
    );
    const [call, , put] = made.map(({ last }) => last) as [Columns, Columns, Columns];
    for (let row = 1; row < 40; row++) {
      expect(call.open[row]).toBeGreaterThan(call.open[row - 1]!);
      expect(put.open[row]).toBeLessThan(put.open[row - 1]!);
    }
    const more = await loaded(rising, optionOf('call', 100, expiry, { kind: 'constant', volatility: 0.9 }));
    call.open.forEach((price, row) => expect(more.made[0]!.last.open[row]).toBeGreaterThan(price));
  });

  it('knows nothing of later candles or volatilities', async () => {
    const known = { kind: 'files', unit: 'percent' } as const;
    const cut = 12;
    await fc.assert(
      fc.asyncProperty(steps, steps, async (first, other) => {
        const past = walked([...first, ...range(0, 24).map(() => 0.01)].slice(0, cut));
        const build = async (future: readonly number[], later: number) => {
          const after = walked(future, past.at(-1)![4]).map(([time, ...ohlc]): Row => [
            time + cut * HOUR,
            ...ohlc,
          ]);
          const path = volatilities(folder, 'past.csv', [
            ...range(-2, cut - 1).map(k => [hour(k), 60 + k] as const),
            ...range(cut - 1, cut + 6).map(k => [hour(k), later + k] as const),
          ]);
          const expiry = hour(24 * 9);
          const { made } = await loaded(
            [...past, ...after],
            optionOf('put', 90, expiry, { ...known, files: [path] }),
            optionOf('call', 110, expiry, { kind: 'ewma' }),
          );
          return made.map(({ last, volatility }) =>
            [...PRICES.map(name => last[name]), volatility!].map(column => [...column.subarray(0, cut)]),
          );
        };
        expect(await build(other, 300)).toEqual(await build(first, 60));
      }),
      { numRuns: 20 },
    );
  });

  it('stands on the rows of its underlying: stale where it is, its marks from its marks', async () => {
    const eth = marketOf('ETHUSDT', {
      candles: [
        folder.candles(
          'eth.csv',
          range(0, 8).map(k => candle(hour(k), 50)),
        ),
      ],
    });
    const own = [1, 2, 3, 5, 6].map(k => candle(hour(k), 100 + k));
    const mark = folder.candles(
      'mark.csv',
      [1, 2, 5, 6].map(k => candle(hour(k), 99 + k)),
    );
    const put = optionOf('put', 100, hour(24 * 10));
    const market = await loadAll(eth, btcOf(own, { mark: [mark] }), put);
    const [btc, made] = [seriesOf(market, 'BTCUSDT'), seriesOf(market, put.symbol)];
    expect([...made.stale!]).toEqual([...btc.stale!]);
    expect(made).toMatchObject({ firstRow: 1, lastRow: 6, hasMark: true, funding: null, finer: null });
    expect([...made.markStandsIn!]).toEqual([...btc.markStandsIn!]);
    expect(made.last.close[0]).toBeNaN();
    expect(made.last.open[4]).toBe(made.last.close[3]);
    const implied = impliedVolatility({
      right: 'put',
      strike: 100,
      forward: 104,
      yearsToExpiry: (235 * HOUR) / YEAR,
      price: made.mark.open[5]!,
    });
    expect(implied).toBeCloseTo(0.8, 9);
    expect(market.series.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', put.symbol, 'ETHUSDT']);
    const plain = await loadAll(btcOf(own), put);
    expect(seriesOf(plain, put.symbol)).toMatchObject({ hasMark: false });
    expect(seriesOf(plain, put.symbol).mark).toBe(seriesOf(plain, put.symbol).last);
  });

  it('ends at its expiry at what it is worth to exercise, and is silent from then on', async () => {
    const { made, market } = await loaded(
      walked([0, -0.1, -0.1, 0.3, 0]),
      optionOf('put', 90, hour(3)),
      optionOf('call', 90, hour(3)),
    );
    const btc = seriesOf(market, 'BTCUSDT').last;
    for (const own of made) {
      expect([...own.stale!]).toEqual([0, 0, 0, 1, 1]);
      expect(own).toMatchObject({ firstRow: 0, lastRow: 2 });
    }
    const worth = Number((90 - btc.close[2]!).toPrecision(12));
    expect([...made[0]!.last.close]).toEqual([expect.any(Number), expect.any(Number), worth, worth, worth]);
    expect(made[1]!.last.close[4]).toBe(0);
    expect(made[1]!.last.low[1]).toBeGreaterThan(0);
  });

  it('is as fine as its underlying, at the volatility of the row', async () => {
    const coarse = [
      [START, 100, 104, 98, 102],
      [hour(1), 102, 106, 102, 105],
    ] as const;
    const half = HOUR / 2;
    const fine = folder.candles('fine.csv', [
      [START, 100, 104, 100, 103],
      [START + half, 103, 103, 98, 102],
      [hour(1), 102, 105, 102, 104],
      [hour(1) + half, 104, 106, 103, 105],
    ]);
    const put = optionOf('put', 100, hour(48));
    const market = await loadAll(btcOf(coarse, { finer: { candles: [fine], mark: [] } }), put);
    const { finer, last } = seriesOf(market, put.symbol);
    expect(finer).toMatchObject({ intervalMs: half });
    expect([...finer!.from]).toEqual([0, 2, 4]);
    expect([0, 2].map(at => finer!.last.open[at])).toEqual([...last.open]);
    expect([1, 3].map(at => finer!.last.close[at])).toEqual([...last.close]);
    expect(finer!.mark).toBe(finer!.last);
    const implied = impliedVolatility({
      right: 'put',
      strike: 100,
      forward: 103,
      yearsToExpiry: (47.5 * HOUR) / YEAR,
      price: finer!.last.open[1]!,
    });
    expect(implied).toBeCloseTo(0.8, 9);
  });

  it('takes spot before a perpetual before a coin-margined contract, in its own quote or another dollar', async () => {
    const at = (name: string, price: number) =>
      folder.candles(
        name,
        [0, 1].map(k => candle(hour(k), price)),
      );
    const option = (quote = 'USDT') => {
      const terms = { kind: 'option', right: 'call', strike: 1, expiry: hour(1000) } as const;
      const instrument = { ...makeInstrument({ symbol: `BTC-${quote}-C`, ...terms }), quote };
      return { ...optionOf('call', 1, hour(1000)), symbol: instrument.symbol, instrument };
    };
    const spot = marketOf('BTCUSDC', {
      instrument: makeInstrument({ symbol: 'BTCUSDC', kind: 'spot' }),
      candles: [at('s', 103)],
    });
    const perp = marketOf('BTCUSDT', { candles: [at('p', 102)] });
    const coin = marketOf('BTCUSD_PERP', {
      instrument: makeInstrument({ symbol: 'BTCUSD_PERP', kind: 'inverse-perpetual' }),
      candles: [at('c', 101)],
    });
    const euro = marketOf('BTCEUR', {
      instrument: makeInstrument({ symbol: 'BTCEUR', kind: 'spot' }),
      candles: [at('e', 91)],
    });
    const forwardOf = async (quote: string, ...markets: MarketConfig[]) => {
      const series = seriesOf(await loadAll(...markets, option(quote)), `BTC-${quote}-C`);
      return Math.round(series.last.open[0]! + 1);
    };
    expect(await forwardOf('USDT', euro, coin, perp, spot)).toBe(103);
    expect(await forwardOf('USDT', euro, coin, perp)).toBe(102);
    expect(await forwardOf('USDT', euro, coin)).toBe(101);
    expect(await forwardOf('EUR', euro, coin)).toBe(91);
    const error = await failure(forwardOf('USDT', euro));
    expect(error).toMatchObject({ kind: 'config' });
    expect(error.message).toMatch(/BTC-USDT-C is priced from BTC.*add its candles/);
    expect((await failure(loadAll(option()))).message).toMatch(/is priced from BTC/);
  });

  it('that expires before the candles begin is an error', async () => {
    const error = await failure(loaded(walked([0, 0]), optionOf('put', 90, START)));
    expect(error).toMatchObject({ kind: 'data' });
    expect(error.message).toMatch(/expires at 2020-03-11 00:00 UTC, before the candles of BTCUSDT begin/);
  });
});
