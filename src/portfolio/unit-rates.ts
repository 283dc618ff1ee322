/** What a portfolio model charges on one underlying, and what a caller puts in the place of it. */
import { didYouMean } from '../basics/did-you-mean.ts';
import { configError } from '../basics/errors.ts';

export interface UnitOverrides<Rates> {
  /** Of every underlying … */
  all?: Partial<Rates>;
  /** … and of one, by its name; goes before `all`. */
  underlyings?: Record<string, Partial<Rates>>;
}

/** @throws UserError 'config' naming a rate that the model does not have, or that is no number */
export function overridden<Rates extends object>(
  published: Rates,
  { all = {}, underlyings = {} }: UnitOverrides<Rates>,
  underlying: string,
): Rates {
  const own = underlyings[underlying] ?? {};
  return { ...published, ...known(published, all, 'all'), ...known(published, own, underlying) };
}

/** @throws UserError 'config' */
export function known<Rates extends object>(
  published: Rates,
  own: Partial<Rates>,
  at: string,
): Partial<Rates> {
  const names = Object.keys(published);
  for (const [name, value] of Object.entries(own)) {
    if (!names.includes(name)) {
      throw configError(
        `${at}.${name}: no such parameter here; there are ${names.join(', ')}.${didYouMean(name, names)}`,
      );
    }
    if (typeof published[name as keyof Rates] === 'number' && !Number.isFinite(value))
      throw configError(`${at}.${name}: expected a number, got ${JSON.stringify(value)}`);
  }
  return own;
}
