/** What is wrong between fields that are each right alone. */
import { UserError } from '../basics/errors.ts';
import { assetsOfRun } from '../ledger/assets.ts';
import { makeInstrument } from '../market/instrument.ts';
import { PORTFOLIO_MODEL_IDS, VENUE_IDS } from '../venue/registry.ts';
import { didYouMean } from '../basics/did-you-mean.ts';
import type { HoldPosition } from '../strategy/hold.ts';
import { contradictoryMarkets } from './contradictory-markets.ts';
import type { ParsedRun } from './schema.ts';

/** Every complaint, with the path of its field. */
export const contradictions = (run: ParsedRun, positions: HoldPosition[] | null): string[] => [
  ...repeatedSymbols(run),
  ...contradictoryMarkets(run),
  ...unpricedCapital(run),
  ...wrongVenues(run),
  ...strayPositions(run, positions),
];

function repeatedSymbols({ markets }: ParsedRun): string[] {
  const symbols = markets.map(market => market.symbol);
  return symbols.flatMap((symbol, at) =>
    symbols.indexOf(symbol) < at
      ? [`markets[${at}].symbol: "${symbol}" is listed already; give its files as one list or glob.`]
      : [],
  );
}

/** Every asset of the capital must have a price, every coin-margined contract a coin. */
function unpricedCapital({ markets, capital }: ParsedRun): string[] {
  try {
    assetsOfRun(markets.map(makeInstrument), Object.keys(capital));
    return [];
  } catch (error) {
    if (error instanceof UserError) return [error.message];
    throw error;
  }
}

function wrongVenues({ venue, modes }: ParsedRun): string[] {
  return modes.flatMap(mode => {
    const field = typeof venue === 'string' ? 'venue' : `venue.${mode}`;
    const id = typeof venue === 'string' ? venue : venue[mode];
    if (id === undefined)
      return [`${field}: is missing; name a venue for each mode of the run, or one for all.`];
    const known = mode === 'portfolio' ? [...VENUE_IDS, ...PORTFOLIO_MODEL_IDS] : VENUE_IDS;
    if (known.includes(id)) return [];
    return [
      `${field}: there is no "${id}" for ${mode} margin; known are ${known.join(', ')}.${didYouMean(id, known)}`,
    ];
  });
}

function strayPositions({ markets }: ParsedRun, positions: HoldPosition[] | null): string[] {
  const symbols = markets.map(market => market.symbol);
  return (positions ?? []).flatMap(({ symbol }, at) =>
    symbols.includes(symbol)
      ? []
      : [`params.positions[${at}].symbol: "${symbol}" is not among the markets (${symbols.join(', ')}).`],
  );
}
