/** What the calculator answered, in the words and figures that page and terminal show. */
import type {
  AssessedPosition,
  Assessment,
  ModeAssessment,
  PortfolioAssessment,
} from '../../assess/assessment.ts';
import { Decimal } from '../../basics/money.ts';
import type { MarginMode } from '../../strategy/strategy.ts';
import {
  formatExact,
  formatHealth,
  formatMoney,
  formatPrice,
  formatSignedMoney,
  joined,
  NONE,
} from '../format.ts';
import { MODES } from '../words.ts';
import { formatDistance } from './distance.ts';

export interface MarginView {
  modes: ModeView[];
  positions: PositionView[];
  portfolio: PortfolioAssessment | null;
}

export interface ModeView {
  mode: MarginMode;
  venue: string;
  /** Id of the portfolio model; empty for the other modes. */
  model: string;
  asset: string;
  equity: string;
  initial: string;
  maintenance: string;
  available: string;
  health: string;
  liquidationHealth: number;
  /** At or below the venue's threshold. */
  isLiquidatable: boolean;
  /** The liquidation price that is nearest to its mark; null when there is none. */
  nearest: LevelView | null;
  assessment: ModeAssessment;
}

/** One symbol as it is held, and what each mode says of it. */
export interface PositionView {
  symbol: string;
  /** `long 1.5`, `short 20` */
  size: string;
  entry: string;
  mark: string;
  leverage: string;
  settle: string;
  notional: string;
  pnl: string;
  byMode: PositionInMode[];
}

export interface PositionInMode {
  mode: MarginMode;
  margin: string;
  initial: string;
  maintenance: string;
  tier: string;
  health: string;
  /** Its bucket is liquidatable: the price is where it would stand again. */
  isLiquidatable: boolean;
  liquidation: LevelView | null;
  bankruptcy: LevelView | null;
}

export interface LevelView {
  symbol: string;
  price: string;
  /** (price − mark) ÷ mark */
  distance: number;
  /** `−9.6 %` */
  distanceText: string;
}

const ORDER: MarginMode[] = ['isolated', 'cross', 'portfolio'];

export function marginView({ modes }: Assessment): MarginView {
  const answered = ORDER.filter(mode => modes[mode] !== undefined);
  const longest = answered.reduce<AssessedPosition[]>((most, mode) => {
    const { positions } = modes[mode]!;
    return positions.length > most.length ? positions : most;
  }, []);
  return {
    modes: answered.map(mode => modeView(mode, modes[mode]!)),
    positions: longest.map((position, at) => ({
      ...heldAs(position),
      byMode: answered.flatMap(mode => {
        const own = counterpart(modes[mode]!.positions, position, at);
        return own === undefined ? [] : inMode(mode, modes[mode]!, own);
      }),
    })),
    portfolio: modes.portfolio ?? null,
  };
}

/** A mode may leave out what it does not hold, such as spot; a long and a short may share a symbol. */
function counterpart(
  positions: readonly AssessedPosition[],
  { symbol, quantity }: AssessedPosition,
  at: number,
): AssessedPosition | undefined {
  const isSame = (own: AssessedPosition | undefined) => own?.symbol === symbol && own.quantity === quantity;
  return isSame(positions[at]) ? positions[at] : positions.find(isSame);
}

function modeView(mode: MarginMode, own: ModeAssessment): ModeView {
  const isLiquidatable = isBelow(own.health, own);
  return {
    mode,
    venue: own.venue,
    model: 'model' in own ? (own as PortfolioAssessment).model : '',
    asset: own.asset,
    equity: formatMoney(own.equity),
    initial: formatMoney(own.initialMargin),
    maintenance: formatMoney(own.maintenanceMargin),
    available: formatMoney(own.available),
    health: healthText(own.health),
    liquidationHealth: own.liquidationHealth,
    isLiquidatable,
    nearest: isLiquidatable ? null : nearest(own.positions),
    assessment: own,
  };
}

const isBelow = (health: number | null, { liquidationHealth }: ModeAssessment): boolean =>
  health !== null && health <= liquidationHealth;

function nearest(positions: readonly AssessedPosition[]): LevelView | null {
  const levels = positions.flatMap(own => levelOf(own, own.liquidationPrice) ?? []);
  return levels.reduce<LevelView | null>(
    (near, next) => (near === null || Math.abs(next.distance) < Math.abs(near.distance) ? next : near),
    null,
  );
}

function heldAs(own: AssessedPosition): Omit<PositionView, 'byMode'> {
  const quantity = new Decimal(own.quantity);
  return {
    symbol: own.symbol,
    size: `${quantity.isNegative() ? 'short' : 'long'} ${formatExact(quantity.abs().toFixed())}`,
    entry: formatPrice(own.entryPrice),
    mark: formatPrice(own.markPrice),
    leverage: `${own.leverage}×`,
    settle: own.settle,
    notional: formatMoney(own.notional),
    pnl: formatSignedMoney(own.unrealisedPnl),
  };
}

function inMode(mode: MarginMode, whole: ModeAssessment, own: AssessedPosition): PositionInMode {
  return {
    mode,
    margin: moneyOrNone(own.margin),
    initial: moneyOrNone(own.initialMargin),
    maintenance: moneyOrNone(own.maintenanceMargin),
    tier: own.tier === null ? NONE : String(own.tier),
    health: healthText(own.health),
    isLiquidatable: isBelow(own.health, whole),
    liquidation: levelOf(own, own.liquidationPrice),
    bankruptcy: levelOf(own, own.bankruptcyPrice),
  };
}

function levelOf({ symbol, markPrice }: AssessedPosition, price: string | null): LevelView | null {
  if (price === null) return null;
  const distance = new Decimal(price).div(markPrice).sub(1).toNumber();
  return { symbol, price: formatPrice(price), distance, distanceText: formatDistance(distance) };
}

/** A requirement may be so small that no double holds what it divides into. */
export const healthText = (health: number | null): string =>
  health === Infinity ? '∞' : formatHealth(health);

const moneyOrNone = (amount: string | null): string => (amount === null ? NONE : formatMoney(amount));

/** A piece of the headline; with a mode, in its colour. */
export interface Words {
  text: string;
  mode?: MarginMode;
}

/** Where the nearest end lies in each mode, in one sentence. */
export function headline({ modes, positions }: MarginView): Words[] {
  if (positions.length === 0) return [{ text: 'This account holds no position, so nothing is required' }];
  const now = modes.filter(({ isLiquidatable }) => isLiquidatable);
  const later = modes.filter(({ isLiquidatable }) => !isLiquidatable);
  const named = (list: readonly ModeView[], words: (own: ModeView) => string): Words[] =>
    list.flatMap((own, at) => [
      ...(at === 0 ? [] : [{ text: at === list.length - 1 ? ' and ' : ', ' }]),
      ...(words(own) === '' ? [] : [{ text: `${words(own)} ` }]),
      { text: MODES[own.mode].name.toLowerCase(), mode: own.mode },
    ]);
  const far = ({ nearest }: ModeView): string =>
    nearest === null ? 'nowhere in' : `${nearest.distanceText.replace(/^[−+]/, '')} away in`;
  return [
    ...(now.length === 0 ? [] : [{ text: 'Liquidated now in ' }, ...named(now, () => '')]),
    ...(later.length === 0
      ? []
      : [{ text: now.length === 0 ? 'Liquidation is ' : '; ' }, ...named(later, far)]),
  ];
}

/** What else must be known of each mode. */
export function findings({ modes, positions }: MarginView): string[] {
  if (positions.length === 0) return [];
  return modes.map(own => {
    const { mode, isLiquidatable, health, liquidationHealth, nearest } = own;
    const name = MODES[mode].name;
    if (isLiquidatable)
      return `${name}: ${whoIsOver(own)} at or below health ${liquidationHealth}×, the lowest at ${health}.`;
    const end =
      nearest === null
        ? `${name}: no price of a single symbol liquidates this book`
        : `${name}: nearest is ${nearest.symbol} at ${nearest.price}`;
    return isBelowInitial(own)
      ? `${end}; equity is below the initial margin, so this book could be kept but not opened.`
      : `${end}.`;
  });
}

/** Isolated positions stand and fall each by itself, and so do pools. */
function whoIsOver({ mode, assessment }: ModeView): string {
  const isOver = ({ health }: { health: number | null }) => isBelow(health, assessment);
  const { positions, pools } = assessment;
  if (mode !== 'isolated' && pools.length < 2) return 'the account is';
  const names =
    mode === 'isolated'
      ? positions.filter(isOver).map(({ symbol }) => symbol)
      : pools.filter(isOver).map(({ asset }) => `the ${asset} pool`);
  return `${joined([...new Set(names)])} ${new Set(names).size === 1 ? 'is' : 'are'}`;
}

const isBelowInitial = ({ assessment }: ModeView): boolean =>
  assessment.pools.some(({ equity, initialMargin }) => new Decimal(equity).lt(initialMargin));
