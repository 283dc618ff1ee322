/**
 * A report's folder, written aside and swapped in by rename when it is complete: whatever happens before
 * that, the last good report stays as it is.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError, configError } from '../basics/errors.ts';
import { messageOf } from '../strategy/strategy-error.ts';

const CHUNK_CHARS = 65_536;

export interface LineWriter {
  write(line: string): void;
  close(): Promise<void>;
}

export interface ReportFolder {
  /** Where it will be once committed. */
  readonly target: string;
  /** Where a file is to be written until then. */
  path(file: string): string;
  /** Writes lines to a file of the folder, buffered and synchronous. */
  writer(file: string): LineWriter;
  /** Swaps the folder in; until this returns, readers see the old report. */
  commit(): Promise<void>;
  /** Throws away what was written. */
  abort(): Promise<void>;
}

/**
 * Opens `<reportsDir>/<name>` for writing.
 * @throws UserError 'config' when the folder cannot be written, or holds something that is no report.
 */
export function openReportFolder(reportsDir: string, name: string): ReportFolder {
  const target = resolve(reportsDir, name);
  const aside = resolve(reportsDir, `.${name}.unfinished-${process.pid}`);
  refuseStrangers(target);
  explained(reportsDir, () => {
    rmSync(aside, { recursive: true, force: true });
    mkdirSync(aside, { recursive: true });
  });
  const openFiles = new Set<number>();
  const path = (file: string) => join(aside, file);
  return {
    target,
    path,
    writer: file => explained(reportsDir, () => lineWriter(path(file), reportsDir, openFiles)),
    async commit() {
      explained(reportsDir, () => swap(aside, target));
    },
    async abort() {
      for (const file of openFiles) closeSync(file);
      openFiles.clear();
      rmSync(aside, { recursive: true, force: true });
    },
  };
}

function swap(aside: string, target: string): void {
  if (!existsSync(target)) return renameSync(aside, target);
  const previous = `${aside}-previous`;
  renameSync(target, previous);
  try {
    renameSync(aside, target);
  } catch (error) {
    renameSync(previous, target);
    throw error;
  }
  rmSync(previous, { recursive: true, force: true });
}

/** The whole folder is replaced, so it must be a report or nothing: a slip in a path must cost nobody's files. */
function refuseStrangers(target: string): void {
  const isReport = !existsSync(target) || isReportOrEmpty(target);
  if (isReport) return;
  throw configError(`${target} exists and is not a report: it has no results.json.`, [
    'A run replaces the whole folder. Give the run another name, or another --reports folder.',
  ]);
}

function isReportOrEmpty(target: string): boolean {
  try {
    const files = readdirSync(target);
    return files.length === 0 || files.includes('results.json');
  } catch {
    return false;
  }
}

function lineWriter(path: string, reportsDir: string, openFiles: Set<number>): LineWriter {
  const file = openSync(path, 'w');
  openFiles.add(file);
  let chunk = '';
  const flush = () => {
    const bytes = Buffer.from(chunk);
    chunk = '';
    explained(reportsDir, () => {
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    });
  };
  return {
    write(line) {
      chunk += `${line}\n`;
      if (chunk.length >= CHUNK_CHARS) flush();
    },
    async close() {
      flush();
      closeSync(file);
      openFiles.delete(file);
    },
  };
}

/** What the system says about a folder, as something the user can act on. */
export function explained<T>(reportsDir: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw configError(`Cannot write to the reports folder ${reportsDir}: ${messageOf(error)}`, [
      'Make it writable (and see that the disk is not full), or name another with --reports <dir>.',
    ]);
  }
}
