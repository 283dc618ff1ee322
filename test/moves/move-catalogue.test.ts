import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/basics/errors.ts';
import { readMoves } from '../../src/market/move-catalogue.ts';

const crash = { id: 'crash', name: 'Crash', start: 1_583_884_800_000, end: 1_584_316_800_000 };

function failure(source: Parameters<typeof readMoves>[0]): UserError {
  try {
    readMoves(source);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error('No error was thrown.');
}

describe('a list of moves', () => {
  it('is read from a file or a value, in order of time, times as ms or ISO text in UTC', () => {
    const moves = [
      { id: 'late', name: 'Late', start: '2021-05-18', end: '2021-05-24T00:00' },
      { id: 'offset', name: 'Offset', start: '2021-01-01T02:00+02:00', end: '2021-01-02T00:00Z' },
      { ...crash, what: 'fear', sources: ['https://example.org'], symbols: ['BTCUSDT'], series: ['mark_1h'] },
    ];
    const path = join(mkdtempSync(join(tmpdir(), 'margin-replay-')), 'moves.json');
    writeFileSync(path, JSON.stringify(moves));
    const read = readMoves(path);
    expect(read).toEqual(readMoves(moves));
    expect(read).toEqual([
      { ...crash, what: 'fear', sources: ['https://example.org'], symbols: ['BTCUSDT'] },
      { id: 'offset', name: 'Offset', start: Date.UTC(2021, 0, 1), end: Date.UTC(2021, 0, 2) },
      { id: 'late', name: 'Late', start: Date.UTC(2021, 4, 18), end: Date.UTC(2021, 4, 24) },
    ]);
  });

  it.each<[fault: string, source: unknown[], message: RegExp]>([
    [
      'zero length',
      [crash, { ...crash, id: 'x', end: crash.start }],
      /^moves\[1\]\.end: the move has no length/,
    ],
    [
      'negative length',
      [{ ...crash, end: crash.start - 1 }],
      /^moves\[0\]\.end: the move ends before it starts/,
    ],
    ['missing id', [{ ...crash, id: undefined }], /^moves\[0\]\.id: id is missing/],
    ['empty id', [{ ...crash, id: ' ' }], /^moves\[0\]\.id: id is empty/],
    ['missing name', [{ ...crash, name: undefined }], /^moves\[0\]\.name: name is missing/],
    ['duplicate id', [crash, crash], /^moves\[1\]\.id: "crash" is already the id of moves\[0\]/],
    ['no date', [{ ...crash, start: 'Black Thursday' }], /^moves\[0\]\.start: "Black Thursday" is no time/],
    [
      'a date that is not in the calendar',
      [{ ...crash, start: '2020-02-30' }],
      /^moves\[0\]\.start: "2020-02-30"/,
    ],
    ['seconds', [{ ...crash, start: 1_583_884_800 }], /^moves\[0\]\.start: 1583884800 is no time/],
    ['a missing time', [{ ...crash, end: undefined }], /^moves\[0\]\.end: is no time/],
    ['symbols as text', [{ ...crash, symbols: 'BTCUSDT' }], /^moves\[0\]\.symbols: is no list/],
    ['no object', [7], /^moves\[0\]: is no move/],
  ])('tells the field of %s', (_, source, message) => {
    const error = failure(source);
    expect(error.kind).toBe('config');
    expect(error.message).toMatch(message);
  });

  it('tells one fault, and every other in its details', () => {
    const error = failure([{ ...crash, id: undefined, start: 'x' }, crash]);
    expect(error.message).toMatch(/^moves\[0\]\.id: id is missing/);
    expect(error.details).toEqual([expect.stringMatching(/^moves\[0\]\.start: "x" is no time/)]);
  });

  it('names the file that is missing, no JSON, or no list', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'margin-replay-')), 'moves.json');
    expect(failure(path)).toMatchObject({
      kind: 'config',
      message: expect.stringMatching(/moves\.json: .*cannot be read/),
    });
    writeFileSync(path, '[{');
    expect(failure(path)).toMatchObject({
      kind: 'config',
      message: expect.stringMatching(/moves\.json: no valid JSON/),
    });
    writeFileSync(path, '{}');
    expect(failure(path)).toMatchObject({
      kind: 'config',
      message: expect.stringMatching(/moves\.json: moves: a list/),
    });
  });
});
