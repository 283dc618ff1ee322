import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/basics/errors.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { BTC, HOLD, RUN, usersFolder } from './config-folder.ts';

const folder = usersFolder();
const { file } = folder;
const load = (run: object) => loadConfig(file('run.config.json', JSON.stringify(run)));
const book = (position: object) => ({
  ...HOLD,
  params: { positions: [{ symbol: 'BTCUSDT', leverage: 10, ...position }] },
});

async function failure(loading: Promise<unknown>): Promise<UserError> {
  const error = await loading.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

/** Message and details: every complaint about the run. */
async function complaints(run: object): Promise<string[]> {
  const { kind, message, details } = await failure(load(run));
  expect(kind).toBe('config');
  return [message, ...details];
}

describe('a config that is wrong', () => {
  it.each<[string, object, RegExp]>([
    ['unknown key', { ...RUN, leed: '2d' }, /: "leed" is no key here\. Did you mean "lead"\?/],
    [
      'unknown key inside',
      { ...RUN, markets: [{ ...BTC, marc: 'x' }] },
      /: markets\[0\]: "marc" is no key here\. Did you mean "mark"\?/,
    ],
    [
      'missing candles',
      { ...RUN, markets: [{ symbol: 'X' }] },
      /: markets\[0\]\.candles: is missing; add it\./,
    ],
    [
      'candles of a wrong kind',
      { ...RUN, markets: [{ ...BTC, candles: 5 }] },
      /: markets\[0\]\.candles: must be a text or a list, not 5\./,
    ],
    ['no market', { ...RUN, markets: [] }, /: markets: must name at least one market/],
    [
      'symbol listed twice',
      { ...RUN, markets: [BTC, BTC] },
      /: markets\[1\]\.symbol: "BTCUSDT" is listed already/,
    ],
    [
      'unknown kind',
      { ...RUN, markets: [{ ...BTC, kind: 'swap' }] },
      /markets\[0\]\.kind: must be "linear-perpetual" or .*, not "swap"/,
    ],
    ['capital 0', { ...RUN, capital: { USDT: '0' } }, /: capital\.USDT: must be above 0\./],
    ['negative capital', { ...RUN, capital: { USDT: -1 } }, /: capital\.USDT: must be above 0\./],
    [
      'capital that is no number',
      { ...RUN, capital: { USDT: 'NaN' } },
      /: capital\.USDT: "NaN" is not a number\./,
    ],
    [
      'an option without its terms',
      { ...RUN, markets: [{ ...BTC, kind: 'option' }] },
      /markets\[0\]: an option needs strike, right and expiry/,
    ],
    [
      'an asset that nothing prices',
      { ...RUN, capital: { USDT: '1', ETH: '1' } },
      /: capital: nothing prices ETH; add its spot candles/,
    ],
    ['no asset', { ...RUN, capital: {} }, /: capital: must name at least one asset/],
    [
      'zero leverage',
      book({ quantity: 1, leverage: 0 }),
      /: params\.positions\[0\]\.leverage: must be above 0\./,
    ],
    [
      'negative leverage',
      book({ quantity: 1, leverage: -3 }),
      /: params\.positions\[0\]\.leverage: must be above 0\./,
    ],
    [
      'missing leverage',
      book({ quantity: 1, leverage: undefined }),
      /: params\.positions\[0\]\.leverage: is missing/,
    ],
    ['no size', book({}), /: params\.positions\[0\]: needs a size/],
    [
      'two sizes',
      book({ quantity: 1, notional: 1 }),
      /: params\.positions\[0\]: needs a size: either quantity/,
    ],
    ['size 0', book({ quantity: '0.0' }), /: params\.positions\[0\]\.quantity: must not be 0\./],
    ['hold without positions', HOLD, /: params\.positions: is missing/],
    [
      'hold on an unknown symbol',
      book({ quantity: 1, symbol: 'DOGE' }),
      /: params\.positions\[0\]\.symbol: "DOGE" is not among the markets \(BTCUSDT\)/,
    ],
    [
      'a duration in words',
      { ...RUN, lead: 'two days' },
      /: lead: "two days" is not a duration; write a number and s, m, h, d or w/,
    ],
    ['a day that does not exist', { ...RUN, asOf: '2021-02-30' }, /: asOf: "2021-02-30" is not a date/],
    [
      'a move of zero length',
      { ...RUN, moves: [{ id: 'a', name: 'A', start: '2020-03-12', end: '2020-03-12' }] },
      /: moves\[0\]\.end: the move has no length/,
    ],
    [
      'moves of one id',
      {
        ...RUN,
        moves: [1, 2].map(day => ({ id: 'a', name: 'A', start: `2020-01-0${day}`, end: '2021-01-01' })),
      },
      /: moves\[1\]\.id: "a" is already the id of moves/,
    ],
    [
      'a moves file that is not there',
      { ...RUN, moves: 'my-moves.json' },
      /: moves: no file "my-moves\.json"/,
    ],
    ['a venue with a gap', { ...RUN, venue: { isolated: 'generic' } }, /: venue\.cross: is missing/],
    [
      'an unknown mode',
      { ...RUN, modes: ['crossed'] },
      /: modes\[0\]: must be "isolated" or "cross" or "portfolio", not "crossed"/,
    ],
    ['a mode twice', { ...RUN, modes: ['cross', 'cross'] }, /: modes: names a mode twice/],
    ['a name that leaves the folder', { ...RUN, name: '../etc' }, /: name: becomes a folder/],
    ['a missing strategy file', { ...RUN, strategy: './none.ts' }, /: strategy: no file "\.\/none\.ts"/],
    ['fees in words', { ...RUN, fees: 'none' }, /: fees: must be "venue" or an object, not "none"\./],
    ['negative slippage', { ...RUN, slippageBps: -1 }, /: slippageBps: must be 0 or more/],
    ['a warmup of half a candle', { ...RUN, warmup: 1.5 }, /: warmup: must be a whole number/],
  ])('%s', async (_, run, message) => {
    expect((await complaints(run)).join('\n')).toMatch(message);
  });

  it('is told everything at once, each with its path, under the name of its file', async () => {
    const all = await complaints({ ...RUN, lead: 'x', capital: { USDT: 0 }, markets: [{ ...BTC, mark: 7 }] });
    expect(all).toHaveLength(3);
    expect(all[0]).toContain('run.config.json: ');
    expect(all.join('\n')).toMatch(/lead[\s\S]*markets\[0\]\.mark|markets\[0\]\.mark[\s\S]*lead/);
  });

  it('names every data file that is not there, as bad data', async () => {
    const markets = [{ ...BTC, candles: 'none.csv', mark: 'no-*.csv' }];
    const { kind, message, details } = await failure(load({ ...RUN, markets }));
    expect(kind).toBe('data');
    expect(message).toMatch(/: markets\[0\]\.candles: no file "none\.csv"; paths are relative to /);
    expect(details).toEqual([expect.stringMatching(/^markets\[0\]\.mark: no file "no-\*\.csv"/)]);
  });

  it('may be NaN in TypeScript, and is refused', async () => {
    const path = file('nan.config.ts', `export default { ...${JSON.stringify(RUN)}, slippageBps: NaN };`);
    const { message } = await failure(loadConfig(path));
    expect(message).toMatch(/nan\.config\.ts: slippageBps: must be a number, not NaN\./);
  });

  it.each<[string, string, RegExp]>([
    ['broken.config.json', '{ "name": ', /broken\.config\.json: is not valid JSON/],
    [
      'broken.config.ts',
      'export default {\n  name: \n};',
      /Cannot load the config: .*broken\.config\.ts:3:1: /,
    ],
    [
      'empty.config.ts',
      'export const run = 1;',
      /empty\.config\.ts: must export the run: export default defineRun/,
    ],
    [
      'throws.config.ts',
      'const a: number = 1;\nthrow new Error("no " + a);',
      /throws\.config\.ts:2:\d+: the config failed while being loaded: no 1/,
    ],
    ['run.config.yaml', '', /a config is a \.ts, .* file, not "\.yaml"/],
  ])('%s', async (name, text, message) => {
    const { kind, message: said } = await failure(loadConfig(file(name, text)));
    expect(kind).toBe('config');
    expect(said).toMatch(message);
  });

  it('is not there', async () => {
    const { kind, message, details } = await failure(loadConfig(join(folder.path(), 'nowhere.config.ts')));
    expect(kind).toBe('config');
    expect(message).toMatch(/Config file not found: .*nowhere\.config\.ts/);
    expect(details[0]).toContain('Looked for');
  });
});
