/** HTML as text, safe by construction: whatever is put into a `markup` template is escaped unless it is Html itself. */

export class Html {
  constructor(readonly text: string) {}
}

export type Part = Html | string | number | null | undefined | false | readonly Part[];

/** Markup that we wrote ourselves (style, script, drawn charts); never with a user's text in it. */
export const trusted = (text: string): Html => new Html(text);

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text for an element or a quoted attribute; line separators that some parsers trip over become references. */
export const esc = (text: string): string =>
  text
    .replace(/[&<>"'`]/g, char => ESCAPES[char]!)
    .replace(/[\u2028\u2029]/g, char => `&#x${char.charCodeAt(0).toString(16)};`);

export function markup(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.reduce((out, string, index) => out + render(parts[index - 1]) + string));
}

function render(part: Part): string {
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(render).join('');
  if (part === null || part === undefined || part === false) return '';
  return esc(String(part));
}
