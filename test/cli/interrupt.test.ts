import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

  it('half way through the replays is heard between two of them', () => {
    // The strategy presses Ctrl-C itself, at the first candle it sees: half way, whatever the machine's speed.
    file(
      'idle.ts',
      `export default { name: 'idle', onStart: () => ({ calls: 0 }), onCandle({ state }) {
         if (state.calls++ === 0) process.kill(process.pid, 'SIGINT');
       } };`,
    );
    file('reports/idle/results.json', 'the last good report');
    const start = 1_584_000_000_000;
    const moves = [{ id: 'a', name: 'A', start: start + 3_600_000, end: start + 7_200_000 }];
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const argv = ['--import', 'tsx', 'src/cli.ts', 'run', config({ moves }), '--reports', at('reports')];
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' });
    expect(stderr).toMatch(/^error: Interrupted\./);
    expect(status).toBe(130);
    expect(stdout).toBe('');
    expect(readdirSync(at('reports'))).toEqual(['idle']);
    expect(readFileSync(at('reports/idle/results.json'), 'utf8')).toBe('the last good report');
  });
});
