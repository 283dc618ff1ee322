/** One page at a path of the user's choice: written aside and renamed, and never over a file that is not ours. */
import {
  closeSync,
  existsSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { configError, UserError } from '../basics/errors.ts';
import { messageOf } from '../strategy/strategy-error.ts';

/** So far into a file its mark is looked for. */
const HEAD_BYTES = 2048;

/**
 * Refuses a target at which no page may be written, before any work is done for it.
 * @param option the option that named it, such as `--html`
 * @param mark text that stands near the start of every page of this kind: only a file that has it is replaced
 * @throws UserError 'config'
 */
export function refusePage(file: string, option: string, mark: string): void {
  const target = resolve(file);
  if (!/^\.html?$/i.test(extname(target)))
    throw configError(`${option} ${file}: must end in .html.`, [`Such as ${option} margin.html`]);
  const folder = dirname(target);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw configError(`${option} ${file}: there is no folder ${folder}.`, ['Make it, or name another path.']);
  if (!existsSync(target)) return;
  if (!statSync(target).isFile())
    throw configError(`${option} ${file}: is a folder.`, ['Name a file in it.']);
  if (!headOf(target, file, option).includes(mark))
    throw configError(`${option} ${file}: exists and is not a page that this command wrote.`, [
      'Name another file, or remove that one.',
    ]);
}

/** Writes the page whole or not at all: until the rename, readers see what was there before. */
export function writePage(file: string, option: string, page: string): void {
  const target = resolve(file);
  const aside = `${target}.unfinished-${process.pid}`;
  try {
    writeFileSync(aside, page);
    renameSync(aside, target);
  } catch (error) {
    rmSync(aside, { force: true });
    throw unwritable(file, option, error);
  }
}

function headOf(target: string, file: string, option: string): string {
  let opened: number | null = null;
  try {
    opened = openSync(target, 'r');
    const head = Buffer.alloc(HEAD_BYTES);
    return head.toString('utf8', 0, readSync(opened, head));
  } catch (error) {
    throw unwritable(file, option, error);
  } finally {
    if (opened !== null) closeSync(opened);
  }
}

const unwritable = (file: string, option: string, error: unknown): UserError =>
  configError(`${option} ${file}: cannot be written: ${messageOf(error)}`, [
    'Make it writable (and see that the disk is not full), or name another path.',
  ]);
