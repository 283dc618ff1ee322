import { describe, expect, it } from 'vitest';
import { gateFailure, parseGate } from '../../src/commands/gate.ts';
import { outcome } from './outcome.ts';

const MODES = ['isolated', 'cross'] as const;
const fails = (text: string) => gateFailure(parseGate(text, MODES), outcome().results) !== null;

describe('--fail-on', () => {
  it.each<[string, boolean]>([
    // Isolated was liquidated in one of two covered moves and bankrupt in the other; cross came through both.
    ['isolated.liquidated>1', true],
    ['isolated.liquidated>2', false],
    ['isolated.liquidated>=2', true],
    ['isolated.liquidated=2', true],
    ['isolated.liquidated == 2', true],
    ['isolated.liquidated<2', false],
    ['isolated.liquidated<=2', true],
    ['isolated.notKept>1', true],
    ['isolated.notAlive=1', true],
    ['cross.liquidated>0', false],
    ['cross.notKept=0', true],
  ])('%s', (text, expected) => expect(fails(text)).toBe(expected));

  it('says what was counted and over how many moves', () => {
    const failure = gateFailure(parseGate('isolated.notAlive>0', MODES), outcome().results);
    expect(failure).toBe(
      "Gate not met: isolated.notAlive is 1 of 2 covered moves, and --fail-on 'isolated.notAlive>0' fails the run.",
    );
  });

  it.each([
    '',
    'cross',
    'cross.liquidated',
    'cross.liquidated>-1',
    'cross.liquidated>x',
    'all.liquidated>0',
    'cross.toString>0',
  ])('"%s" is no gate', text => expect(() => parseGate(text, MODES)).toThrow(/is not a gate/));

  it('may only count in a mode of the run', () => {
    expect(() => parseGate('portfolio.liquidated>0', MODES)).toThrow(
      /the run has no portfolio mode; its modes are isolated, cross/,
    );
  });
});
