/** Each position: how far its liquidation and bankruptcy prices lie, drawn and as a table. */
import { markup, type Html } from '../html.ts';
import { NONE } from '../format.ts';
import { modeName } from '../sections/marks.ts';
import { MODES } from '../words.ts';
import { formatShock, spanOf } from './distance.ts';
import type { LevelView, MarginView, PositionInMode, PositionView } from './view.ts';

export function distanceSection({ positions }: MarginView): Html | false {
  if (positions.length === 0) return false;
  const levels = positions.flatMap(({ byMode }) =>
    byMode.flatMap(({ liquidation, bankruptcy }) => [liquidation ?? [], bankruptcy ?? []].flat()),
  );
  const span = spanOf(levels.map(({ distance }) => distance));
  return markup`<section aria-labelledby="distance">
    <h2 id="distance">How far liquidation is</h2>
    <p class="intro">
      Bars run from the mark to the liquidation price of the symbol, all else at its mark; the tick behind is
      the bankruptcy price, where the equity of the bucket is zero. The ends are
      ${formatShock(-span)} and ${formatShock(span)}; what lies beyond is cut, and its figure stands beside it.
    </p>
    ${positions.map(position => bars(position, span))}
  </section>`;
}

function bars({ symbol, size, mark, byMode }: PositionView, span: number): Html {
  return markup`<h3>${symbol} <span class="aside">${size}, mark ${mark}</span></h3>
    <ul class="distances">
      ${byMode.map(
        own =>
          markup`<li>
            ${modeName(own.mode)}
            <span class="track b-${MODES[own.mode].key}" aria-hidden="true">
              ${!own.isLiquidatable && own.liquidation !== null && bar(own.liquidation, span)}
              ${own.bankruptcy !== null && tick(own.bankruptcy, span)}
            </span>
            <span class="reading">${reading(own)}</span>
          </li>`,
      )}
    </ul>`;
}

/** Share of the half-width, from the mark outwards. */
const share = ({ distance }: LevelView, span: number): string =>
  Math.min(1, Math.abs(distance) / span).toFixed(4);
const side = ({ distance }: LevelView): string => (distance < 0 ? 'below' : 'above');

const bar = (level: LevelView, span: number): Html =>
  markup`<span class="reach ${side(level)}" style="--w:${share(level, span)}"></span>`;
const tick = (level: LevelView, span: number): Html | false =>
  Math.abs(level.distance) <= span &&
  markup`<span class="tick ${side(level)}" style="--w:${share(level, span)}"></span>`;

function reading({ isLiquidatable, liquidation }: PositionInMode): Html {
  if (isLiquidatable)
    return markup`<b class="alarm">liquidated now</b>${liquidation && `, would stand at ${liquidation.price}`}`;
  if (liquidation === null) return markup`no liquidation price`;
  return markup`<b>${liquidation.price}</b> ${liquidation.distanceText}`;
}

const COLUMNS = ['Liquidation', 'Bankruptcy', 'Health', 'Maintenance', 'Initial', 'Margin posted', 'Tier'];

export function positionsSection({ positions }: MarginView): Html | false {
  if (positions.length === 0) return false;
  return markup`<section aria-labelledby="positions">
    <h2 id="positions">Positions</h2>
    <div class="scroll" tabindex="0" role="group" aria-label="Positions; scrolls sideways where the page is narrow">
      <table class="data held">
        <caption class="vh">Requirement, liquidation and bankruptcy price of each position in each mode</caption>
        <thead>
          <tr>
            <th scope="col">Mode</th>
            ${COLUMNS.map(title => markup`<th scope="col" class="n">${title}</th>`)}
          </tr>
        </thead>
        ${positions.map(group)}
      </table>
    </div>
    <p class="fine">
      Initial and maintenance are ${NONE} where a model judges only the book as a whole. Margin is posted to a
      position by itself in isolated mode alone.
    </p>
  </section>`;
}

function group(position: PositionView): Html {
  const { symbol, size, leverage, entry, mark, notional, settle, pnl } = position;
  return markup`<tbody>
    <tr class="group">
      <th scope="rowgroup" colspan="${COLUMNS.length + 1}">
        <span class="stay">
          ${symbol}
          <span class="aside">
            ${size} at ${leverage}, entry ${entry}, mark ${mark}, notional ${notional} ${settle}, unrealised ${pnl} ${settle}
          </span>
        </span>
      </th>
    </tr>
    ${position.byMode.map(
      own =>
        markup`<tr>
          <th scope="row">${modeName(own.mode)}</th>
          <td class="n">${level(own.liquidation)}${own.isLiquidatable && markup`<small class="alarm">liquidated now</small>`}</td>
          <td class="n">${level(own.bankruptcy)}</td>
          ${[own.health, own.maintenance, own.initial, own.margin, own.tier].map(
            value => markup`<td class="n">${value}</td>`,
          )}
        </tr>`,
    )}
  </tbody>`;
}

const level = (own: LevelView | null): Html =>
  own === null ? markup`none` : markup`${own.price} <small>${own.distanceText}</small>`;
