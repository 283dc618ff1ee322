/** Seeded randomness: a small well-known generator, normal deviates, random walks, and bridges through anchors. */

export type Random = () => number;

/** A point `[time, value]` the path goes through. */
export type Anchor = readonly [time: number, value: number];

/** mulberry32 (Tommy Ettinger, public domain): uniform deviates in [0, 1), seeded by a text so that streams are independent. */
export function seededRandom(seed: string): Random {
  let state = hash(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193);
  return value;
}

/** One standard normal deviate (Box and Muller 1958). */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/** A random walk of normal steps from 0: one more point than steps. */
export function randomWalk(random: Random, steps: number, deviation: number): Float64Array {
  const points = new Float64Array(steps + 1);
  for (let step = 1; step <= steps; step++) points[step] = points[step - 1]! + normal(random) * deviation;
  return points;
}

/**
 * A path at whole times 0 … noise.length − 1: straight between the anchors plus the noise, itself pinned to zero at every
 * anchor (a Brownian bridge where the noise is a random walk). Anchors ascend in time and include both ends.
 */
export function bridge(anchors: readonly Anchor[], noise: Float64Array): Float64Array {
  const noiseAt = (time: number) => {
    const before = Math.floor(time);
    return before === time
      ? noise[time]!
      : noise[before]! + (time - before) * (noise[before + 1]! - noise[before]!);
  };
  const noiseAnchors = anchors.map(([time]): Anchor => [time, noiseAt(time)]);
  return noise.map((value, time) => interpolate(anchors, time) + value - interpolate(noiseAnchors, time));
}

/** Piecewise linear through the anchors. */
export function interpolate(anchors: readonly Anchor[], time: number): number {
  const next = Math.max(
    1,
    anchors.findIndex(anchor => anchor[0] >= time),
  );
  const [fromTime, from] = anchors[next - 1]!;
  const [toTime, to] = anchors[next]!;
  return from + ((time - fromTime) / (toTime - fromTime)) * (to - from);
}
