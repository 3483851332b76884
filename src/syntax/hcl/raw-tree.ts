import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { Language, Parser, type TreeCursor } from 'web-tree-sitter';

/** A node of the tree-sitter tree, copied out of WebAssembly memory. Offsets are UTF-16 units. */
export interface RawNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly RawNode[];
  /** The node, or something below it, is an ERROR or was inserted by the parser to get on. */
  readonly broken: boolean;
}

/** Nodes that have nothing inside, or whose inside is read from the text: every call into WebAssembly counts. */
const LEAVES = new Set([
  ...['comment', 'identifier', 'template_literal', 'numeric_lit', 'bool_lit', 'null_lit', 'ellipsis', 'strip_marker'],
  ...['heredoc_start', 'heredoc_identifier', 'quoted_template_start', 'quoted_template_end'],
  ...['block_start', 'block_end', 'object_start', 'object_end', 'tuple_start', 'tuple_end'],
  ...['template_interpolation_start', 'template_interpolation_end', '=', ',', '.', '(', ')', '[', ']', ':', '?'],
]);

/**
 * Numbers such as `1e5` and `1.e5`, which the grammar does not know: it is shown digits of the same length instead. The value is
 * read from the real text, so it does no harm that strings are changed too.
 */
const EXPONENT = /(?<![\p{ID_Continue}.]|[\p{ID_Continue}]-)[0-9]+\.?[eE][-+]?[0-9]+(?![\p{ID_Continue}.])/gu;

/** `$$${`: the last three are an escape, where the grammar takes the first two for one and sees a sequence. */
const ESCAPES = /([$%])\1\1+\{/g;

let parser: Parser | undefined;
let loading: Promise<Parser> | undefined;

/** Loads the grammar once. Rejects only when the installation is broken. */
export async function loadGrammar(): Promise<void> {
  loading ??= load();
  parser = await loading;
}

async function load(): Promise<Parser> {
  const require = createRequire(import.meta.url);
  await Parser.init();
  const path = require.resolve('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm');
  const language = await Language.load(await readFile(path));
  return new Parser().setLanguage(language);
}

/**
 * Parses HCL text; `loadGrammar` must have been awaited. Undefined when it takes longer than `limit` milliseconds:
 * real code takes about one for 3 kB, but recovery from very many errors takes quadratic time, and tree-sitter has no
 * measure of that work other than time. The caller has checked the nesting (see nesting.ts).
 */
export function rawTree(text: string, limit: number): RawNode | undefined {
  if (!parser) throw new Error('rawTree: loadGrammar was not awaited');
  const deadline = performance.now() + limit;
  // A final line feed ends a heredoc at the very end of the text; offsets beyond the text are cut off in spans.
  const plain = text
    .replace(EXPONENT, (all) => '0'.repeat(all.length))
    .replace(ESCAPES, (all) => 'x'.repeat(all.length));
  const tree = parser.parse(`${plain}\n`, null, {
    progressCallback: () => performance.now() > deadline,
  });
  if (!tree) {
    parser.reset();
    return undefined;
  }
  const cursor = tree.walk();
  try {
    return copy(cursor);
  } finally {
    cursor.delete();
    tree.delete();
  }
}

type Open = { -readonly [Key in keyof RawNode]: RawNode[Key] } & { children: RawNode[] };

/** Copies a tree with one walk, without recursion. Comments are dropped. */
function copy(cursor: TreeCursor): RawNode {
  const open = (): Open => {
    const type = cursor.nodeType;
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    // Only a node without extent can be one that the parser made up to get on; of a leaf it may be the child.
    const madeUp = start === end && (LEAVES.has(type) || cursor.nodeIsMissing);
    return { type, start, end, children: [], broken: madeUp || type === 'ERROR' };
  };
  const root = open();
  const path: Open[] = [root];
  let node = root;
  for (;;) {
    if (!LEAVES.has(node.type) && cursor.gotoFirstChild()) {
      node = open();
      path.push(node);
      continue;
    }
    for (;;) {
      path.pop();
      const parent = path.at(-1);
      if (!parent) return root;
      if (node.type !== 'comment') {
        parent.children.push(node);
        parent.broken ||= node.broken;
      }
      if (cursor.gotoNextSibling()) {
        node = open();
        path.push(node);
        break;
      }
      cursor.gotoParent();
      node = parent;
    }
  }
}
