/** What every venue and portfolio model says of itself, as docs/venues.md carries it. */
import { UserError } from '../../src/basics/errors.ts';
import { type Instrument, makeInstrument, perpetual } from '../../src/market/instrument.ts';
import type { MarginMode } from '../../src/strategy/strategy.ts';
import { PORTFOLIO_MODEL_IDS, rulesOf, VENUE_IDS } from '../../src/venue/registry.ts';

const MODES = ['isolated', 'cross', 'portfolio'] as const;
/** The latest rules, for a contract that every venue knows; COIN-M knows the coin-margined one alone. */
const AS_OF = Date.UTC(2025, 10, 1);
const instrumentsOf = (venue: string): Instrument[] =>
  venue === 'binance-coinm'
    ? [makeInstrument({ symbol: 'BTCUSD_PERP', kind: 'inverse-perpetual', contractSize: 100 })]
    : [perpetual('BTCUSDT')];

/** The sentences of one mode, or why there are none. */
function factsOf(venue: string, mode: MarginMode): string[] {
  const request = {
    mode,
    instruments: instrumentsOf(venue),
    asOf: AS_OF,
    severalAssets: true,
    overrides: {},
  };
  try {
    const { rulesFrom, assumptions } = rulesOf(venue, request);
    return [...rulesFrom, ...assumptions];
  } catch (error) {
    if (error instanceof UserError) return [`Not served: ${error.message}`];
    throw error;
  }
}

/** A section per venue: what all its modes say, each sentence once. */
export function venueFacts(): string {
  const venues = VENUE_IDS.map(venue => section(venue, MODES));
  const models = PORTFOLIO_MODEL_IDS.map(model => section(model, ['portfolio']));
  return [...venues, ...models].join('\n\n');
}

function section(venue: string, modes: readonly MarginMode[]): string {
  const byMode = modes.map(mode => ({ mode, facts: factsOf(venue, mode) }));
  const sentences = [...new Set(byMode.flatMap(({ facts }) => facts))];
  const lines = sentences.map(sentence => {
    const inModes = byMode.filter(({ facts }) => facts.includes(sentence)).map(({ mode }) => mode);
    const where = inModes.length === modes.length ? '' : ` _(${inModes.join(', ')})_`;
    return `- ${sentence}${where}`;
  });
  return [`### \`${venue}\``, '', ...lines].join('\n');
}
