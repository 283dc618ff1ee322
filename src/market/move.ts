/** A historical window `[start, end)` in which the market went far. */
export interface Move {
  id: string;
  name: string;
  start: number;
  end: number;
  /** What happened, one line. */
  what?: string;
  /** Where that can be read. */
  sources?: string[];
  symbols?: string[];
}

/** A move held against the market of a run. Rows `[from, to)` lie in one segment that starts at `segmentFrom`. */
export type MoveWindow =
  | {
      move: Move;
      covered: true;
      segmentFrom: number;
      from: number;
      to: number;
      returns: Record<string, number>;
    }
  | { move: Move; covered: false; reason: string };
