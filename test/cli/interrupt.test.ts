import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { interruptedCli, usersFolder } from './command-line.ts';

describe('Ctrl-C', () => {
  const { at, file, config } = usersFolder();
  const interrupted = (...argv: string[]) =>
    interruptedCli('run', config(), '--reports', at('reports'), ...argv);

  it('ends with 130, keeps the last report as it was, and says so', async () => {
    file('reports/idle/results.json', 'the last good report');
    const { code, out, err } = await interrupted();
    expect(code).toBe(130);
    expect(out).toBe('');
    expect(err).toMatch(
      /Interrupted\. Nothing of this unfinished run was written; .*idle is kept as the last complete run left it/,
    );
    expect(readdirSync(at('reports'))).toEqual(['idle']);
    expect(readFileSync(at('reports/idle/results.json'), 'utf8')).toBe('the last good report');
  });

  it('leaves nothing behind where there was no report', async () => {
    const { err } = await interrupted();
    expect(err).toMatch(/idle was never written/);
    expect(readdirSync(at('reports'))).toEqual([]);
  });

  it('is an answer for scripts too', async () => {
    const { code, out } = await interrupted('--json');
    expect(code).toBe(130);
    expect(JSON.parse(out).error).toMatchObject({ kind: 'interrupted', exitCode: 130 });
  });
});
