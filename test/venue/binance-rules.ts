/** How each published figure of Binance is asked of the venue's rules, not of the closed forms. */
import { Decimal, ZERO } from '../../src/basics/money.ts';
import type { MarginTier } from '../../src/margin/tiered-model.ts';
import { tierDeductions } from '../../src/margin/formulas.ts';
import { notionalOf } from '../../src/market/instrument.ts';
import { type Rule, rule } from '../vectors/vectors.ts';
import { binanceBook, crossing, holdingOf, inverse, linear, pnlOf, tiersFor } from './binance-book.ts';

type Num = string | number;
interface Placed {
  side: 1 | -1 | 'long' | 'short';
  entryPrice: number;
}
interface Contracts {
  contracts: number;
  contractSize: number;
}
const signed = (side: Placed['side'], size: Num): Num =>
  side === -1 || side === 'short' ? new Decimal(size).neg().toString() : size;

/** A table as a caller would hand it over. */
export const table = (rows: [Num, Num, Num, Num?][]): MarginTier[] => {
  const tiers = rows.map(([floor, cap, rate]) => ({
    floor: new Decimal(floor),
    cap: new Decimal(cap),
    maintenanceMarginRate: new Decimal(rate),
    maxLeverage: 1,
  }));
  const marginal = tierDeductions(tiers);
  return tiers.map((tier, k) => ({ ...tier, deduction: new Decimal(rows[k]![3] ?? marginal[k]!) }));
};

/** Tier and maintenance of a notional under a table: one unit at that price. */
export function atNotional(tiers: MarginTier[], notional: Num) {
  const book = binanceBook({ instruments: [linear('XUSDT')], overrides: { tiers: { XUSDT: tiers } } });
  const holding = holdingOf(book, { symbol: 0, quantity: 1, entry: notional });
  const own = book.rules.model.own(holding, [new Decimal(notional)])!;
  return { ...tiers[own.tier! - 1]!, maintenance: own.maintenance };
}

const price = (i: {
  side: Placed['side'];
  quantity: Num;
  entry: Num;
  rate: Num;
  deduction: Num;
  wallet: Decimal;
  mode: 'isolated' | 'cross';
}): Decimal => {
  const book = binanceBook({
    mode: i.mode,
    instruments: [linear('XUSDT')],
    overrides: tiersFor('XUSDT', i.rate, i.deduction),
  });
  const far = new Decimal(i.entry).mul(i.side === 1 || i.side === 'long' ? '0.01' : 4).toString();
  const leg = { symbol: 0, quantity: signed(i.side, i.quantity), entry: i.entry };
  return crossing(book, [leg], i.wallet, [i.entry, far]);
};

const usdm: Rule[] = [
  rule(
    /^bn-um-(cross|iso)-lp-/,
    (i: Placed & { qty: number; WB: number; TMM1?: number; UPNL1?: number; cum: number; mmr: number }) => ({
      liquidationPrice: price({
        ...i,
        quantity: i.qty,
        entry: i.entryPrice,
        rate: i.mmr,
        deduction: i.cum,
        wallet: new Decimal(i.WB).add(i.UPNL1 ?? 0).sub(i.TMM1 ?? 0),
        mode: i.TMM1 === undefined ? 'isolated' : 'cross',
      }),
    }),
  ),
  rule(/^bn-um-mm-eth$/, (i: { notional: number; mmr: number; cum: number }) => ({
    maintenanceMargin: atNotional(table([[0, Infinity, i.mmr, i.cum]]), i.notional).maintenance,
  })),
  rule(/^bn-um-margin-call-mm$/, (i: { qty: number; markPrice: number; mmr: number; cum: number }) => ({
    maintenanceMargin: atNotional(
      table([[0, Infinity, i.mmr, i.cum]]),
      new Decimal(i.qty).mul(i.markPrice).toString(),
    ).maintenance,
  })),
  rule(/^bn-um-bracket-lookup-/, (i: { brackets: [Num, Num, Num, Num][]; notionals: [number, number] }) => ({
    mmr_264000: atNotional(table(i.brackets), i.notionals[0]).maintenanceMarginRate,
    cum_500000: atNotional(table(i.brackets), i.notionals[1]).deduction,
  })),
  rule(/^oss-vt-mm-boundary$/, (i: { brackets: [Num, Num, Num, Num][]; notionals: number[] }) => ({
    mm: i.notionals.map(notional => atNotional(table(i.brackets), notional).maintenance),
  })),
  rule(/^bn-um-fee-maker$/, (i: { qty: number; price: number }) => {
    const { rules, instruments } = binanceBook({ instruments: [linear('BTCUSDT')] });
    const notional = notionalOf(instruments[0]!, new Decimal(i.qty), new Decimal(i.price));
    return { fee: notional.mul(rules.feeMakerRate) };
  }),
  rule(/^bn-um-tiers-announcement-/, (i: { symbol: string; effective: string; notionals: number[] }) => {
    const at = (asOf: number) => binanceBook({ instruments: [linear(i.symbol)], asOf }).rules;
    const [before, after] = [0, 2].map(days => at(Date.parse(i.effective) + days * 86_400_000));
    const rate = (notional: number): Decimal => {
      const slope = [notional, notional - 1].map(
        quantity =>
          after!.model.own({ symbol: 0, quantity: new Decimal(quantity), cost: ZERO, leverage: 1 }, [
            new Decimal(1),
          ])!.maintenance,
      );
      return slope[0]!.sub(slope[1]!);
    };
    return {
      mmr: i.notionals.map(rate),
      maxLeverageTier1_before: before!.leverageMax(0, new Decimal(1)),
      maxLeverageTier1_after: after!.leverageMax(0, new Decimal(1)),
    };
  }),
];

const coinm: Rule[] = [
  rule(/^bn-cm-fee-/, (i: Contracts & { price: number; rate: number }) => {
    const { rules, instruments } = binanceBook({
      venue: 'binance-coinm',
      instruments: [inverse('BTCUSD_PERP', i.contractSize)],
    });
    const notional = notionalOf(instruments[0]!, new Decimal(i.contracts), new Decimal(i.price));
    const ours = [rules.feeTakerRate, rules.feeMakerRate].find(rate => rate.eq(i.rate))!;
    return { notional, fee: notional.mul(ours) };
  }),
  rule(/^bn-cm-mm-/, (i: Contracts & { markPrice: number }) => {
    const book = binanceBook({
      venue: 'binance-coinm',
      asOf: Date.UTC(2024, 0, 1),
      instruments: [inverse('BTCUSD_PERP', i.contractSize)],
    });
    const holding = holdingOf(book, { symbol: 0, quantity: i.contracts, entry: i.markPrice });
    const { notional, maintenance } = book.rules.model.own(holding, [new Decimal(i.markPrice)])!;
    return { notional, maintenanceMargin: maintenance };
  }),
  // With the venue's own tables: the figures given are not handed over.
  rule(/^bn-cm-lp-/, (i: Contracts & Placed & { WB: number; cum: number }) => {
    const book = binanceBook({
      venue: 'binance-coinm',
      asOf: i.cum === 11.81 ? Date.UTC(2021, 2, 1) : Date.UTC(2024, 0, 1),
      instruments: [inverse('BTCUSD_PERP', i.contractSize)],
    });
    const leg = { symbol: 0, quantity: signed(i.side, i.contracts), entry: i.entryPrice };
    return { liquidationPrice: crossing(book, [leg], i.WB, [i.entryPrice, 20_000]) };
  }),
];

const pooled: Rule[] = [
  rule(/^bn-multi-auto-exchange-/, (i: { deficit: number }) => {
    const { rules } = binanceBook({ instruments: [linear('BTCUSDT')], severalAssets: true });
    return { sell: new Decimal(i.deficit).div(rules.collateral.borrow!.convert!.proceedsRate) };
  }),
  rule(/^bn-multi-haircut$/, (i: { values: Record<string, number> }) => {
    const { rules } = binanceBook({ instruments: [linear('BTCUSDT')], severalAssets: true });
    const counted = Object.entries(i.values).map(([asset, value]) => [
      asset,
      rules.collateral.counted(asset, new Decimal(value)),
    ]);
    return Object.fromEntries(counted) as Record<string, Decimal>;
  }),
  rule(/^bn-multi-asset-index$/, (i: Record<'index' | 'bidBuffer' | 'autoBid' | 'autoAsk', number>) => {
    const rates = (buffer: number) => {
      const overrides = { haircuts: { X: new Decimal(buffer) } };
      const { rules } = binanceBook({ instruments: [linear('BTCUSDT')], severalAssets: true, overrides });
      return [1, -1].map(amount => rules.collateral.counted('X', new Decimal(amount)).mul(i.index).abs());
    };
    const [bidRate, askRate] = rates(i.bidBuffer);
    const [autoExchangeBidRate, autoExchangeAskRate] = rates(i.autoBid);
    return {
      bidRate: bidRate!,
      askRate: askRate!,
      autoExchangeBidRate: autoExchangeBidRate!,
      autoExchangeAskRate: autoExchangeAskRate!,
    };
  }),
  rule(/^bn-pm-margin-loan-mm$/, (i: { loans: Record<string, number> }) => {
    const { rules } = binanceBook({
      mode: 'portfolio',
      instruments: [linear('BTCUSDT')],
      severalAssets: true,
    });
    const asked = Object.entries(i.loans).map(([asset, loan]) => [
      asset,
      rules.collateral.borrow!.maintenanceMarginRate(asset).mul(loan),
    ]);
    return Object.fromEntries(asked) as Record<string, Decimal>;
  }),
  rule(/^bn-pm-negative-balance-interest$/, (i: { principal: number }) => {
    const { rules } = binanceBook({
      mode: 'portfolio',
      instruments: [linear('BTCUSDT')],
      severalAssets: true,
    });
    return { interest: rules.collateral.borrow!.hourlyRate('USDT').mul(24).mul(i.principal) };
  }),
  rule(/^bn-pm-upnl-/, (i: Placed & { qty: number; markPrice: number }) => {
    const book = binanceBook({ mode: 'portfolio', instruments: [linear('BTCUSDT')] });
    const holding = holdingOf(book, { symbol: 0, quantity: signed(i.side, i.qty), entry: i.entryPrice });
    return { upnl: pnlOf(book, holding, new Decimal(i.markPrice)) };
  }),
];

interface Dump {
  margin_mode: 'isolated' | 'cross';
  side: 'long' | 'short';
  qty_base: string;
  entry_price: string;
  maint_margin_rate: string;
  maint_amount_usdt: string;
  wallet_balance_usdt?: string;
  isolated_wallet_usdt?: string;
  other_positions?: (Dump & { mark_price: string })[];
}
interface Brackets {
  brackets: { floor_usdt?: string; cap_usdt: string; maint_margin_rate: string }[];
  notional_usdt: string;
}
const rowsOf = ({ brackets }: Brackets): [Num, Num, Num][] =>
  brackets.map((own, k) => [
    own.floor_usdt ?? brackets[k - 1]?.cap_usdt ?? '0',
    own.cap_usdt,
    own.maint_margin_rate,
  ]);

const dumps: Rule[] = [
  rule(/^(ft-binance|binance-real)-(?!margin)/, (i: Dump) => ({
    liquidation_price: price({
      side: i.side,
      quantity: i.qty_base,
      entry: i.entry_price,
      rate: i.maint_margin_rate,
      deduction: i.maint_amount_usdt,
      // The others stand still at their marks: their PnL and maintenance move into the wallet.
      wallet: (i.other_positions ?? []).reduce(
        (sum, other) => {
          const book = binanceBook({
            instruments: [linear('YUSDT')],
            overrides: tiersFor('YUSDT', other.maint_margin_rate, other.maint_amount_usdt),
          });
          const holding = holdingOf(book, {
            symbol: 0,
            quantity: signed(other.side, other.qty_base),
            entry: other.entry_price,
          });
          const mark = new Decimal(other.mark_price);
          return sum.add(pnlOf(book, holding, mark)).sub(book.rules.model.maintenance([holding], [mark]));
        },
        new Decimal(i.wallet_balance_usdt ?? i.isolated_wallet_usdt!),
      ),
      mode: i.margin_mode,
    }),
  })),
  rule(
    /^binance-real-margin-/,
    (i: Dump & { position_amt: string; notional_at_mark: string; leverage: string }) => {
      const book = binanceBook({ instruments: [linear('ETHUSDT')], asOf: Date.UTC(2026, 0, 1) });
      const [quantity, notional] = [new Decimal(i.position_amt), new Decimal(i.notional_at_mark)];
      const holding = { symbol: 0, quantity, cost: notional, leverage: Number(i.leverage) };
      const { initial, maintenance } = book.rules.model.own(holding, [notional.div(quantity)])!;
      return { initial_margin: initial, maintenance_margin: maintenance };
    },
  ),
  // freqtrade puts a notional on an edge into the upper tier, Binance into the lower: told apart in a test.
  rule(/^ft-tier-lookup-(?!bnb-5000000)/, (i: Brackets) => {
    const { maintenanceMarginRate, deduction } = atNotional(table(rowsOf(i)), i.notional_usdt);
    return { maint_margin_rate: maintenanceMarginRate, maint_amount_usdt: deduction };
  }),
  rule(/^binance-faq-bracket-500k$/, (i: Brackets) => ({
    maint_amount_usdt: atNotional(table(rowsOf(i)), i.notional_usdt).deduction,
  })),
];

export const binanceVectorRules: readonly Rule[] = [...usdm, ...coinm, ...pooled, ...dumps];
