/**
 * M4 reduction: of every column of time keep the first, lowest, highest and last point, and every index that
 * must not be lost. A line drawn through them looks like the full one at that width, wicks included, which
 * evenly spaced or largest-triangle samples do not promise.
 *
 * @param times ms epoch, rising
 * @param values one per time; NaN where there is none (such points never count as lowest or highest)
 * @param columns how many equal spans of time the series is cut into
 * @param forced indices kept whatever they hold; those outside the series are ignored
 * @returns the kept indices, rising
 */
export function reduceSeries(
  times: Float64Array,
  values: Float64Array,
  columns: number,
  forced: readonly number[] = [],
): number[] {
  const count = times.length;
  const kept = new Set(forced.filter(index => index >= 0 && index < count));
  if (count === 0) return [];
  const span = times[count - 1]! - times[0]!;
  const columnOf = (index: number): number =>
    span === 0 ? 0 : Math.min(columns - 1, Math.floor(((times[index]! - times[0]!) / span) * columns));

  let first = 0;
  while (first < count) {
    const column = columnOf(first);
    let lowest = first;
    let highest = first;
    let next = first;
    for (; next < count && columnOf(next) === column; next++) {
      // Written so that a NaN to begin with gives way to the first number.
      if (!(values[next]! >= values[lowest]!) && !Number.isNaN(values[next]!)) lowest = next;
      if (!(values[next]! <= values[highest]!) && !Number.isNaN(values[next]!)) highest = next;
    }
    kept
      .add(first)
      .add(lowest)
      .add(highest)
      .add(next - 1);
    first = next;
  }
  return [...kept].sort((a, b) => a - b);
}

/** Index of the last time at or before `time`; -1 when all are later. `times` rises. */
export function indexAtOrBefore(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
