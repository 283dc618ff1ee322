/** Columns of doubles whose length is not known beforehand; they double as they fill. */
export class GrowingColumns {
  rows = 0;
  private columns: Float64Array[];

  constructor(width: number) {
    this.columns = Array.from({ length: width }, () => new Float64Array(1024));
  }

  add(values: readonly number[]): void {
    if (this.rows === this.columns[0]!.length) this.columns = this.columns.map(doubled);
    for (let k = 0; k < values.length; k++) this.columns[k]![this.rows] = values[k]!;
    this.rows++;
  }

  at(column: number, row: number): number {
    return this.columns[column]![row]!;
  }

  /** A copy at the exact length, so that the spare room is given back. */
  column(index: number): Float64Array {
    return this.columns[index]!.slice(0, this.rows);
  }
}

function doubled(column: Float64Array): Float64Array {
  const larger = new Float64Array(column.length * 2);
  larger.set(column);
  return larger;
}
