/** What the figures rest on: assumptions, rules, data, inputs with their hashes, conservation of the books. */
import { formatDuration } from '../../basics/time.ts';
import type { Results } from '../../results/results.ts';
import { counted, formatCount, formatMoment, joined } from '../format.ts';
import { markup, type Html } from '../html.ts';
import type { ReportModel } from '../model/report-model.ts';
import { PATH_WORDS } from '../words.ts';
import { modeName } from './marks.ts';

export function evidenceSection(model: ReportModel, { run }: Results): Html {
  return markup`<section aria-labelledby="evidence">
    <h2 id="evidence">What this rests on</h2>
    <h3>Assumptions</h3>
    <ul class="plain">
      <li>Path inside a candle: ${PATH_WORDS[run.path]}.</li>
      ${run.assumptions.map(sentence => markup`<li>${sentence}</li>`)}
    </ul>
    <h3>Rules</h3>
    ${rules(model, run)}
    <h3>Data</h3>
    ${data(run)} ${inputs(run)}
    <h3>Strategy</h3>
    <p>
      <strong>${run.strategy.name}</strong> with parameters
      <code>${JSON.stringify(run.strategy.params)}</code>
    </p>
    <p class="conservation">${model.conservation}</p>
  </section>`;
}

function rules({ modes }: ReportModel, { venue }: Results['run']): Html {
  return markup`<p>Health = equity ÷ maintenance margin of a bucket; a mode’s health is that of its worst bucket.</p>
    <ul class="plain">
      ${modes.map(mode => {
        const { id, model, liquidationHealth, warningHealth, rulesFrom } = venue[mode]!;
        const margin =
          liquidationHealth === 1 ? 'maintenance margin' : `${liquidationHealth} × maintenance margin`;
        return markup`<li>
          ${modeName(mode)}: ${id}, model ${model}. Liquidated at health ≤ ${liquidationHealth}×, which is equity ≤
          ${margin}; warned below ${warningHealth}×. ${rulesFrom.join(' ')}
        </li>`;
      })}
    </ul>`;
}

function data(run: Results['run']): Html {
  const { segments, inputs, intervalMs } = run;
  const gaps = inputs.reduce((sum, input) => sum + input.gaps, 0);
  const rows = inputs.reduce((sum, input) => sum + input.rows, 0);
  return markup`<ul class="plain">
    <li>
      ${counted(rows, 'row')} of ${joined(run.symbols)} from ${counted(inputs.length, 'file')},
      ${formatDuration(intervalMs)} interval.
      ${gaps === 0 ? 'No candle is missing.' : `${counted(gaps, 'candle')} missing inside these files, and nothing is interpolated.`} A symbol without a candle is
      valued at its last close.
    </li>
    <li>
      ${counted(segments.length, 'segment')} without a long hole:
      ${joined(segments.map(({ start, end }) => `${formatMoment(start)} to ${formatMoment(end)}`))}.
    </li>
  </ul>`;
}

function inputs({ inputs }: Results['run']): Html {
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="Input files">
    <table class="data">
      <caption>Inputs</caption>
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col" class="n">Rows</th>
          <th scope="col" class="n">Missing</th>
          <th scope="col">SHA-256</th>
        </tr>
      </thead>
      <tbody>
        ${inputs.map(
          ({ path, sha256, rows, gaps }) =>
            markup`<tr>
              <th scope="row">${path}</th>
              <td class="n">${formatCount(rows)}</td>
              <td class="n">${formatCount(gaps)}</td>
              <td><code>${sha256}</code></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
