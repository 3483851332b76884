/** A page that YAML is written on: it knows in which column it is and whether anything but indentation stands there. */
export interface YamlWriter {
  /** Begins a new line at `column`, unless the current line holds nothing but indentation up to there. */
  lineFor(column: number): void;
  /** Writes a word, set off from what stands before it. */
  token(text: string): void;
  /** Writes a `-`, `?` or `:` that what follows may be indented behind. */
  marker(sign: string): void;
  /** Writes the `:` behind a key. */
  colon(): void;
  /** Writes characters as they are. */
  raw(text: string): void;
  /** Ends the line with `sign`. */
  lineEnd(sign: string): void;
  /** Says that what was written last is no indentation and no white space. */
  solid(): void;
  /** Says that the line, though written on, counts as not begun (inside a literal block). */
  block(isIndented: boolean): void;
  column(): number;
  isIndented(): boolean;
  length(): number;
  text(): string;
}

/** An empty page. */
export function createYamlWriter(): YamlWriter {
  const pieces: string[] = [];
  let size = 0;
  let column = 0;
  let isBlank = true;
  let isIndentation = true;
  const put = (text: string): void => {
    pieces.push(text);
    size += text.length;
    column += Array.from(text).length;
  };
  const newLine = (sign: string): void => {
    pieces.push(sign);
    size += sign.length;
    column = 0;
  };
  const separate = (): void => {
    if (!isBlank) put(' ');
  };
  return {
    lineFor(target) {
      if (!isIndentation || column > target || (column === target && !isBlank)) newLine('\n');
      if (column < target) put(' '.repeat(target - column));
      isBlank = true;
      isIndentation = true;
    },
    token(text) {
      separate();
      put(text);
      isBlank = false;
      isIndentation = false;
    },
    marker(sign) {
      separate();
      put(sign);
      isBlank = false;
    },
    colon() {
      put(':');
      isBlank = false;
      isIndentation = false;
    },
    raw: put,
    lineEnd: newLine,
    solid() {
      isBlank = false;
      isIndentation = false;
    },
    block(isIndented) {
      isBlank = true;
      isIndentation = isIndented;
    },
    column: () => column,
    isIndented: () => isIndentation,
    length: () => size,
    text: () => pieces.join(''),
  };
}
