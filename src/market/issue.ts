/** What is wrong with an input file, to the line. A faulty row is always an issue, never dropped in silence. */
import { dataError, type UserError } from '../basics/errors.ts';

export type IssueCode =
  | 'missing-file'
  | 'unreadable-file'
  | 'empty-file'
  | 'no-rows'
  | 'missing-column'
  | 'repeated-column'
  | 'bad-quotes'
  | 'cell-count'
  | 'not-a-time'
  | 'fractional-time'
  | 'wrong-epoch'
  | 'duplicate-row'
  | 'conflicting-row'
  | 'unsorted-time'
  | 'irregular-time'
  | 'not-a-number'
  | 'nan'
  | 'not-positive'
  | 'negative-volume'
  | 'impossible-rate'
  | 'impossible-volatility'
  | 'too-many-digits'
  | 'high-below-low'
  | 'outside-range'
  | 'more-issues';

export interface Issue {
  file: string;
  /** 1-based; null where the fault is the file's as a whole. */
  line: number | null;
  code: IssueCode;
  message: string;
}

/** How a reader tells what is wrong with the row in hand. */
export type Report = (code: IssueCode, message: string) => void;

/** `prices.csv:17: high 90 lies below low 95`. */
export const formatIssue = ({ file, line, message }: Issue): string =>
  line === null ? `${file}: ${message}` : `${file}:${line}: ${message}`;

/** The error that stops a run on faulty files: the first fault in its message, the others in `details`. */
export function issuesError(issues: readonly Issue[]): UserError {
  const [first, ...others] = issues.map(formatIssue);
  const files = new Set(issues.map(issue => issue.file)).size;
  const count =
    others.length === 0
      ? ''
      : ` (one of ${issues.length} faults in ${files === 1 ? 'one file' : `${files} files`})`;
  return dataError(`${first!}${count}. Correct the file, or leave it out.`, others);
}
