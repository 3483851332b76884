/** Values that are shorter would hide half of every text: `dev`, `true`, `5432`. In UTF-16 code units. */
const SHORTEST_VALUE = 6;
/** An encoded piece that is shorter says nothing. In characters. */
const SHORTEST_PIECE = 8;
/** A line of a longer value is looked for by itself from this length on: programs indent and wrap what they print. */
const SHORTEST_LINE = 24;

/**
 * The texts in which a secret value can show up: as it is, its longer lines, in base64 (both alphabets, whole or in the middle of
 * a longer encoded text), for URLs, inside of JSON (once or twice, as Go and JavaScript write it), HCL, hexadecimal. Longest
 * first, unique. Empty for a value that is too short to be looked for (white space at its ends does not count).
 */
export function encodedForms(value: string): readonly string[] {
  const trimmed = value.trim();
  if (trimmed.length < SHORTEST_VALUE) return [];
  const forms = new Set<string>();
  for (const text of [value, trimmed, ...longLines(trimmed)]) {
    for (const form of [text, ...base64Forms(text), ...urlForms(text), ...quotedForms(text), ...hexForms(text)]) {
      if (form.length >= SHORTEST_VALUE) forms.add(form);
    }
  }
  return [...forms].sort((a, b) => b.length - a.length);
}

/** Lines that are no frame of a PEM text. */
function longLines(text: string): readonly string[] {
  if (!text.includes('\n')) return [];
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----'));
}

function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8');
  const whole = bytes.toString('base64');
  const pieces = [0, 1, 2]
    .map((offset) => base64Piece(bytes, offset))
    .filter((piece) => piece.length >= SHORTEST_PIECE);
  const standard = [whole, whole.replace(/=+$/, ''), ...pieces];
  const urlSafe = standard.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  return [...standard, ...urlSafe, encodeURIComponent(whole), whole.replaceAll('/', '\\/')];
}

/** The characters that the bytes alone decide when `offset` others (modulo 3) stand before them: 8 bits of a byte, 6 of a character. */
function base64Piece(bytes: Buffer, offset: number): string {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return padded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

function urlForms(text: string): readonly string[] {
  const wellFormed = text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
  const component = encodeURIComponent(wellFormed);
  // What Go's url.QueryEscape and RFC 3986 escape beyond encodeURIComponent.
  const strict = component.replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = strict.replaceAll('%20', '+');
  const forms = [component, strict, query, encodeURI(wellFormed)];
  return [...forms, ...forms.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

function quotedForms(text: string): readonly string[] {
  const once = [jsonText(text), goJsonText(text), jsonText(text).replaceAll('/', '\\/')];
  const twice = [jsonText(jsonText(text)), goJsonText(goJsonText(text)), jsonText(goJsonText(text))];
  const hcl = jsonText(text).replaceAll(/([$%])\{/g, '$1$1{');
  return [...once, ...twice, hcl];
}

function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Go's encoding/json escapes what HTML would read, too: https://pkg.go.dev/encoding/json#HTMLEscape */
function goJsonText(text: string): string {
  return jsonText(text).replaceAll(
    /[<>&\u2028\u2029]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function hexForms(text: string): readonly string[] {
  const hex = Buffer.from(text, 'utf8').toString('hex');
  return [hex, hex.toUpperCase()];
}
