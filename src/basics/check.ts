/** Holds a value against a schema and says, in words and with its path, everything that is wrong with it. */
import type { z } from 'zod';
import { configError } from './errors.ts';

type Issue = z.core.$ZodIssue;

/**
 * The parsed value.
 * @param source what the value was read from, as the user knows it.
 * @throws UserError 'config': the first complaint in the message, the others in its details.
 */
export function check<T>(schema: z.ZodType<T>, value: unknown, source: string, under: string[] = []): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw complaints(
    source,
    result.error.issues.map(issue => describe(issue, under)),
  );
}

/** One error out of one or more complaints about a file. */
export const complaints = (source: string, [first, ...others]: string[]) =>
  configError(`${source}: ${first!}`, others);

function describe(issue: Issue, under: readonly PropertyKey[]): string {
  const path = [...under, ...issue.path];
  if (issue.code === 'invalid_union') return describeUnion(issue, path);
  const message = sentence(issue);
  return path.length === 0 ? message : `${pathText(path)}: ${message}`;
}

/** The alternative that the user meant: the first one whose kind of value was given. */
function describeUnion(issue: z.core.$ZodIssueInvalidUnion, path: PropertyKey[]): string {
  const isWrongKind = ({ code, path }: Issue) =>
    path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
  const meant = issue.errors.find(issues => !issues.some(isWrongKind));
  if (meant) return describe(meant[0]!, path);
  if (issue.input === undefined) return `${pathText(path)}: is missing; add it.`;
  const expected = [...new Set(issue.errors.flatMap(issues => issues.filter(isWrongKind).map(kindOf)))];
  return `${pathText(path)}: must be ${expected.join(' or ')}, not ${shown(issue.input)}.`;
}

function sentence(issue: Issue): string {
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return issue.message;
  if (issue.input === undefined) return 'is missing; add it.';
  return `must be ${kindOf(issue)}, not ${shown(issue.input)}.`;
}

function kindOf(issue: Issue): string {
  if (issue.code === 'invalid_value') return issue.values.map(value => JSON.stringify(value)).join(' or ');
  const names: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    record: 'an object',
  };
  return issue.code === 'invalid_type' ? (names[issue.expected] ?? issue.expected) : issue.message;
}

function shown(value: unknown): string {
  if (typeof value === 'number' || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? JSON.stringify(value) : `a ${typeof value}`;
}

/** `markets[0].candles`. */
const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`))
    .join('');
