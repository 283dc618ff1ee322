/** The shape of a config, checked and parsed value by value; what needs the disk is done in `load-config.ts`. */
import { z } from 'zod';
import { named, parsed, positiveAmount, size, strict } from '../basics/schema.ts';
import { parseDuration, parseTime } from '../basics/time.ts';
import { INSTRUMENT_KINDS } from '../market/instrument.ts';
import type { MoveInput, RunInput } from './run-input.ts';

const MODES = ['isolated', 'cross', 'portfolio'] as const;
/** A folder's name, and nothing that leaves the reports folder. */
const FOLDER_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u;

const duration = parsed(parseDuration, 'a duration; write a number and s, m, h, d or w, such as "2d"');
const time = parsed(parseTime, 'a date; write it as "2020-03-12" or "2020-03-12T10:00Z"');
const asOf = parsed(
  value => (value === 'move' ? value : parseTime(value)),
  'a date; write "move" or a date such as "2020-03-12"',
);

const files = z.union([named, z.array(named).min(1, { error: 'must name at least one file.' })]);
const nonNegative = z.number().nonnegative({ error: 'must be 0 or more.' });
const wholeNumber = z.int({ error: 'must be a whole number.' });

const countGiven = (...values: unknown[]): number => values.filter(value => value !== undefined).length;

/** A key given as undefined is a key left out. */
const withoutUndefined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

const impliedVolatility = strict({
  file: files.optional(),
  unit: z.enum(['percent', 'fraction']).optional(),
  synthetic: z.literal('ewma').optional(),
  constant: z
    .number()
    .positive({ error: 'must be above 0.' })
    .max(20, { error: 'is a fraction: 0.8 is 80 %.' })
    .optional(),
})
  .refine(({ file, synthetic, constant }) => countGiven(file, synthetic, constant) === 1, {
    error: "needs one of file, synthetic and constant, such as { synthetic: 'ewma' }.",
  })
  .refine(({ file, unit }) => unit === undefined || file !== undefined, {
    error: 'has a unit without a file; only a file has one.',
  });

const market = strict({
  symbol: named,
  kind: z.enum(INSTRUMENT_KINDS).default('linear-perpetual'),
  contractSize: positiveAmount.optional(),
  expiry: time.optional(),
  strike: positiveAmount.optional(),
  right: z.enum(['call', 'put']).optional(),
  underlying: named.optional(),
  settle: named.optional(),
  candles: files.optional(),
  impliedVolatility: impliedVolatility.optional(),
  mark: files.optional(),
  funding: files.optional(),
  finer: strict({ candles: files, mark: files.optional() }).optional(),
  lotStep: positiveAmount.optional(),
});

const detect = strict({
  size: z.number().positive({ error: 'must be above 0, as a fraction: 0.15 is 15 %.' }).default(0.15),
  window: duration.refine(ms => ms > 0, { error: 'must be longer than 0.' }).prefault('3d'),
  distance: duration.prefault('7d'),
  count: wholeNumber.positive({ error: 'must be at least 1.' }).default(20),
});

const venues = strict({ isolated: named.optional(), cross: named.optional(), portfolio: named.optional() });
const fees = strict({
  takerRate: nonNegative.max(0.1, { error: 'is a fraction: 0.0005 is 0.05 %.' }),
  makerRate: z.number().min(-0.1).max(0.1, { error: 'is a fraction: 0.0002 is 0.02 %.' }),
});
const capital = z.record(named, positiveAmount).refine(assets => Object.keys(assets).length > 0, {
  error: "must name at least one asset, such as { USDT: '10000' }.",
});

const modes = z
  .array(z.enum(MODES))
  .min(1, { error: 'must name at least one mode.' })
  .refine(list => new Set(list).size === list.length, { error: 'names a mode twice.' });

const folderName = named.regex(FOLDER_NAME, {
  error:
    'becomes a folder: use letters, digits, spaces, dots, dashes and underscores, starting with a letter or digit.',
});

export const runSchema = strict({
  name: folderName,
  venue: z.union([named, venues]).default('generic'),
  asOf: asOf.prefault('move'),
  modes: modes.default([...MODES]),
  capital: capital.prefault({ USDT: '10000' }),
  multiAssets: z.boolean().default(true),
  markets: z.array(market).min(1, { error: 'must name at least one market.' }),
  strategy: named,
  params: z.record(z.string(), z.unknown()).default({}),
  orders: z.enum(['own', 'shared']).default('own'),
  // A list is read by the very reader of moves files.
  moves: z
    .union([named, detect, z.array(z.custom<MoveInput>()).min(1, { error: 'must list at least one move.' })])
    .default('auto'),
  lead: duration.prefault('2d'),
  warmup: wholeNumber.nonnegative({ error: 'must be 0 or more.' }).default(200),
  path: z.enum(['nominal', 'pessimistic', 'optimistic', 'bracket']).default('bracket'),
  fees: z.union([z.literal('venue'), fees]).default('venue'),
  slippageBps: nonNegative.lt(10_000, { error: 'must be below 10000 (100 %).' }).default(0),
  onRefused: z.enum(['reject', 'scale-to-fit']).default('reject'),
  afterLiquidation: z.enum(['continue', 'stop', 'refill']).default('continue'),
  seed: wholeNumber.default(1),
  segmentGap: duration.refine(ms => ms > 0, { error: 'must be longer than 0.' }).prefault('1d'),
  segment: time.optional(),
  reconstruction: z.boolean().default(false),
}) satisfies z.ZodType<unknown, RunInput>;

export const detectDefaults = detect.parse({});

/** A parsed config; paths are as written and nothing was looked up yet. */
export type ParsedRun = z.output<typeof runSchema>;

const position = strict({
  symbol: named,
  quantity: size.optional(),
  notional: size.optional(),
  leverage: z.number().positive({ error: 'must be above 0.' }),
})
  .refine(({ quantity, notional }) => (quantity === undefined) !== (notional === undefined), {
    error: 'needs a size: either quantity (in base units) or notional (in quote), one of the two.',
  })
  .transform(withoutUndefined);

/** `params` of `strategy: 'hold'`. */
export const holdSchema = strict({
  positions: z.array(position).min(1, { error: 'must name at least one position.' }),
});
