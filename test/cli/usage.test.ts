import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cli, usersFolder } from './command-line.ts';

describe('usage', () => {
  it('shows help with the commands that exist, and no others', async () => {
    const { code, out, err } = await cli('--help');
    expect(code).toBe(0);
    expect(err).toBe('');
    const commands = [...out.matchAll(/^ {2}margin-replay (\w+)/gm)].map(match => match[1]);
    expect(commands).toEqual(['run', 'moves', 'margin', 'report']);
  });

  it.each(['run', 'moves', 'margin', 'report'])('%s --help gives examples', async command => {
    const { code, out } = await cli(command, '--help');
    expect(code).toBe(0);
    expect(out).toContain(`Examples:\n  margin-replay ${command}`);
  });

  it.each<[string[], RegExp]>([
    [[], /Name a command: run, moves, margin or report/],
    [['rnu'], /Unknown argument: rnu\. Did you mean "run"\?/],
    [['sweep'], /Unknown argument: sweep\./],
    [['run', '--qiet'], /Unknown argument: qiet\. Did you mean "--quiet"\?/],
    [['run', '--candels', 'BTCUSDT=x.csv'], /Unknown argument: candels\. Did you mean "--candles"\?/],
    [['run', 'a.ts', 'b.ts'], /Unknown argument: b\.ts/],
    [['run', '--hold'], /Not enough arguments following: hold/],
    [['run', '--reports', 'a', '--reports', 'b'], /"a" and "b" are given to an option that takes one value/],
    [['report'], /Not enough non-option arguments/],
    [['run', 'nowhere.config.ts'], /Config file not found: nowhere\.config\.ts/],
    [['moves', 'nowhere.config.ts'], /Config file not found/],
    [['report', 'no-such-report'], /No report in "no-such-report"/],
    [['run', '--hold', 'BTCUSDT:1@10x'], /needs --hold and --candles; given: --hold/],
    [['run', '--candles', 'BTCUSDT=btc.csv'], /needs --hold and --candles; given: --candles/],
    [['run', 'a.config.ts', '--name', 'x'], /--name: for a run without a config, but a\.config\.ts is one/],
  ])('%j is refused with exit code 2', async (argv, message) => {
    const { code, out, err } = await cli(...argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
  });

  it('answers in one JSON document under --json, for errors too', async () => {
    const { code, out, err } = await cli('run', 'nowhere.config.ts', '--json');
    expect(code).toBe(2);
    expect(err).toBe('');
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      error: {
        kind: 'config',
        exitCode: 2,
        message: 'Config file not found: nowhere.config.ts',
        details: [expect.stringContaining('Looked for')],
      },
    });
    expect(JSON.parse((await cli('rnu', '--json')).out).error.exitCode).toBe(2);
  });

  it('starts as a program, and exits with the code of the contract', () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const start = (...argv: string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', 'src/cli.ts', ...argv], {
        cwd: root,
        encoding: 'utf8',
      });
    const wrong = start('rnu');
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toMatch(/^error: Unknown argument: rnu\. Did you mean "run"\?\n/);
    const version = start('--version');
    expect(version.status).toBe(0);
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a run that cannot begin', () => {
  const { at, file, config } = usersFolder();
  const run = (...argv: string[]) => cli('run', ...argv, '--reports', at('reports'));

  it.each<[string, object, number, RegExp]>([
    [
      'an unknown key',
      { capitol: {} },
      2,
      /run\.config\.json: "capitol" is no key here\. Did you mean "capital"\?/,
    ],
    ['capital 0', { capital: { USDT: '0' } }, 2, /capital\.USDT: must be above 0/],
    [
      'zero leverage',
      { strategy: 'hold', params: { positions: [{ symbol: 'BTCUSDT', quantity: 1, leverage: 0 }] } },
      2,
      /leverage: must be above 0/,
    ],
    [
      'a strategy whose leverage is 0',
      { params: { leverage: 0 } },
      2,
      /params\.leverage of strategy "idle" is 0; a leverage must be above 0/,
    ],
    [
      'a move of zero length',
      { moves: [{ id: 'a', name: 'A', start: '2020-03-12', end: '2020-03-12' }] },
      2,
      /moves\[0\]\.end: the move has no length/,
    ],
    ['a missing strategy', { strategy: './none.ts' }, 2, /strategy: no file "\.\/none\.ts"/],
    [
      'missing candles',
      { markets: [{ symbol: 'BTCUSDT', candles: 'none.csv' }] },
      3,
      /markets\[0\]\.candles: no file "none\.csv"/,
    ],
  ])('%s', async (_, changes, exitCode, message) => {
    const { code, out, err } = await run(config(changes));
    expect(err).toMatch(message);
    expect(code).toBe(exitCode);
    expect(out).toBe('');
    expect(existsSync(at('reports/idle'))).toBe(false);
  });

  it.each<[string, string, RegExp]>([
    [
      'has a syntax error',
      "export default {\n  name: 'x'\n  onCandle() {} };",
      /Cannot load the strategy: .*bad\.ts:3:3: /,
    ],
    [
      'exports the wrong thing',
      'export default 7;',
      /bad\.ts: its default export must be the object that defineStrategy returns, not a number/,
    ],
    [
      'imports what is not there',
      "import x from 'no-such-package';\nexport default x;",
      /bad\.ts:1:\d+: cannot find "no-such-package"/,
    ],
    [
      'throws when it is loaded',
      "throw new Error('not today');",
      /bad\.ts:1:7: the strategy failed while being loaded: not today/,
    ],
  ])(
    'a strategy that %s ends with exit code 4 and leaves no half-written folder',
    async (_, text, message) => {
      file('bad.ts', text);
      const { code, err } = await run(config({ strategy: './bad.ts' }));
      expect(err).toMatch(message);
      expect(code).toBe(4);
      expect(readdirSync(at('reports'))).toEqual([]);
    },
  );

  it('bad data is told with its file and line, and exit code 3', async () => {
    file('btc.csv', 'open_time,open,high,low,close,volume\n1584000000000,100,99,101,100,1\n');
    const { code, err } = await run(config());
    expect(code).toBe(3);
    expect(err).toMatch(/btc\.csv:2/);
  });

  it('a reports folder that cannot be written is named, with exit code 2', async () => {
    const inTheWay = file('in-the-way', '');
    const { code, err } = await cli('run', config(), '--reports', inTheWay);
    expect(code).toBe(2);
    expect(err).toMatch(/Cannot write to the reports folder .*in-the-way: /);
    expect(err).toContain('name another with --reports <dir>');
  });

  it('never replaces a folder that is no report', async () => {
    file('reports/idle/thesis.txt', 'three years of work');
    const { code, err } = await run(config());
    expect(code).toBe(2);
    expect(err).toMatch(/idle exists and is not a report: it has no results\.json/);
    expect(readdirSync(at('reports/idle'))).toEqual(['thesis.txt']);
  });

  it.each<[string[], RegExp]>([
    [['--hold', 'BTCUSDT'], /--hold "BTCUSDT" is not a position/],
    [['--hold', 'BTCUSDT:1@tenx'], /--hold "BTCUSDT:1@tenx" is not a position/],
    [['--hold', 'BTCUSDT:1@0x'], /params\.positions\[0\]\.leverage: must be above 0/],
    [['--hold', 'BTCUSDT:1@-5x'], /params\.positions\[0\]\.leverage: must be above 0/],
    [['--hold', 'BTCUSDT:lots@5x'], /params\.positions\[0\]\.quantity: "lots" is not a number/],
    [
      ['--hold', 'ETHUSDT:-20@10x'],
      /params\.positions\[0\]\.symbol: "ETHUSDT" is not among the markets \(BTCUSDT\)/,
    ],
    [['--hold', 'BTCUSDT:1@10x', '--capital', '0'], /capital\.USDT: must be above 0/],
    [
      ['--hold', 'BTCUSDT:1@10x', '--modes', 'isolated,crossed'],
      /modes\[1\]: must be "isolated" or "cross" or "portfolio", not "crossed"/,
    ],
    [['--hold', 'BTCUSDT:1@10x', '--mark', 'ETHUSDT=x.csv'], /--mark ETHUSDT: has no candles/],
    [['--hold', 'BTCUSDT:1@10x', '--path', 'hopeful'], /path: must be "nominal" or/],
    [
      ['--hold', 'BTCUSDT:1@10x', '--fail-on', 'cross.liquidatd>0'],
      /--fail-on "cross\.liquidatd>0" is not a gate/,
    ],
    [
      ['--hold', 'BTCUSDT:1@10x', '--modes', 'isolated', '--fail-on', 'cross.liquidated>0'],
      /the run has no cross mode/,
    ],
  ])('by flags: %j', async (argv, message) => {
    const { code, err } = await run('--candles', `BTCUSDT=${at('btc.csv')}`, ...argv);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });
});
