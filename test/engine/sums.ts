/** The sums a cause has to keep. */
import { Decimal, text } from '../../src/basics/money.ts';
import type { Cause } from '../../src/results/results.ts';

/** distanceStart + every part, as text. */
export function sumOfCause(cause: Cause): string {
  const { distanceStart, price, funding, fees, interest, collateral, trades, transfers } = cause;
  const parts = [
    funding,
    fees,
    interest,
    collateral,
    trades,
    transfers,
    cause.requirementByPrice,
    cause.requirementByModel,
  ];
  return text(
    [...Object.values(price), ...parts].reduce((sum, part) => sum.add(part), new Decimal(distanceStart)),
  );
}
