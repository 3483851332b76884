import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The expressions of one topic, as written in `test/evaluate/console/<topic>.txt`. */
export interface Topic {
  readonly name: string;
  /** Locals and variables that the expressions may use: the text of `<topic>.tf` beside the list. */
  readonly prelude: string;
  readonly expressions: readonly string[];
}

/** Opens and closes an expression of several lines. */
const [OPEN, CLOSE] = ['<<<', '>>>'];

/** A line of this form stands for the variable of that type with that value: `list(string) <- [1, 2]`. */
const CONVERSION = /^(?<type>[a-z]+(?:\(.*\))?) <- (?<value>.*)$/su;

/** All topics of a folder, by name. One expression per line; lines that start with `#` and empty lines do not count. */
export function readTopics(folder: string): readonly Topic[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.txt'.length);
      const prelude = join(folder, `${name}.tf`);
      return {
        name,
        prelude: existsSync(prelude) ? readFileSync(prelude, 'utf8') : '',
        expressions: expressionsOf(readFileSync(join(folder, file), 'utf8')),
      };
    });
}

/** The expressions in the text of a topic file, in order, each once. */
export function expressionsOf(text: string): readonly string[] {
  const found = new Set<string>();
  let open: string[] | undefined;
  for (const line of text.split('\n')) {
    if (open) {
      if (line === CLOSE) {
        found.add(open.join('\n'));
        open = undefined;
      } else open.push(line);
    } else if (line === OPEN) open = [];
    else if (line.trim() !== '' && !line.startsWith('#')) found.add(line);
  }
  if (open) throw new SyntaxError(`an expression is not closed by ${CLOSE}: ${open[0] ?? ''}`);
  return [...found];
}

/**
 * The configuration that gives an expression the name `e<index>`: declarations, and how to refer to the value.
 * A conversion is a variable with the value as its default.
 */
export function declaration(expression: string, index: number): { readonly text: string; readonly reference: string } {
  const name = `e${index}`;
  const conversion = CONVERSION.exec(expression)?.groups;
  if (conversion) {
    const { type = '', value = '' } = conversion;
    return { text: `variable "${name}" {\n  type = ${type}\n  default = ${value}\n}\n`, reference: `var.${name}` };
  }
  return { text: `locals {\n  ${name} = ${expression}\n}\n`, reference: `local.${name}` };
}
