/** The tables of a page, each after a comment with its name. */

type Tables = Record<string, string>;

const NAMED = /<!-- ([\w-]+) -->\n*((?:\|.*(?:\n|$))*)\n*/g;

/** The page with its tables written anew. */
export const pageWith = (page: string, tables: Tables): string =>
  page.replace(NAMED, (whole, name: string) =>
    tables[name] === undefined ? whole : `<!-- ${name} -->\n\n${tables[name]}\n\n`,
  );

/** Rows of cells by the table's name; the formatter may pad them. */
export const tablesOf = (page: string): Record<string, string[][]> =>
  Object.fromEntries(
    [...page.matchAll(NAMED)].map(([, name, text]) => [
      name!,
      text!
        .trim()
        .split('\n')
        .filter(line => !/^[|\s:-]+$/.test(line))
        .map(line =>
          line
            .split('|')
            .slice(1, -1)
            .map(cell => cell.trim()),
        ),
    ]),
  );
