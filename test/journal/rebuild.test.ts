/** A journal tells apart the ledgers in it, and whether a row of one is missing. */
import { describe, expect, it } from 'vitest';
import { holdStrategy } from '../../src/strategy/hold.ts';
import { books, replay } from '../../src/journal/rebuild.ts';
import { madeMarket } from '../engine/made-market.ts';
import { play } from '../engine/play.ts';

const played = await play({
  market: madeMarket({ BTCUSDT: { last: [100, 100, 120], funding: [[2, 0.001]] } }),
  does: holdStrategy([{ symbol: 'BTCUSDT', quantity: '3', leverage: 10 }]),
  modes: ['isolated', 'cross'],
  path: 'bracket',
  fees: 'venue',
});

describe('a journal', () => {
  it('rebuilds every ledger of every replay it holds', () => {
    const ledgers = replay(played.lines);
    expect([...ledgers.keys()]).toEqual([
      'continuous/nominal/isolated',
      'continuous/nominal/cross',
      'move/nominal/isolated',
      'move/nominal/cross',
      'move/pessimistic/isolated',
      'move/pessimistic/cross',
      'move/optimistic/isolated',
      'move/optimistic/cross',
    ]);
    // Fee 0.15 of 300, funding 0.36 on 360.
    expect(books(ledgers.get('move/nominal/isolated')!)).toEqual({
      external: '-1000',
      fees: '0.15',
      funding: '0.36',
      'margin:BTCUSDT': '29.64',
      'position:BTCUSDT': '3 cost 300',
      wallet: '969.85',
    });
    expect(books(ledgers.get('move/nominal/cross')!)).toMatchObject({ wallet: '999.49' });
  });

  it('reads empty lines as none', () => {
    expect(replay([...played.lines, '']).size).toBe(8);
  });

  it('with a row missing, doubled or out of order is broken, and says where', () => {
    const at = played.lines.findIndex(line => line.includes('"kind":"fill"'));
    const without = played.lines.filter((_, k) => k !== at);
    expect(() => replay(without)).toThrow(/continuous\/nominal\/isolated is broken: row 3 is missing/);
    expect(() => replay([...played.lines, played.lines.at(-1)!])).toThrow(
      /move\/optimistic\/cross is broken/,
    );
    expect(() => replay(played.lines.toReversed())).toThrow(/is broken/);
  });

  it('names in every posting a source and a target, and an amount above zero', () => {
    let postings = 0;
    for (const line of played.lines) {
      for (const [source, target, amount] of (JSON.parse(line) as { postings: string[][] }).postings) {
        expect(source).not.toBe(target);
        expect(Number(amount)).toBeGreaterThan(0);
        postings++;
      }
    }
    expect(played.results.run.conservation).toEqual({ ledgers: 8, postings, largestImbalance: '0' });
  });
});
