/** SPAN: printed arrays to the scan. */
import { spanScanPoints, spanScanRisk } from '../../src/index.ts';
import { rule } from './vectors.ts';

export const spanRules = [
  rule(/^span-long-future$/, (i: { gain: number[] }) => ({
    scanRisk: spanScanRisk([{ gains: i.gain }]).scanRisk,
  })),
  rule(/^span-covered-write$/, (i: { longFuture: number[]; longCall: number[]; callQty: number }) => {
    const { portfolio, scanRisk } = spanScanRisk([
      { gains: i.longFuture },
      { gains: i.longCall, quantity: i.callQty },
    ]);
    return { portfolio, scanRisk };
  }),
  rule(/^span-sp500-psr-points$/, (i: { psrUsd: number; cvf: number }) => ({
    points: spanScanPoints({ priceScanRange: i.psrUsd, contractValueFactor: i.cvf }),
  })),
];
