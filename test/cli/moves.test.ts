import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cli, usersFolder } from './command-line.ts';

const HOUR = 3_600_000;
const START = 1_584_000_000_000;

describe('margin-replay moves', () => {
  const { at, file, config } = usersFolder();
  const listed = [
    { id: 'inside', name: 'Inside the data', start: START + 2 * HOUR, end: START + 6 * HOUR },
    { id: 'before', name: 'Before it', start: START - 48 * HOUR, end: START - 24 * HOUR },
  ];

  it('lists every move, covered or not and why, and writes nothing', async () => {
    const path = config({ moves: listed });
    const before = readdirSync(at('.'));
    const { code, out, err } = await cli('moves', path);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^before .*1d +no: No candle of any symbol opens between/m);
    expect(out).toMatch(/^inside .*4h +BTCUSDT [−+]1\.0 % +yes/m);
    expect(out).toMatch(/^1 of 2 moves are covered by the data\.$/m);
    expect(readdirSync(at('.'))).toEqual(before);
  });

  it('says the same to a script', async () => {
    file('mine.json', JSON.stringify(listed));
    const { out } = await cli('moves', config({ moves: 'mine.json' }), '--json');
    const { schemaVersion, moves } = JSON.parse(out);
    expect(schemaVersion).toBe(1);
    expect(moves).toEqual([
      {
        id: 'before',
        name: 'Before it',
        start: START - 48 * HOUR,
        end: START - 24 * HOUR,
        lengthMs: 24 * HOUR,
        covered: false,
        symbols: [],
        reason: expect.stringContaining('No candle'),
      },
      {
        id: 'inside',
        name: 'Inside the data',
        start: START + 2 * HOUR,
        end: START + 6 * HOUR,
        lengthMs: 4 * HOUR,
        covered: true,
        symbols: ['BTCUSDT'],
        returns: { BTCUSDT: expect.closeTo(-0.01, 12) },
      },
    ]);
  });

  it('finds the large moves of the data by itself', async () => {
    const closes = [100, 100, 80, 60, 60, 60];
    const rows = closes.map((close, hour) => {
      const open = closes[Math.max(0, hour - 1)]!;
      return [START + hour * HOUR, open, Math.max(open, close), Math.min(open, close), close, 1].join(',');
    });
    file('btc.csv', `open_time,open,high,low,close,volume\n${rows.join('\n')}\n`);
    const { out } = await cli('moves', config({ moves: { size: 0.3 } }), '--json');
    expect(JSON.parse(out).moves).toEqual([
      expect.objectContaining({ covered: true, returns: { BTCUSDT: expect.closeTo(-0.4, 12) } }),
    ]);
  });

  it('says when there is none', async () => {
    const { code, out } = await cli('moves', config());
    expect(code).toBe(0);
    expect(out).toMatch(/No move is that large/);
  });
});
