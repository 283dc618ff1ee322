/** The known word nearest to a mistyped one, for error messages. */

/** Letters that must be inserted, removed, changed or swapped with their neighbour to turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const above = rows[row - 1]!;
      const change = above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swap = isSwap ? rows[row - 2]![column - 2]! + 1 : Infinity;
      current.push(Math.min(above[column]! + 1, current[column - 1]! + 1, change, swap));
    }
    rows.push(current);
  }
  return rows[a.length]![b.length]!;
}

/** ` Did you mean "mark"?`, or nothing when no known word is within a third of its length. */
export function didYouMean(word: string, known: readonly string[]): string {
  const ranked = known
    .map(name => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  // A word that is known already was right, only not here.
  const near =
    best !== undefined && best.distance > 0 && best.distance <= Math.max(1, Math.ceil(word.length / 3));
  return near ? ` Did you mean "${best.name}"?` : '';
}
