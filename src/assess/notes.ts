/** What a reader of an answer must know beside its figures. Nothing that was given goes unused unsaid. */
import { text } from '../basics/money.ts';
import { notionalOf } from '../market/instrument.ts';
import type { MarginMode } from '../strategy/strategy.ts';
import type { ModeRules } from '../venue/venue.ts';
import type { ParsedAccount } from './account-schema.ts';
import type { ModeAssessment } from './assessment.ts';
import type { Book } from './book.ts';
import { backingAssets } from './modes.ts';

const ALWAYS = [
  'Liquidation and bankruptcy prices: one symbol moves and all else stays at its mark, but for the coin a contract is on, which moves with it where it backs the book.',
];
const ORDERS =
  'Orders at rest ask for initial margin alone: that of the book with all buys filled or with all sells filled, whichever is larger, over that of the book as it is (ours, one rule for all venues).';

/** Of the account, whatever the mode. */
export function accountNotes(account: ParsedAccount, book: Book): string[] {
  return [
    ...book.notes,
    ...ALWAYS,
    ...(book.orders.length > 0 ? [ORDERS] : []),
    ...(Object.keys(account.accruedFunding).length > 0
      ? [
          'Accrued funding above zero is owed and lessens the equity of its bucket; of two legs of one symbol it stands with the first.',
        ]
      : []),
    ...unused(account, book),
  ];
}

/** Given, but used by no engine here. */
function unused(account: ParsedAccount, { assets, contracts }: Book): string[] {
  const symbols = contracts.map(({ symbol }) => symbol);
  const feeds = (['forwards', 'interestRates', 'confidences'] as const).filter(
    field => Object.keys(account[field] ?? {}).length > 0,
  );
  const strangers = (given: object | undefined, known: readonly string[]) =>
    Object.keys(given ?? {}).filter(name => !known.includes(name));
  const stray = [
    ...feeds,
    ...strangers(account.impliedVolatilities, symbols).map(name => `impliedVolatilities.${name}`),
    ...strangers(account.haircuts, assets.names).map(name => `haircuts.${name}`),
    ...strangers(account.stablePrices, assets.names).map(name => `stablePrices.${name}`),
    ...strangers(account.optionMarks, symbols).map(name => `optionMarks.${name}`),
  ];
  return stray.length > 0 ? [`Given and not used, by no rule here: ${stray.join(', ')}.`] : [];
}

/** Of one mode. */
export function modeNotes(
  mode: MarginMode,
  account: ParsedAccount,
  book: Book,
  rules: ModeRules,
  answer: ModeAssessment,
): string[] {
  return [
    ...idle(mode, account, book, rules),
    ...aboveCaps(mode, book, rules),
    ...bareLeverage(book),
    ...breached(mode, answer),
  ].map(note => `${mode}: ${note}`);
}

function idle(mode: MarginMode, account: ParsedAccount, book: Book, { collateral }: ModeRules): string[] {
  if (mode !== 'isolated' && collateral.pool === 'all') return [];
  const backing = backingAssets(book);
  const { names } = book.assets;
  const lying = names.filter((_, number) => !backing.includes(number) && !book.balances[number]!.isZero());
  const cut = Object.keys(account.haircuts).filter(name => names.includes(name));
  return [
    ...(lying.length > 0
      ? [`${lying.join(', ')} backs nothing: no position settles in it and there is no pool of all assets.`]
      : []),
    ...(cut.length > 0 ? [`haircuts are not used: each asset backs what settles in it, whole.`] : []),
    ...(mode === 'isolated' && Object.keys(account.otherRequirements).length > 0
      ? ['otherRequirements are not used: they belong to a pool.']
      : []),
  ];
}

function aboveCaps(mode: MarginMode, book: Book, rules: ModeRules): string[] {
  if (mode === 'portfolio' && rules.model.initialFactor !== null) return [];
  return book.legs.flatMap(({ holding: { symbol, quantity }, leverage }) => {
    const instrument = book.instruments[symbol]!;
    const notional = notionalOf(instrument, quantity, book.marks[symbol]!);
    const cap = rules.leverageMax(symbol, notional, quantity);
    if (cap === null || leverage === null || leverage <= cap) return [];
    return [
      `${instrument.symbol} at leverage ${leverage} is above the ${cap} that the venue allows at ${text(notional.toSignificantDigits(12))}; it would not let this be opened.`,
    ];
  });
}

function bareLeverage({ legs, instruments }: Book): string[] {
  const bare = legs.filter(({ leverage }) => leverage === null);
  const taken = bare.map(({ holding }) => `${instruments[holding.symbol]!.symbol} ${holding.leverage}`);
  return bare.length > 0 ? [`No leverage is given; taken as the highest allowed: ${taken.join(', ')}.`] : [];
}

function breached(mode: MarginMode, { positions, liquidationHealth }: ModeAssessment): string[] {
  const low = positions.filter(({ health }) => health !== null && health <= liquidationHealth);
  if (low.length === 0) return [];
  const named = [...new Set(low.map(({ symbol }) => symbol))].join(', ');
  return [
    `${named}: liquidatable already at these marks; the liquidation price is where the ${mode === 'isolated' ? 'position' : 'account'} would stand again.`,
  ];
}
