/** A text without its escapes, and where it came from. */
export interface UnescapedText {
  readonly text: string;
  /** By code unit of `text`, and one more for its end: where it stands in what was unescaped. */
  readonly origins: Uint32Array;
}

const SHORT: Readonly<Partial<Record<string, string>>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Text with the escapes of JSON strings resolved wherever they stand; what only looks like one stays. Undefined when there is
 * none. Time is linear in the text.
 * Source: https://www.rfc-editor.org/rfc/rfc8259#section-7
 */
export function unescapeJson(escaped: string): UnescapedText | undefined {
  let backslash = escaped.indexOf('\\');
  if (backslash === -1) return undefined;
  const origins = new Uint32Array(escaped.length + 1);
  const pieces: string[] = [];
  let length = 0;
  let position = 0;
  const keep = (end: number): void => {
    pieces.push(escaped.slice(position, end));
    for (; position < end; position++) origins[length++] = position;
  };
  for (; backslash !== -1; backslash = escaped.indexOf('\\', position)) {
    keep(backslash);
    const mark = escaped[backslash + 1] ?? '';
    const hex = mark === 'u' ? /^[0-9a-f]{4}/i.exec(escaped.slice(backslash + 2, backslash + 6))?.[0] : undefined;
    const unit = hex === undefined ? SHORT[mark] : String.fromCharCode(Number.parseInt(hex, 16));
    if (unit === undefined) {
      keep(backslash + 1);
      continue;
    }
    pieces.push(unit);
    origins[length++] = backslash;
    position = backslash + (hex === undefined ? 2 : 6);
  }
  keep(escaped.length);
  origins[length] = escaped.length;
  return { text: pieces.join(''), origins: origins.subarray(0, length + 1) };
}
