import { describe, expect, it } from 'vitest';
import { matrixLines, toDataFrame } from '../../src/results/frame.ts';
import type { Cell, Results } from '../../src/results/results.ts';

const cell = (verdict: Cell['verdict'], equityEnd: string): Cell => ({
  verdict,
  certainty: 'certain',
  at: null,
  positionsKept: verdict === 'untouched',
  accountAlive: true,
  rejections: 0,
  refusals: {},
  ordersExpired: 0,
  minHealth: 2,
  minHealthAt: 0,
  equityStart: '10000',
  deposited: '0',
  equityEnd,
  equityEndWithoutMargin: '9000',
  maxDrawdown: 0,
  feesPaid: '0',
  fundingPaid: '0',
  interestPaid: '0',
  bounds: {},
  liquidations: [],
});

const move = { id: 'crash', name: 'Crash', start: 0, end: 1, returns: {} };
const results = {
  matrix: [
    {
      covered: true,
      move,
      cells: { isolated: cell('liquidated', '12000'), cross: cell('untouched', '9000') },
    },
    { covered: false, reason: 'no candles', move, cells: {} },
  ],
} as unknown as Results;

describe('results as a table', () => {
  it('has a line per covered move and mode', () => {
    expect(matrixLines(results).map(line => [line.move, line.mode, line.verdict])).toEqual([
      ['crash', 'isolated', 'liquidated'],
      ['crash', 'cross', 'untouched'],
    ]);
  });

  it('becomes a danfojs DataFrame that can be grouped', async () => {
    const frame = await toDataFrame(results);
    expect(frame.shape).toEqual([2, 9]);
    const mean = frame.groupby(['mode']).col(['equityEnd']).mean();
    expect(mean.values).toEqual([
      ['isolated', 12000],
      ['cross', 9000],
    ]);
  });
});
