import { describe, expect, it } from 'vitest';
import { namedMoves, readMoves } from '../../src/market/move-catalogue.ts';
import { marketDir } from '../market-dir.ts';

describe('the catalogue of named moves', () => {
  it('is well formed, in order of time, and says where each can be read', () => {
    const moves = namedMoves();
    const starts = moves.map(move => move.start);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(moves.length).toBeGreaterThanOrEqual(18);
    expect(moves.filter(move => !move.what || !move.sources?.length).map(move => move.id)).toEqual([]);
  });

  it.skipIf(marketDir === null)('holds the 18 of the market folder, with their windows', () => {
    const window = ({ id, start, end }: { id: string; start: number; end: number }) => ({ id, start, end });
    const named = namedMoves().map(window);
    expect(named).toEqual(expect.arrayContaining(readMoves(`${marketDir}/moves.json`).map(window)));
  });
});
