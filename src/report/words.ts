/** The words, shapes and signs that stand for modes and verdicts wherever the page shows them. */
import type { PathKind, Results, Verdict } from '../results/results.ts';
import type { MarginMode } from '../strategy/strategy.ts';

export interface ModeWords {
  name: string;
  /** Shape beside the name, so that colour is never the only sign. */
  shape: string;
  /** Suffix of its colour variable and class. */
  key: string;
  colour: string;
}

export const MODES: Record<MarginMode, ModeWords> = {
  isolated: { name: 'Isolated', shape: '■', key: 'iso', colour: 'var(--m-iso,#a83200)' },
  cross: { name: 'Cross', shape: '●', key: 'cross', colour: 'var(--m-cross,#0b3866)' },
  portfolio: { name: 'Portfolio', shape: '▲', key: 'pm', colour: 'var(--m-pm,#0d8467)' },
};
const ORDER: MarginMode[] = ['isolated', 'cross', 'portfolio'];

/** The modes of a run, always in the same order. */
export const modesOf = (results: Results): MarginMode[] =>
  ORDER.filter(mode => results.run.venue[mode] !== undefined);

export const VERDICT_WORDS: Record<Verdict, { word: string; icon: string; meaning: string }> = {
  'not-held': {
    word: 'Not held',
    icon: '⊘',
    meaning:
      'every order was refused: the mode did not let you hold the book, so it says nothing about surviving',
  },
  untouched: { word: 'Untouched', icon: '✓', meaning: 'health never fell below the warning' },
  'margin-called': {
    word: 'Margin-called',
    icon: '!',
    meaning: 'health fell below the warning, nothing was closed by force',
  },
  reduced: {
    word: 'Reduced',
    icon: '◐',
    meaning: 'part of a position was closed by force, the bucket lived',
  },
  liquidated: { word: 'Liquidated', icon: '✕', meaning: 'a bucket was closed by force' },
  bankrupt: { word: 'Bankrupt', icon: '✕✕', meaning: 'a bucket was closed by force and left a deficit' },
};

export const PATH_WORDS: Record<PathKind | 'bracket', string> = {
  nominal: 'one path only, nominal: certainty was not tested',
  pessimistic: 'one path only, pessimistic: certainty was not tested',
  optimistic: 'one path only, optimistic: certainty was not tested',
  bracket: 'nominal path, bracketed by the pessimistic and the optimistic one',
};
