/** The terminal a command speaks to. */
import { createColors } from 'picocolors';

/** Where a command writes. Results go to `out`, everything else to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** True when someone watches `err`: progress is drawn only then. */
  readonly watched: boolean;
  readonly colours: ReturnType<typeof createColors>;
}

/** The process's own streams; colours only when both are a terminal, and never under NO_COLOR. */
export function processTerminal(): Terminal {
  const noColour = (process.env['NO_COLOR'] ?? '') !== '';
  return {
    out: text => void process.stdout.write(`${text}\n`),
    err: text => void process.stderr.write(`${text}\n`),
    watched: process.stderr.isTTY === true,
    colours: createColors(!noColour && process.stdout.isTTY === true && process.stderr.isTTY === true),
  };
}
