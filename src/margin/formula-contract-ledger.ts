/**
 * The ledger of BitMEX and KuCoin, public beside `assess`: a position is kept as amounts (cost, margin,
 * maintenance), and its prices follow from what one contract may still be worth.
 */
import { ONE, type Decimal } from '../basics/money.ts';
import { roundDown, roundNearest, roundUp } from './formula-margin.ts';
import { type Amount, type Contract, decimal, positive } from './formula-trade.ts';

const SATOSHI = '1e-8';

/**
 * Value of inverse contracts in satoshi, without a sign, as BitMEX books it: one contract's value is rounded to
 * the nearest satoshi, then multiplied.
 * @source https://www.bitmex.com/app/pnlGuide (rules: engines.md F7)
 */
export function satoshiValue(position: { contracts: Amount; contractSize?: Amount; price: Amount }): Decimal {
  const perContract = positive('contractSize', position.contractSize ?? 1).div(
    positive('price', position.price),
  );
  return roundNearest(perContract, SATOSHI).div(SATOSHI).mul(decimal('contracts', position.contracts).abs());
}

/**
 * Liquidation and bankruptcy price of an isolated position from its ledger. The commission of closing lies in
 * the margin and in the maintenance, so it cancels in the first; it does not back the position in the second.
 *
 * Inverse (amounts in satoshi): a contract may be worth (cost ± (margin − maintenance)) ÷ contracts, + long,
 * − short, a whole number of satoshi, and its price contractSize · 1e8 ÷ that. Linear (amounts in quote):
 * the price itself is (cost ∓ (margin − maintenance)) ÷ size. Rounding, read off positions of real accounts:
 * a liquidation price goes to the tick nearer to the entry (long up, short down), a bankruptcy price too at
 * BitMEX, to the one farther away at KuCoin's linear contracts.
 * @source real positions of BitMEX and KuCoin accounts (rules: engines.md F7)
 */
export function contractLedgerPrices(position: {
  contract: Contract;
  /** Signed, long above zero: contracts where inverse, base units where linear. */
  quantity: Amount;
  contractSize?: Amount;
  /** What the position cost, without a sign (posCost). */
  cost: Amount;
  /** All that is posted (posMargin), commission and additions inside. */
  margin: Amount;
  /** Maintenance with the closing commission (posMaint). */
  maintenance: Amount;
  /** Commission inside the margin (posComm). */
  commission: Amount;
  tick: Amount;
}): { liquidationPrice: Decimal; bankruptcyPrice: Decimal } {
  const margin = decimal('margin', position.margin);
  const toLiquidation = margin.sub(decimal('maintenance', position.maintenance));
  const toBankruptcy = margin.sub(decimal('commission', position.commission));
  const priceOf = position.contract === 'inverse' ? satoshiPrice(position) : quotePrice(position);
  const towardEntry = decimal('quantity', position.quantity).gt(0) ? roundUp : roundDown;
  const fromEntry = towardEntry === roundUp ? roundDown : roundUp;
  return {
    liquidationPrice: towardEntry(priceOf(toLiquidation), position.tick),
    bankruptcyPrice: (position.contract === 'inverse' ? towardEntry : fromEntry)(
      priceOf(toBankruptcy),
      position.tick,
    ),
  };
}

interface Held {
  quantity: Amount;
  contractSize?: Amount;
  cost: Amount;
}

/** The price at which the position has lost `backing`. */
const quotePrice =
  ({ quantity, cost }: Held) =>
  (backing: Decimal): Decimal => {
    const held = decimal('quantity', quantity);
    return decimal('cost', cost).sub(backing.mul(held.s)).div(held.abs());
  };

/** The same in satoshi: a long's contract may gain value down to whole satoshi, a short's lose up to them. */
const satoshiPrice =
  ({ quantity, contractSize = 1, cost }: Held) =>
  (backing: Decimal): Decimal => {
    const held = decimal('quantity', quantity);
    const exact = decimal('cost', cost).add(backing.mul(held.s)).div(held.abs());
    const perContract = held.gt(0) ? exact.floor() : exact.ceil();
    return positive('contractSize', contractSize).div(perContract.mul(ONE.mul(SATOSHI)));
  };
