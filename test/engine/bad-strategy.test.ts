/** A strategy at fault stops its run with an error that names it, the time and what was wrong. */
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/basics/errors.ts';
import type { Amount, OnRefused, Strategy, TriggerSeries } from '../../src/strategy/strategy.ts';
import { hour, madeMarket } from './made-market.ts';
import { type Context, play, type Script } from './play.ts';

const market = madeMarket({ BTCUSDT: { last: [100, 100, 100] } });

async function failureOf(does: Strategy | Script, more = {}): Promise<UserError> {
  try {
    await play({ market, does, ...more });
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error('nothing was wrong with that');
}
const at1 = (asks: (context: Context) => void): Script => ({ 1: asks });

describe('a strategy that', () => {
  const cases: [what: string, does: (context: Context) => void, says: RegExp][] = [
    ['throws', () => JSON.parse('{'), /JSON/],
    [
      'throws no error at all',
      () => {
        throw 'a tantrum';
      },
      /a tantrum/,
    ],
    [
      'asks for NaN',
      ({ order }) => order.market('BTCUSDT', { quantity: NaN }),
      /quantity.*finite number, got NaN/,
    ],
    [
      'asks for infinity',
      ({ order }) => order.market('BTCUSDT', { notional: Infinity }),
      /notional.*finite number, got Infinity/,
    ],
    [
      'asks for no number',
      ({ order }) => order.market('BTCUSDT', { quantity: 'ten' }),
      /quantity.*number, got ten/,
    ],
    ['asks for zero', ({ order }) => order.market('BTCUSDT', { quantity: 0 }), /quantity.*must not be zero/],
    ['asks for no size', ({ order }) => order.market('BTCUSDT', {}), /needs a size/],
    ['asks without options', ({ order }) => order.market('BTCUSDT', undefined as never), /needs a size/],
    [
      'asks for quantity and notional',
      ({ order }) => order.market('BTCUSDT', { quantity: 1, notional: 1 }),
      /not both/,
    ],
    [
      'asks for a symbol that is not there',
      ({ order }) => order.market('XRPUSDT', { quantity: 1 }),
      /no symbol "XRPUSDT".*BTCUSDT/,
    ],
    [
      'looks at a symbol that is not there',
      ({ market: view }) => view('XRPUSDT'),
      /no symbol "XRPUSDT".*BTCUSDT/,
    ],
    [
      'asks for leverage 0',
      ({ order }) => order.market('BTCUSDT', { quantity: 1, leverage: 0 }),
      /leverage.*above 0, got 0/,
    ],
    [
      'asks for leverage below 0',
      ({ order }) => order.market('BTCUSDT', { quantity: 1, leverage: -3 }),
      /leverage.*got -3/,
    ],
    [
      'asks for leverage NaN',
      ({ order }) => order.market('BTCUSDT', { quantity: 1, leverage: NaN }),
      /leverage.*got NaN/,
    ],
    [
      'sets a limit without a price',
      ({ order }) => order.limit('BTCUSDT', { quantity: 1 } as never),
      /price.*number, got undefined/,
    ],
    [
      'sets a stop at a price below 0',
      ({ order }) => order.stop('BTCUSDT', { quantity: 1, price: -5 }),
      /price.*above 0, got -5/,
    ],
    [
      'watches a series that is not there',
      ({ order }) => order.stop('BTCUSDT', { quantity: 1, price: 5, trigger: 'index' as TriggerSeries }),
      /trigger.*mark or last, got index/,
    ],
    [
      'wants a third answer to a refusal',
      ({ order }) => order.market('BTCUSDT', { quantity: 1, onRefused: 'ask' as OnRefused }),
      /onRefused.*got ask/,
    ],
    ['withdraws a negative sum', ({ order }) => order.withdraw(-1), /amount.*above 0, got -1/],
    [
      'adds no margin',
      ({ order }) => order.addMargin('BTCUSDT', undefined as unknown as Amount),
      /amount.*number, got undefined/,
    ],
    [
      'orders without end',
      ({ order }) => {
        for (;;) order.limit('BTCUSDT', { quantity: 1, price: 1 });
      },
      /more than 10000 orders.*one candle/,
    ],
    [
      'moves money without end',
      ({ order }) => {
        for (;;) order.deposit(1);
      },
      /more than 10000/,
    ],
  ];

  it.each(cases)('%s is stopped, named and dated', async (_, does, says) => {
    const error = await failureOf(at1(does));
    expect(error.kind).toBe('strategy');
    expect(error.message).toMatch(/^Strategy "scripted" failed at 2024-01-01 01:00 UTC/);
    expect(error.message).toMatch(says);
  });

  it('fails while it is being started is told apart', async () => {
    const error = await failureOf({
      name: 'stillborn',
      onStart: ({ market: view }) => view('XRPUSDT'),
      onCandle: () => undefined,
    });
    expect(error.message).toMatch(
      /^Strategy "stillborn" failed while it was being started.*no symbol "XRPUSDT"/,
    );
  });

  it('is at fault while it is only being warmed is stopped just so', async () => {
    const error = await failureOf(
      {
        name: 'early',
        onCandle: ({ order, trading }) => void (trading || order.market('BTCUSDT', { quantity: NaN })),
      },
      { from: 2, warmup: 2 },
    );
    expect(error.message).toMatch(/^Strategy "early" failed at 2024-01-01 00:00 UTC/);
  });
});

describe('what is no fault', () => {
  it('many orders at every candle', async () => {
    const played = await play({
      market,
      does: {
        name: 'busy',
        onCandle({ order }) {
          for (let k = 0; k < 500; k++) order.limit('BTCUSDT', { quantity: 1, price: 50 });
          order.cancelAll();
        },
      },
    });
    expect(played.rows().filter(({ kind }) => kind === 'cancel')).toHaveLength(1500);
    expect(played.rows().at(-1)!.time).toBe(hour(2));
    expect(played.cell()).toMatchObject({ verdict: 'untouched', ordersExpired: 0 });
  });

  it('cancelling what is not there', async () => {
    expect((await play({ market, does: at1(({ order }) => order.cancel(99)) })).story()).toEqual([]);
  });
});
