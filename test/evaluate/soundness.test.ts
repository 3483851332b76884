import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { Value } from '../../src/model/value.ts';
import { fileSpan } from '../../src/model/span.ts';
import type { Expression, HclBlock, HclBody, TemplatePart } from '../../src/syntax/hcl/ast.ts';
import type { ParsedFile } from '../../src/syntax/parsed-file.ts';
import { evaluated, valueOf } from './evaluated.ts';
import { valueHolds } from './soundness/value-holds.ts';

const span = fileSpan('main.tf');
const variable = (name: string): Expression => ({ kind: 'variable', name, span });
const get = (target: Expression, name: string): Expression => ({ kind: 'get-attribute', target, name, span });
const literal = (value: string | number | boolean | null): Expression => ({ kind: 'literal', value, span });
const call = (name: string, args: readonly Expression[]): Expression => ({
  kind: 'call',
  name,
  args,
  expandFinal: false,
  span,
});

/** `var.u`, the value that is not known, and other leaves. */
const UNKNOWN = get(variable('var'), 'u');
const leaf: fc.Arbitrary<Expression> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(UNKNOWN) },
  fc.constantFrom<string | number | boolean | null>('', 'a', 'b', '1', 'true', 0, 1, 2, true, false, null).map(literal),
  fc.constantFrom('a', 'l').map((name) => get(variable('local'), name)),
  fc.constantFrom('x', 'k').map(variable),
  fc.constantFrom('one', 'many').map((name) => get(variable('aws_x'), name)),
);

const FUNCTIONS =
  'jsonencode jsondecode tostring tonumber tobool tolist toset tomap concat merge lookup length join split format lower coalesce compact flatten distinct keys values element contains try min range one sort reverse zipmap alltrue anytrue replace sensitive startswith can index slice sum chunklist matchkeys setunion setintersection setsubtract setproduct transpose coalescelist ceil abs issensitive nonsensitive max';

/** Any expression, mostly of forms that make sense together. */
const anyExpression: fc.Arbitrary<Expression> = fc.letrec<{ e: Expression; part: TemplatePart }>((tie) => ({
  e: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('e'), { maxLength: 3 }).map((items): Expression => ({ kind: 'tuple', items, span })),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom('a', 'k', '__proto__').map(literal), tie('e')), tie('e')), {
        maxLength: 3,
      })
      .map((items): Expression => ({
        kind: 'object',
        items: items.map(([key, value]) => ({ key, value, span })),
        span,
      })),
    fc
      .tuple(tie('e'), tie('e'), tie('e'))
      .map((e): Expression => ({ kind: 'conditional', condition: e[0], then: e[1], else: e[2], span })),
    fc
      .tuple(fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||'), tie('e'), tie('e'))
      .map(([operator, left, right]): Expression => ({ kind: 'binary', operator, left, right, span })),
    fc
      .tuple(fc.constantFrom('!', '-'), tie('e'))
      .map(([operator, operand]): Expression => ({ kind: 'unary', operator, operand, span })),
    fc.tuple(tie('e'), fc.constantFrom('a', 'k', 'name', 'id', '0')).map(([target, name]) => get(target, name)),
    fc.tuple(tie('e'), tie('e')).map(([target, key]): Expression => ({ kind: 'index', target, key, span })),
    fc
      .tuple(tie('e'), fc.constantFrom('a', 'name'))
      .map(([target, name]): Expression => ({ kind: 'splat', target, each: get(variable('*'), name), span })),
    fc
      .array(tie('part'), { maxLength: 3 })
      .map((parts): Expression => ({ kind: 'template', parts, heredoc: false, span })),
    fc
      .tuple(fc.constantFrom(...FUNCTIONS.split(' ')), fc.array(tie('e'), { minLength: 1, maxLength: 3 }))
      .map(([name, args]) => call(name, args)),
    fc
      .record({
        collection: tie('e'),
        keyResult: fc.option(tie('e'), { nil: undefined }),
        result: tie('e'),
        condition: fc.option(tie('e'), { nil: undefined }),
        grouped: fc.boolean(),
      })
      .map((loop): Expression => ({ kind: 'for', key: 'k', value: 'x', ...loop, span })),
  ),
  part: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('', 'x', '-').map((text): TemplatePart => ({ kind: 'text', text, span })),
    tie('e').map((expression): TemplatePart => ({ kind: 'interpolation', expression, span })),
    fc
      .tuple(tie('e'), fc.array(tie('part'), { maxLength: 2 }), fc.array(tie('part'), { maxLength: 2 }))
      .map(([condition, then, other]): TemplatePart => ({ kind: 'if', condition, then, else: other, span })),
    fc
      .tuple(tie('e'), fc.array(tie('part'), { maxLength: 2 }))
      .map(([collection, body]): TemplatePart => ({ kind: 'for', key: 'k', value: 'x', collection, body, span })),
  ),
})).e;

const body = (attributes: Readonly<Record<string, Expression>>, blocks: readonly HclBlock[] = []): HclBody => ({
  attributes: Object.entries(attributes).map(([name, expression]) => ({ name, expression, span, nameSpan: span })),
  blocks,
  span,
});
const block = (type: string, labels: readonly string[], content: HclBody): HclBlock => ({
  type,
  labels: labels.map((text) => ({ text, span })),
  body: content,
  span,
  headerSpan: span,
});
const file = (path: string, hcl: HclBody, kind: ParsedFile['kind'] = 'terraform'): ParsedFile => ({
  path,
  kind,
  text: '',
  diagnostics: [],
  hcl,
});

/** The value of an expression beside a few declarations, with `u` given or left open. */
function valueWith(expression: Expression, u: Expression | undefined): Value {
  const declarations = body({}, [
    block('variable', ['u'], body({})),
    block(
      'locals',
      [],
      body({
        a: { kind: 'tuple', items: [literal('a'), UNKNOWN], span },
        l: { kind: 'tuple', items: [literal(1)], span },
      }),
    ),
    block('resource', ['aws_x', 'one'], body({ name: literal('n') })),
    block('resource', ['aws_x', 'many'], body({ count: literal(2), name: get(variable('count'), 'index') })),
    block('output', ['o'], body({ value: expression })),
  ]);
  const files = new Map([['main.tf', file('main.tf', declarations)]]);
  if (u) files.set('terraform.tfvars', file('terraform.tfvars', body({ u }), 'variables'));
  return valueOf(evaluate(files), 'output.o', 'value');
}

const VALUES: readonly Expression[] = [
  literal(null),
  literal(true),
  literal(false),
  literal(0),
  literal(2),
  literal(''),
  literal('a'),
  literal('1'),
  { kind: 'tuple', items: [], span },
  { kind: 'tuple', items: [literal('a'), literal('a')], span },
  { kind: 'object', items: [{ key: literal('a'), value: literal(1), span }], span },
];

describe('for any expression', () => {
  test('what is known while a variable is open stays true whatever value it gets', () => {
    fc.assert(
      fc.property(anyExpression, fc.constantFrom(...VALUES), (expression, u) => {
        const open = valueWith(expression, undefined);
        const given = valueWith(expression, u);
        expect({ open, given, holds: valueHolds(open, given) }).toMatchObject({ holds: true });
      }),
      { numRuns: 3_000 },
    );
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
