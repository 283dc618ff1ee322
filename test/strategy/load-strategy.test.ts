import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/basics/errors.ts';
import { loadStrategy } from '../../src/strategy/load-strategy.ts';
import { strategyErrorAt } from '../../src/strategy/strategy-error.ts';

/** Outside the repository, so that nothing is found by accident. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'users-own-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

async function failure(path: string): Promise<UserError> {
  const error = await loadStrategy(path).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).kind).toBe('strategy');
  return error as UserError;
}

const GOOD = `import { defineStrategy } from 'margin-replay';
export default defineStrategy({ name: 'good', params: { leverage: 3 }, onCandle() {} });
`;

describe('loading a strategy', () => {
  it('loads TypeScript with enums and typed helpers from a folder without node_modules', async () => {
    const helper = file(
      'lib/size.ts',
      `export enum Side { Long = 1, Short = -1 }\nexport const size: number = Side.Short * 2;\n`,
    );
    const path = file(
      'mine.ts',
      `import { defineStrategy } from 'margin-replay';
       import { size } from './lib/size';
       export default defineStrategy({ name: 'mine', params: { size }, onCandle() {} });`,
    );
    const { strategy, inputs } = await loadStrategy(path);
    expect(strategy.name).toBe('mine');
    expect(strategy.params).toEqual({ size: -2 });
    expect(inputs.map(input => input.path)).toEqual([helper, path].sort());
    const sha256 = createHash('sha256').update(
      `export enum Side { Long = 1, Short = -1 }\nexport const size: number = Side.Short * 2;\n`,
    );
    expect(inputs.find(input => input.path === helper)!.sha256).toBe(sha256.digest('hex'));
  });

  it('loads plain JavaScript and leaves nothing behind in the temporary folder', async () => {
    const leftovers = () =>
      readdirSync(tmpdir()).filter(
        name => name.startsWith('margin-replay-') && existsSync(join(tmpdir(), name, 'left-behind.mjs')),
      );
    const { strategy } = await loadStrategy(file('left-behind.js', GOOD));
    expect(strategy.name).toBe('good');
    expect(leftovers()).toEqual([]);
  });

  it('takes an edited file anew', async () => {
    const path = file('edited.ts', GOOD);
    await loadStrategy(path);
    file('edited.ts', GOOD.replace("'good'", "'better'"));
    expect((await loadStrategy(path)).strategy.name).toBe('better');
  });

  it('finds packages beside the user first, then those of margin-replay', async () => {
    file(
      'node_modules/my-signals/package.json',
      '{ "name": "my-signals", "type": "module", "main": "index.js" }',
    );
    file('node_modules/my-signals/index.js', 'export const fast = 7;');
    const path = file(
      'packages.ts',
      `import { fast } from 'my-signals';
       import { SMA } from 'trading-signals';
       import { sep } from 'node:path';
       export default { name: 'packages', params: { fast, sma: typeof SMA, sep }, onCandle() {} };`,
    );
    const { strategy, inputs } = await loadStrategy(path);
    expect(strategy.params).toMatchObject({ fast: 7, sma: 'function' });
    expect(inputs.map(input => input.path)).toEqual([path]);
  });

  it('names file, line, column and source line of a syntax error', async () => {
    const error = await failure(file('broken.ts', `export default {\n  name: 'x',\n  onCandle( { }\n};\n`));
    expect(error.message).toMatch(/broken\.ts:4:1: /);
    expect(error.details.join('\n')).toContain('4 | };');
  });

  it('names the import that cannot be found, and where', async () => {
    const error = await failure(
      file('lost.ts', `import { x } from 'no-such-package-anywhere';\nexport default x;\n`),
    );
    expect(error.message).toMatch(/lost\.ts:1:\d+: cannot find "no-such-package-anywhere"/);
    const relative = await failure(
      file('lost2.ts', `import { x } from './nowhere.ts';\nexport default x;\n`),
    );
    expect(relative.message).toMatch(/lost2\.ts:1:\d+: .*nowhere/);
  });

  it('names the line at which a file fails while it is loaded', async () => {
    const error = await failure(
      file(
        'throws.ts',
        `type T = number;\nconst none = undefined as unknown as { a: T };\nexport default none.a;\n`,
      ),
    );
    expect(error.message).toMatch(/throws\.ts:3:\d+: the strategy failed while being loaded/);
  });

  it.each([
    ['export const strategy = 1;', /no default export/],
    ['export default () => {};', /must be the object that defineStrategy returns, not a function/],
    ["export default { name: 'x' };", /needs onCandle.*missing/],
    ['export default { onCandle() {} };', /needs a name/],
    [
      "export default { name: 'x', onCandel() {}, onCandle() {} };",
      /no "onCandel"\. Did you mean "onCandle"/,
    ],
    ["export default { name: 'x', async onCandle() {} };", /onCandle must not be async/],
    ["export default { name: 'x', params: 3, onCandle() {} };", /params must be an object; it is a number/],
  ])('refuses %s', async (text, message) => {
    expect((await failure(file('shape.ts', text))).message).toMatch(message);
  });
});

describe('a strategy that throws', () => {
  it('is named with the time and the line of its TypeScript source', async () => {
    const path = file(
      'late.ts',
      `import { defineStrategy } from 'margin-replay';

interface Note { text: string }
const note = undefined as unknown as Note;

export default defineStrategy({
  name: 'late',
  onCandle() {
    note.text.trim();
  },
});
`,
    );
    const { strategy } = await loadStrategy(path);
    let error: UserError | undefined;
    try {
      strategy.onCandle({} as never);
    } catch (thrown) {
      error = strategyErrorAt(thrown, strategy.name, Date.UTC(2020, 2, 13, 2));
    }
    expect(error!.kind).toBe('strategy');
    expect(error!.message).toMatch(
      /^Strategy "late" failed at 2020-03-13 02:00 UTC, .*late\.ts:9:10: Cannot read properties/,
    );
    expect(error!.details.join('\n')).toContain('9 |     note.text.trim();');
  });

  it('is reported without a line when it throws something that is no error', () => {
    const error = strategyErrorAt('no luck', 'odd', null);
    expect(error.message).toBe('Strategy "odd" failed while it was being started: no luck');
    expect(error.details).toEqual([]);
  });
});
