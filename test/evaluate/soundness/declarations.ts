import type { Expression, HclBlock, HclBody } from '../../../src/syntax/hcl/ast.ts';
import type { ParsedFile } from '../../../src/syntax/parsed-file.ts';
import { call, get, literal, span, UNKNOWN, variable } from './any-expression.ts';

/** A body of attributes and blocks. */
export const body = (attributes: Readonly<Record<string, Expression>>, blocks: readonly HclBlock[] = []): HclBody => ({
  attributes: Object.entries(attributes).map(([name, expression]) => ({ name, expression, span, nameSpan: span })),
  blocks,
  span,
});
/** A block. */
export const block = (type: string, labels: readonly string[], content: HclBody): HclBlock => ({
  type,
  labels: labels.map((text) => ({ text, span })),
  body: content,
  span,
  headerSpan: span,
});
/** A parsed file. */
export const file = (path: string, hcl: HclBody, kind: ParsedFile['kind'] = 'terraform'): ParsedFile => ({
  path,
  kind,
  text: '',
  diagnostics: [],
  hcl,
});

/** A type constraint. */
const constraint = (name: string, ...args: readonly Expression[]): Expression =>
  args.length === 0 ? variable(name) : call(name, args);
const objectOf = (items: Readonly<Record<string, Expression>>): Expression => ({
  kind: 'object',
  items: Object.entries(items).map(([name, value]) => ({ key: literal(name), value, span })),
  span,
});
const tupleOf = (...items: readonly Expression[]): Expression => ({ kind: 'tuple', items, span });

/** Types that a variable may have. */
export const TYPES: readonly Expression[] = [
  ...['string', 'number', 'bool', 'any'].map((name) => constraint(name)),
  ...['list', 'set', 'map'].flatMap((name) =>
    ['string', 'number', 'any'].map((of) => constraint(name, constraint(of))),
  ),
  constraint('object', objectOf({ a: constraint('optional', constraint('string'), literal('d')) })),
  constraint(
    'object',
    objectOf({ a: constraint('string'), k: constraint('optional', constraint('list', constraint('string'))) }),
  ),
  constraint('map', constraint('object', objectOf({ a: constraint('optional', constraint('number')) }))),
  constraint('tuple', tupleOf(constraint('string'), constraint('any'))),
];

/** What an open variable may turn out to be. */
export const VALUES: readonly Expression[] = [
  literal(null),
  literal(true),
  literal(false),
  literal(0),
  literal(2),
  literal(''),
  literal('a'),
  literal('1'),
  tupleOf(),
  tupleOf(literal('a'), literal('a')),
  tupleOf(literal('b'), literal('1')),
  objectOf({ a: literal(1) }),
  objectOf({ a: literal('b'), k: tupleOf(literal(1)) }),
  objectOf({ b: objectOf({ a: literal('2') }) }),
];

/** `u` without a type, `t` of a type and `n` that cannot be null, with a value for all of them or none; and what expressions read. */
export function declarations(
  type: Expression,
  value: Expression | undefined,
  ...blocks: readonly HclBlock[]
): Map<string, ParsedFile> {
  const content = body({}, [
    block('variable', ['u'], body({})),
    block('variable', ['t'], body({ type })),
    block('variable', ['n'], body({ type, nullable: literal(false) })),
    block(
      'locals',
      [],
      body({
        a: tupleOf(literal('a'), UNKNOWN),
        l: tupleOf(literal(1)),
        m: call('tomap', [objectOf({ a: literal('b'), k: UNKNOWN })]),
        text: {
          kind: 'template',
          heredoc: false,
          span,
          parts: [
            { kind: 'text', text: 'a-', span },
            { kind: 'interpolation', expression: UNKNOWN, span },
            { kind: 'text', text: '-${a}', span },
          ],
        },
      }),
    ),
    block('resource', ['aws_x', 'one'], body({ name: literal('n') })),
    block('resource', ['aws_x', 'many'], body({ count: literal(2), name: get(variable('count'), 'index') })),
    ...blocks,
  ]);
  const files = new Map([['main.tf', file('main.tf', content)]]);
  if (value)
    files.set('terraform.tfvars', file('terraform.tfvars', body({ u: value, t: value, n: value }), 'variables'));
  return files;
}
