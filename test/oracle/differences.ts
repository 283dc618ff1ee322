/** What the engine's cell and the oracle's judgement disagree about, and how closely they are compared. */
import type { Cell, LiquidationRow } from '../../src/results/results.ts';
import type { Judgement, LiquidationRecord } from './brute-force.ts';

/** Prices, quantities: to 1e-9 of the figure itself, or 1e-8 of a unit where it is smaller than ten. */
const isNear = (a: string, b: string, unit = 1e-8): boolean =>
  Math.abs(Number(a) - Number(b)) <= Math.max(unit, 1e-9 * Math.abs(Number(b)));

/**
 * What is small change in an account: crossing prices have 12 places, and a fee may be all that they leave of
 * millions of contracts.
 */
const changeOf = ({ equityStart }: Cell): number => Math.max(1e-8, 1e-12 * Number(equityStart));

/** Health to 1e-9, in the same way. */
const isSameHealth = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

type Row = Omit<LiquidationRow, 'cause' | 'worstScenario'> & { cause: Record<string, string> | null };

const plus = (a = '0', b = '0'): string => String(Number(a) + Number(b));

function together(a: Row, b: Row): Row {
  const symbols = Object.keys({ ...a.quantities, ...b.quantities });
  return {
    ...b,
    prices: a.prices,
    cause: a.cause,
    quantities: Object.fromEntries(
      symbols.map(symbol => [symbol, plus(a.quantities[symbol], b.quantities[symbol])]),
    ),
    fee: plus(a.fee, b.fee),
    deficit: plus(a.deficit, b.deficit),
  };
}

const isSamePlace = (a: Row, b: Row): boolean =>
  a.time === b.time &&
  Object.entries(b.prices).every(([symbol, price]) => isNear(a.prices[symbol] ?? 'NaN', price));

/**
 * One row for what a bucket went through at one place. The engine tells of a forced event in one row, the
 * oracle of every step; and where a step frees just what it costs (1 % of maintenance, 1 % of fee) f stays at
 * zero, and the last digit decides whether the next step is of this event or of another at the same prices.
 */
function byPlace(rows: Row[]): Row[] {
  const merged: Row[] = [];
  for (const row of rows) {
    const before = merged.findLastIndex(other => other.bucket === row.bucket);
    if (before >= 0 && isSamePlace(merged[before]!, row)) merged[before] = together(merged[before]!, row);
    else merged.push(row);
  }
  return merged;
}

/** The parts that the oracle tells of; what is left (fees, transfers, the model) is nothing in a book that is held. */
function causeOf({ cause }: LiquidationRow): Record<string, string> {
  const { price, since, fees, transfers, requirementByModel, ...parts } = cause;
  const priced = Object.entries(price).map(([symbol, won]) => [`price ${symbol}`, won]);
  const rest = { fees, transfers, requirementByModel };
  const untold = Object.entries(rest).filter(([, amount]) => amount !== '0');
  return { since: String(since), ...parts, ...Object.fromEntries([...priced, ...untold]) };
}

const rowOf = (step: LiquidationRecord): Row => ({ ...step, kind: step.closedBucket ? 'close' : 'reduce' });

function unlike<T extends object>(a: T, b: T, fields: readonly (keyof T & string)[], at = ''): string[] {
  return fields
    .filter(field => a[field] !== b[field])
    .map(field => `${at}${field}: ${a[field]} / ${b[field]}`);
}

function unlikeFigures(
  a: Record<string, string>,
  b: Record<string, string>,
  at: string,
  unit?: number,
): string[] {
  return Object.keys({ ...a, ...b })
    .filter(key => !isNear(a[key] ?? 'NaN', b[key] ?? 'NaN', unit))
    .map(key => `${at}${key}: ${a[key]} / ${b[key]}`);
}

/** Parts are differences of large figures: to 1e-9 of the largest of them. */
function unlikeParts(
  a: Record<string, string>,
  b: Record<string, string>,
  at: string,
  change: number,
): string[] {
  const { since, ...figures } = b;
  const largest = Math.max(...Object.values(figures).map(figure => Math.abs(Number(figure))));
  const isSame = (key: string): boolean =>
    Math.abs(Number(a[key] ?? 'NaN') - Number(b[key] ?? 'NaN')) <= Math.max(change, 1e-9 * largest);
  const unlike = Object.keys({ ...a, ...b }).filter(key =>
    key === 'since' ? a[key] !== since : !isSame(key),
  );
  return unlike.map(key => `${at}${key}: ${a[key]} / ${b[key]}`);
}

function rowDifferences(ours: Row, theirs: Row, at: string, change: number): string[] {
  return [
    ...unlike(ours, theirs, ['time', 'bucket', 'kind', 'beforeMove'], at),
    ...unlikeFigures(
      { fee: ours.fee, deficit: ours.deficit },
      { fee: theirs.fee, deficit: theirs.deficit },
      at,
      change,
    ),
    ...unlikeFigures(ours.prices, theirs.prices, `${at}price `),
    ...(theirs.cause ? unlikeParts(ours.cause ?? {}, theirs.cause, `${at}cause `, change) : []),
    ...unlikeFigures(ours.quantities, theirs.quantities, `${at}quantity `),
  ];
}

type Sums = Record<'equityEnd' | 'feesPaid' | 'fundingPaid' | 'interestPaid', string>;
const sumsOf = ({ equityEnd, feesPaid, fundingPaid, interestPaid }: Sums): Record<string, string> => ({
  equityEnd,
  feesPaid,
  fundingPaid,
  interestPaid,
});

/** Engine / oracle, one line per figure that differs. */
export function differencesOf(ours: Cell, theirs: Judgement): string[] {
  const rows = ours.liquidations.map(row => ({ ...row, cause: causeOf(row) }));
  const [own, other] = [byPlace(rows), byPlace(theirs.liquidations.map(rowOf))];
  const facts = ['verdict', 'at', 'positionsKept', 'accountAlive', 'rejections', 'minHealthAt'] as const;
  return [
    ...unlike<Pick<Judgement, (typeof facts)[number]>>(ours, theirs, facts),
    ...unlikeFigures(sumsOf(ours), sumsOf(theirs), '', changeOf(ours)),
    ...(isSameHealth(ours.minHealth, theirs.minHealth)
      ? []
      : [`minHealth: ${ours.minHealth} / ${theirs.minHealth}`]),
    ...(own.length === other.length ? [] : [`forced events: ${own.length} / ${other.length}`]),
    ...own.flatMap((row, i) =>
      other[i] ? rowDifferences(row, other[i], `event ${i} `, changeOf(ours)) : [],
    ),
  ];
}
