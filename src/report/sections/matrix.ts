/** The survival matrix: move × margin mode. */
import { VERDICTS } from '../../results/results.ts';
import type { MarginMode } from '../../strategy/strategy.ts';
import type { Drawings } from '../drawings.ts';
import { counted, formatWindow } from '../format.ts';
import { markup, type Html } from '../html.ts';
import type { CellView, MoveView } from '../model/move-view.ts';
import type { ReportModel } from '../model/report-model.ts';
import { VERDICT_WORDS } from '../words.ts';
import { RECONSTRUCTED, modeName, verdictBadge } from './marks.ts';

export function matrixSection(model: ReportModel, drawings: Drawings): Html {
  return markup`<section aria-labelledby="matrix">
    <h2 id="matrix">Who survived which move? ${model.reconstruction && RECONSTRUCTED}</h2>
    <p class="intro">
      Every move is replayed from a <strong>fresh account</strong>, so a verdict does not depend on what
      happened before. Health is equity ÷ maintenance margin; the dashed line is where the mode liquidates,
      the grey part is the move, ✕ a forced trade. The line joins closes of candles; the dot is the lowest
      point inside them. P&amp;L runs from the start of trading, shortly before the move, to its end; beside
      it, what the same orders would have made with no margin rules at all. All times are UTC.
    </p>
    ${model.moves.length > 0 ? table(model, drawings) : markup`<p>No move is covered by the data.</p>`}
    ${notCovered(model)}
    <dl class="meanings">
      ${VERDICTS.map(
        verdict =>
          markup`<div>
            <dt>${verdictBadge(verdict)}</dt>
            <dd>${VERDICT_WORDS[verdict].meaning}</dd>
          </div>`,
      )}
      <div>
        <dt>${PATH_DEPENDENT}</dt>
        <dd>
          whether something was closed by force depends on the order of prices inside a candle; the bounds
          stand beside it
        </dd>
      </div>
    </dl>
  </section>`;
}

const PATH_DEPENDENT = markup`<span class="badge apart">path-dependent</span>`;

/** Roles are spelled out because narrow screens lay the table out as blocks, which would drop them. */
function table({ modes, moves }: ReportModel, drawings: Drawings): Html {
  return markup`<table class="matrix" role="table">
    <caption class="vh">
      Verdict, lowest health and profit or loss of each margin mode in each move
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        <th scope="col" role="columnheader">Move</th>
        ${modes.map(mode => markup`<th scope="col" role="columnheader">${modeName(mode)}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${moves.map(
        move =>
          markup`<tr role="row" id="${move.anchor}">
              ${moveHeader(move)}${move.cells.map((cell, index) =>
                cell === null
                  ? noResult(modes[index]!)
                  : matrixCell(cell, drawings.sparkline(move.row.move.id, cell.mode)),
              )}
            </tr>
            ${move.notes.length > 0 && noteRow(move, modes.length + 1)}`,
      )}
    </tbody>
  </table>`;
}

const noResult = (mode: MarginMode): Html =>
  markup`<td role="cell"><span class="cell-mode" aria-hidden="true">${modeName(mode)}</span>no result in this mode</td>`;

const noteRow = ({ notes }: MoveView, columns: number): Html =>
  markup`<tr role="row" class="note">
    <td role="cell" colspan="${columns}">
      ${notes.map(note => markup`<p><span aria-hidden="true">↑</span> ${note}</p>`)}
    </td>
  </tr>`;

function moveHeader({ number, name, what, window, length, returns }: MoveView): Html {
  return markup`<th scope="row" role="rowheader">
    <span class="number">${number}</span>
    <span class="move">
      <strong>${name}</strong>
      <small>${window}, ${length}</small>
      ${what !== '' && markup`<small>${what}</small>`}
      <small>${returns.map(text => markup`<span class="whole">${text}</span> `)}</small>
    </span>
  </th>`;
}

function matrixCell(cell: CellView, sparkline: Html): Html {
  return markup`<td role="cell">
    <span class="cell-mode" aria-hidden="true">${modeName(cell.mode)}</span>
    <p class="verdict">${verdictBadge(cell.verdict)}${cell.pathDependent && PATH_DEPENDENT}</p>
    <p>${lowestHealth(cell)}</p>
    ${sparkline}
    <p>P&amp;L <b>${cell.pnl}</b> <span class="at">no margin rules: ${cell.pnlWithoutMargin}</span></p>
    ${cell.bounds.map(bound => markup`<p class="bound">${bound}</p>`)}
    ${cell.remarks.map(remark => markup`<p class="remark">${remark}</p>`)}
  </td>`;
}

const lowestHealth = ({ lowest, lowestAt }: CellView): Html =>
  lowestAt === ''
    ? markup`no margin was ever required`
    : markup`lowest health <b>${lowest}</b> <span class="at">${lowestAt}</span>`;

/** So many are shown unfolded: enough for a list of one's own, not for the named catalogue against a short file. */
const UNFOLDED_MAX = 6;

function notCovered({ notCovered }: ReportModel): Html | false {
  if (notCovered.length === 0) return false;
  const list = markup`<ul class="plain">
      ${notCovered.map(
        ({ name, start, end, reason }) =>
          markup`<li><strong>${name}</strong> (${formatWindow(start, end)}): ${reason}</li>`,
      )}
    </ul>`;
  return notCovered.length <= UNFOLDED_MAX
    ? markup`<h3>Not covered by the data</h3>
        ${list}`
    : markup`<details>
        <summary>${counted(notCovered.length, 'move')} not covered by the data</summary>
        ${list}
      </details>`;
}
