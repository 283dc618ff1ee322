/** Which vectors are reproduced, which are not modelled yet and why: the table of docs/vectors.md. */
import outOfScope from './out-of-scope.json' with { type: 'json' };
import type { Vector } from './vectors.ts';

/** The reasons given for leaving a vector out; more than one, or one beside a rule, is a mistake. */
export const reasonsFor = (id: string): string[] =>
  outOfScope.flatMap(entry => (entry.ids.some(pattern => matches(pattern, id)) ? [entry.reason] : []));

/** Patterns of the list that no vector answers to. */
export const idlePatterns = (ids: string[]): string[] =>
  outOfScope.flatMap(entry => entry.ids).filter(pattern => !ids.some(id => matches(pattern, id)));

const matches = (pattern: string, id: string): boolean =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(id);

const FAMILIES: [prefix: string, family: string][] = [
  ['bn-um-', 'Binance USD-M'],
  ['bn-cm-', 'Binance COIN-M'],
  ['bn-multi-', 'Binance multi-assets'],
  ['bn-pm-', 'Binance portfolio margin'],
  ['by-inv-', 'Bybit inverse'],
  ['by-opt-', 'Bybit options and portfolio'],
  ['by-pm-', 'Bybit options and portfolio'],
  ['by-', 'Bybit linear'],
];

const familyOf = (vector: Vector): string =>
  vector.category?.replaceAll('_', ' ') ??
  vector.system ??
  FAMILIES.find(([prefix]) => vector.id.startsWith(prefix))?.[1] ??
  'other printed examples';

/** A Markdown table, one row for each family in the order of its first vector, and their sum. */
export function coverageTable(vectors: Vector[], reproduced: (vector: Vector) => boolean): string {
  const families = [...new Set(vectors.map(familyOf))];
  const row = (name: string, own: Vector[]): string => {
    const listed = own.filter(vector => reasonsFor(vector.id).length > 0).length;
    const negative = own.filter(
      vector => vector.use === 'negative' && reasonsFor(vector.id).length === 0,
    ).length;
    return `| ${[name, own.length, own.filter(reproduced).length, negative, listed].join(' | ')} |`;
  };
  return [
    '| family | vectors | reproduced | negative, ours differs | not modelled yet |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...families.map(name =>
      row(
        name,
        vectors.filter(vector => familyOf(vector) === name),
      ),
    ),
    row('**all**', vectors),
  ].join('\n');
}

const VENUES: [pattern: RegExp, venue: string][] = [
  [/derive|lyra/i, 'Derive'],
  [/deribit/i, 'Deribit'],
  [/hyperliquid/i, 'Hyperliquid'],
  [/dydx[- ]v4/i, 'dYdX v4'],
  [/bybit/i, 'Bybit'],
  [/okx/i, 'OKX'],
  [/binance/i, 'Binance'],
  [/gate|bitmex|kucoin|kraken|edgex|phemex|toobit/i, 'other exchanges'],
  [/span|var|ewma|strata|quantlib|vollib|dederi/i, 'models without a venue'],
];

const venueOf = ({ id, engine, exchange, system }: Vector): string => {
  const said = [engine, exchange, system, id].filter(Boolean).join(' ');
  return VENUES.find(([pattern]) => pattern.test(said))?.[1] ?? 'other engines and protocols';
};

/** A Markdown table, one row for each venue: how many of its examples pass, and why the others are not modelled. */
export function venueTable(vectors: Vector[], reproduced: (vector: Vector) => boolean): string {
  const venues = [...VENUES.map(([, venue]) => venue), 'other engines and protocols'];
  const row = (venue: string): string => {
    const own = vectors.filter(vector => venueOf(vector) === venue);
    const missing = own.filter(vector => reasonsFor(vector.id).length > 0);
    const why = [...new Set(missing.flatMap(({ id }) => reasonsFor(id)))].join('; ');
    const negative = own.filter(vector => vector.use === 'negative').length;
    return `| ${[venue, own.length, own.filter(reproduced).length, negative, missing.length, why].join(' | ')} |`;
  };
  return [
    '| venue | vectors | passed | negative, ours differs | not modelled | why |',
    '| --- | ---: | ---: | ---: | ---: | --- |',
    ...venues.map(row),
  ].join('\n');
}

/** A Markdown table of what is left out, why, and how many vectors that is. */
export function reasonTable(vectors: Vector[]): string {
  const rows = outOfScope.map(({ ids, reason }) => {
    const count = vectors.filter(vector => ids.some(pattern => matches(pattern, vector.id))).length;
    return `| ${ids.map(id => `\`${id}\``).join(' ')} | ${count} | ${reason} |`;
  });
  return ['| vectors | how many | why not yet |', '| --- | ---: | --- |', ...rows].join('\n');
}
