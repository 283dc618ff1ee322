/**
 * The reference: one plain loop over typed arrays that does the same three checks and the same crossover,
 * with everything known beforehand: no orders, no journal, no decimals, no strategy calls, books as numbers.
 */
import type { Market } from '../src/market/market.ts';

const FAST = 1000;
const SLOW = 5000;
const FEE = 0.0005;
const MAINTENANCE = 0.005;
const SHOCK = 0.25;
const NOTIONAL = 10_000;
const CAPITAL = 1_000_000;
const LEDGERS = 3;

export interface BareResult {
  fills: number;
  liquidations: number;
  equity: Float64Array[];
  minHealth: number[];
}

export function bareLoop({ series, times }: Market): BareResult {
  const rows = times.length;
  const symbols = series.length;
  const opens = series.map(({ last }) => last.open);
  const closes = series.map(({ last }) => last.close);
  const lows = series.map(({ mark }) => mark.low);
  const highs = series.map(({ mark }) => mark.high);
  const marks = series.map(({ mark }) => mark.close);
  const equity = Array.from({ length: LEDGERS }, () => new Float64Array(rows));
  const minHealth = new Array<number>(LEDGERS).fill(Infinity);
  const cash = new Float64Array(LEDGERS).fill(CAPITAL);
  const margin = new Float64Array(symbols);
  const quantity = new Float64Array(LEDGERS * symbols);
  const wanted = new Float64Array(LEDGERS * symbols);
  const fast = new Float64Array(LEDGERS * symbols);
  const slow = new Float64Array(LEDGERS * symbols);
  let fills = 0;
  let liquidations = 0;
  for (let row = 0; row < rows; row++) {
    for (let ledger = 0; ledger < LEDGERS; ledger++) {
      let worst = 0;
      let requirement = 0;
      let value = 0;
      for (let s = 0; s < symbols; s++) {
        const k = ledger * symbols + s;
        if (wanted[k] !== quantity[k]) {
          const price = opens[s]![row]!;
          cash[ledger]! -=
            (wanted[k]! - quantity[k]!) * price + Math.abs(wanted[k]! - quantity[k]!) * price * FEE;
          quantity[k] = wanted[k]!;
          fills++;
          if (ledger === 0) margin[s] = NOTIONAL - quantity[k]! * price;
        }
        const held = quantity[k]!;
        const adverse = held > 0 ? lows[s]![row]! : highs[s]![row]!;
        value += held * marks[s]![row]!;
        if (ledger === 0) {
          const own = margin[s]! + held * adverse;
          const need = MAINTENANCE * Math.abs(held) * adverse;
          if (held !== 0 && own <= need) liquidations++;
          if (held !== 0 && own < minHealth[0]! * need) minHealth[0] = own / need;
        } else {
          worst += held * adverse;
          requirement += (ledger === 1 ? MAINTENANCE : SHOCK) * Math.abs(held) * adverse;
        }
      }
      if (ledger > 0 && requirement > 0) {
        const own = cash[ledger]! + worst;
        if (own <= requirement) liquidations++;
        if (own < minHealth[ledger]! * requirement) minHealth[ledger] = own / requirement;
      }
      equity[ledger]![row] = cash[ledger]! + value;
      for (let s = 0; s < symbols; s++) {
        const k = ledger * symbols + s;
        const close = closes[s]!;
        fast[k]! += close[row]! - (row >= FAST ? close[row - FAST]! : 0);
        slow[k]! += close[row]! - (row >= SLOW ? close[row - SLOW]! : 0);
        if (row >= SLOW) {
          const side = fast[k]! * SLOW > slow[k]! * FAST ? 1 : -1;
          if (Math.sign(quantity[k]!) !== side) wanted[k] = (side * NOTIONAL) / close[row]!;
        }
      }
    }
  }
  return { fills, liquidations, equity, minHealth };
}
