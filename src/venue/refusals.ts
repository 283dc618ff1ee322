/** What a venue does not offer, said before a run starts. */
import { configError } from '../basics/errors.ts';
import type { Instrument, InstrumentKind } from '../market/instrument.ts';

/** @throws UserError 'config' naming the instruments that the venue does not list */
export function requireListed(
  venue: string,
  instruments: readonly Instrument[],
  kinds: readonly InstrumentKind[],
): void {
  const strangers = instruments.filter(({ kind }) => !kinds.includes(kind));
  if (strangers.length === 0) return;
  const named = strangers.map(({ symbol, kind }) => `${symbol} (${kind})`).join(', ');
  throw configError(
    `venue: ${venue} lists ${kinds.join(' and ')} only, not ${named}; name another venue for them.`,
  );
}

/** The refusal of a portfolio ledger, with a model that can judge it instead. */
export const noPortfolio = (venue: string, why: string) =>
  configError(
    `venue.portfolio: ${why} Name a model for it, such as venue: { isolated: '${venue}', cross: '${venue}', portfolio: 'pm-stress' }.`,
  );

/** The refusal of a mode that a venue with cross margin alone does not have here. */
export const crossAlone = (venue: string, mode: 'isolated' | 'portfolio', why: string) =>
  configError(
    `venue.${mode}: ${why} Name another venue or model for it, such as venue: { isolated: 'generic', cross: '${venue}', portfolio: 'pm-stress' }.`,
  );
