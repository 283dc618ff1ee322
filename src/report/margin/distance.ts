/** How far a price is from the mark: as text, and as a place on a bar. */

/** `−9.64 %`, `+31.2 %`: two places below 10 %. */
export function formatDistance(distance: number): string {
  const percent = Math.abs(distance) * 100;
  const shown = percent.toFixed(percent < 10 ? 2 : percent < 1000 ? 1 : 0);
  const sign = Number(shown) === 0 ? '' : distance < 0 ? '−' : '+';
  return `${sign}${shown.replace(/\B(?=(\d{3})+$)/g, ',')}\u202f%`;
}

/** `−12 %`, `+8.33 %`, `0 %`: a move as a model states it. */
export function formatShock(shock: number): string {
  const percent = Number((Math.abs(shock) * 100).toFixed(2));
  return `${percent === 0 ? '' : shock < 0 ? '−' : '+'}${percent}\u202f%`;
}

/** Ends of the bars that are readable as round figures. */
const SPANS = [0.05, 0.1, 0.2, 0.3, 0.5, 1];

/** The smallest span that holds every distance; beyond 100 % bars are cut. */
export function spanOf(distances: readonly number[]): number {
  const largest = Math.max(0, ...distances.map(Math.abs));
  return SPANS.find(span => span >= largest) ?? 1;
}
