/** The shape of the code is a promise of ARCHITECTURE.md: which way imports go, and how large a file may grow. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../src/', import.meta.url).pathname;
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
const text = (file: string): string => readFileSync(join(root, file), 'utf8');

/** In reading order: a folder imports only from itself and from those before it. */
const ORDER = [
  'basics',
  'strategy',
  'market',
  'results',
  'journal',
  'ledger',
  'margin',
  'portfolio',
  'venue',
  'assess',
  'config',
  'engine',
  'verdict',
  'run',
  'report',
  'output',
  'commands',
];

const folderOf = (file: string): string => (file.includes('/') ? file.split('/')[0]! : 'top');

function importsOf(file: string): string[] {
  const specifiers = [...text(file).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(match => match[1]!);
  return specifiers.map(specifier => normalize(join(dirname(file), specifier)));
}

describe('the structure of src', () => {
  it('is made of the folders that ARCHITECTURE.md lists', () => {
    const folders = new Set(files.map(folderOf).filter(folder => folder !== 'top'));
    expect([...folders].sort()).toEqual([...ORDER].sort());
  });

  it('imports one way only', () => {
    const wrong = files.flatMap(file =>
      importsOf(file)
        .filter(target => folderOf(file) !== 'top' && folderOf(target) !== folderOf(file))
        .filter(target => ORDER.indexOf(folderOf(target)) > ORDER.indexOf(folderOf(file)))
        .map(target => `${file} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('reads neither the clock nor dice', () => {
    const guilty = files.filter(file =>
      /Date\.now\(|Math\.random\(|new Date\(\)|performance\.now\(/.test(text(file)),
    );
    expect(guilty).toEqual([]);
  });

  it('keeps files to one idea', () => {
    const long = files.filter(file => text(file).split('\n').length > 300);
    expect(long).toEqual([]);
  });
});
