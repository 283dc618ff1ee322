import { describe, expect, it } from 'vitest';
import { headline, underHeadline, type ModeTally } from '../../src/report/headline.ts';
import { tallyOf } from '../../src/report/tally.ts';
import { syntheticOutcome } from './fixture.ts';

const MODES = ['isolated', 'cross', 'portfolio'] as const;
const tallies = (moves: number, kept: number[], apart: Partial<ModeTally['tally']>[] = []): ModeTally[] =>
  kept.map((count, n) => ({
    mode: MODES[n]!,
    tally: {
      moves,
      kept: count,
      alive: count,
      pathDependent: 0,
      notHeld: 0,
      notJudged: 0,
      certaintyTested: true,
      ...apart[n],
    },
  }));
const sentence = (modes: ModeTally[], notCovered = 0): string =>
  headline(modes, notCovered)
    .map(({ text }) => text)
    .join('');

describe('headline', () => {
  it.each([
    [6, [0, 3, 6], 'Portfolio margin kept every position in 6 of 6 moves, cross in 3, isolated in 0.'],
    [6, [3, 1, 2], 'Isolated margin kept every position in 3 of 6 moves, portfolio in 2, cross in 1.'],
    [6, [2, 4, 4], 'Cross and portfolio margin each kept every position in 4 of 6 moves, isolated in 2.'],
    [6, [4, 2, 2], 'Isolated margin kept every position in 4 of 6 moves, cross and portfolio in 2.'],
    [6, [4, 4, 4], 'Isolated, cross and portfolio margin each kept every position in 4 of 6 moves.'],
    [6, [6, 6, 6], 'Every margin mode kept every position in all 6 moves.'],
    [6, [0, 0, 0], 'No margin mode kept every position in any of the 6 moves.'],
    [1, [0, 1, 1], 'Cross and portfolio margin each kept every position in 1 of 1 move, isolated in 0.'],
    [1, [1, 1, 1], 'Every margin mode kept every position in the one move.'],
    [1, [0, 0, 0], 'No margin mode kept every position in the one move.'],
    [6, [6], 'Isolated margin kept every position in 6 of 6 moves.'],
    [6, [0], 'Isolated margin did not keep every position in any of the 6 moves.'],
  ])('of %i moves, kept %j', (moves, kept, expected) => {
    expect(sentence(tallies(moves, kept))).toBe(expected);
  });

  it('says when nothing was judged', () => {
    expect(sentence(tallies(0, [0, 0, 0]), 3)).toBe('None of the 3 moves is covered by the data.');
    expect(sentence(tallies(0, [0, 0, 0]), 1)).toBe('The one move of this run is not covered by the data.');
    expect(sentence(tallies(0, [0, 0, 0]))).toBe(
      'No move was judged: the run names none, and none was found.',
    );
  });

  it('does not call a refused book a survivor', () => {
    const refused = [{ notHeld: 2 }, { notHeld: 2 }, { notHeld: 2 }];
    expect(sentence(tallies(2, [0, 0, 0], refused))).toBe(
      'Every order was refused in all 2 moves: no margin mode let you hold this book.',
    );
    expect(sentence(tallies(2, [0], [{ notHeld: 2 }]))).toContain(
      'isolated margin did not let you hold this book',
    );
  });

  it('colours a mode that stands alone, not a tie', () => {
    expect(headline(tallies(6, [2, 4, 4]), 0).map(({ mode }) => mode)).toEqual([
      undefined,
      undefined,
      'isolated',
      undefined,
    ]);
  });
});

describe('under the headline', () => {
  it('gives the second count, what was counted apart, and what is missing', () => {
    const { results } = syntheticOutcome();
    const modes = MODES.map(mode => ({ mode, tally: tallyOf(results, mode) }));
    expect(underHeadline(modes, 1)).toEqual([
      'Of 6 moves the account itself was alive after 6 in isolated, 3 in cross and 5 in portfolio.',
      'Counted apart, in neither number: cross is path-dependent in 2 and portfolio was not held in 1.',
      'The data does not cover 1 more move.',
    ]);
  });
});

describe('tally', () => {
  it('puts every covered move into one class: path-dependent and not-held cells never count as kept or alive', () => {
    const { results } = syntheticOutcome();
    expect(tallyOf(results, 'isolated')).toMatchObject({
      moves: 6,
      kept: 1,
      alive: 6,
      pathDependent: 0,
      notHeld: 0,
    });
    // Cross: two cells path-dependent, one of them nominally kept, both left out of the counts.
    expect(tallyOf(results, 'cross')).toMatchObject({
      moves: 6,
      kept: 2,
      alive: 3,
      pathDependent: 2,
      notHeld: 0,
    });
    // Portfolio: the book that was refused lives, and is not counted as living.
    expect(tallyOf(results, 'portfolio')).toMatchObject({
      moves: 6,
      kept: 5,
      alive: 5,
      pathDependent: 0,
      notHeld: 1,
    });
  });

  it('counts a cell without a result apart, and knows when certainty was not tested', () => {
    const { results } = syntheticOutcome();
    const [first, second] = results.matrix;
    if (first!.covered) delete first!.cells.cross;
    if (second!.covered) second!.cells.cross!.certainty = null;
    expect(tallyOf(results, 'cross')).toMatchObject({ moves: 6, notJudged: 1, certaintyTested: false });
  });
});
