/** Words of `text` in lines of at most `width` characters; a longer word stands alone on its line. Never empty. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** `label` in a column, `text` wrapped beside it; `paint` colours each line of the text after it was measured. */
export function labelled(
  label: string,
  text: string,
  options: { readonly indent: number; readonly column: number; readonly width: number },
  paint: (line: string) => string = (line) => line,
): readonly string[] {
  const { indent, column, width } = options;
  return wrap(text, Math.max(30, width - indent - column)).map(
    (line, index) => ' '.repeat(indent) + (index === 0 ? label.padEnd(column) : ' '.repeat(column)) + paint(line),
  );
}

const ASCII: ReadonlyMap<string, string> = new Map([
  ['✗', 'x'],
  ['✓', '+'],
  ['●', '*'],
  ['○', 'o'],
  ['│', '|'],
  ['·', '-'],
  ['−', '-'],
  ['–', '-'],
  ['±', '+/-'],
  ['→', '->'],
  ['…', '...'],
  ['≥', '>='],
  ['⟨', '<'],
  ['⟩', '>'],
  ['’', "'"],
]);

/** The text with our own symbols replaced by ASCII, for terminals that cannot show them. */
export function toAscii(text: string): string {
  return text.replaceAll(/[✗✓●○│·−–±→…≥⟨⟩’]/g, (symbol) => ASCII.get(symbol) ?? symbol);
}

/** The first sentence of a text. */
export function firstSentence(text: string): string {
  return /^.*?[.!?](?= |$)/.exec(text)?.[0] ?? text;
}
