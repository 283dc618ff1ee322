import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cli, usersFolder } from './command-line.ts';

const EXAMPLE = 'data/example-account.json';

interface Book {
  [field: string]: unknown;
  positions: Record<string, unknown>[];
}
const example = (): Book => JSON.parse(readFileSync(EXAMPLE, 'utf8')) as Book;

describe('margin-replay margin', () => {
  const { at, file } = usersFolder();
  const account = (changes: object = {}): string =>
    file('account.json', JSON.stringify({ ...example(), ...changes }));
  const position = (changes: object): object => {
    const [first, ...rest] = example().positions;
    return { positions: [{ ...first, ...changes }, ...rest] };
  };

  it('prints every mode side by side, each position, the portfolio parts and what it rests on', async () => {
    const { code, out, err } = await cli('margin', EXAMPLE);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^ +Isolated +Cross +Portfolio/m);
    expect(out).toMatch(/^equity +20,500\.00 USDT +20,500\.00 USDT +20,500\.00 USDT/m);
    expect(out).toMatch(/^BTCUSDT +long 1\.5 10× +60,000 +59,000 +88,500\.00 +−1,500\.00 +USDT/m);
    expect(out).toMatch(/^ETHUSDT +Isolated +\d+ /m);
    expect(out).toMatch(/^MR1 +10,620\.00 +6,960\.00/m);
    expect(out).toMatch(/^Worst scenario: BTC −12 %, ETH \+12 %, −17,580\.00 USDT\.$/m);
    expect(out).toMatch(/^Assumptions:$/m);
    expect(out).not.toContain('\u001b');
    expect(out).not.toContain('\u202f');
  });

  it('prints the document of the contract and nothing else under --json, page or no page', async () => {
    const { code, out, err } = await cli('margin', EXAMPLE, '--json', '--html', at('margin.html'));
    expect([code, err]).toEqual([0, '']);
    const answer = JSON.parse(out);
    expect(answer.schemaVersion).toBe(1);
    expect(Object.keys(answer.modes)).toEqual(['isolated', 'cross', 'portfolio']);
    expect(answer.modes.portfolio).toMatchObject({
      equity: '20500',
      maintenanceMargin: '17873',
      model: 'pm-stress',
      parts: { 'MR1 BTC': '10620', 'MR4 ETH': '116' },
      worstScenario: { shocks: { BTC: -0.12, ETH: 0.12 }, pnl: '-17580' },
    });
    expect(answer.modes.portfolio.scenarios).toHaveLength(18);
    expect(existsSync(at('margin.html'))).toBe(true);
  });

  it('says nothing under --quiet', async () => {
    expect(await cli('margin', EXAMPLE, '--quiet')).toEqual({ code: 0, out: '', err: '' });
  });

  it('answers the modes asked for, at one venue', async () => {
    const { code, out } = await cli('margin', account({ venue: 'generic', modes: ['cross'] }), '--json');
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(out).modes)).toEqual(['cross']);
  });

  it('says that a book is liquidated now', async () => {
    const { code, out } = await cli('margin', account({ prices: { BTCUSDT: '59000', ETHUSDT: '3500' } }));
    expect(code).toBe(0);
    expect(out).toMatch(/^health .*✕ liquidated now/m);
  });

  it.each<[string, object | string, RegExp]>([
    ['is not JSON', '{ "venue": ', /account\.json: is not valid JSON: /],
    ['is empty', '', /account\.json: is not valid JSON: /],
    ['is a list', '[]', /account\.json: must be an object, not a list/],
    ['is null', 'null', /account\.json: must be an object, not null/],
    ['has a negative leverage', position({ leverage: -10 }), /positions\[0\]\.leverage: must be above 0/],
    ['has no leverage but text', position({ leverage: 'ten' }), /positions\[0\]\.leverage: must be a number/],
    ['has an unknown key', position({ levrage: 10 }), /"levrage" is no key here\. Did you mean "leverage"\?/],
    ['has a quantity of 0', position({ quantity: '0' }), /positions\[0\]\.quantity: must not be 0/],
    [
      'has a quantity in words',
      position({ quantity: 'some' }),
      /positions\[0\]\.quantity: "some" is not a n/,
    ],
    ['has no price', { prices: { BTCUSDT: '59000' } }, /prices\.ETHUSDT: is missing; .*add its mark/],
    ['has a price of 0', { prices: { BTCUSDT: '0', ETHUSDT: '1' } }, /prices\.BTCUSDT: must be above 0/],
    [
      'misspells a symbol',
      { tiers: { BTCUSTD: [{ maintenanceMarginRate: 0.01 }] } },
      /tiers\.BTCUSTD: .*"BTCUSDT"\?/,
    ],
    ['posts more than there is', position({ isolatedMargin: '90000' }), /isolatedMargin|posted/],
    ['names no such venue', { venue: 'binanse-usdm' }, /venue.*binanse-usdm/],
    [
      'names no such mode',
      { modes: ['crossed'] },
      /modes\[0\]: must be "isolated" or "cross" or "portfolio"/,
    ],
  ])('an account that %s is refused with exit code 2', async (_, content, message) => {
    const path = typeof content === 'string' ? file('account.json', content) : account(content);
    const { code, out, err } = await cli('margin', path, '--html', at('margin.html'));
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(existsSync(at('margin.html'))).toBe(false);
    const json = await cli('margin', path, '--json');
    expect([json.code, json.err]).toEqual([2, '']);
    expect(JSON.parse(json.out).error).toMatchObject({ kind: 'config', exitCode: 2 });
    expect(JSON.parse(json.out).error.message).toMatch(message);
  });

  it('does not let a name steer the terminal', async () => {
    const symbol = 'BTC\u001b]0;owned\u0007\u001b[2JUSDT';
    const path = account({ ...position({ symbol }), prices: { [symbol]: '59000', ETHUSDT: '2900' } });
    const { code, out } = await cli('margin', path);
    expect(code).toBe(0);
    expect(out).toContain('BTC\ufffd]0;owned\ufffd\ufffd[2JUSDT');
    expect(out).not.toMatch(/[\u001b\u0007]/);
  });

  it.each([['nowhere.json'], ['.']])('no account file at %s', async path => {
    const { code, err } = await cli('margin', path);
    expect(code).toBe(2);
    expect(err).toMatch(/Account file not found: /);
  });

  it.each(['1e400', '-1e400', '1e-400', '123456789012345678901234567890.123'])(
    'a quantity of %s gives figures or a refusal, never a fault',
    async quantity => {
      const path = account(position({ quantity, isolatedMargin: '1' }));
      for (const flags of [[], ['--json'], ['--html', at('margin.html')]]) {
        const { code, out } = await cli('margin', path, ...flags);
        expect([0, 2]).toContain(code);
        expect(out).not.toMatch(/NaN|Infinity|undefined/);
      }
    },
  );
});

describe('the page of margin --html', () => {
  const { at, file } = usersFolder();

  it('is written whole beside nothing else, and replaces only itself', async () => {
    const page = at('margin.html');
    const first = await cli('margin', EXAMPLE, '--html', page);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out.split('\n').at(-1)).toMatch(/margin\.html$/);
    const text = readFileSync(page, 'utf8');
    expect(text).toMatch(/<\/html>\n$/);
    expect((await cli('margin', EXAMPLE, '--html', page)).code).toBe(0);
    expect(readFileSync(page, 'utf8')).toBe(text);
    expect(readdirSync(at('.')).filter(name => name.includes('margin'))).toEqual(['margin.html']);
  });

  it.each<[string, string, RegExp]>([
    ['no-folder/margin.html', '', /--html .*margin\.html: there is no folder .*no-folder/],
    ['margin.json', '', /--html .*margin\.json: must end in \.html/],
    [
      'thesis.html',
      '<h1>Three years of work</h1>',
      /thesis\.html: exists and is not a page that this command wrote/,
    ],
    ['btc.csv', '', /must end in \.html/],
  ])('%s is refused before anything is printed', async (name, content, message) => {
    if (content !== '') file(name, content);
    const { code, out, err } = await cli('margin', EXAMPLE, '--html', at(name));
    expect(err).toMatch(message);
    expect([code, out]).toEqual([2, '']);
    if (content !== '') expect(readFileSync(at(name), 'utf8')).toBe(content);
  });

  it('is refused where a folder has its name', async () => {
    file('folder.html/inside.txt', '');
    const { code, err } = await cli('margin', EXAMPLE, '--html', at('folder.html'));
    expect(code).toBe(2);
    expect(err).toMatch(/folder\.html: is a folder/);
  });
});
