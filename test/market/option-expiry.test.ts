/** Contracts that expire, and options with candles of their own. */
import { describe, expect, it } from 'vitest';
import { coverMoves } from '../../src/market/cover-moves.ts';
import { detectMoves } from '../../src/market/detect-moves.ts';
import { makeInstrument } from '../../src/market/instrument.ts';
import { CsvFolder, DAY, HOUR, candle, marketOf, range, type Row } from './csv-folder.ts';
import { failure, hour, loadAll, optionOf, seriesOf, walked } from './option-folder.ts';

const folder = new CsvFolder();
const btcOf = (rows: readonly Row[]) => marketOf('BTCUSDT', { candles: [folder.candles('btc.csv', rows)] });

describe('an option with candles of its own', () => {
  it('says by its marks what volatility it is priced with', async () => {
    const expiry = hour(24 * 30);
    const rows = walked([0.05, -0.1, 0.02, 0.01]);
    const made = optionOf('put', 110, expiry, { kind: 'constant', volatility: 0.65 });
    const { last, instrument, symbol } = seriesOf(await loadAll(btcOf(rows), made), made.symbol);
    const own = range(0, 4).map((k): Row => [
      hour(k),
      last.open[k]!,
      last.high[k]!,
      last.low[k]!,
      last.close[k]!,
    ]);
    // A price below what it is worth to exercise has no volatility: the last one stands.
    own[2] = [hour(2), 1, 10, 1, 1];
    const put = marketOf(symbol, { instrument, candles: [folder.candles('put.csv', own)] });
    const series = seriesOf(await loadAll(btcOf(rows), put), symbol);
    for (const row of [0, 1, 2, 3]) expect(series.volatility![row]).toBeCloseTo(0.65, row === 2 ? 6 : 9);
    const alone = (await loadAll(put)).series[0]!;
    expect(alone.volatility).toBeUndefined();
  });
});

describe('contracts that expire', () => {
  const future = (expiry: number, hoursOf: readonly number[]) =>
    marketOf('BTCUSDT_200626', {
      instrument: makeInstrument({ symbol: 'BTCUSDT_200626', kind: 'linear-future', expiry }),
      candles: [
        folder.candles(
          'future.csv',
          hoursOf.map(k => candle(hour(k), 100 + k)),
        ),
      ],
    });

  it('trade until then: later candles go unused, and are counted', async () => {
    const market = await loadAll(btcOf(walked(range(0, 6).map(() => 0))), future(hour(3), range(0, 6)));
    const own = seriesOf(market, 'BTCUSDT_200626');
    expect([...own.stale!]).toEqual([0, 0, 0, 1, 1, 1]);
    expect([...own.last.close]).toEqual([100, 101, 102, 102, 102, 102]);
    expect(market.notes).toContainEqual(
      expect.stringMatching(/^BTCUSDT_200626 expires at 2020-03-11 03:00 UTC: 3 candles of it/),
    );
    const whole = await loadAll(future(hour(6), range(0, 6)));
    expect(whole.notes.join('\n')).not.toContain('expires');
  });

  it('with no candle before are an error', async () => {
    const error = await failure(loadAll(future(hour(0), range(0, 6))));
    expect(error).toMatchObject({ kind: 'data' });
    expect(error.message).toMatch(/expires at 2020-03-11 00:00 UTC.*correct its expiry/);
  });

  it('pay no funding, so that none is missed', async () => {
    const { notes } = await loadAll(btcOf(walked([0, 0])), future(hour(30), [0, 1]));
    expect(notes.filter(note => note.includes('NO FUNDING'))).toEqual([
      expect.stringMatching(/^NO FUNDING for BTCUSDT:/),
    ]);
  });

  it('are asked to cover a move until they expire, and none after', async () => {
    const market = await loadAll(
      btcOf(walked(range(0, 100).map(() => 0))),
      future(hour(30), range(0, 31)),
      optionOf('put', 90, hour(50)),
    );
    const covered = (from: number, to: number) => {
      const move = { id: 'm', name: 'm', start: hour(from), end: hour(to) };
      const [window] = coverMoves(market, [move]);
      return window!.covered ? 'covered' : window!.reason;
    };
    expect(covered(10, 90)).toBe('covered');
    expect(covered(35, 90)).toBe('BTCUSDT_200626 expired at 2020-03-12 06:00 UTC, before the move.');
    expect(covered(50, 90)).toMatch(/BTCUSDT-90-put-50 expired at 2020-03-13 02:00 UTC, before the move/);
    const lost = await loadAll(btcOf(walked(range(0, 100).map(() => 0))), future(hour(95), range(0, 31)));
    const [window] = coverMoves(lost, [{ id: 'm', name: 'm', start: hour(10), end: hour(90) }]);
    expect(window).toMatchObject({
      covered: false,
      reason: expect.stringMatching(/ends at .*inside the move/),
    });
  });

  it('make moves of their own, options only follow', async () => {
    const market = await loadAll(btcOf(walked([0, -0.02, -0.02, 0])), optionOf('put', 95, hour(400)));
    const found = detectMoves(market, { size: 0.03, windowMs: DAY, distanceMs: HOUR, count: 20 });
    expect(found.map(({ symbols }) => symbols)).toEqual([['BTCUSDT']]);
  });
});
