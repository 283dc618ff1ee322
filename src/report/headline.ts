/** The finding as a sentence, made from the counts and nothing else. */
import type { MarginMode } from '../strategy/strategy.ts';
import { counted, joined } from './format.ts';
import type { Tally } from './tally.ts';
import { MODES } from './words.ts';

/** A stretch of the sentence, in the colour of its mode where it has one. */
export interface Phrase {
  text: string;
  mode?: MarginMode;
}

export interface ModeTally {
  mode: MarginMode;
  tally: Tally;
}

/**
 * @param modes the tallies of the run's modes; all over the same moves
 * @param notCovered how many moves the data does not cover
 */
export function headline(modes: readonly ModeTally[], notCovered: number): Phrase[] {
  const moves = modes[0]?.tally.moves ?? 0;
  if (moves === 0) return [{ text: nothingJudged(notCovered) }];
  if (modes.every(({ tally }) => tally.notHeld === moves)) {
    return [{ text: `Every order was refused in ${all(moves)}: ${noMode(modes)} let you hold this book.` }];
  }
  if (modes.length > 1 && modes.every(({ tally }) => tally.kept === moves)) {
    return [{ text: `Every margin mode kept every position in ${all(moves)}.` }];
  }
  if (modes.every(({ tally }) => tally.kept === 0)) return [{ text: nothingKept(modes, moves) }];
  return ranking(modes, moves);
}

/** Best first; modes with equal counts share a phrase. */
function ranking(modes: readonly ModeTally[], moves: number): Phrase[] {
  const counts = [...new Set(modes.map(({ tally }) => tally.kept))].sort((a, b) => b - a);
  const phrases = counts.map((kept, rank): Phrase => {
    const tied = modes.filter(({ tally }) => tally.kept === kept).map(({ mode }) => mode);
    const names = joined(tied.map(mode => MODES[mode].name.toLowerCase()));
    const text =
      rank === 0
        ? `${capital(names)} margin ${tied.length > 1 ? 'each ' : ''}kept every position in ${kept} of ${counted(moves, 'move')}`
        : `${names} in ${kept}`;
    return tied.length === 1 ? { text, mode: tied[0]! } : { text };
  });
  return [
    ...phrases.flatMap((phrase, rank) => (rank === 0 ? [phrase] : [{ text: ', ' }, phrase])),
    { text: '.' },
  ];
}

/** What the headline leaves out: whether the accounts lived, and what was counted apart. */
export function underHeadline(modes: readonly ModeTally[], notCovered: number): string[] {
  const moves = modes[0]?.tally.moves ?? 0;
  if (moves === 0) return [];
  const lived = modes.map(({ mode, tally }) => `${tally.alive} in ${MODES[mode].name.toLowerCase()}`);
  const sentences = [`Of ${counted(moves, 'move')} the account itself was alive after ${joined(lived)}.`];
  const apart = modes.flatMap(({ mode, tally }) => {
    const name = MODES[mode].name.toLowerCase();
    return [
      tally.pathDependent > 0 && `${name} is path-dependent in ${tally.pathDependent}`,
      tally.notHeld > 0 && `${name} was not held in ${tally.notHeld}`,
      tally.notJudged > 0 && `${name} has no result in ${tally.notJudged}`,
    ].filter(text => text !== false);
  });
  if (apart.length > 0) sentences.push(`Counted apart, in neither number: ${joined(apart)}.`);
  if (notCovered > 0) sentences.push(`The data does not cover ${counted(notCovered, 'more move')}.`);
  return sentences;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const all = (moves: number): string => (moves === 1 ? 'the one move' : `all ${moves} moves`);
const noMode = (modes: readonly ModeTally[]): string =>
  modes.length === 1 ? `${MODES[modes[0]!.mode].name.toLowerCase()} margin did not` : 'no margin mode';

function nothingJudged(notCovered: number): string {
  if (notCovered === 0) return 'No move was judged: the run names none, and none was found.';
  return notCovered === 1
    ? 'The one move of this run is not covered by the data.'
    : `None of the ${notCovered} moves is covered by the data.`;
}

function nothingKept(modes: readonly ModeTally[], moves: number): string {
  const where = moves === 1 ? 'in the one move' : `in any of the ${moves} moves`;
  if (modes.length === 1) return `${MODES[modes[0]!.mode].name} margin did not keep every position ${where}.`;
  return `No margin mode kept every position ${where}.`;
}
