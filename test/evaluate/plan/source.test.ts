import { describe, expect, test } from '@jest/globals';
import { viewOf } from '../../../src/engine/resource-view.ts';
import type { Plan } from '../../../src/evaluate/plan/plan.ts';
import { sourceIndex } from '../../../src/review/planned/source-index.ts';
import { evaluated, short } from '../evaluated.ts';
import { at, creating, planIn, type Created } from './load.ts';

const load = async (files: Record<string, string>, objects: readonly Created[]): Promise<Plan> =>
  planIn(creating(objects), { source: sourceIndex((await evaluated(files)).graph, '.') });

const lineOf = (plan: Plan, address: string, attribute: string): string => {
  const { span } = viewOf(at(plan, address)).attr(attribute);
  return `${span.file}:${String(span.startLine)}`;
};

const RULES = `variable "port" {}
resource "aws_security_group" "g" {
  name = "g"
  ingress {
    from_port   = 22
    cidr_blocks = ["10.0.0.0/8"]
  }
  ingress {
    from_port   = var.port
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`;

describe('a plan that is loaded with its source', () => {
  test('has the lines of the source, of the blocks of a set too, whatever order the plan has them in', async () => {
    const ingress = [
      { from_port: 443, cidr_blocks: ['0.0.0.0/0'], description: '' },
      { from_port: 22, cidr_blocks: ['10.0.0.0/8'], description: '' },
    ];
    const plan = await load({ 'main.tf': RULES }, [{ address: 'aws_security_group.g', after: { name: 'g', ingress } }]);
    const places = viewOf(at(plan, 'aws_security_group.g')).attrs('ingress.from_port');
    expect(places.map(({ value, span }) => [short(value), span.startLine])).toEqual([
      [443, 9],
      [22, 5],
    ]);
  });

  test('keeps the trace of a value that the plan decides', async () => {
    const files = { 'main.tf': 'variable "az" {}\nresource "aws_db_instance" "d" {\n  multi_az = var.az\n}\n' };
    const plan = await load(files, [{ address: 'aws_db_instance.d', after: { multi_az: false } }]);
    const { value } = viewOf(at(plan, 'aws_db_instance.d')).attr('multi_az');
    expect([short(value), value.trace.map(({ what }) => what)]).toEqual([false, ['var.az']]);
  });

  test.each([
    ['null', { kms_key_id: null }, {}],
    ['an empty text', { kms_key_id: '' }, {}],
    ['an empty list', { kms_key_id: [] }, {}],
    ['known only after apply', {}, { kms_key_id: true }],
  ])('takes an argument that is not written and %s for absent', async (_what, after, unknown) => {
    const files = { 'main.tf': 'resource "aws_db_instance" "d" {\n}\n' };
    const plan = await load(files, [{ address: 'aws_db_instance.d', after, unknown }]);
    expect(viewOf(at(plan, 'aws_db_instance.d')).attr('kms_key_id').value.kind).toBe('absent');
  });

  test('keeps a value that is not written and that the plan knows, at the header', async () => {
    const files = { 'main.tf': '\nresource "aws_db_instance" "d" {\n}\n' };
    const plan = await load(files, [{ address: 'aws_db_instance.d', after: { storage_encrypted: false } }]);
    expect(short(viewOf(at(plan, 'aws_db_instance.d')).attr('storage_encrypted').value)).toBe(false);
    expect(lineOf(plan, 'aws_db_instance.d', 'storage_encrypted')).toBe('main.tf:2');
  });

  test('keeps what is written and known only after apply unknown', async () => {
    const files = { 'main.tf': 'resource "aws_db_instance" "d" {\n  kms_key_id = aws_kms_key.k.arn\n}\n' };
    const plan = await load(files, [{ address: 'aws_db_instance.d', after: {}, unknown: { kms_key_id: true } }]);
    const { value } = viewOf(at(plan, 'aws_db_instance.d')).attr('kms_key_id');
    expect([value.kind, value.references]).toEqual(['unknown', ['aws_kms_key.k']]);
  });

  test('keeps a dynamic block that nothing is known of open', async () => {
    const files = {
      'main.tf':
        'resource "aws_security_group" "g" {\n  dynamic "ingress" {\n    for_each = aws_x.y.list\n    content {\n      from_port = 1\n    }\n  }\n}\n',
    };
    const plan = await load(files, [{ address: 'aws_security_group.g', after: {}, unknown: { ingress: true } }]);
    expect(viewOf(at(plan, 'aws_security_group.g')).blocks('ingress').open?.kind).toBe('unknown');
  });

  test('knows of an encoded text what the source knows, where Terraform waits for all of it', async () => {
    const files = {
      'main.tf':
        'resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:*", Resource = aws_s3_bucket.b.arn }] })\n}\n',
    };
    const plan = await load(files, [{ address: 'aws_iam_policy.p', after: {}, unknown: { policy: true } }]);
    expect(viewOf(at(plan, 'aws_iam_policy.p')).attr('policy').value.encoded?.kind).toBe('known');
  });

  test('has what a plan does not hold: lifecycle, write-only arguments, references', async () => {
    const files = {
      'main.tf':
        'resource "aws_db_instance" "d" {\n  password_wo = "x"\n  vpc_id = local.vpc\n  lifecycle {\n    prevent_destroy = true\n  }\n}\nlocals {\n  vpc = aws_vpc.v.id\n}\n',
    };
    const plan = await load(files, [
      { address: 'aws_db_instance.d', after: { password_wo: null }, unknown: { vpc_id: true } },
    ]);
    const view = viewOf(at(plan, 'aws_db_instance.d'));
    expect(short(view.attr('lifecycle.prevent_destroy').value)).toBe(true);
    expect(short(view.attr('password_wo').value)).toBe('x');
    expect(view.attr('vpc_id').value.references).toEqual(['aws_vpc.v']);
    expect(plan.graph.resources.map(({ address }) => address)).toContain('aws_db_instance.d');
  });

  test('hides what either side calls sensitive', async () => {
    const files = {
      'main.tf':
        'variable "p" {\n  sensitive = true\n}\nresource "aws_db_instance" "d" {\n  username = var.p\n  engine = "mysql"\n}\n',
    };
    const after = { username: 'root', engine: 'mysql' };
    const plan = await load(files, [{ address: 'aws_db_instance.d', after, sensitive: { engine: true } }]);
    const view = viewOf(at(plan, 'aws_db_instance.d'));
    expect(['username', 'engine'].map((name) => view.attr(name).value.sensitive)).toEqual([true, true]);
  });

  test('calls its root as the source does, with the environment', async () => {
    const environments = new Map([['.', [{ name: 'prod', varFiles: [], workspace: undefined }]]]);
    const { graph } = await evaluated({ 'main.tf': 'resource "aws_x" "y" {\n}\n' }, { environments });
    const plan = planIn(creating([{ address: 'aws_x.y', after: {} }]), { source: sourceIndex(graph, '. (prod)') });
    expect(at(plan, 'aws_x.y')).toMatchObject({ root: '. (prod)', rootFolder: '.', environment: 'prod' });
  });
});

describe('without a source', () => {
  test('an empty value that the configuration does not name is absent, and one that it names is not', () => {
    const after = { name: '', alias: '', list: [] };
    const plan = planIn(creating([{ address: 'aws_x.y', after }], { 'aws_x.y': { name: { constant_value: '' } } }));
    expect([...at(plan, 'aws_x.y').body.attributes.keys()]).toEqual(['name']);
  });

  test('the state of Terraform 0.12 has whole addresses', () => {
    const resource = (name: string, index?: number): object => ({
      address: `aws_x.${name}`,
      mode: 'managed',
      type: 'aws_x',
      name,
      ...(index === undefined ? {} : { index }),
      values: { a: 1 },
    });
    const state = {
      root_module: {
        resources: [resource('top', 0)],
        child_modules: [{ address: 'module.m', resources: [resource('inner', 1), resource('plain')] }],
      },
    };
    const plan = planIn({ format_version: '0.1', prior_state: { values: state }, resource_changes: [] });
    expect(plan.priorGraph.resources.map(({ address }) => address)).toEqual([
      'aws_x.top[0]',
      'module.m.aws_x.inner[1]',
      'module.m.aws_x.plain',
    ]);
  });

  test('a schema in the plan gives the types of collections', () => {
    const attributes = {
      groups: { type: ['set', 'string'] },
      nodes: { nested_type: { nesting_mode: 'list', attributes: { size: { type: 'number' } } } },
      tags: { type: ['map', 'string'] },
    };
    const schema = { block: { attributes } };
    const after = { groups: ['a'], nodes: [{ size: 1 }], tags: { a: 'b' } };
    const plan = planIn({
      ...creating([{ address: 'aws_x.y', after }]),
      format_version: undefined,
      plan_format_version: '1.2',
      provider_schemas: { 'registry.terraform.io/hashicorp/aws': { resource_schemas: { aws_x: schema } } },
    });
    const typeOf = (name: string): unknown => at(plan, 'aws_x.y').body.attributes.get(name)?.value;
    expect(typeOf('groups')).toMatchObject({ type: { kind: 'set', element: 'string' } });
    expect(typeOf('tags')).toMatchObject({ type: { kind: 'map', element: 'string' } });
    expect(typeOf('nodes')).toMatchObject({ type: { kind: 'list', element: { kind: 'object' } } });
  });
});

test("blocks that a schema calls an argument are read from HCP Terraform's redacted form", async () => {
  const schema = { block: { attributes: { ingress: { type: ['set', ['object', { from_port: 'number' }]] } } } };
  const ingress = [{ from_port: 443 }, { from_port: 22 }];
  const plan = planIn(
    {
      ...creating([{ address: 'aws_security_group.g', after: { name: 'g', ingress } }]),
      format_version: undefined,
      plan_format_version: '1.2',
      provider_schemas: { 'registry.terraform.io/hashicorp/aws': { resource_schemas: { aws_security_group: schema } } },
    },
    { source: sourceIndex((await evaluated({ 'main.tf': RULES })).graph, '.') },
  );
  const places = viewOf(at(plan, 'aws_security_group.g')).attrs('ingress.from_port');
  expect(places.map(({ value }) => short(value))).toEqual([443, 22]);
  expect(places.every(({ span }) => span.file === 'main.tf' && span.startLine > 3)).toBe(true);
});
