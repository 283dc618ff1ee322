/** Formulas of single venues: the price found is where the rule says it is, and positions of real accounts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/basics/errors.ts';
import { Decimal, ONE } from '../../src/basics/money.ts';
import * as f from '../../src/margin/formulas.ts';

/** Coin tiers in the shape of Binance COIN-M's BTCUSD; marginal deductions follow. */
const coinTiers: f.TierInput[] = [
  { floor: 0, cap: 5, maintenanceMarginRate: '0.004' },
  { floor: 5, cap: 10, maintenanceMarginRate: '0.005' },
  { floor: 10, cap: 200, maintenanceMarginRate: '0.05' },
  { floor: 200, cap: Infinity, maintenanceMarginRate: '0.125' },
];
const dollarTiers: f.TierInput[] = [
  { floor: 0, cap: 10_000, maintenanceMarginRate: '0.004' },
  { floor: 10_000, cap: 80_000, maintenanceMarginRate: '0.01' },
  { floor: 80_000, cap: Infinity, maintenanceMarginRate: '0.1' },
];
const side = fc.constantFrom(1, -1);

describe('liquidation price of an inverse contract', () => {
  const books = fc.record({
    contracts: fc.integer({ min: 1, max: 50_000 }),
    side,
    entryPrice: fc.integer({ min: 1000, max: 100_000 }),
    leverage: fc.integer({ min: 1, max: 50 }),
    base: fc.constantFrom('mark' as const, 'entry' as const),
  });

  it('is where equity in coin equals the maintenance, at mark of the tier found there', () => {
    fc.assert(
      fc.property(books, ({ contracts, side, entryPrice, leverage, base }) => {
        const quantity = contracts * side;
        const notionalAt = (price: f.Amount): Decimal =>
          f.inverseNotional({ contracts: quantity, contractSize: 100, price });
        const collateral = f.initialMargin({ notional: notionalAt(entryPrice), leverage });
        const price = f.inverseLiquidationPrice({
          quantity,
          contractSize: 100,
          entryPrice,
          collateral,
          tiers: coinTiers,
          base,
        });
        if (price === null) {
          // A short without leverage is backed by its own value; only a maintenance on entry ends it.
          expect([side, leverage, base]).toEqual([-1, 1, 'mark']);
          return;
        }
        const pnl = f.inversePnl({ contracts: quantity, contractSize: 100, entryPrice, price });
        const { maintenanceMargin } = f.tieredMaintenance({
          notional: notionalAt(base === 'entry' ? entryPrice : price),
          tiers: coinTiers,
        });
        expect(collateral.add(pnl).sub(maintenanceMargin).abs().lt('1e-25')).toBe(true);
      }),
    );
  });

  it('is none for a long whose others have lost everything', () => {
    const position = { quantity: 10, contractSize: 100, entryPrice: 50_000, collateral: 1 };
    expect(f.inverseLiquidationPrice({ ...position, othersPnl: -2, tiers: coinTiers })).toBeNull();
  });
});

describe('liquidation prices of a hedge', () => {
  const books = fc.record({
    long: fc.integer({ min: 1, max: 5_000 }),
    short: fc.integer({ min: 1, max: 5_000 }),
    longEntry: fc.integer({ min: 50, max: 200 }),
    shortEntry: fc.integer({ min: 50, max: 200 }),
    collateral: fc.integer({ min: 1, max: 200_000 }),
    contract: fc.constantFrom('linear' as const, 'inverse' as const),
  });
  const distance = (
    { long, short, longEntry, shortEntry, collateral, contract }: Record<string, number | string>,
    price: Decimal,
  ): Decimal => {
    const legs: [f.Amount, f.Amount][] = [
      [long as number, longEntry as number],
      [-(short as number), shortEntry as number],
    ];
    return legs.reduce((left, [quantity, entryPrice]) => {
      const [pnl, notional] =
        contract === 'linear'
          ? [f.linearPnl({ quantity, entryPrice, price }), price.mul(quantity)]
          : [
              f.inversePnl({ contracts: quantity, entryPrice, price }),
              f.inverseNotional({ contracts: quantity, price }),
            ];
      const tiers = contract === 'linear' ? dollarTiers : coinTiers;
      return left.add(pnl).sub(f.tieredMaintenance({ notional, tiers }).maintenanceMargin);
    }, new Decimal(collateral!));
  };

  it('are where equity equals the maintenance of both, with a living account just between them', () => {
    fc.assert(
      fc.property(books, book => {
        const tiers = book.contract === 'linear' ? dollarTiers : coinTiers;
        const found = f.hedgedLiquidationPrices({
          long: { quantity: book.long, entryPrice: book.longEntry, tiers },
          short: { quantity: book.short, entryPrice: book.shortEntry, tiers },
          collateral: book.collateral,
          contract: book.contract,
        });
        if (found === null) {
          for (const price of ['0.01', 1, 60, 100, 180, 5_000, '1e6'])
            expect(distance(book, new Decimal(price)).lte(0)).toBe(true);
          return;
        }
        const { below, above } = found;
        for (const price of [below, above]) {
          if (price !== null) expect(distance(book, price).abs().lt('1e-20')).toBe(true);
        }
        if (below !== null) expect(distance(book, below.mul('0.9999')).lt(0)).toBe(true);
        if (above !== null) expect(distance(book, above.mul('1.0001')).lt(0)).toBe(true);
        const inside = (below ?? new Decimal('0.001')).add(above ?? (below ?? ONE).mul(2)).div(2);
        expect(distance(book, inside).gt(0)).toBe(true);
      }),
    );
  });

  it('is the one printed with the rate of each leg, without tiers', () => {
    const tiers = { maintenanceMarginRate: '0.01', deduction: 2 };
    const long = { quantity: 3, entryPrice: 100, tiers };
    const short = { quantity: 1, entryPrice: 110, tiers };
    const linear = f.hedgedLiquidationPrices({ long, short, collateral: 50 })!;
    // (50 + 2 + 2 − 300 + 110) / (0.03 + 0.01 − 3 + 1)
    expect(linear.below!.toFixed(12)).toBe(new Decimal(-136).div('-1.96').toFixed(12));
    expect(linear.above).toBeNull();
    const inverse = f.hedgedLiquidationPrices({ long, short, collateral: '0.001', contract: 'inverse' })!;
    // (3 · 1.01 + 1 · (0.01 − 1)) / (0.001 + 4 + 3/100 − 1/110)
    const reciprocal = new Decimal('4.001').add('0.03').sub(ONE.div(110)).div('2.04');
    expect(inverse.below!.toFixed(12)).toBe(ONE.div(reciprocal).toFixed(12));
  });

  it('ends a full hedge from above only, by its growing requirement', () => {
    const leg = { quantity: 10, entryPrice: 100, tiers: { maintenanceMarginRate: '0.01' } };
    const found = f.hedgedLiquidationPrices({ long: leg, short: leg, collateral: 30 })!;
    expect([found.below, found.above!.toString()]).toEqual([null, '150']);
    expect(f.hedgedLiquidationPrices({ long: leg, short: leg, collateral: -1 })).toBeNull();
  });
});

describe('the ledger of BitMEX and KuCoin', () => {
  // Positions of real accounts as their APIs returned them: [quantity, cost, margin, maint, comm, tick], LP, BP.
  const real: [f.Contract, number, [f.Amount, f.Amount, f.Amount, f.Amount, f.Amount], string, string][] = [
    ['inverse', 1, [26459, 26499, 173, 40, '0.5'], '1894.5', '1890'],
    ['inverse', -1, [9284, 4692, 58, 11, '0.5'], '21505', '21724.5'],
    ['linear', -0.02, ['25.6615', '0.35903583', '0.19523346', '0.01560296', '0.05'], '1291.25', '1300.25'],
    ['linear', 0.001, ['40.008', '8.03040576', '0.23284656', '0.02880576', 1], '32211', '32006'],
  ];

  it.each(real)('%s %d', (contract, quantity, [cost, margin, maintenance, commission, tick], lp, bp) => {
    const prices = f.contractLedgerPrices({
      contract,
      quantity,
      cost,
      margin,
      maintenance,
      commission,
      tick,
    });
    expect([prices.liquidationPrice.toString(), prices.bankruptcyPrice.toString()]).toEqual([lp, bp]);
  });

  it('values a contract to the nearest satoshi', () => {
    for (const [price, value] of [
      [3754.12, 26637],
      [6270.34, 15948],
      [7135.79, 14014],
    ])
      expect(f.satoshiValue({ contracts: -1, price: price! }).toNumber()).toBe(value);
  });
});

describe('Bybit', () => {
  const books = fc.record({
    contract: fc.constantFrom('linear' as const, 'inverse' as const),
    side,
    leverage: fc.integer({ min: 2, max: 50 }),
    extra: fc.integer({ min: 0, max: 100 }),
  });

  it('an isolated price with margin added is the one of the help page', () => {
    fc.assert(
      fc.property(books, ({ contract, side, leverage, extra }) => {
        const [q, e, r, t] = [ONE.mul(7), ONE.mul(8000), new Decimal('0.005'), new Decimal('0.00055')];
        const dollars = contract === 'linear' ? q : q.mul(e);
        const value = contract === 'linear' ? q.mul(e) : q;
        const added = value.mul(extra).div(1000);
        const price = f.bybitIsolatedLiquidationPrice({
          contract,
          quantity: dollars.mul(side),
          entryPrice: e,
          leverage,
          tiers: { maintenanceMarginRate: r },
          extraMargin: added,
          takerFeeRate: t,
        });
        const printed =
          contract === 'linear'
            ? value
                .mul(ONE.sub(ONE.div(leverage).mul(side)))
                .sub(added.div(ONE.sub(t.mul(side))).mul(side))
                .div(q.mul(ONE.sub(r.mul(side))))
            : dollars
                .mul(ONE.add(r.mul(side)))
                .div(value.add(value.div(leverage).mul(side)).add(added.div(ONE.add(t.mul(side))).mul(side)));
        if (price === null) expect(printed.lte(0)).toBe(true);
        else expect(price.sub(printed).abs().lt('1e-20')).toBe(true);
      }),
    );
  });

  it('holds the fee of closing at the bankruptcy price in both margins', () => {
    const position = { quantity: '0.5', entryPrice: 50_000, leverage: 10, takerFeeRate: '0.00055' };
    const tiers = { maintenanceMarginRate: '0.005' };
    const margins = (mode: 'isolated' | 'cross') =>
      f.bybitMargins({ ...position, markPrice: 50_500, tiers, mode });
    expect(margins('cross').initialMargin.toString()).toBe('2537.375');
    expect(margins('isolated').initialMargin.toString()).toBe('2512.375');
    expect(margins('cross').maintenanceMargin.toString()).toBe('138.625');
    // Inverse: at 5/6 of the entry when long at 5x, so a fee on 6/5 of the value.
    const inverse = { ...position, contract: 'inverse' as const, quantity: 50_000, leverage: 5 };
    expect(f.bybitFeeToClose(inverse).toString()).toBe('0.00066');
    expect(f.bybitFeeToClose({ ...inverse, quantity: -50_000 }).toString()).toBe('0.00044');
  });

  it('relates margins to what is left after haircuts and resting orders', () => {
    const account = {
      initialMargin: 20,
      maintenanceMargin: 10,
      equity: 100,
      haircutLoss: 30,
      orderLoss: -20,
    };
    const rates = f.bybitAccountRates(account)!;
    expect([rates.initialRate.toNumber(), rates.maintenanceRate.toNumber()]).toEqual([0.4, 0.2]);
    expect(f.bybitAccountRates({ ...account, equity: 50 })).toBeNull();
  });

  it('a short in legacy cross backed by its own value has no bankruptcy price', () => {
    const prices = f.bybitInverseCrossPrices({
      quantity: -8000,
      entryPrice: 8000,
      balance: 1,
      tiers: { maintenanceMarginRate: '0.005' },
      takerFeeRate: '0.0006',
    });
    expect(prices.bankruptcyPrice).toBeNull();
    expect(prices.liquidationPrice!.toString()).toBe('1600000');
  });
});

describe('dYdX v4', () => {
  const market = { initialMarginRate: '0.2', maintenanceFraction: '0.5' };
  const long = { ...market, quantity: '0.1', price: 50_000 };

  it('scales the initial rate by open interest, down to a millionth, never the maintenance', () => {
    const rate = (openInterest: number): string =>
      f
        .openInterestMarginRate({ initialMarginRate: '0.2', openInterest, lowerCap: 30, upperCap: 60 })
        .toString();
    expect([0, 30, 31, 45, 60, 99].map(rate)).toEqual(['0.2', '0.2', '0.226666', '0.6', '1', '1']);
    const scaling = { openInterest: 45, lowerCap: 30, upperCap: 60 };
    const { initialMargin, maintenanceMargin } = f.dydxMargins({ ...market, notional: 100, scaling });
    expect([initialMargin.toNumber(), maintenanceMargin.toNumber()]).toEqual([60, 10]);
  });

  it('shares the account among its positions: closing each whole at its price leaves nothing', () => {
    const short = { ...market, quantity: '-1.7', price: 3000 };
    const book = { quoteBalance: '133.7', position: long, others: [short] };
    const first = f.dydxBankruptcyQuote({ ...book, delta: '-0.1' });
    const second = f.dydxBankruptcyQuote({
      ...book,
      position: short,
      others: [long],
      delta: '1.7',
    });
    const left = first.add(second).add(book.quoteBalance);
    expect(left.gte(0) && left.lte('2e-6')).toBe(true);
  });

  it('leaves a debt without a position alone: there is nothing to liquidate', () => {
    expect(f.dydxAccount({ quoteBalance: -1, positions: [] }).liquidatable).toBe(false);
    expect(f.dydxAccount({ quoteBalance: -4501, positions: [long] }).liquidatable).toBe(true);
    expect(f.dydxAccount({ quoteBalance: -4500, positions: [long] }).liquidatable).toBe(false);
  });

  it('asks for a delta that reduces, and for a requirement', () => {
    for (const delta of ['0.1', '-0.2', 0])
      expect(() => f.dydxBankruptcyQuote({ quoteBalance: -4501, position: long, delta })).toThrow(UserError);
    const free = { ...long, maintenanceFraction: 0 };
    expect(() => f.dydxBankruptcyQuote({ quoteBalance: 0, position: free, delta: '-0.1' })).toThrow(
      'without maintenance',
    );
  });
});

describe('Hyperliquid', () => {
  it('halves the initial margin at the highest leverage, continuous over tiers', () => {
    const tiers = f.hyperliquidTiers([
      { lowerBound: 0, maxLeverage: 40 },
      { lowerBound: 150e6, maxLeverage: 20 },
    ]);
    const margin = (notional: number): number =>
      f.tieredMaintenance({ notional, tiers }).maintenanceMargin.toNumber();
    // 150M at 1.25 %, the rest at 2.5 %.
    expect([margin(100e6), margin(150e6), margin(200e6)]).toEqual([1.25e6, 1.875e6, 3.125e6]);
  });

  it('sells a fifth of a large position first, and hands over below two thirds', () => {
    const step = (equity: number, notional: number, cooledDown?: boolean): [string, number] => {
      const bucket = { equity, maintenanceMargin: 3000, notional };
      const { level, share } = f.hyperliquidLiquidation(
        cooledDown === undefined ? bucket : { ...bucket, cooledDown },
      );
      return [level, share.toNumber()];
    };
    expect(step(3000, 200_000)).toEqual(['none', 0]);
    expect(step(2999, 200_000)).toEqual(['market', 0.2]);
    expect(step(2999, 200_000, true)).toEqual(['market', 1]);
    expect(step(2999, 100_000)).toEqual(['market', 1]);
    expect(step(2000, 200_000)).toEqual(['market', 0.2]);
    expect(step(1999, 200_000)).toEqual(['backstop', 1]);
  });
});
