/** What a bucket is made of, as long as no booking changes it: worth, holdings, and what the margin model judges. */
import type { Holding } from '../margin/model.ts';
import { type Account, ACCOUNT } from './account.ts';
import { type Form, isolatedForm, pooledForms, settleForm } from './form.ts';
import { spotHedges } from './hedges.ts';

export interface Pool {
  forms: Form[];
  holdings: Holding[];
  /** Holdings as the margin model sees them: coins that hedge are among them. */
  judged: Holding[];
}

export function poolOf(account: Account, bucket: number): Pool {
  const holdings = holdingsOf(account, bucket);
  return { forms: formsOf(account, bucket), holdings, judged: [...holdings, ...hedgesOf(account, bucket)] };
}

function formsOf({ ledger, terms, pooling }: Account, bucket: number): Form[] {
  if (bucket >= 0) return ledger.positions[bucket] ? [isolatedForm(ledger, bucket)] : [];
  if (pooling === 'settle') return [settleForm(ledger, ACCOUNT - bucket)];
  return pooledForms(ledger, terms.rules?.collateral ?? null);
}

function holdingsOf(account: Account, bucket: number): Holding[] {
  const { ledger, leverages } = account;
  return account.heldSymbols().flatMap(symbol => {
    if (account.bucketOf(symbol) !== bucket) return [];
    const { quantity, cost } = ledger.positions[symbol]!;
    return [{ symbol, quantity, cost, leverage: leverages[symbol]! }];
  });
}

/** Coins of the pool that hedge its contracts, where the venue's model knows spot as a hedge. */
function hedgesOf(account: Account, bucket: number): Holding[] {
  if (bucket !== ACCOUNT || !account.terms.rules?.spotOffset || !account.isPooledWhole()) return [];
  return spotHedges(account.ledger);
}
