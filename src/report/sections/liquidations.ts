/** The log of forced trades, each with its cause. */
import { markup, type Html, type Part } from '../html.ts';
import type { CauseView, LiquidationView, LogGroup } from '../model/liquidation.ts';
import type { ReportModel } from '../model/report-model.ts';
import { modeName } from './marks.ts';

export function liquidationsSection({ log, unit }: ReportModel): Html {
  return markup`<section aria-labelledby="log">
    <h2 id="log">Liquidation log</h2>
    <p class="intro">
      Forced trades of the fresh accounts, move by move${inUnit(unit)}. The distance of a bucket is its equity
      minus the equity at which it is liquidated; the cause splits its way to zero since the move began, or since
      the bucket opened where that was later. Times are those of the candle, prices those at the crossing.
    </p>
    ${log.length === 0 ? markup`<p>Nothing was closed by force in any move.</p>` : logTable(log)}
  </section>`;
}

/** Forced trades of the continuous run, which belong to no move. */
export const continuousLog = (rows: readonly LiquidationView[], unit: string): Html =>
  tableOf(`Forced trades of the continuous run${inUnit(unit)}`, markup`<tbody>${rows.map(row)}</tbody>`);

const inUnit = (unit: string): string => (unit === '' ? '' : `, in ${unit}`);

const logTable = (log: readonly LogGroup[]): Html =>
  tableOf(
    'Forced trades of the fresh accounts by move',
    log.map(
      ({ number, name, rows }) => markup`<tbody>
        <tr class="group">
          <th colspan="7" scope="rowgroup"><span class="number">${number}</span> ${name}</th>
        </tr>
        ${rows.map(row)}
      </tbody>`,
    ),
  );

function tableOf(caption: string, bodies: Part): Html {
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
    <table class="data log">
      <caption class="vh">${caption}</caption>
      <thead>
        <tr>
          <th scope="col">Candle, UTC</th>
          <th scope="col">Mode</th>
          <th scope="col">Bucket</th>
          <th scope="col">Trades and prices</th>
          <th scope="col" class="n">Fee</th>
          <th scope="col" class="n">Deficit</th>
          <th scope="col">Cause</th>
        </tr>
      </thead>
      ${bodies}
    </table>
  </div>`;
}

function row(view: LiquidationView): Html {
  return markup`<tr>
    <th scope="row">
      ${view.time}${view.beforeMove && markup`<small>before the move, not in the verdict</small>`}
    </th>
    <td>${modeName(view.mode)}</td>
    <td>${view.bucket}<small>${view.what}</small></td>
    <td>
      ${view.trades.map(trade => markup`<span class="trade">${trade}</span>`)}
      ${view.worstScenario !== '' && markup`<small>worst scenario: ${view.worstScenario}</small>`}
    </td>
    <td class="n">${view.fee}</td>
    <td class="n">${view.deficit}</td>
    <td class="cause">${causeDetails(view.cause)}</td>
  </tr>`;
}

function causeDetails({ main, since, start, end, change, parts, missing }: CauseView): Html {
  return markup`<details>
    <summary>${main}</summary>
    <p>Distance ${start} at ${since}, ${end} in the end.</p>
    <ul>
      ${parts.map(
        ({ label, value, loss, weight }) =>
          markup`<li>
            <span class="bar ${loss ? 'loss' : 'gain'}" style="--w:${weight.toFixed(3)}" aria-hidden="true"></span>
            <span>${label}</span>
            <span class="n">${value}</span>
          </li>`,
      )}
      <li class="sum"><span></span><span>change of distance</span><span class="n">${change}</span></li>
    </ul>
    ${
      missing === ''
        ? markup`<p class="fine">
            The parts sum to the change exactly. Shown to 8 places; every decimal is in results.json.
          </p>`
        : markup`<p class="alarm">
            The parts miss the change by ${missing}: a fault of this program, please report it.
          </p>`
    }
  </details>`;
}
