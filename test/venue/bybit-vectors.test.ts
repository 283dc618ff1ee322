/** Published examples of Bybit, and of engines that follow its old rule, through the model that its rules hand out. */
import { describe, expect, it } from 'vitest';
import { Decimal, ZERO } from '../../src/basics/money.ts';
import { notionalOf, unitValue } from '../../src/market/instrument.ts';
import type { MarginTier } from '../../src/margin/tiered-model.ts';
import { makeInstrument, perpetual } from '../../src/market/instrument.ts';
import { differences, fullVectors, type Results, vectorsDir } from '../vectors/vectors.ts';
import {
  BTCUSD,
  BTCUSDT,
  bybit,
  distance,
  type Figure,
  flatTier,
  hold,
  liquidationPriceOf,
  NEW,
  OLD,
} from './bybit-book.ts';

interface Inputs {
  side?: Figure;
  qty?: Figure;
  qty_base?: Figure;
  contracts_usd?: Figure;
  entryPrice?: Figure;
  entry_price?: Figure;
  price?: Figure;
  markPrice?: Figure;
  mark_price?: Figure;
  leverage?: Figure;
  mmr?: Figure;
  maint_margin_rate?: Figure;
  taker?: Figure;
  position_im?: Figure;
  position_mm?: Figure;
  tiers?: number[][];
  positionValues?: number[];
}

const signed = ({ side = 1, qty, qty_base, contracts_usd }: Inputs): Decimal =>
  new Decimal(qty ?? qty_base ?? contracts_usd ?? 1).mul(side === 'short' || side === -1 ? -1 : 1);

/** The position of a vector under the isolated rule of a date, with the initial margin at entry posted. */
function isolated(i: Inputs, inverse: boolean, asOf: number) {
  const instrument = inverse ? BTCUSD : BTCUSDT;
  const rate = i.mmr ?? i.maint_margin_rate ?? 0;
  const { model } = bybit({
    asOf,
    instruments: [instrument],
    overrides: { tiers: { [instrument.symbol]: flatTier(rate) } },
  });
  const entryPrice = i.entryPrice ?? i.entry_price!;
  const holding = hold(instrument, { quantity: signed(i), entryPrice, leverage: i.leverage! });
  const margin = model.own(holding, [new Decimal(entryPrice)]).initial;
  return { model, holding, margin };
}

function oldLiquidation(i: Inputs, inverse = false): Decimal {
  const { model, holding, margin } = isolated(i, inverse, OLD);
  return liquidationPriceOf(model, holding, margin);
}

/** Where equity is zero, fee and all: the old isolated rule without maintenance. */
function bankruptcy(i: Inputs): Decimal {
  const { model, holding, margin } = isolated({ ...i, mmr: 0 }, false, OLD);
  const price = liquidationPriceOf(model, holding, margin);
  expect(distance(model, holding, margin, price).abs().toNumber()).toBeLessThan(1e-15);
  return price;
}

const towardEntry = (price: Decimal, side: number): Decimal =>
  price
    .mul(2)
    .toDecimalPlaces(0, side > 0 ? Decimal.ROUND_UP : Decimal.ROUND_DOWN)
    .div(2);

function tiersOfVector(rows: number[][]): MarginTier[] {
  let deduction = ZERO;
  let below = new Decimal(rows[0]![2]!);
  return rows.map(([floor, cap, rate]) => {
    deduction = deduction.add(new Decimal(rate!).sub(below).mul(floor!));
    below = new Decimal(rate!);
    return {
      floor: new Decimal(floor!),
      cap: new Decimal(cap!),
      maintenanceMarginRate: below,
      maxLeverage: 100,
      deduction,
    };
  });
}

/** What a position asks under the cross rule since September 2025. */
function asks(i: Inputs, markPrice: Figure, tiers?: readonly MarginTier[]) {
  const { model } = bybit({
    mode: 'cross',
    overrides: { feeTakerRate: new Decimal(i.taker ?? 0), ...(tiers && { tiers: { BTCUSDT: tiers } }) },
  });
  const entryPrice = i.entryPrice ?? i.price ?? markPrice;
  const holding = hold(BTCUSDT, { quantity: signed(i), entryPrice, leverage: i.leverage! });
  const own = model.own(holding, [new Decimal(markPrice)]);
  const feeClose = model.constant(holding);
  return { ...own, feeClose };
}

const RULES: [RegExp, (i: Inputs) => Results][] = [
  [/^by-usdt-iso-lp-/, i => ({ liquidationPrice: oldLiquidation(i) })],
  [/^by-jesse-/, i => ({ liquidationPrice: oldLiquidation(i), bankruptcyPrice: bankruptcy(i) })],
  [/^by-usdt-bankruptcy-/, i => ({ bankruptcyPrice: bankruptcy(i) })],
  [/^by-inv-iso-lp-/, i => ({ liquidationPrice: towardEntry(oldLiquidation(i, true), Number(i.side)) })],
  [
    /^(ft-bybit-iso|bybit-usdt-iso|jesse-iso-(long|short)|duedex-iso|octobot-lin-liq)-/,
    i => ({ liquidation_price: oldLiquidation(i) }),
  ],
  [/^(octobot-inv-liq|10101-inv-liq)-/, i => ({ liquidation_price: oldLiquidation(i, true) })],
  [
    /^by-usdc-im-/,
    i => {
      const { initial, feeClose } = asks(i, i.markPrice!);
      return { initialMargin: initial.sub(feeClose), feeClose, positionIM: initial };
    },
  ],
  [
    /^by-usdt-order-cost-/,
    i => {
      const { initial, feeClose, notional } = asks(i, i.price!);
      const feeOpen = notional.mul(i.taker!);
      return { initialMargin: initial.sub(feeClose), feeOpen, feeClose, orderCost: initial.add(feeOpen) };
    },
  ],
  [
    /^by-tiered-mm-/,
    i => {
      const { notional, initial, maintenance } = asks(i, i.markPrice!, tiersOfVector(i.tiers!));
      return {
        positionValue: notional,
        initialMargin: initial,
        maintenanceMargin: maintenance,
        maxLoss: initial.sub(maintenance),
      };
    },
  ],
  [
    /^by-btcusdt-mmr-lookup/,
    i => ({
      mmr: i.positionValues!.map(value => bybit().model.tierOf(0, new Decimal(value)).maintenanceMarginRate),
    }),
  ],
  [
    /^by-usdt-upnl-/,
    i => {
      const { initial, feeClose } = asks(i, i.entryPrice!);
      const upnl = signed(i).mul(new Decimal(i.price!).sub(i.entryPrice!));
      return { upnl, initialMargin: initial.sub(feeClose), feeClose, roiPct: upnl.div(initial).mul(100) };
    },
  ],
  [
    /^by-inv-(im|position-api)|^bybit-real-btcusd-inverse-pnl|^lean-bybit-inv/,
    i => {
      const { model } = bybit({ asOf: OLD, instruments: [BTCUSD] });
      const entryPrice = i.entryPrice ?? i.entry_price ?? i.price!;
      const mark = new Decimal(i.markPrice ?? i.mark_price ?? entryPrice);
      const holding = hold(BTCUSD, { quantity: signed(i), entryPrice, leverage: i.leverage ?? 1 });
      const { initial } = model.own(holding, [mark]);
      const upnl = unitValue(BTCUSD, mark).mul(holding.quantity).sub(holding.cost);
      const value = holding.cost.abs();
      return {
        initialMargin: initial,
        initial_margin: initial,
        positionValue: value,
        position_value_btc: value,
        upnl,
        unrealized_pnl_btc: upnl,
      };
    },
  ],
  [/^lean-bybit-lin/, i => ({ initial_margin: asks({ ...i, taker: '0.00055' }, i.price!).initial })],
  [
    /^bybit-real-ada-/,
    i => {
      const ada = perpetual('ADAUSDT');
      const tiers = { ADAUSDT: flatTier(i.maint_margin_rate!) };
      const { model } = bybit({ mode: 'cross', asOf: NEW, instruments: [ada], overrides: { tiers } });
      const holding = hold(ada, {
        quantity: signed(i),
        entryPrice: i.entry_price!,
        leverage: i.leverage!,
      });
      const { initial, maintenance } = model.own(holding, [new Decimal(i.mark_price!)]);
      // The fee itself is printed a hair larger than 0.055 % of the bankruptcy value.
      expect(initial.sub(i.position_im!).abs().toNumber()).toBeLessThan(3e-5);
      expect(maintenance.sub(i.position_mm!).abs().toNumber()).toBeLessThan(3e-5);
      return { im_minus_mm: initial.sub(maintenance) };
    },
  ],
];

const ruleOf = (id: string) => RULES.find(([ids]) => ids.test(id))?.[1];
const vectors = [...fullVectors('binance-bybit.json'), ...fullVectors('engines.json')].filter(
  ({ id, use }) => use !== 'negative' && ruleOf(id),
);

describe.skipIf(vectorsDir === null)('published vectors under the rules of bybit', () => {
  it('finds them', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(30);
  });
  it.each(vectors)('$id', vector => {
    expect(differences(vector, ruleOf(vector.id)!(vector.inputs as Inputs))).toEqual([]);
  });
});

describe('examples printed by Bybit', () => {
  const lp = (i: Inputs, inverse = false) => oldLiquidation(i, inverse).toDecimalPlaces(9).toString();
  it('old isolated liquidation prices (help page on liquidation prices, 2020 and 2023)', () => {
    expect(lp({ entryPrice: 20000, leverage: 50, mmr: 0.005 })).toBe('19700');
    expect(lp({ side: -1, entryPrice: 8000, leverage: 40, mmr: 0.005 })).toBe('8160');
  });
  it('old inverse liquidation prices, to the tick toward the entry', () => {
    const i = { entryPrice: 8000, leverage: 50, mmr: 0.005, qty: 12000 };
    expect(towardEntry(oldLiquidation(i, true), 1).toString()).toBe('7882');
    expect(towardEntry(oldLiquidation({ ...i, side: -1 }, true), -1).toString()).toBe('8121.5');
  });
  it('position margin of a USDC contract in cross since September 2025', () => {
    const { initial, feeClose } = asks({ qty: 0.5, entryPrice: 50000, leverage: 10, taker: 0.00055 }, 50500);
    expect([initial.toString(), feeClose.toString()]).toEqual(['2537.375', '12.375']);
  });
});

describe('isolated liquidation price since September 2025 (rules: binance-bybit.md §5.2)', () => {
  const cases = [1, -1].flatMap(side => [2, 10, 25].map(leverage => ({ side, leverage })));
  it.each(cases)('inverse, side $side at $leverage x', ({ side, leverage }) => {
    const [contracts, entry, rate] = [new Decimal(150_000), new Decimal(61_234.5), new Decimal('0.005')];
    const { model, holding, margin } = isolated(
      { side, leverage, qty: 150_000, entryPrice: 61_234.5, mmr: 0.005 },
      true,
      NEW,
    );
    const value = contracts.div(entry);
    const printed = contracts.mul(rate.mul(side).add(1)).div(value.add(value.div(leverage).mul(side)));
    expect(liquidationPriceOf(model, holding, margin).sub(printed).abs().toNumber()).toBeLessThan(1e-15);
  });
  it.each(cases)('linear, side $side at $leverage x, in a tier with a deduction', ({ side, leverage }) => {
    const [size, entry] = [new Decimal(100), new Decimal(60_000)];
    const { model } = bybit();
    const holding = hold(BTCUSDT, { quantity: size.mul(side), entryPrice: entry, leverage });
    const margin = model.own(holding, [entry]).initial;
    const price = liquidationPriceOf(model, holding, margin);
    const { maintenanceMarginRate, deduction } = model.tierOf(0, notionalOf(BTCUSDT, size, price));
    const printed = size
      .mul(entry)
      .mul(new Decimal(1).sub(new Decimal(side).div(leverage)))
      .sub(deduction.mul(side))
      .div(size.mul(new Decimal(1).sub(maintenanceMarginRate.mul(side))));
    expect(deduction.gt(0)).toBe(true);
    expect(price.sub(printed).abs().toNumber()).toBeLessThan(1e-15);
  });
  it('differs from the old one, which asks on the value at entry', () => {
    const i = { qty: 1, entryPrice: 20000, leverage: 50, mmr: 0.005 };
    const { model, holding, margin } = isolated(i, false, NEW);
    expect(liquidationPriceOf(model, holding, margin).toDecimalPlaces(6).toString()).toBe('19698.492462');
  });
});

it('an inverse contract of another size scales with it', () => {
  const tens = makeInstrument({ symbol: 'BTCUSD', kind: 'inverse-perpetual', contractSize: 10 });
  const { model } = bybit({ instruments: [tens] });
  const one = bybit({ instruments: [BTCUSD] }).model;
  const price = [new Decimal(50_000)];
  const few = model.own(hold(tens, { quantity: 300, entryPrice: 40_000, leverage: 5 }), price);
  const many = one.own(hold(BTCUSD, { quantity: 3000, entryPrice: 40_000, leverage: 5 }), price);
  expect(few).toEqual(many);
});
