/** The vertical scale of a panel, worked out here so that labels can be placed by the pixel. */

export interface Scale {
  type: 'log' | 'linear';
  domain: [number, number];
  ticks: number[];
}

/** Where a value lies, in pixels from the top of a panel. */
export function pixelOf(value: number, { type, domain: [low, high] }: Scale, height: number): number {
  const at = type === 'log' ? Math.log : (x: number): number => x;
  return height * (1 - (at(value) - at(low)) / (at(high) - at(low)));
}

/**
 * A scale around some values with a little air: logarithmic where all are above zero and the highest is at least
 * `logFrom` times the lowest.
 */
export function scaleAround(values: readonly number[], logFrom: number): Scale {
  const lowest = values.reduce((a, b) => Math.min(a, b), Infinity);
  const highest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (lowest > 0 && highest / lowest >= logFrom) {
    const air = (highest / lowest) ** 0.04;
    return withTicks('log', [lowest / air, highest * air]);
  }
  // Equal values need some height too.
  const air = (highest - lowest) * 0.06 || Math.abs(highest) * 0.05 || 1;
  return withTicks('linear', [lowest - air, highest + air]);
}

function withTicks(type: Scale['type'], domain: [number, number]): Scale {
  return {
    type,
    domain,
    ticks: domain[0] > 0 && domain[1] / domain[0] >= 6 ? logTicks(domain) : evenTicks(domain),
  };
}

/** 1, 2, 5 of each decade; only the ones where that makes too many. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const decades = Math.log10(high / low);
  const digits = decades > 4 ? [1] : decades > 2.5 ? [1, 3] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const digit of digits) ticks.push(Number(`${digit}e${power}`));
  }
  return ticks.filter(tick => tick >= low && tick <= high);
}

function evenTicks([low, high]: readonly [number, number]): number[] {
  const rough = (high - low) / 4;
  const power = Math.floor(Math.log10(rough));
  const digit = [1, 2, 5, 10].find(candidate => candidate * 10 ** power >= rough)!;
  const step = digit * 10 ** power;
  const ticks: number[] = [];
  for (let n = Math.ceil(low / step); n * step <= high; n++) ticks.push(Number((n * step).toPrecision(12)));
  return ticks;
}
