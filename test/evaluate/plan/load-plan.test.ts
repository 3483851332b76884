import { describe, expect, test } from '@jest/globals';
import { valueText } from '../../../src/engine/value-text.ts';
import { isObject, toPlain, type Value } from '../../../src/model/value.ts';
import { at, attributeOf, creating, planIn, recorded } from './load.ts';

const memberOf = (value: Value | undefined, name: string): Value | undefined =>
  value?.kind === 'known' && isObject(value.value) ? value.value.get(name) : undefined;

const SECRET = 'correct-horse-battery';

describe('a plan that creates everything', () => {
  const plan = planIn(recorded('create'), { file: 'p.json', root: 'envs/prod' });

  test('says what it is', () => {
    expect(plan).toMatchObject({
      formatVersion: '1.2',
      terraformVersion: '1.11.4',
      errored: false,
      complete: true,
      applyable: true,
      redacted: false,
      diagnostics: [],
    });
  });

  test('has a resource for each instance, at the address that Terraform writes', () => {
    const planned = plan.graph.resources.filter(({ body }) => body.type === 'resource' || body.type === 'data');
    expect(planned.map(({ address, type, multiple, exists }) => [address, type, multiple, exists])).toEqual([
      ['terraform_data.counted[0]', 'terraform_data', true, 'yes'],
      ['terraform_data.counted[1]', 'terraform_data', true, 'yes'],
      ['terraform_data.plain', 'terraform_data', false, 'yes'],
      ['terraform_data.uses["a"]', 'terraform_data', true, 'yes'],
      ['terraform_data.uses["b.c"]', 'terraform_data', true, 'yes'],
      ['terraform_data.vault', 'terraform_data', false, 'yes'],
      ['module.box["a"].terraform_data.inner', 'terraform_data', true, 'yes'],
      ['module.box["b.c"].terraform_data.inner', 'terraform_data', true, 'yes'],
      ['data.terraform_remote_state.none', 'data.terraform_remote_state', false, 'yes'],
    ]);
  });

  test('keeps the root, and the folder of a local module', () => {
    expect(at(plan, 'terraform_data.plain')).toMatchObject({ root: 'envs/prod', folder: 'envs/prod' });
    expect(at(plan, 'module.box["a"].terraform_data.inner')).toMatchObject({ folder: 'envs/prod/modules/box' });
  });

  test('gives known values exactly, numbers beyond a double with their digits', () => {
    const { value } = attributeOf(plan, 'terraform_data.plain', 'input');
    expect(toPlain(value)).toEqual({
      plain: { big: 12345678901234567000, list: ['x', 1], nothing: null, on: true, port: 5432 },
    });
    expect(memberOf(value, 'big')).toMatchObject({ kind: 'known', exact: '12345678901234567890' });
  });

  test('what is known after apply is unknown, with the reason', () => {
    expect(attributeOf(plan, 'terraform_data.plain', 'id').value).toMatchObject({
      kind: 'unknown',
      reason: 'computed',
      detail: 'terraform_data.plain.id is known only after apply',
    });
    const { value } = attributeOf(plan, 'module.box["a"].terraform_data.inner', 'input');
    expect(memberOf(value, 'label')).toMatchObject({ kind: 'known', value: 'a' });
    expect(memberOf(value, 'content')).toMatchObject({ kind: 'unknown', reason: 'computed' });
  });

  test('a null argument is not written', () => {
    expect(at(plan, 'terraform_data.plain').body.attributes.has('triggers_replace')).toBe(false);
  });

  test('the sensitivity mask marks the value, and only it', () => {
    const { value } = attributeOf(plan, 'terraform_data.vault', 'input');
    expect(valueText(value)).toBe('{password = (sensitive), user = "admin"}');
  });

  test('a data source that was read while planning has what was read', () => {
    const { value } = attributeOf(plan, 'data.terraform_remote_state.none', 'outputs');
    expect(toPlain(value)).toEqual({ plain: { region: 'eu-west-1' } });
  });

  test('a secret is hidden in other places too', () => {
    const [inner, url] = plan.outputs;
    expect(inner?.after).toMatchObject({ kind: 'unknown', reason: 'computed' });
    expect(valueText(url?.after ?? plan.variables[0]?.value ?? { kind: 'absent', trace: [], references: [] })).toBe(
      '(sensitive)',
    );
    expect(plan.variables.map(({ name, value, sensitive }) => [name, valueText(value), sensitive])).toEqual([
      ['names', '["a", "b.c"]', false],
      ['secret', '(sensitive)', true],
    ]);
    expect(plan.hasSecret(`log line with ${SECRET} in it`)).toBe(true);
    expect(plan.hasSecret('log line without it')).toBe(false);
  });

  test.each([
    ['terraform_data.uses["a"]', 'input', ['module.box', 'module.box.terraform_data.inner']],
    ['terraform_data.uses["a"]', 'depends_on', ['terraform_data.counted']],
    ['module.box["a"].terraform_data.inner', 'input', ['terraform_data.plain']],
    ['module.box', 'content', ['terraform_data.plain']],
    ['output.inner', 'value', ['module.box', 'module.box.terraform_data.inner']],
    ['module.box.output.inner_id', 'value', ['module.box.terraform_data.inner']],
  ])('%s.%s refers through inputs and outputs of modules', (address, name, references) => {
    expect(attributeOf(plan, address, name).value.references).toEqual(references);
  });

  test('lifecycle is open: a plan does not hold it', () => {
    expect(at(plan, 'terraform_data.plain').body.openBlocks.get('lifecycle')).toMatchObject({
      kind: 'unknown',
      reason: 'not-evaluated',
    });
  });

  test('module calls, variables and outputs are there as the configuration gives them', () => {
    expect(attributeOf(plan, 'module.box', 'source').value).toMatchObject({ value: './modules/box' });
    expect(attributeOf(plan, 'var.secret', 'sensitive').value).toMatchObject({ value: true });
    expect(attributeOf(plan, 'module.box.var.label', 'default').value).toMatchObject({ value: 'plain' });
    expect(attributeOf(plan, 'output.url', 'sensitive').value).toMatchObject({ value: true });
  });

  test('results of conditions', () => {
    expect(plan.checks).toMatchObject([
      {
        address: 'terraform_data.uses',
        kind: 'resource',
        status: 'unknown',
        instances: [{ address: 'terraform_data.uses["a"]', status: 'unknown', problems: [] }, {}],
      },
    ]);
  });
});

describe('a plan that changes what is there', () => {
  const plan = planIn(recorded('change'));

  test('tells what happens to each object and why', () => {
    expect(
      plan.changes.map(({ address, previousAddress, action, reason }) => [address, previousAddress, action, reason]),
    ).toEqual([
      ['terraform_data.counted[0]', undefined, 'update', undefined],
      ['terraform_data.counted[1]', undefined, 'delete', 'delete_because_count_index'],
      ['terraform_data.plain', undefined, 'update', undefined],
      ['terraform_data.safe', 'terraform_data.vault', 'no-op', undefined],
      ['terraform_data.uses["a"]', undefined, 'update', undefined],
      ['terraform_data.uses["b.c"]', undefined, 'delete', 'delete_because_each_key'],
      ['terraform_data.uses["z"]', undefined, 'create', undefined],
      ['module.box["a"].terraform_data.inner', undefined, 'delete-then-create', 'replace_because_cannot_update'],
      ['module.box["b.c"].terraform_data.inner', undefined, 'delete', 'delete_because_no_module'],
      ['module.box["z"].terraform_data.inner', undefined, 'create', undefined],
    ]);
  });

  test('identifies the object', () => {
    const change = plan.changes.find(({ address }) => address === 'module.box["b.c"].terraform_data.inner');
    expect(change).toMatchObject({
      modulePath: 'module.box["b.c"]',
      mode: 'managed',
      type: 'terraform_data',
      name: 'inner',
      index: undefined,
      provider: 'terraform.io/builtin/terraform',
      words: ['delete'],
    });
    expect(plan.changes[1]).toMatchObject({ index: 1, deposed: undefined, importing: undefined });
    expect(plan.changes[4]).toMatchObject({ index: 'a' });
  });

  test('gives both sides, and what forces a replacement', () => {
    const change = plan.changes.find(({ action }) => action === 'delete-then-create');
    expect(change?.replacePaths).toEqual([['triggers_replace']]);
    expect(memberOf(change?.before, 'triggers_replace')).toMatchObject({ value: 'a' });
    expect(memberOf(change?.after, 'triggers_replace')).toMatchObject({ value: 'a!' });
    expect(change?.unknownPaths()).toEqual([['id'], ['output']]);
    expect(plan.changes.find(({ action }) => action === 'create')?.before.kind).toBe('absent');
    expect(plan.changes.find(({ action }) => action === 'delete')?.after.kind).toBe('absent');
  });

  test('what is destroyed is only in the prior graph, what moved is there at its old address', () => {
    const addresses = (graph: typeof plan.graph): string[] =>
      graph.ofType('.', 'terraform_data').map(({ address }) => address);
    expect(addresses(plan.graph)).not.toContain('terraform_data.counted[1]');
    expect(addresses(plan.priorGraph)).toContain('terraform_data.counted[1]');
    expect(addresses(plan.graph)).toContain('terraform_data.safe');
    expect(addresses(plan.priorGraph)).toContain('terraform_data.vault');
  });

  test('the copy of a secret that Terraform prints without a mask is marked', () => {
    const { value } = attributeOf(plan, 'terraform_data.safe', 'output');
    expect(valueText(value)).toBe('{password = (sensitive), user = "admin"}');
    expect(plan.changes.find(({ address }) => address === 'terraform_data.safe')?.sensitivePaths('after')).toEqual([
      ['input', 'password'],
    ]);
  });

  test('attributes that the changes depend on', () => {
    expect(plan.relevantAttributes).toContainEqual({ resource: 'module.box["a"].terraform_data.inner', path: ['id'] });
  });
});

describe('places', () => {
  const input = creating(
    [{ address: 'aws_security_group.web', after: { name: 'web', ingress: [{ from_port: 22 }] } }],
    { 'aws_security_group.web': { name: { constant_value: 'web' } } },
  );

  test('without a source everything stands at the plan file', () => {
    const { body } = at(planIn(input, { file: 'out/plan.json' }), 'aws_security_group.web');
    expect(body.headerSpan).toMatchObject({ file: 'out/plan.json', startLine: 1, start: 0, end: 0 });
  });

  test('the caller may know better, down to an argument of a nested block', () => {
    const asked: string[] = [];
    const plan = planIn(input, {
      place: (address, path) => {
        asked.push(`${address} ${path.join('/')}`);
        const line = 10 + path.length;
        return {
          file: 'main.tf',
          startLine: line,
          startColumn: 1,
          endLine: line,
          endColumn: 9,
          start: line,
          end: line + 8,
        };
      },
    });
    const { body } = at(plan, 'aws_security_group.web');
    expect(body.headerSpan.startLine).toBe(10);
    expect(body.attributes.get('name')?.span.startLine).toBe(11);
    expect(body.blocks[0]?.attributes.get('from_port')?.span.startLine).toBe(13);
    expect(asked).toContain('aws_security_group.web ingress/0/from_port');
  });
});
