/** Everything the page says, in words and formatted figures, before any markup. */
import { Decimal } from '../../basics/money.ts';
import { formatDuration } from '../../basics/time.ts';
import type { Results } from '../../results/results.ts';
import type { MarginMode } from '../../strategy/strategy.ts';
import { formatCount, formatDays, formatExact, joined } from '../format.ts';
import { headline, underHeadline, type ModeTally, type Phrase } from '../headline.ts';
import { tallyOf } from '../tally.ts';
import { modesOf } from '../words.ts';
import { continuousView, type ContinuousView } from './continuous.ts';
import { liquidationLog, type LogGroup } from './liquidation.ts';
import { modeCard, type ModeCard } from './mode-card.ts';
import { moveViews, type MoveView } from './move-view.ts';

export interface ReportModel {
  name: string;
  title: string;
  headline: Phrase[];
  under: string[];
  facts: string[];
  reconstruction: boolean;
  modes: MarginMode[];
  cards: ModeCard[];
  moves: MoveView[];
  notCovered: { name: string; start: number; end: number; reason: string }[];
  log: LogGroup[];
  continuous: ContinuousView | null;
  /** The asset that every amount is in, such as `USDT`. */
  unit: string;
  conservation: string;
}

export function reportModel(results: Results): ReportModel {
  const modes = modesOf(results);
  const tallies: ModeTally[] = modes.map(mode => ({ mode, tally: tallyOf(results, mode) }));
  const notCovered = results.matrix.filter(row => !row.covered);
  const phrases = headline(tallies, notCovered.length);
  const moves = moveViews(results, modes);
  return {
    name: results.run.name,
    title: `${phrases.map(({ text }) => text).join('')} ${results.run.name}`,
    headline: phrases,
    under: underHeadline(tallies, notCovered.length),
    facts: facts(results),
    reconstruction: results.run.reconstruction,
    modes,
    cards: tallies.map(({ mode, tally }) => modeCard(results, mode, tally, moves)),
    moves,
    notCovered: notCovered.map(({ move, reason }) => ({
      name: move.name,
      start: move.start,
      end: move.end,
      reason,
    })),
    log: liquidationLog(results, modes),
    continuous: continuousView(results, modes),
    unit: results.run.quote,
    conservation: conservation(results),
  };
}

const SHOWN_SYMBOLS = 8;

function facts({ run }: Results): string[] {
  const symbols = run.symbols.slice(0, SHOWN_SYMBOLS);
  const more = run.symbols.length - symbols.length;
  const venues = [...new Set(Object.values(run.venue).map(venue => venue.id))];
  return [
    `strategy ${run.strategy.name}`,
    more > 0 ? `${symbols.join(', ')} and ${more} more` : joined(symbols),
    `${formatDuration(run.intervalMs)} candles`,
    ...dates(run.segments),
    `capital ${joined(Object.entries(run.capital).map(([asset, amount]) => `${formatExact(amount)} ${asset}`))}`,
    `venue ${joined(venues)}`,
    run.strategy.orders === 'own'
      ? 'each mode’s strategy reacts to its own account'
      : 'the same orders sent to every mode',
  ];
}

/** The whole data, not only what the continuous run covers of it. */
function dates(segments: Results['run']['segments']): string[] {
  const [first, last] = [segments[0], segments.at(-1)];
  if (!first || !last) return [];
  const days = formatDays(first.start, last.end);
  return [segments.length > 1 ? `${days} in ${segments.length} stretches` : days];
}

function conservation({ run: { conservation } }: Results): string {
  const { ledgers, postings, largestImbalance } = conservation;
  const counts = `${formatCount(postings)} postings in ${formatCount(ledgers)} ledgers`;
  return new Decimal(largestImbalance).isZero()
    ? `Conservation: ${counts}; every one sums to zero, to the last decimal.`
    : `Conservation BROKEN: ${counts}; the largest imbalance is ${largestImbalance}. Do not trust these figures; please report it.`;
}
