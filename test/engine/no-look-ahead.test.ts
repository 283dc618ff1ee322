/** Nobody sees the future (semantics §2.4): change all that comes after a time, and nothing up to it changes. */
import { describe, expect, it } from 'vitest';
import type { Columns, Market, SymbolSeries } from '../../src/market/market.ts';
import type { Strategy } from '../../src/strategy/strategy.ts';
import { Dice } from './dice.ts';
import { HOUR, hour, madeMarket } from './made-market.ts';
import { play, type Row } from './play.ts';
import { randomRun } from './random-run.ts';

/** The same market up to and with a row, and another future: all prices, marks, volumes and funding rates. */
function withOtherFuture(market: Market, row: number, seed: number): Market {
  const dice = new Dice(seed);
  const factor = Array.from(market.times, () => Math.exp(dice.bell(0.2)));
  const bend = (columns: Columns): Columns => {
    const bent = (column: Float64Array) =>
      column.map((value, at) => (at > row ? value * factor[at]! : value));
    const { open, high, low, close, volume } = columns;
    return { open: bent(open), high: bent(high), low: bent(low), close: bent(close), volume: bent(volume) };
  };
  const series = market.series.map((own): SymbolSeries => {
    const last = bend(own.last);
    const { funding, finer } = own;
    return {
      ...own,
      last,
      mark: own.mark === own.last ? last : bend(own.mark),
      funding: funding && {
        ...funding,
        rate: funding.rate.map((rate, k) => (funding.row[k]! > row ? -3 * rate : rate)),
      },
      // No finer candles after the row: a future that differs in kind, too.
      finer: finer && {
        ...finer,
        from: finer.from.map((at, k) => (k > row + 1 ? finer.from[row + 1]! : at)),
      },
    };
  });
  return { ...market, series };
}

describe('another future', () => {
  it('changes no order, fill or booking of the past, in any mode, on any path', async () => {
    let compared = 0;
    let differing = 0;
    for (let seed = 1; seed <= 4; seed++) {
      const { market, config, from } = randomRun(seed);
      const row = from + 4;
      const journal = async (own: Market) => {
        const played = await play({ ...config, market: own, does: randomRun(seed).strategy, from });
        return played.lines
          .map(line => ({ line, row: JSON.parse(line) as Row }))
          .filter(entry => entry.row.run === 'move');
      };
      const [one, other] = [await journal(market), await journal(withOtherFuture(market, row, seed))];
      const upTo = (entries: typeof one) =>
        entries.filter(entry => entry.row.time <= hour(row)).map(({ line }) => line);
      expect(upTo(other)).toEqual(upTo(one));
      compared += upTo(one).length;
      if (JSON.stringify(other) !== JSON.stringify(one)) differing++;
    }
    expect(compared).toBeGreaterThan(200);
    expect(differing).toBe(4);
  });
});

describe('what a strategy is given', () => {
  const prices = [100, 101, 102, 103, 104, 105, 106];
  const market = () =>
    madeMarket({
      BTCUSDT: {
        last: prices,
        mark: prices.map(price => price + 0.5),
        funding: [
          [2, 0.001],
          [5, 0.002],
        ],
      },
      ETHUSDT: { last: [null, null, null, 7, 8, 9, 10] },
    });
  /** Calls `look` at the close of row 4, with a warm-up that begins at row 1. */
  const lookAt4 = async (look: Strategy['onCandle']) => {
    let looked = 0;
    const strategy: Strategy = {
      name: 'looker',
      onCandle(context) {
        if (context.time !== hour(4) || !context.trading || context.market('BTCUSDT').count > 4) return;
        looked++;
        look(context);
      },
    };
    await play({ market: market(), does: strategy, from: 4, leadMs: HOUR, warmup: 2 });
    expect(looked).toBe(1);
  };

  it('is the candle that has just closed and those before it', () =>
    lookAt4(({ market: view, time }) => {
      const btc = view('BTCUSDT');
      expect([btc.open, btc.close, btc.mark, btc.stale, btc.count]).toEqual([104, 104, 104.5, false, 4]);
      expect(btc.at(0)).toEqual({ time, open: 104, high: 104, low: 104, close: 104, volume: 1, mark: 104.5 });
      expect(btc.at(3)?.close).toBe(101);
      expect([...btc.closes(3)]).toEqual([102, 103, 104]);
      expect([...btc.closes(99)]).toEqual([101, 102, 103, 104]);
      expect(btc.fundingRate).toBe(0.001);
      const eth = view('ETHUSDT');
      expect([eth.count, eth.at(1)?.close, eth.fundingRate]).toEqual([2, 7, null]);
    }));

  it('has nothing ahead, before its beginning, or between', () =>
    lookAt4(({ market: view }) => {
      const btc = view('BTCUSDT');
      for (const ago of [-1, -0.5, 4, 99, NaN, Infinity, -Infinity]) expect(btc.at(ago)).toBeUndefined();
      for (const n of [-1, 0, NaN]) expect(btc.closes(n)).toHaveLength(0);
      expect(btc.closes(Infinity)).toHaveLength(4);
      expect(view('ETHUSDT').at(2)).toBeUndefined();
    }));

  it('is a copy: neither its buffer nor a write to it reaches the market', () =>
    lookAt4(({ market: view }) => {
      const closes = view('BTCUSDT').closes(2);
      expect(closes.buffer.byteLength).toBe(16);
      closes[1] = 0;
      expect(view('BTCUSDT').close).toBe(104);
    }));

  it('leads nowhere else: no path of properties reaches a price of the future', () =>
    lookAt4(context => {
      const reached = new Set<unknown>();
      const future = [105, 106, 105.5, 106.5, 9, 10, 0.002];
      const walk = (value: unknown, path: string): void => {
        if (typeof value === 'number') expect(future, path).not.toContain(value);
        if (
          (typeof value !== 'object' && typeof value !== 'function') ||
          value === null ||
          reached.has(value)
        )
          return;
        reached.add(value);
        for (const key of Object.getOwnPropertyNames(value))
          walk((value as Record<string, unknown>)[key], `${path}.${key}`);
      };
      for (const [key, value] of Object.entries(context)) walk(value, key);
      for (const symbol of context.symbols) walk(context.market(symbol), symbol);
    }));
});

describe('instances', () => {
  it('of different ledgers share nothing, and throw the same dice', async () => {
    const seen: Record<string, number[]> = {};
    const strategy: Strategy<Record<string, unknown>, { rolls: number[] }> = {
      name: 'gambler',
      onStart: () => ({ rolls: [] }),
      onCandle({ state, account, random }) {
        state.rolls.push(random());
        seen[account.mode] = state.rolls;
      },
    };
    const does = strategy as Strategy;
    const market = madeMarket({ BTCUSDT: { last: [100, 100, 100] } });
    await play({ market, does, modes: ['isolated', 'cross', 'portfolio'], seed: 7 });
    expect(seen.isolated).toHaveLength(3);
    expect(seen.cross).toEqual(seen.isolated);
    expect(seen.cross).not.toBe(seen.isolated);
    expect(new Set(seen.portfolio).size).toBe(3);
    const before = [...seen.cross!];
    await play({ market, does, modes: ['cross'], seed: 8 });
    expect(seen.cross).not.toEqual(before);
  });
});
