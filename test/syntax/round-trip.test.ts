import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Expression, HclBody } from '../../src/syntax/hcl/ast.ts';
import { loadParsers } from '../../src/syntax/parse.ts';
import type { YamlNode } from '../../src/syntax/yaml/tree.ts';
import { parseText, plain, printed, printedBody } from './printed.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/syntax/hcl');

beforeAll(loadParsers);

/** Source text of an expression, built so that it is valid HCL by construction. */
const { expression } = fc.letrec<{ expression: string; term: string }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom('1', '1.5', 'true', 'null', 'var.a', 'each.key', 'é.b', '"text"', '"é😀"', '"a\\n$${b}"', 'x.0.y'),
    tie('expression').map((inner) => `(${inner})`),
    tie('expression').map((inner) => `"p \${${inner}} q"`),
    fc.array(tie('expression'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc
      .array(tie('expression'), { maxLength: 3 })
      .map((items) => `{ ${items.map((item, at) => `k${at} = ${item}`).join(', ')} }`),
    fc.array(tie('expression'), { minLength: 1, maxLength: 2 }).map((args) => `f(${args.join(', ')})`),
    tie('expression').map((inner) => `[for v in ${inner} : v if v != 1]`),
    tie('expression').map((inner) => `{ for k, v in m : k => ${inner}... }`),
    fc.constantFrom('a[*].b[0]', 'a.*.b', 'a["k"][0].c'),
    // hcl2json works `!` out at once, and refuses `!1` as terraform validate does: the operand stays open.
    tie('expression').map((inner) => `!(var.a == ${inner})`),
  ),
  expression: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    tie('term'),
    fc
      .tuple(tie('term'), fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '>=', '&&', '||'), tie('term'))
      .map((all) => all.join(' ')),
    fc.tuple(tie('term'), tie('expression'), tie('expression')).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
  ),
}));

/** Every expression in a body, with what is inside it. */
function* expressions(body: HclBody): Generator<Expression> {
  for (const attribute of body.attributes) yield* inside(attribute.expression);
  for (const block of body.blocks) yield* expressions(block.body);
}

function* inside(value: Expression): Generator<Expression> {
  yield value;
  // The parts of a splat are relative to `*`, which cannot be written alone.
  for (const [key, part] of Object.entries(value)) if (key !== 'each' && key !== 'parts') yield* below(part);
}

function* below(part: unknown): Generator<Expression> {
  if (Array.isArray(part)) for (const item of part) yield* below(item);
  else if (typeof part === 'object' && part !== null) {
    if ('kind' in part) yield* inside(part as Expression);
    else if ('key' in part && 'value' in part) yield* below(part.value);
  }
}

describe('the place of an expression holds the expression', () => {
  const check = async (text: string) => {
    const file = await parseText(text);
    expect(file.diagnostics).toEqual([]);
    for (const one of file.hcl ? expressions(file.hcl) : []) {
      const slice = file.text.slice(one.span.start, one.span.end);
      const again = await parseText(`x = (${slice}\n)\n`);
      const value = again.hcl?.attributes[0]?.expression;
      // A name in `for` or an object key looks the same alone.
      expect(value && printed(value)).toBe(printed(one));
    }
  };

  test('in generated expressions', async () => {
    await fc.assert(
      fc.asyncProperty(expression, async (source) => check(`x = ${source}\n`)),
      { numRuns: 60 },
    );
  });

  test.each(['expressions.tf', 'crlf.tf'])('in %s', async (name) => {
    const text = readFileSync(join(FIXTURES, name), 'utf8');
    const file = await parseText(text);
    expect(file.diagnostics).toEqual([]);
    for (const one of file.hcl ? expressions(file.hcl) : []) {
      if (one.kind === 'template' && one.heredoc) continue;
      const value = (await parseText(`x = (${file.text.slice(one.span.start, one.span.end)}\n)\n`)).hcl?.attributes[0]
        ?.expression;
      expect(value && printed(value)).toBe(printed(one));
    }
  });
});

describe('what does not matter does not change the tree', () => {
  test('comments and white space between tokens, and CRLF', async () => {
    const filler = fc.constantFrom(' ', '  ', '\t', ' /* c */ ', ' # {\n ', ' // "\n ', '\n');
    await fc.assert(
      fc.asyncProperty(expression, fc.array(filler, { minLength: 1, maxLength: 8 }), async (source, fillers) => {
        // Only inside brackets may lines end anywhere; strings must stay as they are.
        let count = 0;
        const spaced = source
          .split(/("(?:[^"\\]|\\.)*")/)
          .map((piece, index) =>
            index % 2 === 1 || source.includes('${') || source.includes('{')
              ? piece
              : piece.replaceAll(' ', () => fillers[count++ % fillers.length] ?? ' '),
          );
        const first = await parseText(`x = (${source})\n`);
        const second = await parseText(`x = (${spaced.join('')})\n`);
        expect(second.diagnostics).toEqual(first.diagnostics);
        expect(printedBody(second.hcl)).toBe(printedBody(first.hcl));
      }),
      { numRuns: 60 },
    );
  });

  test('line ends, in a file without heredocs', async () => {
    const text = readFileSync(join(FIXTURES, 'expressions.tf'), 'utf8');
    const lf = await parseText(text);
    const crlf = await parseText(text.replaceAll('\n', '\r\n'));
    expect(crlf.diagnostics).toEqual([]);
    expect(printedBody(crlf.hcl)).toBe(printedBody(lf.hcl));
    expect(crlf.hcl?.blocks.map((one) => one.span.startLine)).toEqual(lf.hcl?.blocks.map((one) => one.span.startLine));
  });
});

describe('any text is survived', () => {
  const soup = fc
    .array(
      fc.constantFrom(
        'a',
        ' = ',
        '\n',
        '"',
        '${',
        '%{ if a }',
        '%{ endif }',
        '}',
        '{',
        '[',
        ']',
        '(',
        ')',
        '<<E\n',
        'E\n',
        '#',
        '/*',
        '*/',
        ',',
        '?',
        ':',
        '*',
        '.',
        '1',
        '\\',
        'é',
        '😀',
        '\r\n',
        '~',
        '...',
        '=>',
        'for ',
        ' in ',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(''));

  test.each(['x.tf', 'x.tf.json', 'action.yml'])('as %s', async (path) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(soup, fc.string({ unit: 'binary' })), async (text) => {
        const file = await parseText(text, path);
        for (const { span, message } of file.diagnostics) {
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(Math.max(file.text.length, span.start));
          expect(message).toContain(path);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('YAML', () => {
  const word = fc.string({
    unit: fc.constantFrom('a', 'é', '😀', ' ', "'", '"', '\\', '\n', ':', '#', '-'),
    maxLength: 12,
  });

  test('a double-quoted or literal scalar gives its text back, and each character its place', async () => {
    await fc.assert(
      fc.asyncProperty(word, fc.integer({ min: 1, max: 5 }), async (text, indent) => {
        const quoted = await parseText(`k: ${JSON.stringify(text)}\n`, 'action.yml');
        expect(plain(quoted.yaml)).toEqual({ k: text });
        if (/^[\s]|[\s]$|\n\s*\n/.test(text) || text === '') return;
        const lines = text.split('\n').map((line) => ' '.repeat(indent) + line);
        const literal = await parseText(`k: |-\n${lines.join('\n')}\n`, 'action.yml');
        const node: YamlNode | undefined =
          literal.yaml?.kind === 'mapping' ? literal.yaml.entries[0]?.value : undefined;
        if (node?.kind !== 'scalar') throw new Error('not a scalar');
        expect(node.text).toBe(text);
        for (let index = 0; index < text.length; index += 1) {
          const { offset, line, column } = node.positionAt(index);
          expect(literal.text.charAt(offset)).toBe(text.charAt(index));
          const before = literal.text.slice(0, offset).split('\n');
          expect([line, column]).toEqual([before.length, (before.at(-1) ?? '').length + 1]);
        }
      }),
    );
  });

  test('the place of a flow node reads as the same node', async () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        const text = JSON.stringify({ k: value }, null, 1);
        const file = await parseText(text, 'action.yml');
        // The core schema has no negative zero in JSON's spelling.
        expect(JSON.stringify(plain(file.yaml))).toBe(JSON.stringify({ k: value }));
        const walk = (node: YamlNode): void => {
          expect(JSON.stringify(JSON.parse(file.text.slice(node.span.start, node.span.end)))).toBe(
            JSON.stringify(plain(node)),
          );
          if (node.kind === 'sequence') node.items.forEach(walk);
          if (node.kind === 'mapping') for (const one of node.entries) walk(one.value);
        };
        if (file.yaml) walk(file.yaml);
      }),
    );
  });
});
