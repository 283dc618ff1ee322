/** The log of forced trades, each with its cause. */
import { html, type Html } from '../html.ts';
import type { CauseView, LiquidationView, LogGroup } from '../model/liquidation.ts';
import type { ReportModel } from '../model/report-model.ts';
import { modeName } from './marks.ts';

export function liquidationsSection({ log, unit }: ReportModel): Html {
  const count = log.reduce((sum, group) => sum + group.rows.length, 0);
  return html`<section aria-labelledby="log">
    <h2 id="log">Liquidation log</h2>
    <p class="intro">
      Forced trades of the fresh accounts, move by move. The distance of a bucket is its equity − the equity
      at which it is liquidated; the cause splits its way to zero since the move began, or since the bucket
      opened where that was later. Times are those of the candle, prices those at the crossing.
    </p>
    ${count === 0 ? html`<p>Nothing was closed by force in any move.</p>` : log.map(group => logGroup(group, unit))}
  </section>`;
}

const logGroup = ({ number, name, rows }: LogGroup, unit: string): Html =>
  html`<h3><span class="number">${number}</span> ${name}</h3>
    ${liquidationTable(rows, `Forced trades in move ${number}, ${name}`, unit)}`;

export function liquidationTable(rows: readonly LiquidationView[], caption: string, unit: string): Html {
  const money = unit === '' ? '' : `, ${unit}`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
    <table class="data log">
      <caption class="vh">
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Candle, UTC</th>
          <th scope="col">Mode</th>
          <th scope="col">Bucket</th>
          <th scope="col">Trades and prices</th>
          <th scope="col" class="n">Fee${money}</th>
          <th scope="col" class="n">Deficit${money}</th>
          <th scope="col">Cause${money}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(row)}
      </tbody>
    </table>
  </div>`;
}

function row(view: LiquidationView): Html {
  return html`<tr>
    <th scope="row">
      ${view.time}${view.beforeMove && html`<small>before the move, not in the verdict</small>`}
    </th>
    <td>${modeName(view.mode)}</td>
    <td>${view.bucket}<small>${view.what}</small></td>
    <td>
      ${view.trades.map(trade => html`<span class="trade">${trade}</span>`)}${view.worstScenario !== '' && html`<small>worst scenario: ${view.worstScenario}</small>`}
    </td>
    <td class="n">${view.fee}</td>
    <td class="n">${view.deficit}</td>
    <td class="cause">${causeDetails(view.cause)}</td>
  </tr>`;
}

function causeDetails({ main, since, start, end, change, parts, missing }: CauseView): Html {
  return html`<details>
    <summary>${main}</summary>
    <p>Distance ${start} at ${since} → ${end}</p>
    <ul>
      ${parts.map(
        ({ label, value, loss, weight }) =>
          html`<li>
            <span
              class="bar ${loss ? 'loss' : 'gain'}"
              style="--w:${weight.toFixed(3)}"
              aria-hidden="true"
            ></span
            ><span>${label}</span><span class="n">${value}</span>
          </li>`,
      )}
      <li class="sum"><span></span><span>change of distance</span><span class="n">${change}</span></li>
    </ul>
    ${
      missing === ''
        ? html`<p class="fine">
            The parts sum to the change exactly. Shown to 8 places; every decimal is in results.json.
          </p>`
        : html`<p class="alarm">
            The parts miss the change by ${missing}: a fault of this program, please report it.
          </p>`
    }
  </details>`;
}
