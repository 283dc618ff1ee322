/** Pieces of a schema that a config and an account file share. */
import { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { Decimal, text } from './money.ts';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** An object whose unknown keys are errors that name the nearest known one. */
export function strict<T extends z.ZodRawShape>(shape: T) {
  const known = Object.keys(shape);
  const complain = (key: string) =>
    `"${key}" is no key here.${didYouMean(key, known) || ` Known keys: ${known.join(', ')}.`}`;
  return z.strictObject(shape, {
    error: issue => (issue.code === 'unrecognized_keys' ? issue.keys.map(complain).join(' ') : undefined),
  });
}

/** Text that `parse` turns into a value; null is a complaint with `hint`. */
export const parsed = <T>(parse: (value: string) => T | null, hint: string) =>
  z.string().transform((value, context): T => {
    const result = parse(value);
    if (result !== null) return result;
    context.addIssue({ code: 'custom', message: `"${value}" is not ${hint}.` });
    return z.NEVER;
  });

/** A number or decimal text, as plain decimal text. */
export const amount = z.union([z.number(), z.string()]).transform((value, context): string => {
  if (DECIMAL.test(String(value))) return text(new Decimal(value));
  context.addIssue({ code: 'custom', message: `"${value}" is not a number.` });
  return z.NEVER;
});
export const positiveAmount = amount.refine(value => new Decimal(value).gt(0), { error: 'must be above 0.' });
export const size = amount.refine(value => !new Decimal(value).isZero(), { error: 'must not be 0.' });
export const named = z.string().min(1, { error: 'must not be empty.' });
