/** Worked books, computed by hand. */
import { describe, expect, it } from 'vitest';
import { assess, assessFile } from '../../src/assess/assess.ts';
import type { Account, AccountFile, Market } from '../../src/assess/account.ts';
import type { AssessedPosition, ModeAssessment } from '../../src/assess/assessment.ts';
import { Decimal } from '../../src/basics/money.ts';
import { liquidationPrice } from '../../src/margin/formulas.ts';

/** The contract's own example. */
const EXAMPLE: AccountFile = {
  venue: 'binance-usdm',
  asOf: '2025-09-01',
  modes: ['isolated', 'cross'],
  collateral: { USDT: '20000' },
  prices: { BTCUSDT: '59000', ETHUSDT: '2900' },
  positions: [
    {
      symbol: 'BTCUSDT',
      kind: 'linear-perpetual',
      quantity: '1.5',
      entryPrice: '60000',
      leverage: 10,
      isolatedMargin: '9000',
    },
    { symbol: 'ETHUSDT', kind: 'linear-perpetual', quantity: '-20', entryPrice: '3000', leverage: 10 },
  ],
  tiers: {
    BTCUSDT: [{ floor: '0', cap: '300000', maintenanceMarginRate: 0.004, maxLeverage: 125, deduction: '0' }],
  },
};

const only = (engine: string, account: Account, market: Market, parameters = {}): ModeAssessment =>
  Object.values(assess(engine, account, market, parameters).modes)[0]!;
const priceOf = ({ positions }: ModeAssessment, symbol: string): number =>
  Number(positions.find(own => own.symbol === symbol)!.liquidationPrice);

describe('the example of the contract', () => {
  const { schemaVersion, venue, modes } = assessFile(EXAMPLE);

  it('answers the modes asked for, with the rules they come from', () => {
    expect(schemaVersion).toBe(1);
    expect(venue.id).toBe('binance-usdm');
    expect(venue.rulesFrom.join(' ')).toContain('ETHUSDT');
    expect(Object.keys(modes)).toEqual(['isolated', 'cross']);
  });

  it('isolated: each position has its own margin, and the account its weakest health', () => {
    const { isolated } = modes;
    expect(isolated).toMatchObject({
      equity: '20500',
      initialMargin: '14650',
      maintenanceMargin: '586',
      available: '5000',
      asset: 'USDT',
    });
    expect(isolated!.health).toBeCloseTo((9000 - 1500) / 354, 12);
    const [btc, eth] = isolated!.positions;
    expect(btc).toMatchObject({
      unrealisedPnl: '-1500',
      notional: '88500',
      maintenanceMargin: '354',
      bankruptcyPrice: '54000',
      margin: '9000',
      tier: 1,
    });
    expect(eth).toMatchObject({ margin: '6000', bankruptcyPrice: '3300' });
    expect(Number(btc!.liquidationPrice)).toBeCloseTo((90_000 - 9000) / 1.5 / 0.996, 9);
    expect(Number(eth!.liquidationPrice)).toBeCloseTo((60_000 + 6000) / 20 / 1.004, 9);
  });

  it('cross: each with all else at its mark, as the public formula has it', () => {
    const [btc, eth] = modes.cross!.positions;
    const expected = liquidationPrice({
      quantity: '1.5',
      entryPrice: '60000',
      collateral: '20000',
      othersPnl: '2000',
      othersMaintenance: '232',
      tiers: { maintenanceMarginRate: '0.004' },
    });
    expect(new Decimal(btc!.liquidationPrice!).sub(expected!).abs().lt('1e-24')).toBe(true);
    expect(btc!.health).toBe(eth!.health);
    expect(modes.cross!.available).toBe('5850');
  });
});

describe('engines by name', () => {
  const account: Account = { collateral: { USDT: '20000' }, positions: EXAMPLE.positions };
  const market: Market = { prices: EXAMPLE.prices };

  it('a venue answers every mode it has, and says which it has not', () => {
    expect(Object.keys(assess('generic', account, market).modes)).toEqual(['isolated', 'cross', 'portfolio']);
    const dydx = assess('dydx', account, market);
    expect(Object.keys(dydx.modes)).toEqual(['isolated', 'cross']);
    expect(dydx.assumptions.join(' ')).toContain('portfolio: not answered');
  });

  it('a portfolio model answers with its parts, scenarios and the worst of them', () => {
    const { portfolio } = assess('pm-stress', account, market).modes;
    expect(portfolio).toMatchObject({
      model: 'pm-stress',
      maintenanceMargin: '17873',
      initialMargin: '23234.9',
    });
    expect(portfolio!.parts).toMatchObject({ 'MR1 BTC': '10620', 'MR4 ETH': '116' });
    expect(portfolio!.worstScenario).toMatchObject({ shocks: { BTC: -0.12, ETH: 0.12 }, pnl: '-17580' });
    expect(portfolio!.scenarios.length).toBeGreaterThan(10);
    expect(portfolio!.positions[0]).toMatchObject({
      initialMargin: null,
      maintenanceMargin: null,
      tier: null,
    });
  });

  it('modes may have venues of their own', () => {
    const answer = assessFile({
      ...EXAMPLE,
      modes: undefined,
      venue: { cross: 'okx', portfolio: 'pm-stress' },
    });
    expect(answer.venue.id).toBe('okx + pm-stress');
    expect(answer.modes.cross!.venue).toBe('okx');
    expect(Object.keys(answer.modes)).toEqual(['cross', 'portfolio']);
  });
});

describe('liquidation prices that are not plain', () => {
  const coin = (quantity: string, leverage: number) => ({
    symbol: 'BTCUSD_PERP',
    kind: 'inverse-perpetual' as const,
    contractSize: '100',
    quantity,
    entryPrice: '50000',
    leverage,
  });
  const prices = { BTCUSD_PERP: '50000' };

  it('a short of coins that are all there has none', () => {
    const { positions, asset, equity } = only(
      'binance-coinm/cross',
      { collateral: { BTC: '1' }, positions: [coin('-500', 1)] },
      { prices },
    );
    expect({ asset, equity }).toEqual({ asset: 'BTC', equity: '1' });
    expect(positions[0]).toMatchObject({
      liquidationPrice: null,
      bankruptcyPrice: null,
      notional: '1',
      settle: 'BTC',
    });
  });

  it('a long that is paid in full has none', () => {
    const [own] = only(
      'generic/isolated',
      {
        collateral: { USDT: '60000' },
        positions: [{ symbol: 'BTCUSDT', quantity: '1', entryPrice: '60000', leverage: 1 }],
      },
      { prices: { BTCUSDT: '60000' } },
    ).positions;
    expect(own).toMatchObject({ liquidationPrice: null, bankruptcyPrice: null });
  });

  const legs = (long: string, short: string): Account => ({
    collateral: { USDT: '10000' },
    positions: [
      { symbol: 'BTCUSDT', quantity: long, entryPrice: '60000', leverage: 20 },
      { symbol: 'BTCUSDT', quantity: `-${short}`, entryPrice: '61000', leverage: 20 },
    ],
  });
  const market: Market = { prices: { BTCUSDT: '60000' } };

  it('two legs of one symbol share one price in cross and have their own in isolated', () => {
    const cross = only('binance-usdm/cross', legs('1', '0.5'), market, {
      rates: { maintenanceMarginRate: { BTCUSDT: '0.004' } },
    });
    const [a, b] = cross.positions;
    expect(a!.liquidationPrice).toBe(b!.liquidationPrice);
    // 10000 + (p − 60000) − 0.5·(p − 61000) = 0.004·1.5·p
    expect(Number(a!.liquidationPrice)).toBeCloseTo((60_000 - 30_500 - 10_000) / (0.5 - 0.006), 8);
    const [long, short] = only('binance-usdm/isolated', legs('1', '0.5'), market).positions;
    expect(Number(long!.liquidationPrice)).toBeLessThan(60_000);
    expect(Number(short!.liquidationPrice)).toBeGreaterThan(60_000);
  });

  it('a hedge that pays for itself only dies where its tiers outgrow what is locked in', () => {
    const [own] = only('binance-usdm/cross', legs('1', '1'), market, {
      rates: { maintenanceMarginRate: { BTCUSDT: '0.004' } },
    }).positions;
    // Locked in: 1000; 11000 = 0.008·p
    expect(Number(own!.liquidationPrice)).toBeCloseTo(11_000 / 0.008, 6);
    expect(own!.bankruptcyPrice).toBeNull();
  });

  it('what is liquidatable already has the price at which it would stand again, and a health below 1', () => {
    const account: Account = {
      collateral: { USDT: '3000' },
      positions: [{ symbol: 'BTCUSDT', quantity: '1', entryPrice: '60000', leverage: 20 }],
    };
    const answer = assess('generic/isolated', account, { prices: { BTCUSDT: '57000' } });
    const [own] = answer.modes.isolated!.positions;
    expect(own!.health).toBe(0);
    expect(Number(own!.liquidationPrice)).toBeCloseTo(57_000 / 0.995, 8);
    expect(own!.bankruptcyPrice).toBe('57000');
    expect(answer.assumptions.join(' ')).toContain('liquidatable already');
  });

  it('where the requirement jumps past the equity it is the edge of the tier', () => {
    const tiers = {
      'BTC-USDT-SWAP': [
        { cap: '66000', maintenanceMarginRate: '0.01', deduction: '0' },
        { maintenanceMarginRate: '0.2', deduction: '0' },
      ],
    };
    const account: Account = {
      collateral: { USDT: '12000' },
      positions: [{ symbol: 'BTC-USDT-SWAP', quantity: '-1', entryPrice: '60000', leverage: 10 }],
    };
    const own = (price: string): AssessedPosition =>
      only('okx/cross', account, { prices: { 'BTC-USDT-SWAP': price } }, { tiers }).positions[0]!;
    expect(own('60000').liquidationPrice).toBe('66000');
    expect(own('66000').health).toBeGreaterThan(1);
    expect(own('66000.0001').health).toBeLessThan(1);
  });

  it('the coin that backs a position goes with it', () => {
    const account: Account = {
      collateral: { BTC: '1' },
      positions: [{ symbol: 'BTCUSDT', quantity: '1', entryPrice: '60000', leverage: 2 }],
    };
    const answer = only('generic/cross', account, { prices: { BTCUSDT: '60000', BTC: '60000' } });
    // 0.95·p + p − 60000 = 0.005·p
    expect(answer.equity).toBe('57000');
    expect(priceOf(answer, 'BTCUSDT')).toBeCloseTo(60_000 / (1.95 - 0.005), 8);
  });
});
