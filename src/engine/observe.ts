/**
 * The closest approach: health at every point visited. Statistics are doubles by definition, the same ones
 * whether a candle was screened or walked; only "was it below the warning?" is decided exactly.
 */
import { Decimal } from '../basics/money.ts';
import { OPEN, CLOSE, pathPrice } from './prices.ts';
import type { Account } from './account.ts';
import { adverseSide, type Candle, cellOf } from './candle.ts';
import type { Bucket } from './screen-bucket.ts';

/** The optimistic path's states are points above the four: STATE + k, the k-th priced symbol at its adverse extreme. */
export const STATE = 4;

/** Mark of a symbol at a point, as a double. */
function markAt(account: Account, candle: Candle, symbol: number, point: number): number {
  const { columns, index } = cellOf(account.market, candle, symbol, 'mark');
  const adverse = adverseSide(account, symbol);
  if (point < STATE) return pathPrice(columns, index, account.path, point, adverse);
  const hurts = account.screen.priced[point - STATE] === symbol;
  return adverse < 0 === hurts ? columns.low[index]! : columns.high[index]!;
}

/** Puts the marks of a point where the screen evaluates. */
export function standAt(account: Account, candle: Candle, point: number): void {
  const { priced, prices } = account.screen;
  for (let k = 0; k < priced.length; k++) prices[priced[k]!] = markAt(account, candle, priced[k]!, point);
}

/** May the optimistic path use what each mark alone must have done? Only where the side that hurts is beyond doubt. */
export const hasCertainStates = ({ terms, screen }: Account): boolean =>
  (terms.rules?.model.statesAreCertain ?? false) && !screen.isInDoubt;

/** The points an account visits in a candle, as long as nothing happens in it. */
export function pointCount(account: Account): number {
  if (account.path !== 'optimistic') return STATE;
  return hasCertainStates(account) ? STATE + account.screen.priced.length : STATE;
}

/** Points 1 and 2 do not exist on the optimistic path. */
export const isVisited = (account: Account, point: number): boolean =>
  account.path !== 'optimistic' || point === OPEN || point >= CLOSE;

/** Takes note of a point: the lowest health, and whether the warning was passed. */
export function observe(account: Account, candle: Candle, point: number): void {
  if (account.terms.rules === null) return;
  standAt(account, candle, point);
  for (const bucket of account.screen.buckets) {
    account.screen.evaluate(bucket);
    noteHealth(account, bucket, candle.row);
  }
}

function noteHealth(account: Account, bucket: Bucket, row: number): void {
  const { screen, watch } = account;
  if (!(screen.maintenance > 0)) return;
  lowest(account, screen.equity / screen.maintenance, row);
  if (watch.warnedRow >= 0) return;
  screen.evaluateCeiling(bucket);
  const distance = screen.equity - account.terms.rules!.warningHealth * screen.maintenance;
  const isSure = !account.allDecimal && distance > 4 * screen.error;
  if (!isSure && isBelowWarning(account, bucket)) watch.warnedRow = row;
}

/** At the screen's own prices, which are the file's: exact. */
function isBelowWarning(account: Account, bucket: Bucket): boolean {
  const marks: Decimal[] = [];
  for (const symbol of bucket.priced) marks[symbol] = new Decimal(account.screen.prices[symbol]!);
  const warning = new Decimal(account.terms.rules!.warningHealth).mul(
    account.maintenance(bucket.symbol, marks),
  );
  return account.equity(bucket.symbol, marks).lt(warning);
}

/** More than rounding below the liquidation health: there the requirement jumped. */
const JUMPED = 1 - 1e-9;

/** A crossing is the liquidation health itself, for there f = 0; or what a jump of the requirement leaves of it. */
export function observeCrossing(
  account: Account,
  row: number,
  bucket: number,
  marks: readonly Decimal[],
): void {
  const { liquidationHealth } = account.terms.rules!;
  const maintenance = account.maintenance(bucket, marks);
  const health = maintenance.isZero()
    ? liquidationHealth
    : account.equity(bucket, marks).div(maintenance).toNumber();
  lowest(account, health < liquidationHealth * JUMPED ? health : liquidationHealth, row);
  if (account.watch.warnedRow < 0) account.watch.warnedRow = row;
}

function lowest({ watch }: Account, health: number, row: number): void {
  if (health >= watch.minHealth) return;
  watch.minHealth = health;
  watch.minHealthRow = row;
}
