/** Books without rules: every change has two sides, and nothing is lost between them. */
import { describe, expect, it } from 'vitest';
import { Decimal, text } from '../../src/basics/money.ts';
import { Journal } from '../../src/journal/journal.ts';
import { books, replay } from '../../src/journal/rebuild.ts';
import { type Collateral, Ledger } from '../../src/ledger/ledger.ts';
import { assetsOfRun } from '../../src/ledger/assets.ts';
import { unrealisedPnl } from '../../src/ledger/position.ts';
import { perpetual } from '../../src/market/instrument.ts';
import { Dice } from '../engine/dice.ts';

const d = (value: number | string) => new Decimal(value);

const SYMBOLS = ['BTCUSDT', 'ETHUSDT'];

function openBooks(collateral: Collateral) {
  const lines: string[] = [];
  const ledger = new Ledger(
    collateral,
    SYMBOLS,
    assetsOfRun(SYMBOLS.map(perpetual), ['USDT']),
    new Journal({ run: 'r', path: 'p', mode: 'm' }, line => lines.push(line)),
  );
  ledger.deposit(d(1000));
  return { ledger, lines };
}
const balances = ({ wallet, world, positions }: Ledger) => ({
  wallet: text(wallet),
  ...Object.fromEntries(
    Object.entries(world)
      .filter(([, amount]) => !amount.isZero())
      .map(([name, amount]) => [name, text(amount)]),
  ),
  positions: positions.map(
    position => position && [position.quantity, position.cost, position.margin].map(text),
  ),
});

describe('a pooled ledger', () => {
  it('settles profit, fees, funding and deficits on the wallet', () => {
    const { ledger } = openBooks('pooled');
    ledger.open(0, d(2), d(100));
    ledger.open(0, d(1), d(130));
    expect(ledger.fee(0, d('0.5')).toString()).toBe('0.5');
    ledger.fundingPaid(0, d('-3'));
    // A third of the cost of 330 leaves with a third of the quantity.
    expect(ledger.close(0, d(-1), d(140)).toNumber()).toBeCloseTo(1 / 3, 30);
    expect(balances(ledger)).toEqual({
      wallet: '1032.5',
      market: '-30',
      fees: '0.5',
      funding: '-3',
      external: '-1000',
      positions: [['2', '220', '0'], null],
    });
    expect(unrealisedPnl(ledger.positions[0]!, d(115)).toString()).toBe('10');
    ledger.close(0, d(-2), d('-700'));
    ledger.dropFlat(0);
    ledger.coverDeficit({ asset: 0 }, d('587.5'));
    expect(balances(ledger)).toMatchObject({ wallet: '0', insurance: '-587.5', positions: [null, null] });
    expect(ledger.imbalance().toString()).toBe('0');
  });
});

describe('an isolated ledger', () => {
  it('keeps a margin for each position', () => {
    const { ledger } = openBooks('isolated');
    ledger.open(1, d(-10), d(10));
    ledger.transferMargin(1, d(20));
    ledger.fundingPaid(1, d(25));
    ledger.close(1, d(4), d(9));
    expect(balances(ledger)).toMatchObject({
      wallet: '980',
      funding: '25',
      market: '-4',
      positions: [null, ['-6', '-60', '-1']],
    });
  });

  it('pays fees from the free wallet, and what that lacks from the margin', () => {
    const { ledger } = openBooks('isolated');
    ledger.open(1, d(10), d(10));
    ledger.transferMargin(1, d(999));
    expect(ledger.fee(1, d('1.75')).toString()).toBe('0.75');
    expect(balances(ledger)).toMatchObject({
      wallet: '0',
      fees: '1.75',
      positions: [null, ['10', '100', '998.25']],
    });
  });

  it('forgets a flat position only once its margin has gone home', () => {
    const { ledger } = openBooks('isolated');
    ledger.open(0, d(1), d(10));
    ledger.transferMargin(0, d(5));
    ledger.close(0, d(-1), d(12));
    ledger.dropFlat(0);
    expect(ledger.positions[0]).not.toBeNull();
    ledger.transferMargin(0, d(-7));
    ledger.dropFlat(0);
    expect(balances(ledger)).toMatchObject({ wallet: '1002', positions: [null, null] });
  });
});

describe.each(['pooled', 'isolated'] as const)('any sequence of bookings in %s books', collateral => {
  it('balances at every step, and the journal makes the same books', () => {
    const dice = new Dice(5);
    const { ledger, lines } = openBooks(collateral);
    for (let step = 0; step < 400; step++) {
      const symbol = dice.integer(0, 1);
      const held = ledger.positions[symbol]?.quantity ?? d(0);
      const amount = d(dice.between(0.1, 50)).toDecimalPlaces(18);
      const price = d(dice.between(0.001, 60_000)).toDecimalPlaces(12);
      const side = held.isZero() ? dice.pick([1, -1]) : held.isNegative() ? -1 : 1;
      const verb = dice.integer(0, 5);
      if (verb === 0) ledger.open(symbol, d(dice.between(0.001, 3)).toDecimalPlaces(15).mul(side), price);
      if (verb === 1 && !held.isZero())
        ledger.close(symbol, held.mul(dice.pick([-1, -0.5, -0.37])).toDecimalPlaces(15), price);
      if (verb === 2) ledger.fee(symbol, amount);
      if (verb === 3) ledger.fundingPaid(symbol, amount.mul(dice.pick([1, -1])));
      if (verb === 4 && collateral === 'isolated')
        ledger.transferMargin(symbol, amount.mul(dice.pick([1, -1])));
      if (verb === 5) ledger.liquidationFee(collateral === 'pooled' ? { asset: 0 } : { symbol }, amount);
      ledger.row(step, 'transfer', {});
      expect(ledger.imbalance().isZero()).toBe(true);
    }
    const rebuilt = books(replay(lines).get('r/p/m')!);
    expect(rebuilt.wallet).toBe(text(ledger.wallet));
    ledger.positions.forEach((position, s) => {
      const name = ledger.symbols[s]!;
      expect(rebuilt[`margin:${name}`] ?? '0').toBe(text(position?.margin ?? d(0)));
      const written =
        position && !position.quantity.isZero()
          ? `${text(position.quantity)} cost ${text(position.cost)}`
          : undefined;
      expect(rebuilt[`position:${name}`]).toBe(written);
    });
    expect(ledger.positions.some(position => position && !position.quantity.isZero())).toBe(true);
  });
});
