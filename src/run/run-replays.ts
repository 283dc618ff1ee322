/** The main job: every move replayed with a fresh account on every path, the continuous run beside it, all judged. */
import { setImmediate } from 'node:timers/promises';
import { Decimal, text, ZERO } from '../basics/money.ts';
import { invariant } from '../basics/errors.ts';
import type { RunConfig } from '../config/run-config.ts';
import type { Market, Segment } from '../market/market.ts';
import type { Move, MoveWindow } from '../market/move.ts';
import {
  type ContinuousResult,
  type MatrixRow,
  type PathKind,
  type ReplaySeries,
  type RunOutcome,
  SCHEMA_VERSION,
} from '../results/results.ts';
import type { MarginMode } from '../strategy/strategy.ts';
import { cellOf, closeMarks, deposited, paidTo, type RunsByPath } from '../verdict/cell.ts';
import { type Calendar, makeCalendar } from '../engine/calendar.ts';
import { maxDrawdown, type Recorder } from '../engine/recorder.ts';
import {
  type Replay,
  type ReplayedLedger,
  type ReplayPlan,
  replayMarket,
  type Span,
} from '../engine/replay.ts';
import { type RulesByMode, rulesAt } from './rules-at.ts';
import { runFacts } from './run-facts.ts';
import type { Conservation, RunInputs } from './run-inputs.ts';

type Covered = Extract<MoveWindow, { covered: true }>;

/** @throws the signal's reason when aborted between two replays; UserError 'strategy' when the strategy fails */
export async function runReplays(inputs: RunInputs): Promise<RunOutcome> {
  const run = new Run(inputs);
  const segment = continuousSegment(inputs.market, inputs.config.segment);
  const continuous = await run.continuous(segment);
  const matrix: MatrixRow[] = [];
  const moves: RunOutcome['moves'] = [];
  for (const window of inputs.windows) {
    if (!window.covered) {
      matrix.push({ covered: false, reason: window.reason, move: factsOf(window.move), cells: {} });
      continue;
    }
    const { cells, series } = await run.move(window);
    matrix.push({ covered: true, move: { ...factsOf(window.move), returns: window.returns }, cells });
    moves.push({ id: window.move.id, series });
  }
  const facts = runFacts(inputs, segment, run.rulesSeen, run.conservation);
  const results = { schemaVersion: SCHEMA_VERSION, run: facts, continuous: continuous.results, matrix };
  return { results, continuous: continuous.series, moves };
}

const factsOf = ({ id, name, what, start, end }: Move) => ({ id, name, ...(what && { what }), start, end });

/** The longest segment, or the one that contains a time. */
function continuousSegment({ segments, times }: Market, named: number | null): Segment {
  const chosen = segments.find(
    ({ from, to }) => named !== null && times[from]! <= named && named <= times[to - 1]!,
  );
  return (
    chosen ??
    segments.reduce((longest, next) => (next.to - next.from > longest.to - longest.from ? next : longest))
  );
}

class Run {
  readonly conservation: Conservation = { ledgers: 0, postings: 0, largestImbalance: ZERO };
  /** Rules by mode, with the times they were asked for. */
  readonly rulesSeen: { time: number; rules: RulesByMode }[] = [];
  private readonly calendar: Calendar;
  private done = 0;
  private readonly total: number;

  constructor(private readonly inputs: RunInputs) {
    this.calendar = makeCalendar(inputs.market);
    this.total = 1 + inputs.windows.filter(({ covered }) => covered).length * this.paths().length;
  }

  async continuous({ from, to }: Segment) {
    const { config, market } = this.inputs;
    const path = config.path === 'bracket' ? 'nominal' : config.path;
    const span: Span = { from, tradingFrom: from, windowFrom: from, to };
    const replay = await this.replay('continuous', span, path, market.times[from]!, false);
    const results: Partial<Record<MarginMode, ContinuousResult>> = {};
    for (const ledger of replay.ledgers) results[ledger.mode] = continuousResult(ledger, to - 1);
    return { results, series: seriesOf(replay) };
  }

  async move(window: Covered) {
    const { config } = this.inputs;
    const span = spanOf(window, this.inputs.market, config);
    const byMode = new Map<MarginMode, RunsByPath>(config.modes.map(mode => [mode, {}]));
    let series: ReplaySeries | null = null;
    for (const path of this.paths()) {
      const replay = await this.replay(window.move.id, span, path, window.move.start, series === null);
      for (const ledger of replay.ledgers) byMode.get(ledger.mode)![path] = ledger;
      series ??= seriesOf(replay);
    }
    const cells = Object.fromEntries([...byMode].map(([mode, runs]) => [mode, cellOf(runs, span.to - 1)]));
    return { cells, series: series! };
  }

  /** The path that is judged comes first: its orders are also replayed without margin. */
  private paths(): PathKind[] {
    const { path } = this.inputs.config;
    return path === 'bracket' ? ['nominal', 'pessimistic', 'optimistic'] : [path];
  }

  private async replay(
    id: string,
    span: Span,
    path: PathKind,
    asOf: number,
    withoutMargin: boolean,
  ): Promise<Replay> {
    const { config, market, strategy, journal, onProgress, signal, allDecimal = false } = this.inputs;
    signal?.throwIfAborted();
    onProgress?.(this.done++, this.total, id);
    const rules = this.rulesAt(config.asOf === 'move' ? asOf : config.asOf);
    const calendar = this.calendar;
    const plan: ReplayPlan = {
      id,
      span,
      path,
      config,
      market,
      calendar,
      strategy,
      rules,
      journal,
      withoutMargin,
      allDecimal,
    };
    const replay = replayMarket(plan);
    this.audit(replay);
    // Lets an interrupt be heard between two replays.
    await setImmediate();
    return replay;
  }

  private rulesAt(time: number): RulesByMode {
    const rules = rulesAt(this.inputs.config, this.inputs.market, time);
    this.rulesSeen.push({ time, rules });
    return rules;
  }

  /** Money is neither made nor lost: all balances of every ledger add up to zero. */
  private audit(replay: Replay): void {
    for (const { account, journal, mode } of replay.ledgers) {
      const imbalance = account.ledger.imbalance().abs();
      invariant(
        imbalance.isZero(),
        `the ${mode} books of ${replay.plan.id} balance (off by ${text(imbalance)})`,
      );
      this.conservation.ledgers++;
      this.conservation.postings += journal.postings;
      this.conservation.largestImbalance = Decimal.max(this.conservation.largestImbalance, imbalance);
    }
  }
}

/** Warm-up, lead and window in rows; nothing is carried over from another segment. */
export function spanOf(window: Covered, { times }: Market, { leadMs, warmup }: RunConfig): Span {
  let tradingFrom = window.from;
  const earliest = window.move.start - leadMs;
  while (tradingFrom > window.segmentFrom && times[tradingFrom - 1]! >= earliest) tradingFrom--;
  const from = Math.max(window.segmentFrom, tradingFrom - warmup);
  return { from, tradingFrom, windowFrom: window.from, to: window.to };
}

function continuousResult({ account, record }: ReplayedLedger, lastRow: number): ContinuousResult {
  const { watch, market } = account;
  const marks = closeMarks(account, lastRow);
  return {
    equityStart: text(account.capital.worth),
    equityEnd: text(account.worth(marks)),
    deposited: text(deposited(account, marks)),
    minHealth: Number.isFinite(watch.minHealth) ? watch.minHealth : null,
    minHealthAt: watch.minHealthRow < 0 ? null : market.times[watch.minHealthRow]!,
    maxDrawdown: maxDrawdown(record.equity),
    feesPaid: text(paidTo(account, 'fees', marks)),
    fundingPaid: text(paidTo(account, 'funding', marks)),
    interestPaid: text(paidTo(account, 'interest', marks)),
    fills: watch.filled,
    rejections: watch.rejections,
    ordersExpired: watch.expired,
    liquidations: watch.liquidations,
    metrics: {},
  };
}

function seriesOf({ plan, ledgers }: Replay): ReplaySeries {
  const { market, span } = plan;
  const rows = [span.tradingFrom, span.to] as const;
  return {
    times: market.times.subarray(...rows),
    closes: market.series.map(({ symbol, last, stale }) => ({
      symbol,
      close: last.close.subarray(...rows),
      stale: stale?.subarray(...rows) ?? null,
    })),
    ledgers: ledgers.map(({ mode, record }) => lazySeries(mode, record)),
  };
}

/** Each column is made when a writer asks for it. */
function lazySeries(mode: MarginMode, record: Recorder): ReplaySeries['ledgers'][number] {
  return {
    mode,
    get equity() {
      return record.equity;
    },
    get maintenance() {
      return record.maintenance;
    },
    get initial() {
      return record.initial;
    },
    get health() {
      return record.health;
    },
  };
}
