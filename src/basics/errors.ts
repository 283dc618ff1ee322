/**
 * What went wrong, in the four ways a user can act on. Every message says what, where and what to do;
 * the kind decides the exit code of the contract. A refusal by a margin rule is never an error.
 */
export class UserError extends Error {
  constructor(
    readonly kind: 'config' | 'data' | 'strategy',
    message: string,
    readonly details: readonly string[] = [],
  ) {
    super(message);
    this.name = 'UserError';
  }
}

export const configError = (message: string, details: readonly string[] = []): UserError =>
  new UserError('config', message, details);
export const dataError = (message: string, details: readonly string[] = []): UserError =>
  new UserError('data', message, details);

/** A broken promise of ours, never of the user's: exit code 1. */
export function invariant(condition: boolean, what: string): asserts condition {
  if (!condition)
    throw new Error(`Broken invariant: ${what}. This is a fault of margin-replay; please report it.`);
}

export const EXIT = {
  done: 0,
  fault: 1,
  config: 2,
  data: 3,
  strategy: 4,
  gate: 10,
  interrupted: 130,
} as const;
