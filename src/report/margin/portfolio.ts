/** The portfolio model laid open: its parts, and what every scenario does to the book. */
import type { PortfolioAssessment } from '../../assess/assessment.ts';
import { Decimal, ZERO } from '../../basics/money.ts';
import { formatMoney, formatSignedMoney } from '../format.ts';
import { markup, type Html } from '../html.ts';
import { modeName } from '../sections/marks.ts';
import { formatShock } from './distance.ts';
import { MODEL_WORDS, PART_WORDS, partRows } from './parts.ts';

type Scenario = PortfolioAssessment['scenarios'][number];

export function portfolioSection(own: PortfolioAssessment | null): Html | false {
  if (own === null) return false;
  return markup`<section aria-labelledby="portfolio">
    <h2 id="portfolio">${modeName('portfolio')} model ${own.model}</h2>
    <p class="intro">
      ${MODEL_WORDS[own.model] ?? 'What the requirement is made of, as far as the model says.'}
      ${own.worstScenario !== null && markup`Worst scenario: <strong>${own.worstScenario.id}</strong>${own.worstScenario.pnl !== null && `, ${formatSignedMoney(own.worstScenario.pnl)} ${own.asset}`}.`}
    </p>
    ${parts(own)} ${scenarios(own)}
  </section>`;
}

function parts({ parts, asset }: PortfolioAssessment): Html {
  if (Object.keys(parts).length === 0)
    return markup`<p class="no-line">This model has no parts to show: it is a plain sum over the positions.</p>`;
  const { names, rows } = partRows(parts);
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="Parts of the requirement">
    <table class="data parts">
      <caption>Parts, in ${asset}</caption>
      <thead>
        <tr>
          <th scope="col">Part</th>
          ${names.map(name => markup`<th scope="col" class="n">${name === '' ? 'Amount' : name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ part, amounts }) =>
            markup`<tr>
              <th scope="row">${part}${PART_WORDS[part] && markup` <small>${PART_WORDS[part]}</small>`}</th>
              ${amounts.map(amount => markup`<td class="n">${amount === null ? '' : formatMoney(amount)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function scenarios({ scenarios, asset }: PortfolioAssessment): Html | false {
  if (scenarios.length === 0) return false;
  const largest = scenarios.reduce((most, own) => Decimal.max(most, counted(own).abs()), ZERO);
  const halved = scenarios.some(({ weight }) => weight < 1);
  const single = scenarios.filter(({ shocks }) => Object.keys(shocks).length === 1);
  const joint = scenarios.filter(({ shocks }) => Object.keys(shocks).length !== 1);
  return markup`${single.length > 0 && heatMap(single, largest, asset)}
    ${joint.length > 0 && jointTable(joint, largest, asset)}
    <p class="fine">Red is a loss, blue a gain; the shade grows with what of it counts.${halved && ' ½ marks a move of which half the loss counts.'}</p>`;
}

const counted = ({ pnl, weight }: Scenario): Decimal => new Decimal(pnl).mul(weight);

function heatMap(single: readonly Scenario[], largest: Decimal, asset: string): Html {
  const underlyings = [...new Set(single.flatMap(({ shocks }) => Object.keys(shocks)))];
  const rows = underlyings.map(name => ({ name, cells: single.filter(({ shocks }) => name in shocks) }));
  const columns = Math.max(...rows.map(({ cells }) => cells.length));
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="Scenarios; scrolls sideways where the page is narrow">
    <table class="data heat">
      <caption>What each move does to the book, in ${asset}</caption>
      <thead>
        <tr>
          <th scope="col">Underlying</th>
          <th scope="colgroup" colspan="${columns}">Its price moves by, and the book wins or loses</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, cells }) =>
            markup`<tr>
              <th scope="row">${name}</th>
              ${cells.map(cell => heatCell(cell, cell.shocks[name]!, cell === worstOf(cells), largest))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** The cell that sets the scan; none where no move costs anything. */
function worstOf(cells: readonly Scenario[]): Scenario | null {
  const worst = cells.reduce<Scenario | null>((low, next) => {
    if (low === null || counted(next).lt(counted(low))) return next;
    // Where both cost the same, the ordinary move is named.
    return counted(next).eq(counted(low)) && low.weight < 1 ? next : low;
  }, null);
  return worst !== null && counted(worst).lt(0) ? worst : null;
}

const heatCell = (own: Scenario, shock: number, isWorst: boolean, largest: Decimal): Html =>
  markup`<td class="n ${shade(own, largest)}${isWorst && ' worst'}">
    <small>${own.weight < 1 && '½ '}${formatShock(shock)}</small>${formatSignedMoney(own.pnl)}${isWorst && markup`<small>the worst</small>`}
  </td>`;

function jointTable(joint: readonly Scenario[], largest: Decimal, asset: string): Html {
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="Joint scenarios">
    <table class="data joint">
      <caption>Several moves at once, of prices and volatility, in ${asset}</caption>
      <thead>
        <tr>
          <th scope="col">Scenario</th>
          <th scope="col" class="n">The book wins or loses</th>
        </tr>
      </thead>
      <tbody>
        ${joint.map(
          own =>
            markup`<tr>
              <th scope="row">${own.id}</th>
              <td class="n ${shade(own, largest)}">${formatSignedMoney(own.pnl)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** One of four shades by share of the largest amount; none for nothing. */
function shade(own: Scenario, largest: Decimal): string {
  const amount = counted(own);
  if (amount.isZero() || largest.isZero()) return 'flat';
  const step = Math.max(1, Math.ceil(amount.abs().div(largest).mul(4).toNumber()));
  return `${amount.isNegative() ? 'l' : 'g'}${step}`;
}
