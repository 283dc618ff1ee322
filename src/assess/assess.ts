/**
 * The margin calculator: what each mode of a venue asks of a book at one moment, by the very rules a replay is
 * judged by.
 */
import { check, complaints } from '../basics/check.ts';
import { didYouMean } from '../basics/did-you-mean.ts';
import { configError, UserError } from '../basics/errors.ts';
import { ZERO } from '../basics/money.ts';
import type { MarginMode } from '../strategy/strategy.ts';
import { PORTFOLIO_MODEL_IDS, rulesOf, VENUE_IDS } from '../venue/registry.ts';
import type { ModeRules, RulesRequest } from '../venue/venue.ts';
import { accountSchema, type ParsedAccount } from './account-schema.ts';
import type { Account, EngineId, Market, Parameters } from './account.ts';
import type { Assessment, PortfolioAssessment } from './assessment.ts';
import { type Book, bookOf, leveraged } from './book.ts';
import type { Others } from './bucket.ts';
import { contradictions } from './contradictions.ts';
import { assessMode, backingAssets } from './modes.ts';
import { momentsOf } from './moments.ts';
import { refuse } from './refuse.ts';
import { accountNotes, modeNotes } from './notes.ts';
import { overridesOf } from './overrides.ts';

const MODES: readonly MarginMode[] = ['isolated', 'cross', 'portfolio'];

/** Later than any table of rules: the last moment that a date can name. */
const LATEST = 8.64e15;

/**
 * What an engine asks of an account.
 * @param engine `<venue>/<mode>`, a portfolio model such as `pm-stress`, or a venue for every mode it has
 * @returns money, prices and quantities in decimal text, ratios in numbers, "none" null (assessment.ts)
 * @throws UserError 'config' for an engine that is not known, and for every fault of the account with its path
 */
export function assess(
  engine: EngineId,
  account: Account,
  market: Market,
  parameters: Parameters = {},
): Assessment {
  const [venue, ...rest] = engine.split('/');
  const mode = rest.join('/');
  if (rest.length > 0 && !MODES.includes(mode as MarginMode))
    throw configError(
      `engine: "${mode}" is no margin mode; write ${venue}/isolated, ${venue}/cross or ${venue}/portfolio.`,
    );
  const modes = rest.length > 0 ? [mode as MarginMode] : account.modes;
  return assessFile(
    { ...account, ...market, ...parameters, venue: venue!, ...(modes ? { modes } : {}) },
    'account',
  );
}

/**
 * What an account file asks: every mode it names, or that its venue has.
 * @param file the parsed JSON of an account file (account.ts)
 * @param source what it was read from, as the user knows it
 * @throws UserError 'config', the first fault in the message, the others in its details
 */
export function assessFile(file: unknown, source = 'account'): Assessment {
  const account = check(accountSchema, file, source);
  const wrong = [...unknownVenues(account), ...contradictions(account)];
  if (wrong.length > 0) throw complaints(source, wrong);
  try {
    return answer(account);
  } catch (error) {
    if (error instanceof UserError) throw configError(`${source}: ${error.message}`, error.details);
    throw error;
  }
}

function answer(account: ParsedAccount): Assessment {
  const given = bookOf(account);
  const notes: string[] = [];
  const rulesFrom: string[] = [];
  const modes: Assessment['modes'] = {};
  const others = othersOf(account);
  for (const { mode, rules, book } of servedModes(account, given, notes)) {
    const assessed = assessMode(mode, book, rules, mode === 'isolated' ? null : others);
    if (mode === 'portfolio') modes.portfolio = assessed as PortfolioAssessment;
    else modes[mode] = assessed;
    rulesFrom.push(...rules.rulesFrom);
    notes.push(...rules.assumptions, ...modeNotes(mode, account, book, rules, assessed));
  }
  return {
    schemaVersion: 1,
    venue: { id: venueName(account), rulesFrom: [...new Set(rulesFrom)] },
    asOf: account.asOf ?? null,
    modes,
    assumptions: [...new Set([...accountNotes(account, given), ...notes])],
  };
}

interface Served {
  mode: MarginMode;
  rules: ModeRules;
  book: Book;
}

/** The modes asked for; where none is named, those that the venue has for this book, the others said. */
function servedModes(account: ParsedAccount, given: Book, notes: string[]): Served[] {
  const { venue } = account;
  const serve = (mode: MarginMode): Served => {
    const rules = rulesIn(mode, account, given);
    const book = leveraged(given, rules);
    refuse(mode, book, rules);
    return { mode, rules, book };
  };
  if (account.modes) return account.modes.map(serve);
  const offered =
    typeof venue === 'string' ? modesOfVenue(venue) : MODES.filter(mode => venue[mode] !== undefined);
  const refusals: UserError[] = [];
  const served = offered.flatMap(mode => {
    try {
      return [serve(mode)];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refusals.push(error);
      notes.push(`${mode}: not answered. ${error.message}`);
      return [];
    }
  });
  if (served.length === 0) throw refusals[0]!;
  return served;
}

const modesOfVenue = (venue: string): readonly MarginMode[] =>
  VENUE_IDS.includes(venue) ? MODES : ['portfolio'];

function rulesIn(mode: MarginMode, account: ParsedAccount, book: Book): ModeRules {
  const { venue, asOf = LATEST } = account;
  const id = typeof venue === 'string' ? venue : venue[mode];
  if (id === undefined)
    throw configError(`venue.${mode}: is missing; name a venue for each mode that is asked for.`);
  const request: RulesRequest = {
    mode,
    // An option's underlying may be priced by its coin.
    instruments: book.contracts.some(({ option }) => option !== null) ? book.instruments : book.contracts,
    asOf,
    severalAssets: hasSeveralAssets(book),
    moments: momentsOf(account, book),
    overrides: overridesOf(account),
  };
  const asked = rulesOf(id, request);
  const rules = asked.spotOffset ? rulesOf(id, { ...request, instruments: book.instruments }) : asked;
  rules.model.stand?.(0);
  return rules;
}

function hasSeveralAssets(book: Book): boolean {
  const owned = book.balances.flatMap((amount, number) => (amount.isZero() ? [] : [number]));
  return new Set([...owned, ...(book.legs.length > 0 ? backingAssets(book) : [])]).size > 1;
}

function othersOf({ otherRequirements }: ParsedAccount): Others | null {
  const { maintenanceMargin, initialMargin, unrealisedPnl } = otherRequirements;
  if (!maintenanceMargin && !initialMargin && !unrealisedPnl) return null;
  return {
    maintenance: maintenanceMargin ?? ZERO,
    initial: initialMargin ?? ZERO,
    pnl: unrealisedPnl ?? ZERO,
  };
}

function unknownVenues({ venue, modes }: ParsedAccount): string[] {
  const known = [...VENUE_IDS, ...PORTFOLIO_MODEL_IDS];
  const named =
    typeof venue === 'string'
      ? [['venue', venue] as const]
      : Object.entries(venue).map(([mode, id]) => [`venue.${mode}`, id] as const);
  const missing =
    typeof venue === 'string'
      ? []
      : (modes ?? [])
          .filter(mode => venue[mode] === undefined)
          .map(mode => `venue.${mode}: is missing; ${mode} is asked for.`);
  if (named.length === 0) return ['venue: names none; give it for one mode at least.'];
  return [
    ...missing,
    ...named
      .filter(([, id]) => id !== undefined && !known.includes(id))
      .map(
        ([path, id]) =>
          `${path}: there is no venue "${id}"; known are ${known.join(', ')}.${didYouMean(id!, known)}`,
      ),
  ];
}

const venueName = ({ venue }: ParsedAccount): string =>
  typeof venue === 'string' ? venue : [...new Set(Object.values(venue))].join(' + ');
