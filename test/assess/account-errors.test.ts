/** Every fault of an account file names its field and what to do; nothing that was given goes unused unsaid. */
import { describe, expect, it } from 'vitest';
import { assessFile } from '../../src/assess/assess.ts';
import { UserError } from '../../src/basics/errors.ts';

const BTC = { symbol: 'BTCUSDT', quantity: '1', entryPrice: '60000', leverage: 10 };
const GOOD = {
  venue: 'generic',
  modes: ['isolated', 'cross'],
  collateral: { USDT: '20000' },
  prices: { BTCUSDT: '60000' },
  positions: [BTC],
};

/** First complaint and details, as a user sees them. */
function complaint(changes: object): string {
  try {
    assessFile({ ...GOOD, ...changes }, 'book.json');
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    const { kind, message, details } = error as UserError;
    expect(kind).toBe('config');
    return [message, ...details].join('\n');
  }
  throw new Error('the account was taken');
}

const one = (changes: object) => ({ positions: [{ ...BTC, ...changes }] });
const OPTION = { ...BTC, symbol: 'BTC-27DEC25-60000-C', kind: 'option' };

it('the account that is changed below is good', () => {
  expect(Object.keys(assessFile(GOOD).modes)).toEqual(['isolated', 'cross']);
});

describe('faults', () => {
  it.each<[string, object, string]>([
    ['an unknown key', { colateral: {} }, '"colateral" is no key here. Did you mean "collateral"?'],
    ['an unknown key of a position', one({ qty: '1' }), 'positions[0]: "qty" is no key here.'],
    ['a missing list', { positions: undefined }, 'positions: is missing; add it.'],
    ['no number', one({ quantity: 'many' }), 'positions[0].quantity: "many" is not a number.'],
    ['a hexadecimal', { collateral: { USDT: '0x10' } }, 'collateral.USDT: "0x10" is not a number.'],
    ['a size of nothing', one({ quantity: '0' }), 'positions[0].quantity: must not be 0.'],
    ['leverage of nothing', one({ leverage: 0 }), 'positions[0].leverage: must be above 0.'],
    ['a price below zero', { prices: { BTCUSDT: '-1' } }, 'prices.BTCUSDT: must be above 0.'],
    ['no price', { prices: {} }, 'prices.BTCUSDT: is missing; BTCUSDT is in the book, add its mark.'],
    ['no entry price', one({ entryPrice: undefined }), 'positions[0].entryPrice: is missing; add it.'],
    ['a kind that is none', one({ kind: 'perp' }), 'positions[0].kind: must be "linear-perpetual"'],
    [
      'no coin price',
      { collateral: { USDT: '1', DOGE: '5' }, modes: ['cross'] },
      'prices.DOGE: is missing; DOGE is in the account, add its price in USDT.',
    ],
    ['a date that is none', { asOf: 'yesterday' }, 'asOf: "yesterday" is not a date'],
    ['a mode twice', { modes: ['cross', 'cross'] }, 'modes: names a mode twice.'],
    ['a haircut in per cent', { haircuts: { ETH: 5 } }, 'haircuts.ETH: is a fraction: 0.05 is 5 %.'],
    [
      'the same side twice',
      { positions: [BTC, BTC] },
      'positions[1].symbol: "BTCUSDT" is listed already on this side, as positions[0]',
    ],
    [
      'legs of different contracts',
      { positions: [BTC, { ...BTC, quantity: '-1', kind: 'linear-future' }] },
      'positions[1].kind: differs from the other leg of BTCUSDT',
    ],
    [
      'an option without a strike',
      { positions: [OPTION], prices: { [OPTION.symbol]: '100' } },
      'positions[0].strike: is missing; an option needs it.',
    ],
    [
      'a strike without an option',
      one({ strike: '1' }),
      'positions[0].strike: only an option has one; the kind is linear-perpetual.',
    ],
    [
      'an option where no model knows options',
      {
        positions: [{ ...OPTION, strike: '60000', expiry: '2025-12-27', right: 'call' }],
        prices: { [OPTION.symbol]: '100' },
      },
      'is an option, and the model "flat 0.5 %" does not revalue options; leave it out',
    ],
    [
      'spot with leverage',
      { positions: [{ symbol: 'BTCUSDT', kind: 'spot', quantity: '1', leverage: 2 }] },
      'positions[0].leverage: a spot position is an amount of a coin and has none; leave it out.',
    ],
    [
      'more margin than there is',
      one({ isolatedMargin: '20001' }),
      'collateral.USDT: 20000 is less than the 20001 posted to isolated positions',
    ],
    [
      'no leverage to post by',
      one({ leverage: undefined }),
      'positions[0].leverage: is missing; isolated margin is posted by it, or give isolatedMargin.',
    ],
    [
      'a debt that nothing carries',
      { collateral: { USDT: '20000', BTC: '-1' }, prices: { BTCUSDT: '60000', BTC: '60000' } },
      'collateral.BTC: a debt needs a pool that carries it',
    ],
    [
      'tiers of a stranger',
      { tiers: { BTCUSD: [{ maintenanceMarginRate: 0.01 }] } },
      'tiers.BTCUSD: there is no BTCUSD in the book. Did you mean "BTCUSDT"?',
    ],
    [
      'tiers with a hole',
      {
        tiers: {
          BTCUSDT: [
            { cap: '10', maintenanceMarginRate: 0.01 },
            { floor: '11', maintenanceMarginRate: 0.02 },
          ],
        },
      },
      'tiers.BTCUSDT[1].floor: must be the cap of the tier before, 10, not 11.',
    ],
    [
      'a tier without an end before another',
      { tiers: { BTCUSDT: [{ maintenanceMarginRate: 0.01 }, { floor: '11', maintenanceMarginRate: 0.02 }] } },
      'tiers.BTCUSDT[0].cap: is missing; only the last tier may go on without end.',
    ],
    [
      'a tier that ends before it starts',
      {
        tiers: {
          BTCUSDT: [
            { cap: '9', maintenanceMarginRate: 0.01 },
            { cap: '8', maintenanceMarginRate: 0.02 },
          ],
        },
      },
      'tiers.BTCUSDT[1].cap: must be above its floor.',
    ],
    [
      'a rate beside tiers',
      {
        tiers: { BTCUSDT: [{ maintenanceMarginRate: 0.01 }] },
        rates: { maintenanceMarginRate: { BTCUSDT: 0.01 } },
      },
      'rates.maintenanceMarginRate.BTCUSDT: stands beside tiers.BTCUSDT; give one of the two.',
    ],
    [
      'parameters that nothing takes',
      { parameters: { shock: 0.2 } },
      'parameters.shock: no engine takes parameters by name yet',
    ],
    [
      'funding of a stranger',
      { accruedFunding: { ETHUSDT: '1' } },
      'accruedFunding.ETHUSDT: there is no ETHUSDT in the book.',
    ],
    [
      'funding of two isolated legs',
      { positions: [BTC, { ...BTC, quantity: '-1' }], accruedFunding: { BTCUSDT: '1' } },
      'accruedFunding.BTCUSDT: has two legs',
    ],
    ['an unknown venue', { venue: 'binance-usd' }, 'venue: there is no venue "binance-usd"; known are'],
    [
      'an unknown venue of a mode',
      { venue: { cross: 'okxx' }, modes: ['cross'] },
      'venue.cross: there is no venue "okxx"',
    ],
    [
      'a mode without a venue',
      { venue: { cross: 'okx' } },
      'venue.isolated: is missing; isolated is asked for.',
    ],
  ])('%s', (_, changes, expected) => {
    const text = complaint(changes);
    expect(text).toContain(expected);
    expect(text.startsWith('book.json: ')).toBe(true);
  });

  it('names all of them at once', () => {
    const text = complaint({ ...one({ quantity: 'many', leverage: -1 }), prices: { BTCUSDT: 'x' } });
    for (const path of ['prices.BTCUSDT', 'positions[0].quantity', 'positions[0].leverage'])
      expect(text).toContain(path);
  });
});

describe('what is said beside the figures', () => {
  const notes = (changes: object): string => assessFile({ ...GOOD, ...changes }).assumptions.join('\n');

  it.each<[string, object, string]>([
    [
      'feeds of other models',
      { forwards: { BTC: '1' }, confidences: { BTC: 1 } },
      'Given and not used, by no rule here: forwards, confidences.',
    ],
    [
      'a haircut of what is not there',
      { haircuts: { SOL: '0.1' } },
      'Given and not used, by no rule here: haircuts.SOL.',
    ],
    ['a price of a coin that is not there', { stablePrices: { DAI: '1' } }, 'stablePrices.DAI'],
    [
      'requirements of a pool, in isolated',
      { otherRequirements: { maintenanceMargin: '1' } },
      'isolated: otherRequirements are not used',
    ],
    [
      'a coin that backs nothing',
      {
        venue: 'hyperliquid',
        collateral: { USDT: '20000', BTC: '1' },
        prices: { BTCUSDT: '60000', BTC: '60000' },
      },
      'cross: BTC backs nothing',
    ],
    [
      'leverage that is not given',
      { modes: ['cross'], ...one({ leverage: undefined }) },
      'cross: No leverage is given; taken as the highest allowed: BTCUSDT 100.',
    ],
    [
      'leverage above the cap',
      one({ leverage: 125 }),
      'BTCUSDT at leverage 125 is above the 100 that the venue allows',
    ],
  ])('%s', (_, changes, expected) => {
    expect(notes(changes)).toContain(expected);
  });
});
