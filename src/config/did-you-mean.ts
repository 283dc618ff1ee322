/** The known word nearest to a mistyped one, for error messages. */

/** Letters that must be inserted, removed or changed to turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(previous[column]! + 1, current[column - 1]! + 1, change));
    }
    previous = current;
  }
  return previous[b.length]!;
}

/** ` Did you mean "mark"?`, or nothing when no known word is within a third of its length. */
export function didYouMean(word: string, known: readonly string[]): string {
  const ranked = known
    .map(name => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  const near = best !== undefined && best.distance <= Math.max(1, Math.ceil(word.length / 3));
  return near ? ` Did you mean "${best.name}"?` : '';
}
