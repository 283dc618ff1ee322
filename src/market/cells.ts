/** Strict reading of CSV cells: what is no plain number or no millisecond time is reported, never guessed at. */
import type { Report } from './issue.ts';

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const WHOLE = /^\d+(?:\.0+)?$/;
/** The most a double carries both ways without loss, so that decimal text and double are the same price. */
const EXACT_DIGITS = 15;

/** A finite number from its decimal text; NaN after a report. */
export function readNumber(cell: string, name: string, report: Report): number {
  const text = cell.trim();
  const value = DECIMAL.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(value)) {
    if (/^[+-]?nan$/i.test(text)) report('nan', `${name} is NaN`);
    else
      report(
        'not-a-number',
        text === '' ? `${name} is empty` : `${name} is "${shorten(text)}", not a number`,
      );
    return NaN;
  }
  if (text.length > EXACT_DIGITS && significantDigits(text) > EXACT_DIGITS) {
    report('too-many-digits', `${name} ${text} has more than ${EXACT_DIGITS} significant digits; round it`);
  }
  return value;
}

/** An instant in ms epoch UTC; NaN after a report. */
export function readTime(cell: string, name: string, report: Report): number {
  const text = cell.trim();
  if (!WHOLE.test(text)) {
    if (/^\d+\.\d+$/.test(text))
      report('fractional-time', `${name} ${text} is not a whole number of milliseconds`);
    else report('not-a-time', `${name} is "${shorten(text)}"; milliseconds since 1970 UTC are expected`);
    return NaN;
  }
  const value = Number(text);
  const epoch = epochOf(value);
  if (epoch === 'milliseconds') return value;
  report('wrong-epoch', `${name} ${text} is in ${epoch}; milliseconds since 1970 UTC are expected`);
  return NaN;
}

/** Read as milliseconds the bounds are the years 1973 and 5138: no market lies outside, and no two units meet within. */
function epochOf(time: number): 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds' {
  if (time < 1e11) return 'seconds';
  if (time < 1e14) return 'milliseconds';
  return time < 1e17 ? 'microseconds' : 'nanoseconds';
}

function significantDigits(text: string): number {
  const [mantissa] = text.replace(/^[+-]/, '').split(/e/i);
  const digits = mantissa!.replace('.', '').replace(/^0+/, '');
  return digits.replace(/0+$/, '').length;
}

const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
