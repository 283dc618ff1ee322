/** What the figures rest on: collateral as it counts, rules, assumptions. */
import type { Assessment } from '../../assess/assessment.ts';
import { formatExact, formatMoney, formatPrice } from '../format.ts';
import { markup, type Html } from '../html.ts';
import { modeName } from '../sections/marks.ts';
import { healthText, type MarginView, type ModeView } from './view.ts';

export function evidenceSection({ modes }: MarginView, { venue, assumptions }: Assessment): Html {
  return markup`<section aria-labelledby="evidence">
    <h2 id="evidence">What this rests on</h2>
    ${collateral(modes)} ${pools(modes)}
    <h3>Rules</h3>
    <ul class="plain">${venue.rulesFrom.map(sentence => markup`<li>${sentence}</li>`)}</ul>
    <h3>Assumptions</h3>
    <ul class="plain">${assumptions.map(sentence => markup`<li>${sentence}</li>`)}</ul>
  </section>`;
}

function collateral(modes: readonly ModeView[]): Html {
  return dataTable(
    'Collateral, and what of it counts',
    ['Mode', 'Asset', 'Amount', 'Counts', 'Price', 'Value'],
    modes.flatMap(({ mode, asset: unit, assessment }) =>
      assessment.collateral.map(({ asset, amount, counted, price, value }) => [
        modeName(mode),
        asset,
        formatExact(amount),
        formatExact(counted),
        formatPrice(price),
        `${formatMoney(value)} ${unit}`,
      ]),
    ),
  );
}

/** Several pools stand and fall apart from each other; one is the mode itself. */
function pools(modes: readonly ModeView[]): Html | false {
  const several = modes.filter(({ assessment }) => assessment.pools.length > 1);
  if (several.length === 0) return false;
  return dataTable(
    'Pools, each of which stands by itself',
    ['Mode', 'Pool', 'Equity', 'Initial', 'Maintenance', 'Health'],
    several.flatMap(({ mode, assessment }) =>
      assessment.pools.map(({ asset, equity, initialMargin, maintenanceMargin, health }) => [
        modeName(mode),
        asset,
        ...[equity, initialMargin, maintenanceMargin].map(formatMoney),
        healthText(health),
      ]),
    ),
  );
}

/** The first two columns are words, the others figures. */
function dataTable(
  caption: string,
  titles: readonly string[],
  rows: readonly (readonly (Html | string)[])[],
): Html {
  const side = (at: number): string => (at < 2 ? '' : 'n');
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
    <table class="data">
      <caption>${caption}</caption>
      <thead>
        <tr>${titles.map((title, at) => markup`<th scope="col" class="${side(at)}">${title}</th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map(
          row => markup`<tr>${row.map((value, at) => markup`<td class="${side(at)}">${value}</td>`)}</tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
