/** Vectors printed by Binance and Bybit, by the shape of their inputs. */
import { Decimal } from '../../src/basics/money.ts';
import * as f from '../../src/margin/formulas.ts';
import { tiersAt } from '../../src/venue/binance-tiers.ts';
import { notionalOf, signed, sum } from './shapes.ts';
import { rule } from './vectors.ts';

type Row = [floor: number, cap: number, rate: number, deduction?: number];
interface Placed {
  side: 1 | -1;
  qty: number;
  entryPrice: number;
}
interface Rated {
  mmr: number;
  cum?: number;
  mmDeduction?: number;
}
interface Contracts {
  contracts: number;
  contractSize: number;
}

const flat = (i: Rated) => ({ maintenanceMarginRate: i.mmr, deduction: i.cum ?? i.mmDeduction ?? 0 });
const tiersOf = (rows: Row[]): f.TierInput[] =>
  rows.map(([floor, cap, maintenanceMarginRate, deduction]) => ({
    floor,
    cap,
    maintenanceMarginRate,
    ...(deduction === undefined ? {} : { deduction }),
  }));
const maintenance = (notional: f.Amount, i: Rated): Decimal =>
  f.tieredMaintenance({ notional, tiers: flat(i) }).maintenanceMargin;
const marginAtEntry = (i: Placed & { leverage: number }): Decimal =>
  f.initialMargin({ notional: notionalOf(i.qty, i.entryPrice), leverage: i.leverage });
const bankruptcy = (i: Placed & { leverage: number }): Decimal =>
  f.bankruptcyPrice({
    quantity: signed(i.side, i.qty),
    entryPrice: i.entryPrice,
    collateral: marginAtEntry(i),
  })!;
const upnl = (i: Placed, price: number): Decimal =>
  f.linearPnl({ quantity: signed(i.side, i.qty), entryPrice: i.entryPrice, price });

export const binanceRules = [
  rule(/^bn-um-(cross|iso)-lp-/, (i: Placed & Rated & { WB: number; TMM1?: number; UPNL1?: number }) => ({
    liquidationPrice: f.liquidationPrice({
      quantity: signed(i.side, i.qty),
      entryPrice: i.entryPrice,
      collateral: i.WB,
      tiers: flat(i),
      othersPnl: i.UPNL1 ?? 0,
      othersMaintenance: i.TMM1 ?? 0,
    }),
  })),
  rule(/^bn-um-mm-eth$/, (i: Rated & { notional: number }) => ({
    maintenanceMargin: maintenance(i.notional, i),
  })),
  rule(/^bn-um-margin-call-mm$/, (i: Rated & { qty: number; markPrice: number }) => ({
    maintenanceMargin: maintenance(notionalOf(i.qty, i.markPrice), i),
  })),
  rule(
    /^bn-um-cum-recurrence$/,
    (i: { floor: number; mmr_n: number; mmr_prev: number; cum_prev: number }) => ({
      // The tier below is put as the first of its table, so its own deduction is added.
      cum: f
        .tierDeductions([
          { floor: 0, maintenanceMarginRate: i.mmr_prev },
          { floor: i.floor, maintenanceMarginRate: i.mmr_n },
        ])[1]!
        .add(i.cum_prev),
    }),
  ),
  rule(/^bn-um-bracket-lookup-/, (i: { brackets: Row[]; notionals: [number, number] }) => {
    const [low, high] = i.notionals.map(notional =>
      f.tieredMaintenance({ notional, tiers: tiersOf(i.brackets) }),
    );
    return { mmr_264000: low!.rate, cum_500000: high!.deduction };
  }),
  rule(/^oss-vt-mm-boundary$/, (i: { brackets: Row[]; notionals: number[] }) => ({
    mm: i.notionals.map(
      notional => f.tieredMaintenance({ notional, tiers: tiersOf(i.brackets) }).maintenanceMargin,
    ),
  })),
  rule(/^bn-um-fee-maker$/, (i: { qty: number; price: number; rate: number }) => ({
    fee: f.tradingFee({ notional: notionalOf(i.qty, i.price), rate: i.rate }),
  })),
  rule(/^bn-um-tiers-announcement-/, (i: { symbol: string; effective: string; notionals: number[] }) => {
    // Our tables carry the day a change was first seen: two days after this one took force.
    const announced = Date.parse(i.effective);
    const before = tiersAt(i.symbol, announced)!.tiers;
    const after = tiersAt(i.symbol, announced + 2 * 86_400_000)!.tiers;
    return {
      mmr: i.notionals.map(notional => f.tieredMaintenance({ notional, tiers: after }).rate),
      maxLeverageTier1_before: before[0]!.maxLeverage,
      maxLeverageTier1_after: after[0]!.maxLeverage,
    };
  }),
  rule(/^bn-cm-fee-/, (i: Contracts & { price: number; rate: number }) => {
    const notional = f.inverseNotional(i);
    return { notional, fee: f.tradingFee({ notional, rate: i.rate }) };
  }),
  rule(/^bn-cm-mm-/, (i: Contracts & Rated & { markPrice: number }) => {
    const notional = f.inverseNotional({ ...i, price: i.markPrice });
    return { notional, maintenanceMargin: maintenance(notional, i) };
  }),
  rule(/^bn-pm-upnl-/, (i: Placed & { markPrice: number }) => ({ upnl: upnl(i, i.markPrice) })),
  rule(/^bn-pm-unimmr-risk-event$/, (i: { adjustedEquity: number; maintMargin: number }) => ({
    uniMMR: f.health({ equity: i.adjustedEquity, maintenanceMargin: i.maintMargin }),
  })),
  rule(/^bn-pm-unimmr-account$/, (i: { accountEquity: number; accountMaintMargin: number }) => ({
    uniMMR: f.health({ equity: i.accountEquity, maintenanceMargin: i.accountMaintMargin }),
  })),
  rule(
    /^oss-flox-cross-2$/,
    (i: { equity: number; mmr: number; positions: { qty: number; entry: number; mark: number }[] }) => {
      const equity = sum(
        i.positions.map(p => f.linearPnl({ quantity: p.qty, entryPrice: p.entry, price: p.mark })),
      ).add(i.equity);
      const maintenanceMargin = sum(i.positions.map(p => maintenance(notionalOf(p.qty, p.mark), i)));
      return { equity, maintenanceMargin, liquidate: f.isLiquidated({ equity, maintenanceMargin }) };
    },
  ),
];

export const bybitRules = [
  rule(/^by-(usdt-iso-lp|jesse)-/, (i: Placed & Rated & { leverage: number }) => ({
    liquidationPrice: f.liquidationPrice({
      quantity: signed(i.side, i.qty),
      entryPrice: i.entryPrice,
      collateral: marginAtEntry(i),
      tiers: flat(i),
      base: 'entry',
    }),
    bankruptcyPrice: bankruptcy(i),
  })),
  rule(/^by-usdt-bankruptcy-/, (i: Placed & { leverage: number }) => ({
    bankruptcyPrice: bankruptcy({ ...i, qty: 1 }),
  })),
  rule(
    /^by-usdt-order-cost-/,
    (i: { side: 1 | -1; qty: number; price: number; leverage: number; taker: number }) => {
      const { initialMargin, feeToOpen, feeToClose, cost } = f.bybitOrderCost({
        quantity: signed(i.side, i.qty),
        price: i.price,
        leverage: i.leverage,
        takerFeeRate: i.taker,
      });
      return { initialMargin, feeOpen: feeToOpen, feeClose: feeToClose, orderCost: cost };
    },
  ),
  rule(/^by-usdc-im-mark-price$/, (i: Placed & { markPrice: number; leverage: number; taker: number }) => {
    const margins = f.bybitMargins({
      quantity: signed(i.side, i.qty),
      entryPrice: i.entryPrice,
      markPrice: i.markPrice,
      leverage: i.leverage,
      takerFeeRate: i.taker,
      // The vector asks for no maintenance.
      tiers: { maintenanceMarginRate: 0 },
      mode: 'cross',
    });
    return {
      initialMargin: margins.initialMargin.sub(margins.feeToClose),
      feeClose: margins.feeToClose,
      positionIM: margins.initialMargin,
    };
  }),
  rule(/^by-tiered-mm-xyz$/, (i: { tiers: Row[]; qty: number; markPrice: number; leverage: number }) => {
    const notional = notionalOf(i.qty, i.markPrice);
    const initial = f.initialMargin({ notional, leverage: i.leverage });
    const { maintenanceMargin } = f.tieredMaintenance({ notional, tiers: tiersOf(i.tiers) });
    return {
      positionValue: notional,
      initialMargin: initial,
      maintenanceMargin,
      maxLoss: initial.sub(maintenanceMargin),
    };
  }),
  rule(/^by-inv-im$/, (i: { qty: number; price: number; leverage: number }) => ({
    initialMargin: f.initialMargin({
      notional: f.inverseNotional({ contracts: i.qty, price: i.price }),
      leverage: i.leverage,
    }),
  })),
  rule(/^by-inv-avg-entry$/, (i: { fills: [quantity: number, price: number][] }) => ({
    avgEntry: f.averageEntry(
      i.fills.map(([quantity, price]) => ({ quantity, price })),
      'inverse',
    ),
  })),
  rule(/^by-inv-position-api$/, (i: Placed & { markPrice: number }) => ({
    positionValue: f.inverseNotional({ contracts: i.qty, price: i.entryPrice }),
    upnl: f.inversePnl({ contracts: signed(i.side, i.qty), entryPrice: i.entryPrice, price: i.markPrice }),
  })),
];
