import { describe, expect, test } from '@jest/globals';
import { viewOf } from '../../../src/engine/resource-view.ts';
import { at, creating, planIn } from './load.ts';

const body = (
  after: Record<string, unknown>,
  expressions?: Record<string, unknown>,
  masks: { unknown?: unknown; sensitive?: unknown } = {},
) =>
  at(planIn(creating([{ address: 'aws_x.y', after, ...masks }], expressions && { 'aws_x.y': expressions })), 'aws_x.y')
    .body;

describe('arguments and nested blocks', () => {
  test.each([
    [
      'a list of expressions objects is nested blocks',
      { rule: [{ port: 1 }, { port: 2 }] },
      { rule: [{ port: { constant_value: 1 } }, { port: {} }] },
      [],
      ['rule', 'rule'],
    ],
    [
      'an object of expressions is a nested block',
      { rule: { port: 1 } },
      { rule: { port: { constant_value: 1 } } },
      [],
      ['rule'],
    ],
    ['an expression is an argument', { rule: [{ port: 1 }] }, { rule: { references: ['var.rules'] } }, ['rule'], []],
    ['a constant is an argument', { tags: { a: 'b' } }, { tags: { constant_value: { a: 'b' } } }, ['tags'], []],
    ['what the configuration does not name can be both', { rule: [{ port: 1 }] }, { name: {} }, ['rule'], ['rule']],
    ['without a configuration it can be both', { rule: [{ port: 1 }] }, undefined, ['rule'], ['rule']],
    ['a list of texts is an argument', { names: ['a'] }, undefined, ['names'], []],
    ['an empty list of blocks is none', { rule: [] }, { rule: [{}] }, [], []],
    [
      'a block whose arguments are called as an expression is',
      { rule: [{ references: 'x' }] },
      { rule: [{ references: { constant_value: 'x' } }] },
      [],
      ['rule'],
    ],
  ])('%s', (_name, after, expressions, attributes, blocks) => {
    const found = body(after, expressions);
    expect([...found.attributes.keys()]).toEqual(attributes);
    expect(found.blocks.map(({ type }) => type)).toEqual(blocks);
  });

  test('rules see what can be read in both ways once', () => {
    const plan = planIn(creating([{ address: 'aws_x.y', after: { rule: [{ port: 1 }, { port: 2 }] } }]));
    expect(
      viewOf(at(plan, 'aws_x.y'))
        .attrs('rule.port')
        .map(({ value }) => value),
    ).toMatchObject([{ value: 1 }, { value: 2 }]);
  });

  test('blocks that are known only after apply are open', () => {
    const found = body({}, { rule: [{ port: {} }] }, { unknown: { rule: true } });
    expect(found.openBlocks.get('rule')).toMatchObject({ kind: 'unknown', reason: 'computed' });
  });

  test('one unknown block among known ones leaves the others', () => {
    const found = body(
      { rule: [{ port: 1 }, null] },
      { rule: [{ port: {} }, { port: {} }] },
      { unknown: { rule: [{}, true] } },
    );
    expect(found.blocks.map(({ attributes }) => attributes.get('port')?.value)).toMatchObject([{ value: 1 }]);
    expect(found.openBlocks.has('rule')).toBe(true);
  });

  test('an unknown argument of a known block is unknown', () => {
    const found = body(
      { rule: [{ port: 1 }] },
      { rule: [{ port: {}, id: {} }] },
      { unknown: { rule: [{ id: true }] } },
    );
    expect(found.blocks[0]?.attributes.get('id')?.value).toMatchObject({
      kind: 'unknown',
      detail: 'aws_x.y.rule[0].id is known only after apply',
    });
  });

  test('elements of a list that are known only after apply are unknown in their place', () => {
    const found = body({ names: ['a', null, 'c'] }, undefined, { unknown: { names: [false, true, false] } });
    expect(found.attributes.get('names')?.value).toMatchObject({
      value: [{ value: 'a' }, { kind: 'unknown' }, { value: 'c' }],
    });
  });

  test('a mask over all blocks of a type marks every argument in them', () => {
    const found = body({ rule: [{ port: 1 }] }, { rule: [{ port: {} }] }, { sensitive: { rule: true } });
    expect(found.blocks[0]?.attributes.get('port')?.value.sensitive).toBe(true);
  });

  test('provisioners are nested blocks', () => {
    const input = creating([{ address: 'aws_x.y', after: {} }]);
    const plan = planIn({
      ...input,
      configuration: {
        root_module: {
          resources: [
            {
              mode: 'managed',
              type: 'aws_x',
              name: 'y',
              provisioners: [{ type: 'local-exec', expressions: { command: { constant_value: 'echo' } } }],
            },
          ],
        },
      },
    });
    expect(at(plan, 'aws_x.y').body.blocks).toMatchObject([{ type: 'provisioner', labels: ['local-exec'] }]);
  });

  test('a schema in the plan decides where there is no configuration', () => {
    const schema = { block: { attributes: { list: {} }, block_types: { rule: { nesting_mode: 'list', block: {} } } } };
    const input = {
      ...creating([{ address: 'aws_x.y', after: { list: [{ a: 1 }], rule: [{ a: 1 }] } }]),
      format_version: undefined,
      plan_format_version: '1.2',
      provider_schemas: { 'registry.terraform.io/hashicorp/aws': { resource_schemas: { aws_x: schema } } },
    };
    const plan = planIn(input);
    expect(plan.redacted).toBe(true);
    const found = at(plan, 'aws_x.y').body;
    expect([...found.attributes.keys()]).toEqual(['list']);
    expect(found.blocks.map(({ type }) => type)).toEqual(['rule']);
  });
});
