/** The rules of bybit: what they are made of, what counts as collateral, and the laws their margins keep. */
import { describe, expect, it } from 'vitest';
import { Decimal, ZERO } from '../../src/basics/money.ts';
import type { Holding } from '../../src/margin/model.ts';
import { type Instrument, makeInstrument, perpetual } from '../../src/market/instrument.ts';
import { rulesOf } from '../../src/venue/registry.ts';
import { Dice } from '../engine/dice.ts';
import { BTCUSD, BTCUSDT, bybit, flatTier, hold, NEW, OLD } from './bybit-book.ts';

const ETHUSDT = perpetual('ETHUSDT');
const SWITCH = Date.UTC(2025, 8, 2);
const TIERS = bybit().model.terms[0]!.tiers;
const sum = (amounts: Decimal[]) => amounts.reduce((a, b) => a.add(b), ZERO);

describe('what the rules are made of', () => {
  it('is found by its name, and charges the taker fee of its pages', () => {
    const rules = rulesOf('bybit', {
      mode: 'cross',
      instruments: [BTCUSDT],
      asOf: NEW,
      severalAssets: false,
      overrides: {},
    });
    expect([rules.venue, rules.feeTakerRate.toString(), rules.strict]).toEqual(['bybit', '0.00055', false]);
  });

  it('has the 20 tiers of BTCUSDT, each deduction following from the rates', () => {
    expect(TIERS.length).toBe(20);
    TIERS.slice(1).forEach((tier, k) => {
      const below = TIERS[k]!;
      const step = tier.maintenanceMarginRate.sub(below.maintenanceMarginRate).mul(tier.floor);
      expect(tier.floor.toString()).toBe(below.cap.toString());
      expect(tier.deduction.toString()).toBe(below.deduction.add(step).toString());
    });
  });

  it('caps leverage by the tier of the value', () => {
    const { leverageMax } = bybit();
    const caps = [2_000_000, 2_000_001, 8_500_000, 80_000_000].map(value =>
      leverageMax(0, new Decimal(value)),
    );
    expect(caps).toEqual([100, 90, 50, 14]);
  });

  it('takes margins of the value at entry until 2 September 2025, of the value at mark from then on', () => {
    const asked = (asOf: number) => {
      const { model } = bybit({ mode: 'cross', asOf });
      const holding = hold(BTCUSDT, { quantity: 1, entryPrice: 50_000, leverage: 10 });
      const { initial, maintenance } = model.own(holding, [new Decimal(60_000)]);
      return [initial.toString(), maintenance.toString()];
    };
    // The fee of closing 1 BTC at 45,000 is 24.75 under both.
    expect(asked(SWITCH - 1)).toEqual(['5024.75', '274.75']);
    expect(asked(SWITCH)).toEqual(['6024.75', '324.75']);
  });

  it('keeps the isolated initial margin at entry, and the old isolated rule free of fees', () => {
    const asked = (asOf: number) => {
      const holding = hold(BTCUSDT, { quantity: -1, entryPrice: 50_000, leverage: 10 });
      const { initial, maintenance } = bybit({ asOf }).model.own(holding, [new Decimal(60_000)]);
      return [initial.toString(), maintenance.toString()];
    };
    expect(asked(SWITCH - 1)).toEqual(['5000', '250']);
    expect(asked(SWITCH)).toEqual(['5030.25', '330.25']);
  });

  it('holds the fee of an inverse contract at its bankruptcy price, in coin', () => {
    const { model } = bybit({ instruments: [BTCUSD] });
    const fee = (quantity: number) =>
      model.constant(hold(BTCUSD, { quantity, entryPrice: 50_000, leverage: 10 }));
    expect(fee(100_000).toString()).toBe('0.00121');
    expect(fee(-100_000).toString()).toBe('0.00099');
  });

  it('says what stands in for tables that are not known', () => {
    const instruments = [
      BTCUSDT,
      perpetual('BTCUSDC'),
      ETHUSDT,
      BTCUSD,
      makeInstrument({ symbol: 'ETHUSDT', kind: 'spot' }),
    ];
    const { rulesFrom, model } = bybit({ instruments });
    expect(rulesFrom.length).toBe(5);
    expect(rulesFrom.slice(1).map(text => /stands? in/.test(text))).toEqual([true, true, true, true]);
    expect(model.terms[2]!.tiers.map(tier => tier.maintenanceMarginRate.toString())).toEqual(['0.01']);
    expect(model.terms[3]!.tiers.map(tier => tier.maintenanceMarginRate.toString())).toEqual(['0.005']);
  });

  it('puts the figures of the caller in place of its own, and says so', () => {
    const overrides = {
      tiers: { BTCUSDT: flatTier('0.02') },
      feeTakerRate: new Decimal('0.001'),
      haircuts: { BTC: new Decimal('0.3') },
    };
    const rules = bybit({ mode: 'cross', severalAssets: true, overrides });
    const { maintenance } = rules.model.own(hold(BTCUSDT, { quantity: 1, entryPrice: 100, leverage: 1 }), [
      new Decimal(100),
    ]);
    expect([rules.feeTakerRate.toString(), maintenance.toString()]).toEqual(['0.001', '2']);
    expect(rules.collateral.counted('BTC', new Decimal(100)).toString()).toBe('70');
    const said = rules.assumptions.join(' ');
    for (const named of ['tiers of BTCUSDT', 'taker fee 0.1 %', "haircuts of the caller's own for BTC"])
      expect(said).toContain(named);
  });

  it('refuses what it has no model for', () => {
    const option = makeInstrument({
      symbol: 'BTC-27DEC24-100000-C',
      kind: 'option',
      strike: 100_000,
      right: 'call',
    });
    expect(() => bybit({ instruments: [option] })).toThrow(/option/);
  });
});

describe('collateral of the unified account', () => {
  const pooled = (asOf = NEW) => bybit({ mode: 'cross', severalAssets: true, asOf }).collateral;
  const counted = (asset: string, amount: number, asOf = NEW) =>
    pooled(asOf).counted(asset, new Decimal(amount)).toString();

  it('counts coins by tiers since 19 February 2025, at the first ratio before', () => {
    const amounts = [5, 10, 15, 60, 600];
    expect(amounts.map(amount => counted('BTC', amount))).toEqual(['4.9', '9.8', '14.55', '44.8', '44.8']);
    expect(counted('BTC', 60, Date.UTC(2025, 1, 19))).toBe('44.8');
    expect(counted('BTC', 60, Date.UTC(2025, 1, 19) - 1)).toBe('58.8');
    expect([counted('USDT', 7), counted('ETH', 100), counted('SOL', 100)]).toEqual(['7', '95', '90']);
  });

  it('counts debts whole, unrealised PnL whole, and asks margin and interest for debts', () => {
    const { unrealised, borrow, pool } = pooled();
    expect(counted('BTC', -3)).toBe('-3');
    expect([pool, unrealised]).toEqual(['all', 'whole']);
    expect([
      borrow!.maintenanceMarginRate('BTC').toString(),
      borrow!.initialMarginRate('BTC').toString(),
    ]).toEqual(['0.04', '0.2']);
    expect(borrow!.hourlyRate('USDC').toString()).toBe('0.000014621596');
  });

  it('stays with the settle asset in isolated mode and with a single asset', () => {
    expect(bybit({ mode: 'isolated', severalAssets: true }).collateral.pool).toBe('settle');
    expect(bybit({ mode: 'cross' }).collateral.pool).toBe('settle');
  });
});

describe('laws of the margins', () => {
  const instruments = [BTCUSDT, ETHUSDT, BTCUSD];
  const variants = (['isolated', 'cross'] as const).flatMap(mode =>
    [OLD, NEW].map(asOf => ({ mode, asOf, model: bybit({ mode, asOf, instruments }).model })),
  );
  const prices = [60_000, 3000, 60_500].map(price => new Decimal(price));
  const entries = [55_000, 3300, 62_000];
  const sizes = [90, 4000, 9_000_000];
  const book = (dice: Dice): Holding[] =>
    instruments.map((instrument: Instrument, symbol) =>
      hold(
        instrument,
        {
          quantity: new Decimal(sizes[symbol]! * dice.between(0.01, 1))
            .toDecimalPlaces(4)
            .mul(dice.chance(0.5) ? 1 : -1),
          entryPrice: entries[symbol]!,
          leverage: dice.integer(1, 14),
        },
        symbol,
      ),
    );

  it.each(variants)(
    '$mode at $asOf: order does not matter, parts add up, nothing asks for nothing',
    ({ model }) => {
      const dice = new Dice(7);
      for (let k = 0; k < 50; k++) {
        const held = book(dice);
        const total = model.maintenance(held, prices);
        expect(
          model
            .maintenance([...held].reverse(), prices)
            .sub(total)
            .abs()
            .toNumber(),
        ).toBeLessThan(1e-20);
        const parts = sum(held.map(one => model.maintenance([one], prices)));
        expect(parts.sub(total).abs().toNumber()).toBeLessThan(1e-20);
        const empty = held.map(one => ({ ...one, quantity: ZERO, cost: ZERO }));
        expect(model.maintenance(empty, prices).add(model.initial(empty, prices)).toNumber()).toBe(0);
      }
    },
  );

  it.each(variants)('$mode at $asOf: below the first limit margins scale with the size', ({ model }) => {
    const one = hold(BTCUSDT, { quantity: 3, entryPrice: 55_000, leverage: 7 });
    const ten = hold(BTCUSDT, { quantity: 30, entryPrice: 55_000, leverage: 7 });
    const [small, large] = [one, ten].map(holding => model.own(holding, prices));
    expect(large!.maintenance.sub(small!.maintenance.mul(10)).abs().toNumber()).toBeLessThan(1e-30);
    expect(large!.initial.sub(small!.initial.mul(10)).abs().toNumber()).toBeLessThan(1e-30);
  });

  it.each(variants)(
    '$mode at $asOf: the initial margin is above the maintenance at any leverage allowed',
    ({ model }) => {
      for (const tier of TIERS)
        for (const side of [1, -1]) {
          const quantity = tier.cap.div(60_000).mul(side);
          const own = model.own(
            hold(BTCUSDT, { quantity, entryPrice: 60_000, leverage: tier.maxLeverage }),
            prices,
          );
          expect(own.initial.gt(own.maintenance)).toBe(true);
        }
    },
  );

  it.each(variants)('$mode at $asOf: the maintenance does not jump where a tier ends', ({ model, asOf }) => {
    for (const { cap } of TIERS.slice(0, -1)) {
      const at = (value: Decimal) => {
        const entryPrice = asOf === OLD ? value.div(100) : 60_000;
        const holding = hold(BTCUSDT, { quantity: 100, entryPrice, leverage: 10 });
        return model.own(holding, [value.div(100)]);
      };
      const [below, above] = [at(cap), at(cap.add('1e-12'))];
      expect(above.tier! - below.tier!).toBe(1);
      expect(above.maintenance.sub(below.maintenance).abs().toNumber()).toBeLessThan(1e-13);
    }
  });

  it.each(variants)('$mode at $asOf: doubles say the same as decimals', ({ model }) => {
    const dice = new Dice(11);
    for (let k = 0; k < 50; k++) {
      const held = book(dice);
      const doubles = (of: (holding: Holding) => Decimal) =>
        Float64Array.from(held, one => of(one).toNumber());
      const screened = model.screenMaintenance(
        Int32Array.of(0, 1, 2),
        doubles(one => one.quantity),
        Float64Array.from(prices, price => price.toNumber()),
        doubles(one => model.constant(one)),
      );
      const exact = model.maintenance(held, prices).toNumber();
      expect(Math.abs(screened / exact - 1)).toBeLessThan(1e-12);
    }
  });

  it('own margins of a linear book sum to those of the book', () => {
    const { model } = bybit({ mode: 'cross', instruments: [BTCUSDT, ETHUSDT] });
    const held = book(new Dice(3)).slice(0, 2);
    const owns = held.map(holding => model.own(holding, prices));
    expect(
      sum(owns.map(own => own.initial))
        .sub(model.initial(held, prices))
        .abs()
        .toNumber(),
    ).toBeLessThan(1e-25);
    expect(
      sum(owns.map(own => own.maintenance))
        .sub(model.maintenance(held, prices))
        .abs()
        .toNumber(),
    ).toBeLessThan(1e-25);
  });
});
