/** Lines of a text of several lines are looked for alone, too, from this length on. */
const SHORTEST_LINE = 12;

/**
 * Which of the texts, or of their longer lines, can be read in an output: as they are, or behind the escapes of JSON, HTML and Markdown.
 * White space does not count: lines are broken and joined.
 */
export function readableTexts(output: string, texts: ReadonlySet<string>): readonly string[] {
  const forms = formsOf(output);
  const wanted = new Set([...texts].flatMap((text) => [text, ...longLines(text)]).map(onOneLine));
  return [...wanted].filter((text) => forms.some((form) => form.includes(text)));
}

function longLines(text: string): readonly string[] {
  return text.includes('\n') ? text.split('\n').filter((line) => line.trim().length >= SHORTEST_LINE) : [];
}

/** An output as it is, and as its reader sees it: without the escapes of JSON, HTML and Markdown. */
function formsOf(output: string): readonly string[] {
  const plain = output.replaceAll(/\\u([0-9a-f]{4})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const fromJson = plain.replaceAll(/\\(["\\/bfnrt])/g, (_all, character: string) => ESCAPES[character] ?? character);
  const fromHtml = output
    .replaceAll(/&#(x?)([0-9a-f]+);/gi, (_all, x: string, code: string) =>
      String.fromCodePoint(parseInt(code, x === '' ? 10 : 16)),
    )
    .replaceAll(/&(lt|gt|quot|apos|amp);/g, (_all, name: string) => ENTITIES[name] ?? '');
  // Breaks in mentions and links are zero-width.
  const fromMarkdown = fromHtml.replaceAll(/[\u200B-\u200D\u2060]/g, '').replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
  return [output, fromJson, fromHtml, fromMarkdown].map(onOneLine);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
