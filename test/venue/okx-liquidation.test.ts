/** How OKX takes a bucket apart, on books worked out by hand under the tables of June 2021. */
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/basics/money.ts';
import { makeInstrument, perpetual } from '../../src/market/instrument.ts';
import { Bucket, decimals, held, okx } from './okx-book.ts';

describe('liquidation', () => {
  const rules = okx(['ETHUSDT', 'SOLUSDT']);
  const instruments = ['ETHUSDT', 'SOLUSDT'].map(perpetual);
  const marks = decimals(1000, 100);
  const play = (book: [symbol: number, quantity: number][], equity: number, frozen = 0) => {
    const bucket = new Bucket(
      instruments,
      rules.model,
      book.map(([symbol, quantity]) => held(symbol, quantity, marks[symbol]!.toFixed())),
      marks,
      new Decimal(equity),
      new Decimal(frozen),
    );
    rules.liquidate(bucket);
    return bucket.story;
  };

  it('stops where cancelled orders are enough', () => {
    expect(play([[0, 2000]], 31_000, 100)).toEqual(['cancel']);
    expect(play([[0, 2000]], 31_000, 0)[1]).toBe('close 0 1400 at last');
  });

  it('brings a position of tier 3 or above down by two tiers for the taker fee, and tests again', () => {
    // 2 m in tier 4 asks 31,000; the cap of tier 2 is 600 ETH, which asks 3,300.
    expect(play([[0, -2000]], 30_000)).toEqual(['cancel', 'close 0 1400 at last', 'fee 700']);
    // 1 m in tier 3 asks 10,500 and 4,500 at tier 1's rate.
    expect(play([[0, 1000]], 4_500)).toEqual(['cancel', 'close 0 700 at last', 'fee 350']);
  });

  it('repeats while it is breached', () => {
    // 6,000 ETH in tier 7 (3 %) ask 183,000; tier 5 asks 73,800, tier 3 asks 12,600.
    expect(play([[0, 6000]], 60_000)).toEqual([
      'cancel',
      'close 0 2400 at last',
      'fee 1200',
      'close 0 2400 at last',
      'fee 1200',
    ]);
  });

  it('takes over all of a position in the two lowest tiers, or below what tier 1 asks', () => {
    expect(play([[0, 600]], 3_300)).toEqual(['cancel', 'takeover']);
    expect(play([[0, 300]], 1_350)).toEqual(['cancel', 'takeover']);
    expect(play([[0, 1000]], 4_499.99)).toEqual(['cancel', 'takeover']);
    expect(play([[0, 2000]], 0)).toEqual(['cancel', 'takeover']);
  });

  it('reduces the position with the largest requirement of those that stand high enough', () => {
    // SOL 2,900 × 100 in tier 3 (2 %) asks 5,945; ETH in tier 2 asks 3,300.
    const story = play(
      [
        [0, 600],
        [1, 2900],
      ],
      9_000,
    );
    expect(story.slice(0, 2)).toEqual(['cancel', 'close 1 2150 at last']);
  });

  it('counts the value of a contract whose sizes are unknown in quote, also when inverse', () => {
    const sol = makeInstrument({ symbol: 'SOLUSD_PERP', kind: 'inverse-perpetual', contractSize: 10 });
    const { model, liquidate } = okx([sol]);
    const own = { symbol: 0, quantity: new Decimal(20_000), cost: new Decimal(-2000), leverage: 10 };
    const asked = model.maintenance([own], decimals(100));
    expect(asked.toFixed()).toBe('4100');
    const bucket = new Bucket([sol], model, [own], decimals(100), asked);
    liquidate(bucket);
    expect(bucket.story[1]).toBe('close 0 12500 at last');
  });

  it('in portfolio mode takes a fifth of every position a step until the ratio is safe', () => {
    const portfolio = okx(['ETHUSDT', 'SOLUSDT'], { mode: 'portfolio' });
    const book = [held(0, 100, 1000), held(1, -100, 100)];
    const asked = portfolio.model.maintenance(book, marks);
    const bucket = new Bucket(instruments, portfolio.model, book, marks, asked.mul('0.9'));
    portfolio.liquidate(bucket);
    expect(bucket.story).toEqual(['cancel', 'close 0 20 at last', 'close 1 20 at last', 'fee 11']);
    const poor = new Bucket(instruments, portfolio.model, book, marks, new Decimal(20));
    portfolio.liquidate(poor);
    expect(poor.story.at(-1)).toBe('takeover');
  });
});
