/** What README shows works: its strategy loads and trades, its config resolves, its packages are those we have. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { loadStrategy } from '../../src/strategy/load-strategy.ts';
import { cli } from '../cli/command-line.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(match => match[1]!);
const blockWith = (word: string): string => blocks.find(block => block.includes(word))!;

const folder = mkdtempSync(join(tmpdir(), 'margin-replay-readme-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe('README', () => {
  it('shows a strategy that loads', async () => {
    const { strategy } = await loadStrategy(write('breakout.ts', blockWith('defineStrategy({')));
    expect(strategy.name).toBe('breakout');
  });

  it('shows a config that resolves', async () => {
    for (const name of ['strategies', 'data']) mkdirSync(join(folder, name));
    const text = blockWith('defineRun({');
    for (const [, name] of text.matchAll(/'\.\.\/(data\/[^']+)'/g)) write(name!, '');
    write('strategies/hedged-pair.ts', blockWith('defineStrategy({'));
    const { config } = await loadConfig(write('strategies/my-pair.config.ts', text));
    expect(config.markets.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(config.moves.kind).toBe('detect');
  });

  it('shows an account and what margin says of it, line by line', async () => {
    const [, account] = /```json\n([\s\S]*?)```/.exec(readme)!;
    const example = 'data/example-account.json';
    expect(JSON.parse(account!)).toEqual(JSON.parse(readFileSync(example, 'utf8')));
    const { code, out } = await cli('margin', example);
    expect(code).toBe(0);
    const printed = out.split('\n').map(line => line.trimEnd());
    const [, shown] = /```text\n([\s\S]*?)\n```/.exec(readme)!;
    expect(shown!.split('\n').length).toBeGreaterThan(10);
    for (const line of shown!.split('\n')) expect(printed).toContain(line);
  });

  it('says of every package why it is there, and names none that is not', () => {
    const manifest = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
    const installed = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    const table = readme.slice(readme.indexOf('## Dependencies'));
    const named = [...table.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) +\|/gm)].flatMap(match =>
      [...match[1]!.matchAll(/`([^`]+)`/g)].map(name => name[1]!),
    );
    for (const name of installed)
      expect(
        named.some(other => other === name || (other === '@types/*' && name.startsWith('@types/'))),
        name,
      ).toBe(true);
    for (const name of named.filter(other => other !== '@types/*')) expect(installed, name).toContain(name);
  });
});
