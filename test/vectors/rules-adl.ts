/** Ranks and figures of auto-deleveraging. */
import * as f from '../../src/margin/formulas.ts';
import { type Sided, signed } from './shapes.ts';
import { rule } from './vectors.ts';

interface Bankrupt {
  bankrupt: Sided & { qty: string; entry_price: string; isolated_equity: string };
  mark_price: string;
}
interface Party {
  id: string;
  qty: string;
  entry_price: string;
  equity: string;
}

function deleverage(i: Bankrupt, parties: Party[], ranking: 'pnl-ratio' | 'size') {
  const quantity = signed(i.bankrupt.side, i.bankrupt.qty);
  return f.autoDeleverage({
    quantity,
    bankruptcyPrice: f.bankruptcyPrice({
      quantity,
      entryPrice: i.bankrupt.entry_price,
      collateral: i.bankrupt.isolated_equity,
    })!,
    price: i.mark_price,
    counterparties: parties.map(({ id, qty, entry_price, equity }) => ({
      id,
      quantity: qty,
      entryPrice: entry_price,
      equity,
    })),
    ranking,
  });
}

const idsOf = (closed: { id: string }[]): number[] => closed.map(({ id }) => Number(id));

export const adlRules = [
  rule(/^bn-adl-/, (i: { upnl: number; wallet: number; marginRatio: number }) => {
    const rank = f.adlRank({ unrealisedPnl: i.upnl, walletBalance: i.wallet, marginRatio: i.marginRatio });
    return { pnlPercent: rank.pnlPercentage, leveragePnl: rank.leveragePnl };
  }),
  rule(/^by-adl-/, (i: { poolMaxBalance: number; symbolPnlDrop: number; insurancePnlRatio: number }) => {
    const drawdown = f.poolDrawdown({
      highestBalance: i.poolMaxBalance,
      pnlChange: i.symbolPnlDrop,
      startRatio: i.insurancePnlRatio,
    });
    return { pnlRatio: drawdown.pnlRatio, adlClosed: drawdown.excessLoss };
  }),
  rule(/^flox-adl-(ratio|tiebreak)$/, (i: Bankrupt & { counterparties: Party[] }) => {
    const closed = deleverage(i, i.counterparties, 'pnl-ratio');
    return { adl_closed: idsOf(closed), closeouts: closed.length };
  }),
  rule(/^flox-adl-size-rank$/, (i: Bankrupt & { counterparties: Party[] }) => ({
    pnl_ratio_adl: idsOf(deleverage(i, i.counterparties, 'pnl-ratio')),
    position_size_adl: idsOf(deleverage(i, i.counterparties, 'size')),
  })),
  rule(/^flox-adl-keeps-excess$/, (i: Bankrupt & { counterparty: Omit<Party, 'id'> }) => {
    const [left] = deleverage(i, [{ id: '1', ...i.counterparty }], 'pnl-ratio');
    return { counterparty_equity_after: left!.equity, counterparty_position_after: left!.quantity };
  }),
];
