import fc from 'fast-check';

import { fileSpan } from '../../../src/model/span.ts';
import type { Expression, TemplatePart } from '../../../src/syntax/hcl/ast.ts';

/** Where everything stands that is made here. */
export const span = fileSpan('main.tf');
/** A root name. */
export const variable = (name: string): Expression => ({ kind: 'variable', name, span });
/** `target.name`. */
export const get = (target: Expression, name: string): Expression => ({ kind: 'get-attribute', target, name, span });
/** A scalar. */
export const literal = (value: string | number | boolean | null): Expression => ({ kind: 'literal', value, span });
/** A function call. */
export const call = (name: string, args: readonly Expression[]): Expression => ({
  kind: 'call',
  name,
  args,
  expandFinal: false,
  span,
});

/** `var.u`: the value that is not known. */
export const UNKNOWN = get(variable('var'), 'u');
const leaf: fc.Arbitrary<Expression> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(UNKNOWN) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<string | number | boolean | null>('', 'a', 'b', '1', 'true', 0, 1, 2, true, false, null)
      .map(literal),
  },
  // What functions of networks, patterns, formats, dates and texts ask for.
  fc
    .constantFrom(
      '10.0.0.0/8',
      '[a-z]+',
      '(a)|(b)',
      '%s',
      '%d-%v',
      '{"a":[1]}',
      'a: [b]',
      'YWI=',
      '2024-01-01T00:00:00Z',
      'a,b\n1,2',
    )
    .map(literal),
  { weight: 2, arbitrary: fc.constantFrom('t', 'n').map((name) => get(variable('var'), name)) },
  fc.constantFrom('a', 'l', 'm', 'text').map((name) => get(variable('local'), name)),
  fc.constantFrom('key', 'value').map((name) => get(variable('each'), name)),
  fc.constantFrom('key', 'value').map((name) => get(variable('d'), name)),
  fc.constant(get(variable('count'), 'index')),
  fc.constantFrom('x', 'k').map(variable),
  fc.constantFrom('one', 'many').map((name) => get(variable('aws_x'), name)),
);

const FUNCTIONS =
  'jsonencode jsondecode tostring tonumber tobool tolist toset tomap concat merge lookup length join split format lower coalesce compact flatten distinct keys values element contains try min range one sort reverse zipmap alltrue anytrue replace sensitive startswith can index slice sum chunklist matchkeys setunion setintersection setsubtract setproduct transpose coalescelist ceil abs issensitive nonsensitive max regex regexall substr cidrsubnet cidrhost cidrnetmask formatlist templatestring upper title trim trimprefix trimspace endswith strcontains indent chomp base64encode base64decode urlencode md5 sha1 yamlencode yamldecode csvdecode floor pow parseint signum textencodebase64 strrev timeadd formatdate';

/** Any expression, mostly of forms that make sense together. */
export const anyExpression: fc.Arbitrary<Expression> = fc.letrec<{ e: Expression; part: TemplatePart }>((tie) => ({
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

/** Something to repeat a block by, mostly: a number, a set or an object, of which a part may be open. */
export function repeating(any: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  const text = fc.oneof(fc.constantFrom('a', 'b').map(literal), fc.constant(UNKNOWN), any);
  const texts = fc
    .array(text, { maxLength: 3 })
    .map((items): Expression => call('toset', [{ kind: 'tuple', items, span }]));
  const object = fc
    .array(fc.tuple(fc.constantFrom('a', 'b', 'k').map(literal), any), { maxLength: 2 })
    .map((items): Expression => ({ kind: 'object', items: items.map(([key, value]) => ({ key, value, span })), span }));
  const number = fc.constantFrom(0, 1, 2).map(literal);
  const simple = fc.oneof(texts, object, number, any);
  const either = fc
    .tuple(fc.oneof(fc.constant(UNKNOWN), any), fc.constantFrom(texts, object, number))
    .chain(([condition, kind]) =>
      fc
        .tuple(kind, kind)
        .map(([then, other]): Expression => ({ kind: 'conditional', condition, then, else: other, span })),
    );
  return fc.oneof(simple, either);
}
