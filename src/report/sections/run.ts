/** The continuous run: pictures and figures of one account per mode, traded through. */
import type { Drawings } from '../drawings.ts';
import { markup, type Html } from '../html.ts';
import type { ReportModel } from '../model/report-model.ts';
import { continuousLog } from './liquidations.ts';
import { RECONSTRUCTED, modeName } from './marks.ts';

export function runSection(model: ReportModel, drawings: Drawings): Html {
  const { continuous } = model;
  return markup`<section aria-labelledby="run">
    <h2 id="run">The whole run ${model.reconstruction && RECONSTRUCTED}</h2>
    ${
      continuous === null
        ? markup`<p class="intro">There was no continuous run.</p>`
        : markup`<p class="intro">
              <strong>One account per mode, traded through</strong> from ${continuous.window}: it carries its
              gains and losses into each move. It may live where the fresh account of the matrix above dies,
              and the other way round; neither is a mistake.
              ${
                continuous.stretches > 1 &&
                `Long holes divide the data into ${continuous.stretches} stretches; nothing is carried across one, so this run is made on a single stretch.`
              }
            </p>
            ${charts(drawings)} ${figures(model)}
            ${
              continuous.log.length > 0 &&
              markup`<details>
                <summary>Forced trades of the continuous run (${continuous.log.length})</summary>
                ${continuousLog(continuous.log, model.unit)}
              </details>`
            }`
    }
  </section>`;
}

function charts({ run }: Drawings): Html | false {
  if (run === null) return false;
  return markup`<div
      class="scroll"
      tabindex="0"
      role="group"
      aria-label="Charts of the whole run; scrolls sideways where the page is narrow"
    >
      ${run.panels.map(
        ({ caption, svg }) =>
          markup`<figure>
            <figcaption>${caption}</figcaption>
            ${svg}
          </figure>`,
      )}
    </div>
    <p class="fine">${run.notes.join(' ')}</p>`;
}

function figures({ continuous, modes, unit }: ReportModel): Html {
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="Figures of the continuous run">
    <table class="data">
      <caption>
        The continuous run by mode${unit !== '' && `, in ${unit}`} (not the fresh accounts of the matrix)
      </caption>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          ${modes.map(mode => markup`<th scope="col" class="n">${modeName(mode)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${continuous!.rows.map(
          ({ label, values }) =>
            markup`<tr>
              <th scope="row">${label}</th>
              ${values.map(value => markup`<td class="n">${value}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
