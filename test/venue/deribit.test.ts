/** Deribit: published figures through its rules, what its margin means for equity with options in it, liquidation. */
import { describe, expect, it } from 'vitest';
import { assess } from '../../src/assess/assess.ts';
import { Decimal, ZERO } from '../../src/basics/money.ts';
import {
  type Amount,
  deribitFutureMargin,
  deribitOptionMargin,
  DERIBIT_FUTURE_RATES,
} from '../../src/margin/formulas.ts';
import type { Holding } from '../../src/margin/model.ts';
import { type InstrumentInput, makeInstrument, perpetual } from '../../src/market/instrument.ts';
import { rulesOf } from '../../src/venue/registry.ts';
import type { ModeRules, RulesRequest } from '../../src/venue/venue.ts';
import { Dice } from '../engine/dice.ts';
import { fullVectors, vectorsDir } from '../vectors/vectors.ts';
import { drawBook, INSTRUMENTS, numberOf, optionValue } from './option-books.ts';
import { PaperBucket } from './paper-bucket.ts';

function deribit(instruments: RulesRequest['instruments'], request: Partial<RulesRequest> = {}): ModeRules {
  const asOf = Date.UTC(2025, 5, 1);
  return rulesOf('deribit', {
    mode: 'cross',
    instruments,
    asOf,
    severalAssets: false,
    overrides: {},
    ...request,
  });
}

const inverse = (symbol: string, contractSize = 10) =>
  makeInstrument({ symbol, kind: 'inverse-perpetual', contractSize });
const held = (symbol: number, quantity: Amount): Holding => ({
  symbol,
  quantity: new Decimal(quantity),
  cost: ZERO,
  leverage: 1,
});
const at = (...prices: Amount[]): Decimal[] => prices.map(price => new Decimal(price));

describe('published figures of futures', () => {
  it('25 and 350 BTC at 100,000, 25 and 6,000 SOL at 200: the whole size at one rate', () => {
    const { model } = deribit([perpetual('BTC_USDC-PERPETUAL'), perpetual('SOL_USDC-PERPETUAL')]);
    const initial = (symbol: number, size: number, price: number) =>
      model.initial([held(symbol, size)], symbol === 0 ? at(price, 1) : at(1, price)).toString();
    expect([25, 350].map(size => initial(0, size, 100_000))).toEqual(['53125', '1312500']);
    expect([25, -6000].map(size => initial(1, size, 200))).toEqual(['200.625', '84000']);
    expect(model.maintenance([held(0, -25)], at(100_000, 1)).toString()).toBe('28125');
    expect(model.maintenance([held(1, 25)], at(1, 200)).toString()).toBe('100.625');
  });

  it('in coin: 25 BTC ask for 0.53125, 350 for 13.125, at any price', () => {
    const { model } = deribit([inverse('BTC-PERPETUAL')]);
    for (const price of [5_000, 64_000, 100_000]) {
      const own = (coins: number) => model.own!(held(0, (coins * price) / 10), at(price))!.initial.toNumber();
      expect([25, -350].map(own).map(coins => Number(coins.toFixed(9)))).toEqual([0.53125, 13.125]);
    }
  });

  it.skipIf(vectorsDir === null)('the vectors of the file, by rates of the venue', () => {
    interface Linear {
      price: number;
      imBase: number;
      inc: number;
      sizes: number[];
    }
    const vectors = fullVectors('portfolio.json').filter(({ id }) => id.startsWith('deribit-sm-'));
    expect(vectors.length).toBeGreaterThanOrEqual(3);
    for (const { id, inputs, expected } of vectors) {
      const coin = id.split('-').at(-1)!.toUpperCase();
      const { price = 90_000, sizes } = inputs as Linear;
      if (id.includes('-linear-')) {
        const { model } = deribit([perpetual(`${coin}_USDC-PERPETUAL`)]);
        const initial = sizes.map(size => model.initial([held(0, size)], at(price)).toNumber());
        expect(initial, id).toEqual(expected['im']);
        const kept = model.maintenance([held(0, sizes[0]!)], at(price)).toNumber();
        expect(kept, id).toBe(expected['mm25']);
      } else {
        const { model } = deribit([inverse(`${coin}-PERPETUAL`)]);
        const coins = (inputs as { sizesBtc: number[] }).sizesBtc;
        const initial = coins.map(size =>
          model.own(held(0, new Decimal(size).mul(price).div(10)), at(price))!.initial.toNumber(),
        );
        expect(initial, id).toEqual(expected['imBtc']);
      }
    }
  });

  it('the model is the formula at every size and price, in doubles too', () => {
    const instruments = [inverse('ETH-PERPETUAL', 1), perpetual('ETH_USDC-PERPETUAL')];
    const { model } = deribit(instruments);
    const dice = new Dice(3);
    for (let k = 0; k < 300; k++) {
      const price = new Decimal(dice.between(100, 9000).toFixed(2));
      const [face, size] = [dice.integer(-9e7, 9e7), dice.integer(-9e4, 9e4)];
      const coins = new Decimal(face).div(price);
      const asked = [coins, new Decimal(size)].map(own =>
        deribitFutureMargin({ size: own, price }, DERIBIT_FUTURE_RATES.ETH),
      );
      const holdings = [held(0, face), held(1, size)];
      const maintenance = asked[0]!.maintenanceMargin.add(asked[1]!.maintenanceMargin);
      const initial = asked[0]!.initialMargin.add(asked[1]!.initialMargin);
      expect(
        model.maintenance(holdings, [price, price]).sub(maintenance).abs().lt(maintenance.mul('1e-30')),
      ).toBe(true);
      expect(model.initial(holdings, [price, price]).sub(initial).abs().lt(initial.mul('1e-30'))).toBe(true);
      const doubles = Float64Array.of(price.toNumber(), price.toNumber());
      const fast = model.screenMaintenance(
        Int32Array.of(0, 1),
        Float64Array.of(face, size),
        doubles,
        new Float64Array(2),
      );
      expect(fast).toBeCloseTo(maintenance.toNumber(), 3);
    }
  });
});

describe('options', () => {
  const { model } = deribit(INSTRUMENTS);

  /** As published, in quote: the margin in coin times the price of the underlying. */
  const published = (
    book: ReturnType<typeof drawBook>,
    kind: 'initialMargin' | 'maintenanceMargin',
  ): Decimal =>
    book.holdings.reduce((sum, { symbol, quantity }) => {
      const { option, underlying } = INSTRUMENTS[symbol]!;
      const price = book.prices[symbol]!;
      const rates = DERIBIT_FUTURE_RATES[underlying as 'BTC' | 'ETH'];
      if (!option) return sum.add(deribitFutureMargin({ size: quantity, price }, rates)[kind]);
      const index = book.prices[numberOf(`${underlying}_USDC`)]!;
      const asked = deribitOptionMargin({
        ...option,
        quantity,
        underlyingPrice: index,
        markPrice: price.div(index),
      });
      return sum.add(asked[kind].mul(index));
    }, ZERO);

  it('what is free above the margins is what it is beside the options, by the published formulas', () => {
    const dice = new Dice(11);
    for (let k = 0; k < 300; k++) {
      const book = drawBook(dice);
      const equity = new Decimal(dice.integer(-1e6, 1e7));
      const beside = equity.sub(optionValue(book));
      for (const [kind, margin] of [
        ['maintenance', 'maintenanceMargin'],
        ['initial', 'initialMargin'],
      ] as const) {
        const free = equity.sub(model[kind](book.holdings, book.prices));
        expect(
          free
            .sub(beside.sub(published(book, margin)))
            .abs()
            .lt('1e-25'),
          kind,
        ).toBe(true);
      }
    }
  });

  it('by hand: short calls and puts at 100,000, in the money and out of it', () => {
    const one = (right: 'call' | 'put', strike: number, mark: number, quantity = -1) => {
      const { model: own } = deribit([
        makeInstrument({ symbol: 'BTC-X', kind: 'option', strike, right, expiry: 1 }),
        perpetual('BTC_USDC-PERPETUAL'),
      ]);
      const [holding, prices] = [held(0, quantity), at(mark, 100_000)];
      return [own.initial([holding], prices), own.maintenance([holding], prices)].map(String);
    };
    // Initial: 15 % less what it is out of the money, at least 10 %.
    expect(one('call', 102_000, 4_000)).toEqual(['13000', '7500']);
    expect(one('call', 120_000, 500)).toEqual(['10000', '7500']);
    expect(one('call', 80_000, 21_000, -2)).toEqual(['30000', '15000']);
    expect(one('put', 97_000, 3_000)).toEqual(['12000', '7500']);
    // A put worth more than the coin: 7.5 % of its mark, and initial margin no less than that.
    expect(one('put', 320_000, 220_000)).toEqual(['16500', '16500']);
    // Long: its own mark, so nothing of it backs anything.
    expect(one('call', 102_000, 4_000, 3)).toEqual(['12000', '12000']);
  });

  it('needs a price of the underlying, and takes a coin-settled contract for it', () => {
    const call: InstrumentInput = { symbol: 'BTC-1', kind: 'option', strike: 1, right: 'call', expiry: 1 };
    expect(() => deribit([makeInstrument(call), perpetual('ETHUSDC')])).toThrow(
      /BTC-1: .* nothing here prices BTC; add its spot or a perpetual/,
    );
    expect(() => deribit([makeInstrument({ ...call, settle: 'BTC' }), perpetual('BTCUSDC')])).toThrow(
      /BTC-1: an option settled in BTC is taken as settled in USD/,
    );
    const { model: own } = deribit([makeInstrument(call), inverse('BTC-PERPETUAL')]);
    expect(own.maintenance([held(0, -1)], at(50_000, 60_000)).toString()).toBe('4500');
  });
});

describe('the calculator', () => {
  const short = {
    collateral: { USDC: '20000' },
    positions: [
      {
        symbol: 'BTC_USDC-1JAN30-102000-C',
        kind: 'option' as const,
        quantity: '-1',
        entryPrice: '4000',
        strike: '102000',
        right: 'call' as const,
        expiry: Date.UTC(2030, 0, 1),
      },
    ],
  };
  const mark = { 'BTC_USDC-1JAN30-102000-C': '4000' };

  it('prices the underlying of an option by its coin, and moves the mark of the option alone', () => {
    const { cross } = assess('deribit/cross', short, { prices: { ...mark, BTC: '100000' } }).modes;
    expect(cross).toMatchObject({
      equity: '16000',
      initialMargin: '13000',
      maintenanceMargin: '7500',
      available: '3000',
    });
    // 20,000 of cash less the mark is the 7,500 that 100,000 asks for.
    expect(cross!.positions[0]).toMatchObject({ liquidationPrice: '12500', bankruptcyPrice: '20000' });
  });

  it('says what is missing where nothing prices it', () => {
    expect(() => assess('deribit/cross', short, { prices: mark })).toThrow(/nothing here prices BTC/);
  });
});

describe('liquidation', () => {
  const rules = deribit([perpetual('BTC_USDC-PERPETUAL'), perpetual('SOL_USDC-PERPETUAL')]);
  const close = (symbol: number, quantity: string, price: string) => ({
    step: 'close',
    symbol,
    quantity,
    price,
  });

  it('at equality a fifth of the largest position goes, for 0.75 % of BTC and 0.9 % of others, until equity is above', () => {
    const bucket = new PaperBucket(rules, { equity: 10_050, quantities: [10, 0], marks: [100_000, 1] });
    rules.liquidate(bucket);
    // 10,500 asked; 8 BTC ask for 8,320 and 8,550 are left.
    expect(bucket.steps).toEqual([
      { step: 'cancel' },
      close(0, '2', '100000'),
      { step: 'fee', amount: '1500' },
    ]);
    const other = new PaperBucket(rules, {
      equity: 4_000,
      quantities: ['0.1', -1000],
      marks: [100_000, 200],
    });
    rules.liquidate(other);
    expect(other.steps.slice(1, 3)).toEqual([close(1, '200', '200'), { step: 'fee', amount: '360' }]);
    expect(other.isBreached()).toBe(false);
  });

  it('what nothing backs is taken over, and what stands is left alone', () => {
    const lost = new PaperBucket(rules, { equity: -1, quantities: [1, 0], marks: [100_000, 1] });
    rules.liquidate(lost);
    expect(lost.steps).toEqual([{ step: 'cancel' }, { step: 'takeover' }]);
    const sound = new PaperBucket(rules, { equity: 1_006, quantities: [1, 0], marks: [100_000, 1] });
    rules.liquidate(sound);
    expect(sound.steps).toEqual([{ step: 'cancel' }]);
  });
});

describe('what the venue is asked for', () => {
  it('leverage is not chosen: initial margin goes by size, and 50 is the highest there is', () => {
    const rules = deribit([perpetual('BTC_USDC-PERPETUAL'), inverse('DOGE-PERPETUAL')]);
    const asked = [1, 50].map(leverage =>
      rules.model.initial([{ ...held(0, 1), leverage }], at(100_000, 1)).toString(),
    );
    expect(asked).toEqual(['2005', '2005']);
    expect(rules.leverageMax(0, new Decimal(1e9))).toBe(50);
    expect(rules.rulesFrom).toEqual([
      'BTC_USDC-PERPETUAL: initial margin 2 %, maintenance 1 %, both 0.005 % more for each BTC, for all dates.',
      expect.stringMatching(/^DOGE-PERPETUAL: its rates are not known; those of SOL stand in/),
    ]);
  });

  it('the figures of the caller win, and are named', () => {
    const tier = { floor: ZERO, cap: new Decimal(1e9), maintenanceMarginRate: new Decimal('0.03') };
    const rules = deribit([perpetual('BTCUSDC')], {
      severalAssets: true,
      overrides: {
        tiers: { BTCUSDC: [{ ...tier, maxLeverage: 20, deduction: ZERO }] },
        haircuts: { BTC: new Decimal('0.2') },
        feeTakerRate: new Decimal('0.001'),
      },
    });
    expect(rules.model.maintenance([held(0, 1)], at(1000)).toString()).toBe('30');
    expect(rules.model.initial([held(0, 1)], at(1000)).toString()).toBe('50');
    expect(rules.collateral.counted('BTC', new Decimal(1)).toString()).toBe('0.8');
    expect(rules.feeTakerRate.toString()).toBe('0.001');
    expect(rules.rulesFrom).toEqual([]);
    expect(rules.assumptions.join(' ')).toMatch(/haircuts of the caller's own for BTC.*tiers of BTCUSDC/);
  });

  it('one pool of all assets where several back the book: BTC whole, others cut', () => {
    const { collateral } = deribit([perpetual('BTCUSDC')], { severalAssets: true });
    const counted = ['BTC', 'USDC', 'SOL', 'PEPE'].map(asset => collateral.counted(asset, new Decimal(100)));
    expect([collateral.pool, ...counted.map(String)]).toEqual(['all', '100', '100', '92.5', '90']);
    expect(deribit([perpetual('BTCUSDC')]).collateral.pool).toBe('settle');
  });

  it('isolated margin is refused with another venue instead, portfolio margin has its own model', () => {
    const ask = (mode: 'isolated' | 'portfolio') => () => deribit([perpetual('BTCUSDC')], { mode });
    expect(ask('isolated')).toThrow(/venue\.isolated: Deribit has no isolated margin.*isolated: 'generic'/);
    expect(ask('portfolio')().venue).toBe('deribit-pm');
  });
});
