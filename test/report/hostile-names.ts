/** Names that would run or break something if they were ever taken for markup, script, template or expression. */
import type { Names } from './fixture.ts';

export const NASTY = [
  '</script><script>window.pwned=1</script>',
  '<img src=x onerror="window.pwned=1">',
  `"'\`><svg onload=window.pwned=1>`,
  '</title></style><script>window.pwned=1</script>',
  '\u2028window.pwned=1\u2029]]>--><!--',
  '${window.pwned=1}{{7*7}}$&$1',
  `'] + (window.pwned=1) + ['`,
] as const;

export const HOSTILE: Names = {
  run: NASTY[3],
  strategy: NASTY[0],
  symbols: [NASTY[1], NASTY[4], NASTY[6]],
  moves: [...NASTY],
  file: NASTY[2],
};
