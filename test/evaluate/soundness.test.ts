import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { evaluate, type Evaluation } from '../../src/evaluate/evaluate.ts';
import type { Block } from '../../src/model/resource.ts';
import type { Value } from '../../src/model/value.ts';
import type { Expression, HclBlock } from '../../src/syntax/hcl/ast.ts';
import { loadParsers } from '../../src/syntax/parse.ts';
import { evaluated, valueOf } from './evaluated.ts';
import { anyExpression, call, repeating, get, literal, span, UNKNOWN, variable } from './soundness/any-expression.ts';
import { block, body, declarations, TYPES, VALUES } from './soundness/declarations.ts';
import { graphDifferences } from './soundness/graph-holds.ts';
import { valueHolds } from './soundness/value-holds.ts';

// `templatestring` parses.
beforeAll(loadParsers);

/** The value of an expression beside a few declarations, with the variables given or left open. */
function valueWith(expression: Expression, given: Expression | undefined, type: Expression = variable('any')): Value {
  const output = block('output', ['o'], body({ value: expression }));
  return valueOf(evaluate(declarations(type, given, output)), 'output.o', 'value');
}

const y = get(variable('aws_y'), 'y');
/** Blocks that an expression repeats, each with another one inside; what reads them back. */
const REPEATED: Readonly<Record<string, (repeat: Expression, inner: Expression) => readonly HclBlock[]>> = {
  count: (count, name) => [
    block('resource', ['aws_y', 'y'], body({ count, name })),
    block('output', ['all'], body({ value: { kind: 'splat', target: y, each: get(variable('*'), 'name'), span } })),
    block('output', ['first'], body({ value: get({ kind: 'index', target: y, key: literal(0), span }, 'name') })),
  ],
  for_each: (each, name) => [
    block('resource', ['aws_y', 'y'], body({ for_each: each, name })),
    block(
      'output',
      ['a'],
      body({ value: call('try', [get({ kind: 'index', target: y, key: literal('a'), span }, 'name'), literal('no')]) }),
    ),
  ],
  'a dynamic block': (each, name) => [
    block(
      'resource',
      ['aws_y', 'y'],
      body({}, [
        block('d', [], body({ name: literal('written') })),
        block('dynamic', ['d'], body({ for_each: each }, [block('content', [], body({ name }))])),
      ]),
    ),
    block('output', ['d'], body({ value: get(y, 'd') })),
  ],
};

/** True when something in it is invalid: Terraform then refuses all of it, so that nothing can be compared. */
function isRefused({ graph }: Evaluation): boolean {
  return graph.resources.some(({ body: content }) => blockIsRefused(content));
}

function blockIsRefused({ attributes, blocks, openBlocks }: Block): boolean {
  const values = [...[...attributes.values()].map(({ value }) => value), ...openBlocks.values()];
  return values.some((value) => hasInvalid(value)) || blocks.some(blockIsRefused);
}

function hasInvalid(value: Value): boolean {
  if (value.kind === 'unknown') return value.reason === 'invalid';
  if (value.kind !== 'known' || value.value === null || typeof value.value !== 'object') return false;
  return [...value.value.values()].some((part) => hasInvalid(part));
}

describe('for any expression', () => {
  test('what is known while a variable is open stays true whatever value it gets', () => {
    fc.assert(
      fc.property(anyExpression, fc.constantFrom(...VALUES), fc.constantFrom(...TYPES), (expression, value, type) => {
        const open = valueWith(expression, undefined, type);
        const given = valueWith(expression, value, type);
        expect({ open, given, holds: valueHolds(open, given) }).toMatchObject({ holds: true });
      }),
      { numRuns: 3_000 },
    );
  });

  test.each(Object.entries(REPEATED))('so it is where it repeats a block by %s', (_name, blocks) => {
    const property = fc.property(
      repeating(anyExpression),
      anyExpression,
      fc.constantFrom(...VALUES),
      fc.constantFrom(...TYPES),
      (repeat, inner, value, type) => {
        const given = evaluate(declarations(type, value, ...blocks(repeat, inner)));
        const open = evaluate(declarations(type, undefined, ...blocks(repeat, inner)));
        if (isRefused(given) || isRefused(open)) return;
        expect(graphDifferences(open, given)).toEqual([]);
      },
    );
    fc.assert(property, { numRuns: 1_000 });
  });

  test('evaluation does not throw and gives the same twice', () => {
    fc.assert(
      fc.property(anyExpression, (expression) => {
        expect(valueWith(expression, undefined)).toEqual(valueWith(expression, undefined));
      }),
      { numRuns: 300 },
    );
  });

  test('what is strictly derived from an unknown is unknown', () => {
    const strict = fc.letrec<{ e: Expression }>((tie) => ({
      e: fc.oneof(
        { depthSize: 'small' },
        fc.constant(UNKNOWN),
        fc
          .tuple(fc.constantFrom('+', '-', '*', '<', '>='), tie('e'), fc.constant(literal(2)))
          .map(([operator, left, right]): Expression => ({ kind: 'binary', operator, left, right, span })),
        tie('e').map((expression): Expression => ({
          kind: 'template',
          heredoc: false,
          span,
          parts: [
            { kind: 'text', text: 'x', span },
            { kind: 'interpolation', expression, span },
          ],
        })),
        fc
          .tuple(fc.constantFrom('lower', 'tostring', 'keys', 'flatten', 'length', 'jsonencode', 'file'), tie('e'))
          .map(([name, arg]) => call(name, [arg])),
        tie('e').map((target) => get(target, 'a')),
        tie('e').map((collection): Expression => ({
          kind: 'for',
          key: undefined,
          value: 'x',
          collection,
          keyResult: undefined,
          result: literal(1),
          condition: undefined,
          grouped: false,
          span,
        })),
      ),
    })).e;
    fc.assert(
      fc.property(strict, (expression) => {
        expect(valueWith(expression, undefined).kind).toBe('unknown');
      }),
    );
  });
});

describe('for any text', () => {
  test('evaluation does not throw', async () => {
    const word = fc.constantFrom(
      'resource',
      'module',
      'dynamic',
      '"a"',
      '"./a"',
      '{',
      '}',
      '[',
      ']',
      '=',
      'for_each',
      'count',
      'source',
      'var.a',
      'local.b',
      '${',
      '\n',
      'locals',
      'each.key',
      '(',
      ')',
      '%{ if',
      '*',
      '.',
      ',',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 40 }), fc.string(), async (words, noise) => {
        const { graph } = await evaluated({
          'main.tf': words.join(' '),
          'a/b.tf': words.join('\n'),
          'c.tf.json': noise,
          'terraform.tfvars': words.join(' '),
        });
        for (const resource of graph.resources) graph.referrers(resource);
      }),
      { numRuns: 200 },
    );
  });
});
