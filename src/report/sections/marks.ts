/** Small pieces of markup that several sections share. */
import type { Verdict } from '../../results/results.ts';
import type { MarginMode } from '../../strategy/strategy.ts';
import { markup, type Html } from '../html.ts';
import { MODES, VERDICT_WORDS } from '../words.ts';

/** Shape and name in the colour of the mode. */
export function modeName(mode: MarginMode, suffix = ''): Html {
  const { name, shape, key } = MODES[mode];
  return markup`<span class="mode"><span class="shape m-${key}" aria-hidden="true">${shape}</span> ${name}${suffix}</span>`;
}

export function verdictBadge(verdict: Verdict): Html {
  const { word, icon } = VERDICT_WORDS[verdict];
  return markup`<span class="badge v-${verdict}"><span aria-hidden="true">${icon}</span> ${word}</span>`;
}

export const RECONSTRUCTED = markup`<span class="badge reconstructed">Reconstruction</span>`;
