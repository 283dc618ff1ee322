import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cli, usersFolder } from './command-line.ts';

const HOUR = 3_600_000;
const START = 1_584_000_000_000;

describe('margin-replay run', () => {
  const { at, file, config } = usersFolder();
  const reports = () => ['--reports', at('reports')];
  const moves = [{ id: 'crash', name: 'The crash', start: START + 3 * HOUR, end: START + 8 * HOUR }];
  const read = (name: string) => readFileSync(at(`reports/${name}`), 'utf8');

  /** Ten hours at 100 but for the hour in which the price halves and comes back. */
  function crash(): string {
    const row = (hour: number) => [START + hour * HOUR, 100, 101, hour === 5 ? 50 : 99, 100, 1].join(',');
    const rows = Array.from({ length: 10 }, (_, hour) => row(hour));
    return file('btc.csv', `open_time,open,high,low,close,volume\n${rows.join('\n')}\n`);
  }
  const book = (leverage: number) => ({
    name: 'book',
    strategy: 'hold',
    params: { positions: [{ symbol: 'BTCUSDT', quantity: '100', leverage }] },
    capital: { USDT: '1500' },
    moves,
  });

  it('judges a book by flags as it does by a config, and ends on the path of its report', async () => {
    crash();
    file('moves.json', JSON.stringify(moves));
    const byConfig = await cli('run', config(book(10)), ...reports());
    expect([byConfig.code, byConfig.err]).toEqual([0, '']);
    expect(byConfig.out).toMatch(/^The crash +✕/m);
    expect(byConfig.out.split('\n').at(-1)).toMatch(/reports\/book\/report\.html$/);
    const hold = ['--hold', 'BTCUSDT:100@10x', '--candles', `BTCUSDT=${at('btc.csv')}`, '--capital', '1500'];
    const flags = await cli('run', ...hold, '--moves', at('moves.json'), '--name', 'flags', ...reports());
    expect(flags.code).toBe(0);
    expect(JSON.parse(read('flags/results.json')).matrix).toEqual(
      JSON.parse(read('book/results.json')).matrix,
    );
  });

  it('prints the results and nothing else under --json, and fails on a gate that is not met', async () => {
    crash();
    const gate = ['--fail-on', 'isolated.liquidated>0'];
    const { code, out, err } = await cli('run', config(book(10)), ...reports(), '--json', ...gate);
    expect(code).toBe(10);
    expect(err).toMatch(/^Gate not met: isolated\.liquidated is 1 of 1 covered moves/);
    expect(JSON.parse(out)).toEqual(JSON.parse(read('book/results.json')));
    const met = await cli('run', config(book(1)), ...reports(), '--fail-on', 'isolated.liquidated>1');
    expect([met.code, met.err]).toEqual([0, '']);
  });

  it('says nothing under --quiet', async () => {
    expect(await cli('run', config({ moves }), ...reports(), '--quiet')).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    expect(readdirSync(at('reports'))).toEqual(['idle']);
  });

  it('gives the same files, byte for byte, when run again', async () => {
    crash();
    await cli('run', config(book(10)), ...reports());
    const files = readdirSync(at('reports/book'));
    const first = files.map(name => read(`book/${name}`));
    await cli('run', config(book(10)), ...reports());
    expect(files.map(name => read(`book/${name}`))).toEqual(first);
  });

  it('shows no path of this machine in what it writes', async () => {
    await cli('run', config({ moves }), ...reports());
    for (const name of readdirSync(at('reports/idle'))) expect(read(`idle/${name}`)).not.toContain(at('.'));
  });

  it('names the line at which a strategy throws, and leaves the last report untouched', async () => {
    await cli('run', config({ moves }), ...reports());
    const before = read('idle/results.json');
    file(
      'idle.ts',
      "export default { name: 'idle', onCandle({ time }) {\n  if (time > 1584010000000) throw new Error('no more');\n} };",
    );
    const { code, err } = await cli('run', config({ moves }), ...reports());
    expect(code).toBe(4);
    expect(err).toMatch(/Strategy "idle" failed at 2020-03-12 11:00 UTC, .*idle\.ts:2:\d+: no more/);
    expect(err).toContain("2 |   if (time > 1584010000000) throw new Error('no more');");
    expect(read('idle/results.json')).toBe(before);
    expect(readdirSync(at('reports'))).toEqual(['idle']);
  });

  it('writes no folder when the data is bad', async () => {
    file('btc.csv', '');
    expect((await cli('run', config({ moves }), ...reports())).code).toBe(3);
    expect(existsSync(at('reports/idle'))).toBe(false);
  });
});
