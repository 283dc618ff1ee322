/** Turns whatever a strategy threw into an error that names the strategy, the time and the line of its source. */
import { existsSync, readFileSync } from 'node:fs';
import { findSourceMap } from 'node:module';
import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../basics/errors.ts';
import { formatTime } from '../basics/time.ts';

/** Frames in here are the engine's, not the user's. */
const OWN_SOURCES = fileURLToPath(new URL('..', import.meta.url));
const FRAME = /^at (?:.*? \()?(?:async )?(.+?):(\d+):(\d+)\)?$/;
const SOURCE_EXTENSIONS = /\.[cm]?[jt]s$/;

export interface SourcePlace {
  file: string;
  line: number;
  column: number;
}

/**
 * An exception thrown inside a strategy as a `UserError('strategy')`.
 * @param time open time (ms) of the candle at which it was called; null while it was being started.
 */
export function strategyErrorAt(error: unknown, strategyName: string, time: number | null): UserError {
  const when = time === null ? 'while it was being started' : `at ${formatTime(time)}`;
  const place = placeOf(error);
  const where = place === null ? '' : `, ${placeText(place)}`;
  const message = `Strategy "${strategyName}" failed ${when}${where}: ${messageOf(error)}`;
  const earlier = error instanceof UserError ? error.details : [];
  return new UserError('strategy', message, [...earlier, ...(place === null ? [] : sourceLines(place))]);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** `strategies/pair.ts:14:28`, relative to the working directory. */
export const placeText = ({ file, line, column }: SourcePlace): string =>
  `${relative(process.cwd(), file)}:${line}:${column}`;

/** The innermost stack frame in the user's own source, through the source map of the loaded bundle. */
export function placeOf(error: unknown): SourcePlace | null {
  if (!(error instanceof Error) || error.stack === undefined) return null;
  for (const frame of error.stack.split('\n')) {
    const match = FRAME.exec(frame.trim());
    const place = match && original(match[1]!, Number(match[2]), Number(match[3]));
    if (place && isUsers(place.file)) return place;
  }
  return null;
}

const isUsers = (file: string): boolean =>
  isAbsolute(file) &&
  SOURCE_EXTENSIONS.test(file) &&
  !file.startsWith(OWN_SOURCES) &&
  !file.includes('/node_modules/');

/** Node maps frames itself unless something else prepares the stack; then they still name the bundle. */
function original(location: string, line: number, column: number): SourcePlace {
  const pathOf = (name: string) => (name.startsWith('file://') ? fileURLToPath(name) : name);
  const file = pathOf(location);
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  if (!entry || !('originalSource' in entry)) return { file, line, column };
  return {
    file: pathOf(entry.originalSource),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  };
}

function sourceLines({ file, line, column }: SourcePlace): string[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8').split(/\r?\n/)[line - 1];
  return text === undefined
    ? []
    : [`${line} | ${text}`, `${' '.repeat(String(line).length)} | ${' '.repeat(column - 1)}^`];
}
