/** Published books of Derive's standard manager as holdings and prices of its model. */
import { Decimal } from '../../src/basics/money.ts';
import { black76, type DeriveParameters } from '../../src/margin/formulas.ts';
import type { Holding } from '../../src/margin/model.ts';
import { type Instrument, type InstrumentInput, makeInstrument } from '../../src/market/instrument.ts';
import { deriveModel } from '../../src/venue/derive.ts';
import { rulesOf } from '../../src/venue/registry.ts';

const YEAR_IN_SECONDS = 365 * 24 * 3600;

interface Market {
  spot: number;
  perp: number;
  perpPrice: number;
  perpUpnl: number;
  base: number;
  expiries: { sec: number; forward: number; options: Option[] }[];
}
interface Option {
  K: number;
  amt: number;
  call: boolean;
  vol: number;
}

/** Symbols, what is held of them and what each costs; the worth of all options. */
class Listing {
  readonly instruments: Instrument[] = [];
  readonly prices: Decimal[] = [];
  readonly holdings: Holding[] = [];
  optionValue = new Decimal(0);

  add(input: InstrumentInput, price: number, quantity = 0): void {
    const symbol = this.instruments.push(makeInstrument(input)) - 1;
    this.prices.push(new Decimal(price));
    const size = new Decimal(quantity);
    if (!size.isZero()) this.holdings.push({ symbol, quantity: size, cost: size.mul(price), leverage: 1 });
  }

  /** The forward as a future of the expiry, the options at their model price. */
  addExpiry(name: string, sec: number, forward: number, options: readonly Option[]): void {
    const common = { underlying: name, expiry: sec * 1000 };
    this.add({ symbol: `${name}_USDC-${sec}`, kind: 'linear-future', ...common }, forward);
    for (const { K, amt, call, vol } of options) {
      const right = call ? 'call' : 'put';
      const years = sec / YEAR_IN_SECONDS;
      const { price } = black76({ forward, strike: K, right, yearsToExpiry: years, volatility: vol });
      const symbol = `${name}_USDC-${sec}-${K}-${right}`;
      this.add({ symbol, kind: 'option', strike: K, right, ...common }, price, amt);
      this.optionValue = this.optionValue.add(new Decimal(price).mul(amt));
    }
  }

  /** Equity less what the model asks. */
  excess(equity: Decimal, parameters: DeriveParameters): { im: Decimal; mm: Decimal } {
    const model = deriveModel(this.instruments, {}, parameters);
    return {
      im: equity.sub(model.initial(this.holdings, this.prices)),
      mm: equity.sub(model.maintenance(this.holdings, this.prices)),
    };
  }
}

export function bookOfDerive(inputs: object): { im: Decimal; mm: Decimal } {
  const i = inputs as {
    cash: number;
    baseMarginFactor: number;
    perpImReq: number;
    perpMmReq: number;
    option: Record<string, number>;
    markets: Record<string, Market>;
  };
  const listing = new Listing();
  let equity = new Decimal(i.cash);
  const haircut = new Decimal(1).sub(i.baseMarginFactor);
  for (const [key, market] of Object.entries(i.markets)) {
    const name = key.toUpperCase();
    listing.add({ symbol: `${name}_USDC`, kind: 'spot' }, market.spot);
    listing.add({ symbol: `${name}_USDC-PERP`, kind: 'linear-perpetual' }, market.perpPrice, market.perp);
    for (const { sec, forward, options } of market.expiries) listing.addExpiry(name, sec, forward, options);
    // Base assets count as the venue's rules count collateral, by the haircut of the test.
    const { collateral } = rulesOf('derive', {
      mode: 'cross',
      instruments: [makeInstrument({ symbol: `${name}_USDC`, kind: 'spot' })],
      asOf: 0,
      severalAssets: true,
      overrides: { haircuts: { [name]: haircut } },
    });
    const counted = collateral.counted(name, new Decimal(market.base)).mul(market.spot);
    equity = equity.add(market.perpUpnl).add(counted);
  }
  return listing.excess(equity.add(listing.optionValue), {
    perpInitialRate: i.perpImReq,
    perpMaintenanceRate: i.perpMmReq,
    initialRateMost: i.option['maxSpotReq']!,
    initialRateLeast: i.option['minSpotReq']!,
    callMaintenanceRate: i.option['mmCallSpotReq']!,
    putMaintenanceRate: i.option['mmPutSpotReq']!,
    putMaintenanceMarkRate: i.option['mmPutMtmReq']!,
    putInitialScale: i.option['mmOffset']!,
    unpairedInitialScale: i.option['unpairedIm']!,
    unpairedMaintenanceScale: i.option['unpairedMm']!,
  });
}

export function bookOfOptions(inputs: object): Record<string, Decimal> {
  const i = inputs as {
    spot_price: string;
    options: {
      forward: string;
      strike: string;
      vol: string;
      expiry_seconds: string;
      type: string;
      amount: string;
    }[];
  } & Record<'max_spot_req' | 'min_spot_req' | 'mm_spot_req' | 'put_mm_mtm_req' | 'mm_offset_scale', string>;
  const listing = new Listing();
  listing.add({ symbol: 'ETH_USDC', kind: 'spot' }, Number(i.spot_price));
  for (const seconds of new Set(i.options.map(option => option.expiry_seconds))) {
    const own = i.options.filter(option => option.expiry_seconds === seconds);
    const options = own.map(({ strike, amount, type, vol }) => ({
      K: Number(strike),
      amt: Number(amount),
      call: type === 'call',
      vol: Number(vol),
    }));
    listing.addExpiry('ETH', Number(seconds), Number(own[0]!.forward), options);
  }
  const { im, mm } = listing.excess(listing.optionValue, {
    initialRateMost: i.max_spot_req,
    initialRateLeast: i.min_spot_req,
    callMaintenanceRate: i.mm_spot_req,
    putMaintenanceRate: i.mm_spot_req,
    putMaintenanceMarkRate: i.put_mm_mtm_req,
    putInitialScale: i.mm_offset_scale,
  });
  return { initial_margin: im, maintenance_margin: mm, mark_to_market: listing.optionValue };
}
