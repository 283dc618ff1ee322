/** The continuous run: pictures and figures of one account per mode, traded through. */
import type { Drawings } from '../drawings.ts';
import { html, type Html } from '../html.ts';
import type { ReportModel } from '../model/report-model.ts';
import { liquidationTable } from './liquidations.ts';
import { RECONSTRUCTED, modeName } from './marks.ts';

export function runSection(model: ReportModel, drawings: Drawings): Html {
  const { continuous } = model;
  return html`<section aria-labelledby="run">
    <h2 id="run">The whole run ${model.reconstruction && RECONSTRUCTED}</h2>
    ${
      continuous === null
        ? html`<p class="intro">There was no continuous run.</p>`
        : html`<p class="intro">
              <strong>One account per mode, traded through</strong> from ${continuous.window}: it carries its
              gains and losses into each move. It may live where the fresh account of the matrix above dies,
              and the other way round; neither is a mistake.
            </p>
            ${charts(drawings)} ${figures(model)}
            ${
              continuous.log.length > 0 &&
              html`<details>
                <summary>Forced trades of the continuous run (${continuous.log.length})</summary>
                ${liquidationTable(continuous.log, 'Forced trades of the continuous run', model.unit)}
              </details>`
            }`
    }
  </section>`;
}

function charts({ run }: Drawings): Html | false {
  if (run === null) return false;
  return html`<div
      class="scroll"
      tabindex="0"
      role="group"
      aria-label="Charts of the whole run; scrolls sideways where the page is narrow"
    >
      ${run.panels.map(
        ({ caption, svg }) =>
          html`<figure>
            <figcaption>${caption}</figcaption>
            ${svg}
          </figure>`,
      )}
    </div>
    <p class="fine">${run.notes.join(' ')}</p>`;
}

function figures({ continuous, modes, unit }: ReportModel): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Figures of the continuous run">
    <table class="data">
      <caption>
        The continuous run by mode${unit !== '' && `, in ${unit}`} (not the fresh accounts of the matrix)
      </caption>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          ${modes.map(mode => html`<th scope="col" class="n">${modeName(mode)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${continuous!.rows.map(
          ({ label, values }) =>
            html`<tr>
              <th scope="row">${label}</th>
              ${values.map(value => html`<td class="n">${value}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
