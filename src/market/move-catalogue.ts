/** Moves by name: the catalogue that comes with the program, and files of one's own in the same shape. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { configError } from '../basics/errors.ts';
import { parseTime } from '../basics/time.ts';
import type { Move } from './move.ts';

/** Both `src/market/` and `dist/market/` lie two levels below the package. */
const CATALOGUE = fileURLToPath(new URL('../../data/moves.json', import.meta.url));
/** 1973 in ms: a smaller number is a time in seconds. */
const EARLIEST_MS = 1e11;

const time = z
  .union([z.number(), z.string()], { error: 'is no time; give ms epoch UTC or ISO text' })
  .transform((value, context) => {
    const ms = typeof value === 'string' ? parseTime(value) : value;
    if (ms !== null && Number.isInteger(ms) && ms >= EARLIEST_MS && ms < EARLIEST_MS * 1000) return ms;
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(value)} is no time; give ms epoch UTC or ISO text such as 2020-03-12T00:00Z`,
    });
    return z.NEVER;
  });
const words = (what: string) =>
  z
    .string({ error: `${what} is missing or no text` })
    .trim()
    .min(1, `${what} is empty`);
const list = (what: string) => z.array(words(what), { error: 'is no list of texts' }).optional();

const moveSchema = z
  .object(
    {
      id: words('id'),
      name: words('name'),
      start: time,
      end: time,
      what: words('what').optional(),
      sources: list('source'),
      symbols: list('symbol'),
    },
    { error: 'is no move; give { id, name, start, end }' },
  )
  .superRefine(({ start, end }, context) => {
    if (end > start) return;
    const length = end === start ? 'has no length: end equals start' : 'ends before it starts';
    context.addIssue({
      code: 'custom',
      path: ['end'],
      message: `the move ${length}; end is exclusive and must lie after start`,
    });
  });

const movesSchema = z
  .array(moveSchema, { error: 'a list of moves is expected: [{ id, name, start, end }]' })
  .superRefine((moves, context) => {
    const seen = new Map<string, number>();
    moves.forEach(({ id }, index) => {
      const first = seen.get(id);
      if (first === undefined) seen.set(id, index);
      else
        context.addIssue({
          code: 'custom',
          path: [index, 'id'],
          message: `"${id}" is already the id of moves[${first}]`,
        });
    });
  });

/**
 * Moves from a JSON file (a path) or from a value read already; times as ms epoch or ISO text (UTC unless it names an
 * offset), `end` exclusive. Sorted by start.
 * @throws configError naming file and field, e.g. `moves[3].end`; further faults are in its `details`.
 */
export function readMoves(source: string | readonly unknown[]): Move[] {
  const where = typeof source === 'string' ? source : 'moves';
  const parsed = movesSchema.safeParse(typeof source === 'string' ? readJson(source) : source);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${fieldName(path)}: ${message}`);
    const [first, ...others] = faults;
    throw configError(`${typeof source === 'string' ? `${where}: ` : ''}${first!}`, others);
  }
  return parsed.data.map(withoutAbsent).sort((a, b) => a.start - b.start);
}

/** The catalogue that comes with the program. */
export const namedMoves = (): Move[] => readMoves(CATALOGUE);

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw configError(`${path}: the file of moves cannot be read (${(error as Error).message}).`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw configError(`${path}: no valid JSON (${(error as Error).message}).`);
  }
}

/** `['3', 'end']` → `moves[3].end`. */
const fieldName = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (name, key) => (typeof key === 'number' ? `${name}[${key}]` : `${name}.${String(key)}`),
    'moves',
  );

function withoutAbsent({ id, name, start, end, what, sources, symbols }: z.output<typeof moveSchema>): Move {
  return {
    id,
    name,
    start,
    end,
    ...(what && { what }),
    ...(sources && { sources }),
    ...(symbols && { symbols }),
  };
}
