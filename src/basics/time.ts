/** Times are ms epoch UTC everywhere; this file turns them from and into text. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** As option formulas count: 365 days. */
export const YEAR_MS = 365 * DAY_MS;

const UNITS_MS: Record<string, number> = { s: 1000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };

/** `'2d'`, `'90m'`, `'1h'` → ms; null when the text is no duration. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(s|m|h|d|w)$/.exec(text.trim());
  return match ? Number(match[1]) * UNITS_MS[match[2]!]! : null;
}

/** The shortest exact name of a duration: 3600000 → `1h`. */
export function formatDuration(ms: number): string {
  for (const unit of ['w', 'd', 'h', 'm', 's']) {
    if (ms >= UNITS_MS[unit]! && ms % UNITS_MS[unit]! === 0) return `${ms / UNITS_MS[unit]!}${unit}`;
  }
  return `${ms}ms`;
}

/** `2020-03-13 02:00 UTC`, as people read it. */
export const formatTime = (time: number): string =>
  `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** An ISO date, or date and time (UTC unless it names an offset) → ms; null when it is none. */
export function parseTime(text: string): number | null {
  const [iso, day, zone] = ISO.exec(text.trim()) ?? [];
  if (iso === undefined || day === undefined) return null;
  const midnight = new Date(day);
  // JavaScript reads 31 February as 2 March.
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return null;
  const local = iso.replace(' ', 'T');
  const time = Date.parse(iso === day || zone !== undefined ? local : `${local}Z`);
  return Number.isNaN(time) ? null : time;
}
