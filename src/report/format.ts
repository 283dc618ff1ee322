/** Figures as people read them: true minus signs, thousands separators, a thin space before units. */
import { Decimal } from '../basics/money.ts';
import { DAY_MS, HOUR_MS } from '../basics/time.ts';

const MINUS = '\u2212';
const NARROW_SPACE = '\u202f';
export const NONE = '\u2013';

const group = (plain: string): string => {
  const [whole, fraction] = plain.replace('-', MINUS).split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
};

/** `−42.1 %`, with a plus sign for gains. */
export function formatPercent(ratio: number): string {
  const percent = ratio * 100;
  const shown = percent.toFixed(Math.abs(percent) >= 1000 ? 0 : 1);
  if (Number(shown) === 0) return `0${NARROW_SPACE}%`;
  return `${percent > 0 ? '+' : ''}${group(shown)}${NARROW_SPACE}%`;
}

/**
 * `0.97×`; a dash while nothing is required. A health that only rounding would carry to 1 keeps more
 * places, so that 1.003 and 0.998 never read as 1.00.
 */
export function formatHealth(health: number | null): string {
  if (health === null) return NONE;
  let places = Math.abs(health) >= 100 ? 0 : Math.abs(health) >= 10 ? 1 : 2;
  while (places < 6 && health !== 1 && Number(health.toFixed(places)) === 1) places++;
  return `${group(health.toFixed(places))}×`;
}

/** What no asset can be paid in: left over where a share was rounded, and shown as 0.00. */
const DUST = '1e-8';

/** Money to the cent; amounts below a cent keep two significant digits. */
export function formatMoney(amount: string): string {
  const value = new Decimal(amount);
  if (value.isZero()) return '0';
  if (value.abs().lt(DUST)) return '0.00';
  return value.abs().lt('0.01') ? group(value.toSignificantDigits(2).toFixed()) : group(value.toFixed(2));
}

export const formatSignedMoney = (amount: string): string =>
  `${new Decimal(amount).gt(0) ? '+' : ''}${formatMoney(amount)}`;

/** At most eight places, no trailing zeros. */
export const formatExact = (amount: string): string =>
  group(new Decimal(amount).toDecimalPlaces(8).toFixed());
export const formatSignedExact = (amount: string): string =>
  `${new Decimal(amount).gt(0) ? '+' : ''}${formatExact(amount)}`;

/** Prices and quantities: seven significant digits. */
export const formatPrice = (price: string): string =>
  group(new Decimal(price).toSignificantDigits(7).toFixed());

export const formatCount = (count: number): string => group(String(count));

/** `1 move`, `2 moves`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** `a, b and c`. */
export const joined = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;

/** `1 to 7, 9 and 11 to 12`, of ascending whole numbers. */
export function formatRanges(numbers: readonly number[]): string {
  const ranges: [from: number, to: number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return joined(ranges.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`)));
}

/** `2020-03-12 14:00`, without the zone: the page says once that all times are UTC. */
export const formatMoment = (time: number): string =>
  new Date(time).toISOString().slice(0, 16).replace('T', ' ');

/** A window `[start, end)`: whole days by their first and last day, others to the minute. */
export function formatWindow(start: number, end: number): string {
  const wholeDays = start % DAY_MS === 0 && end % DAY_MS === 0 && end > start;
  return wholeDays ? formatDays(start, end) : `${formatMoment(start)} to ${formatMoment(end)}`;
}

/** The first and the last day that a window touches. */
export function formatDays(start: number, end: number): string {
  const [first, last] = [start, end - 1].map(time => formatMoment(time).slice(0, 10));
  return first === last ? first! : `${first} to ${last}`;
}

/** `5 days`, `30 hours`. */
export const formatLength = (ms: number): string =>
  ms >= 3 * DAY_MS ? counted(Math.round(ms / DAY_MS), 'day') : counted(Math.round(ms / HOUR_MS), 'hour');

export const cut = (name: string, length: number): string =>
  name.length <= length ? name : `${name.slice(0, length - 1)}…`;
