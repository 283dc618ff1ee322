/** What the caller put in place of a venue's own figures, in words for the rules' assumptions. */
import type { RulesRequest } from './venue.ts';

export function overrideFacts({ overrides, instruments }: RulesRequest): string[] {
  const tiered = instruments.map(({ symbol }) => symbol).filter(symbol => overrides.tiers?.[symbol]);
  return [
    ...(tiered.length > 0
      ? [`Given by the caller in place of the venue's own: tiers of ${tiered.join(', ')}.`]
      : []),
    ...(overrides.feeTakerRate
      ? [
          `Given by the caller in place of the venue's own: taker fee ${overrides.feeTakerRate.mul(100).toFixed()} %.`,
        ]
      : []),
  ];
}
