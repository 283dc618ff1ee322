/**
 * One replay: rows of a market, one path, one account per margin mode in lockstep. The loop reads as
 * semantics §3 does: open, path, close for every account, then the strategies, whose orders meet the next row.
 */
import { Decimal, ZERO } from '../basics/money.ts';
import type { RunConfig } from '../config/run-config.ts';
import { Journal, type JournalSink } from '../journal/journal.ts';
import { assetPrice, type Assets, assetsOfRun } from '../ledger/assets.ts';
import { type Collateral, Ledger } from '../ledger/ledger.ts';
import type { Market } from '../market/market.ts';
import type { PathKind } from '../results/results.ts';
import type { MarginMode, Strategy } from '../strategy/strategy.ts';
import type { ModeRules } from '../venue/venue.ts';
import { Account, type Capital, type Terms } from './account.ts';
import type { Calendar } from './calendar.ts';
import { placeAt } from './candle.ts';
import { Driver } from './driver.ts';
import { isQuiet, lookAt, nextWakeRow } from './look.ts';
import { openMoment } from './open.ts';
import type { Cursor } from './past.ts';
import { OPEN } from './prices.ts';
import { Recorder } from './recorder.ts';
import { Screen } from './screen.ts';
import { Watch } from './watch.ts';

/** Rows of a replay: warm-up from `from`, trading from `tradingFrom`, counted from `windowFrom`, until `to`. */
export interface Span {
  from: number;
  tradingFrom: number;
  windowFrom: number;
  to: number;
}

export interface ReplayPlan {
  id: string;
  span: Span;
  path: PathKind;
  config: RunConfig;
  market: Market;
  calendar: Calendar;
  strategy: Strategy;
  rules: Partial<Record<MarginMode, ModeRules>>;
  journal: JournalSink | null;
  /** Also replay each ledger's orders without any margin rule. */
  withoutMargin: boolean;
  /** Tests only: decide every candle in decimals. */
  allDecimal?: boolean;
}

/** One ledger after its replay. */
export interface ReplayedLedger {
  mode: MarginMode;
  account: Account;
  record: Recorder;
  journal: Journal;
  /** The same orders without any margin rule; null when not asked for. */
  unmargined: Account | null;
}

export interface Replay {
  plan: ReplayPlan;
  ledgers: ReplayedLedger[];
}

interface Cast {
  ledgers: ReplayedLedger[];
  accounts: Account[];
  drivers: Driver[];
  cursor: Cursor;
}

export function replayMarket(plan: ReplayPlan): Replay {
  const cast = makeCast(plan);
  const { span } = plan;
  const calendar = plan.calendar;
  const { accounts, drivers, ledgers, cursor } = cast;
  const recorders = accounts.map(account => ledgers.find(ledger => ledger.account === account)?.record);
  for (const driver of drivers) {
    for (cursor.row = span.from; cursor.row < span.tradingFrom; cursor.row++) driver.call();
    driver.startTrading();
  }
  for (let row = span.tradingFrom; row < span.to; row++) {
    cursor.row = row;
    if (row === span.windowFrom) for (const account of accounts) startWindow(account, row);
    const due = calendar.due[row] === 1;
    for (let a = 0; a < accounts.length; a++) {
      const account = accounts[a]!;
      if (row < account.wakeRow && !due) continue;
      account.stand(row);
      if (due || account.orders.pending.length > 0 || account.owes()) openMoment(account, row, calendar);
      if (!isQuiet(account, row)) lookAt(account, row);
      account.wakeRow = nextWakeRow(account, row);
      recorders[a]?.close(row);
    }
    for (let d = 0; d < drivers.length; d++) drivers[d]!.call();
  }
  for (const account of accounts) expireOrders(account, plan.market.times[span.to - 1]!);
  return { plan, ledgers };
}

/** What happened before is the lead's; causes are told from here. */
function startWindow(account: Account, row: number): void {
  account.stand(row);
  account.watch.restart();
  account.causes.clear();
  const time = account.market.times[row]!;
  const open = placeAt(account, { row, time, finer: -1 }, OPEN);
  account.openTracks(time, open.mark);
  account.screen.closeBands();
  account.wakeRow = row;
}

function expireOrders(account: Account, time: number): void {
  for (const order of account.orders.take(() => true)) {
    account.watch.expired++;
    account.ledger.row(time, 'expiry', { order: order.id });
  }
}

function makeCast(plan: ReplayPlan): Cast {
  const { config, market, span, strategy } = plan;
  const cursor: Cursor = { row: span.from, first: span.from };
  const drive = (account: Account, mode: MarginMode | 'unmargined', followers: Account[]) =>
    new Driver({
      strategy,
      params: config.params,
      market,
      cursor,
      account,
      mode,
      followers,
      seed: config.seed,
    });
  const ledgers = config.modes.map(mode => openLedger(plan, mode));
  const own = ledgers.map(ledger => ledger.account);
  if (config.orders === 'shared') {
    const leader = openUnmargined(plan, config.modes[0]!);
    for (const ledger of ledgers) ledger.unmargined = leader;
    return { ledgers, cursor, accounts: [leader, ...own], drivers: [drive(leader, 'unmargined', own)] };
  }
  const accounts = [...own];
  const drivers = ledgers.map(ledger => {
    if (plan.withoutMargin) {
      ledger.unmargined = openUnmargined(plan, ledger.mode);
      accounts.push(ledger.unmargined);
    }
    return drive(ledger.account, ledger.mode, ledger.unmargined ? [ledger.unmargined] : []);
  });
  return { ledgers, cursor, accounts, drivers };
}

function openLedger(plan: ReplayPlan, mode: MarginMode): ReplayedLedger {
  const journal = new Journal({ run: plan.id, path: plan.path, mode }, plan.journal);
  const collateral = mode === 'isolated' ? 'isolated' : 'pooled';
  const account = openAccount(plan, termsOf(plan, plan.rules[mode]!, true), collateral, journal);
  const { tradingFrom, to } = plan.span;
  return { mode, account, journal, record: new Recorder(account, tradingFrom, to), unmargined: null };
}

/** Fees as a mode has them, and no rule at all. */
function openUnmargined(plan: ReplayPlan, mode: MarginMode): Account {
  const journal = new Journal({ run: plan.id, path: plan.path, mode: 'unmargined' }, null);
  return openAccount(plan, termsOf(plan, plan.rules[mode]!, false), 'pooled', journal);
}

function openAccount(plan: ReplayPlan, terms: Terms, collateral: Collateral, journal: Journal): Account {
  const { market, config, span } = plan;
  const symbols = market.series.map(series => series.symbol);
  const assets = assetsOfRun(
    market.series.map(({ instrument }) => instrument),
    Object.keys(config.capital),
  );
  const ledger = new Ledger(collateral, symbols, assets, journal);
  const screen = new Screen(market.series, terms.rules?.model ?? null);
  const capital = capitalOf(plan, assets);
  const account = new Account(
    market,
    terms,
    ledger,
    screen,
    new Watch(),
    plan.path,
    capital,
    plan.allDecimal ?? false,
  );
  capital.amounts.forEach((amount, asset) => ledger.deposit(amount, asset));
  ledger.row(market.times[span.tradingFrom]!, 'deposit', { by: 'opening' });
  account.mirror();
  return account;
}

/** What the account starts with, valued at the first open of each price. */
function capitalOf({ config, market, span }: ReplayPlan, assets: Assets): Capital {
  const amounts = assets.names.map(asset => new Decimal(config.capital[asset] ?? 0));
  const marks = market.series.map(({ mark, firstRow }) => {
    const row = Math.max(span.tradingFrom, firstRow);
    return new Decimal(mark.open[row]!);
  });
  const worth = amounts.reduce(
    (sum, amount, asset) => sum.add(amount.mul(assetPrice(assets, asset, marks))),
    ZERO,
  );
  return { amounts, worth };
}

function termsOf({ config, market }: ReplayPlan, rules: ModeRules, underMargin: boolean): Terms {
  return {
    rules: underMargin ? rules : null,
    feeTakerRate: config.fees === 'venue' ? rules.feeTakerRate : new Decimal(config.fees.takerRate),
    feeMakerRate: config.fees === 'venue' ? rules.feeMakerRate : new Decimal(config.fees.makerRate),
    slippageRate: new Decimal(config.slippageBps).div(10_000),
    liquidationHealth: new Decimal(rules.liquidationHealth),
    onRefused: config.onRefused,
    afterLiquidation: config.afterLiquidation,
    lotSteps: market.series.map(({ lotStep }) => (lotStep === null ? null : new Decimal(lotStep))),
  };
}
