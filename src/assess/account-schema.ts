/** The shape of an account file, checked and parsed value by value; what holds between fields is in `contradictions.ts`. */
import { z } from 'zod';
import { Decimal } from '../basics/money.ts';
import { amount, named, positiveAmount, size, strict } from '../basics/schema.ts';
import { parseTime } from '../basics/time.ts';
import { INSTRUMENT_KINDS } from '../market/instrument.ts';
import type { AccountFile } from './account.ts';

const MODES = ['isolated', 'cross', 'portfolio'] as const;

const decimal = amount.transform(value => new Decimal(value));
const positive = positiveAmount.transform(value => new Decimal(value));
const signed = size.transform(value => new Decimal(value));
const notNegative = decimal.refine(value => !value.isNegative(), { error: 'must be 0 or more.' });
/** A share of something: not in percent. */
const share = notNegative.refine(value => value.lte(1), { error: 'is a fraction: 0.05 is 5 %.' });
const leverage = z.number().positive({ error: 'must be above 0.' });

const time = z.union([z.number(), z.string()]).transform((value, context): number => {
  const parsed = typeof value === 'number' ? value : parseTime(value);
  if (parsed !== null && Number.isFinite(parsed)) return parsed;
  context.addIssue({
    code: 'custom',
    message: `"${value}" is not a date; write it as "2020-03-12" or "2020-03-12T10:00Z".`,
  });
  return z.NEVER;
});

const bySymbol = <T extends z.ZodType>(value: T) => z.record(named, value);

const contract = {
  symbol: named,
  kind: z.enum(INSTRUMENT_KINDS).default('linear-perpetual'),
  quantity: signed,
  leverage: leverage.optional(),
  contractSize: positiveAmount.optional(),
  underlying: named.optional(),
  settle: named.optional(),
};

const position = strict({
  ...contract,
  entryPrice: positive.optional(),
  isolatedMargin: notNegative.optional(),
  expiry: time.optional(),
  strike: positiveAmount.optional(),
  right: z.enum(['call', 'put']).optional(),
  impliedVolatility: z.number().positive({ error: 'must be above 0, per year: 0.5 is 50 %.' }).optional(),
});

const order = strict({ ...contract, price: positive });

const tier = strict({
  floor: notNegative.optional(),
  cap: positive.optional(),
  maintenanceMarginRate: share,
  initialMarginRate: share.optional(),
  maxLeverage: leverage.optional(),
  deduction: decimal.optional(),
});

const rates = strict({
  feeTakerRate: share.optional(),
  maintenanceMarginRate: bySymbol(share).optional(),
});

const others = strict({
  maintenanceMargin: notNegative.optional(),
  initialMargin: notNegative.optional(),
  unrealisedPnl: decimal.optional(),
});

const venues = strict({ isolated: named.optional(), cross: named.optional(), portfolio: named.optional() });

const modes = z
  .array(z.enum(MODES))
  .min(1, { error: 'must name at least one mode.' })
  .refine(list => new Set(list).size === list.length, { error: 'names a mode twice.' });

export const accountSchema = strict({
  venue: z.union([named, venues]),
  asOf: time.optional(),
  modes: modes.optional(),
  collateral: bySymbol(decimal),
  prices: bySymbol(positive),
  positions: z.array(position),
  openOrders: z.array(order).default([]),
  accruedFunding: bySymbol(decimal).default({}),
  otherRequirements: others.default({}),
  tiers: bySymbol(z.array(tier).min(1, { error: 'must list at least one tier.' })).default({}),
  rates: rates.default({}),
  haircuts: bySymbol(share).default({}),
  parameters: z.record(named, z.unknown()).default({}),
  stablePrices: bySymbol(positive).default({}),
  forwards: bySymbol(positive).optional(),
  interestRates: bySymbol(z.number()).optional(),
  impliedVolatilities: bySymbol(z.number().positive({ error: 'must be above 0, per year.' })).optional(),
  optionMarks: bySymbol(notNegative).optional(),
  confidences: bySymbol(z.number().min(0).max(1, { error: 'must lie between 0 and 1.' })).optional(),
}) satisfies z.ZodType<unknown, AccountFile>;

/** A parsed account file: amounts in decimals, times in ms. */
export type ParsedAccount = z.output<typeof accountSchema>;
export type ParsedPosition = ParsedAccount['positions'][number];
export type ParsedOrder = ParsedAccount['openOrders'][number];
export type ParsedTier = ParsedAccount['tiers'][string][number];
