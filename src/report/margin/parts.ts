/** The parts of a portfolio requirement, as a table: one row per part, one column per underlying. */

/** How the parts make the maintenance margin, by model. */
export const MODEL_WORDS: Readonly<Record<string, string>> = {
  'pm-stress':
    'Maintenance is the sum over underlyings of max(MR1, MR6) + MR4, but at least MR7; initial margin is 1.3 times that.',
  'pm-correlated':
    'Maintenance is the losses less what correlation takes off them, but at least the floor; initial margin is 1.3 times that. The scenario is the joint move, of the size that the correlation allows, which costs this book most.',
};

export const PART_WORDS: Readonly<Record<string, string>> = {
  MR1: 'worst of the price moves',
  MR4: 'basis',
  MR6: 'half the worst of the extreme moves',
  MR7: 'minimum charge',
  loss: 'each underlying at its own worst move',
  correlation: 'what moving together takes off the sum of the losses',
  floor: '1 % of gross notional',
};

export interface PartRow {
  part: string;
  /** By column; null where the part has none. */
  amounts: (string | null)[];
}

/**
 * `MR1 BTC`, `MR1 ETH`, `floor` → columns BTC, ETH and one without a name for parts of the whole book.
 * @param parts decimal text by name
 */
export function partRows(parts: Readonly<Record<string, string>>): { names: string[]; rows: PartRow[] } {
  const entries = Object.entries(parts).map(([key, amount]) => {
    const at = key.indexOf(' ');
    return at < 0
      ? { part: key, name: '', amount }
      : { part: key.slice(0, at), name: key.slice(at + 1), amount };
  });
  const names = [...new Set(entries.map(({ name }) => name))];
  const rows = [...new Set(entries.map(({ part }) => part))].map(part => ({
    part,
    amounts: names.map(name => entries.find(own => own.part === part && own.name === name)?.amount ?? null),
  }));
  return { names, rows };
}
