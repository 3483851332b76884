import { describe, expect, test } from '@jest/globals';
import type { SourceIndex } from '../../../src/review/planned/source-index.ts';
import { sourceIndex } from '../../../src/review/planned/source-index.ts';
import { evaluated } from '../../evaluate/evaluated.ts';

const FILES = {
  'main.tf': `module "db" {
  source   = "./db"
  for_each = toset(["a", "b"])
}
module "vpc" {
  source = "terraform-aws-modules/vpc/aws"
}
resource "aws_security_group" "g" {
  ingress {
    from_port = 22
  }
  ingress {
    from_port = 80
    cidr_blocks = [
      "10.0.0.0/8",
      "0.0.0.0/0",
    ]
  }
  tags = {
    name = "g"
  }
}
variable "x" {
  default = 1
}
`,
  'db/main.tf': `variable "keep" {
  default = true
}
resource "aws_db_instance" "this" {
  count    = 2
  multi_az = false
  lifecycle {
    prevent_destroy = true
  }
}
module "inner" {
  source = "git::https://example.com/inner.git"
}
`,
};

const index = async (): Promise<SourceIndex> => sourceIndex((await evaluated(FILES)).graph, '.');

describe('the place of a planned address', () => {
  test.each([
    ['a resource', 'aws_security_group.g', [], 'main.tf:8'],
    ['an argument', 'aws_security_group.g', ['tags'], 'main.tf:19'],
    ['a member of an object', 'aws_security_group.g', ['tags', 'name'], 'main.tf:20'],
    ['a nested block', 'aws_security_group.g', ['ingress', 1], 'main.tf:12'],
    ['an argument of a nested block', 'aws_security_group.g', ['ingress', 1, 'from_port'], 'main.tf:13'],
    ['an element of a list', 'aws_security_group.g', ['ingress', 1, 'cidr_blocks', 1], 'main.tf:16'],
    ['an argument that is not written', 'aws_security_group.g', ['vpc_id'], 'main.tf:8'],
    ['a nested argument that is not written', 'aws_security_group.g', ['ingress', 0, 'self'], 'main.tf:9'],
    ['an instance in a local module', 'module.db["b"].aws_db_instance.this[1]', ['multi_az'], 'db/main.tf:6'],
    ['an instance that the source does not have', 'module.db["z"].aws_db_instance.this[7]', [], 'db/main.tf:4'],
    ['a resource in a module of a registry', 'module.vpc.aws_vpc.this[0]', ['cidr_block'], 'main.tf:5'],
    ['one in a module below a local one', 'module.db["a"].module.inner.module.x.aws_x.y', [], 'db/main.tf:11'],
    ['a module call', 'module.vpc', [], 'main.tf:5'],
    ['a variable', 'var.x', [], 'main.tf:23'],
  ] as const)('is that of %s', async (_what, address, path, place) => {
    const span = (await index()).place(address, path);
    expect(span && `${span.file}:${String(span.startLine)}`).toBe(place);
  });

  test('is not known for what is nowhere in the tree', async () => {
    const { place } = await index();
    expect([place('aws_x.gone', []), place('module.gone.aws_x.y', []), place('', [])]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('is not known in a root module that the tree does not have', async () => {
    const other = sourceIndex((await evaluated(FILES)).graph, 'live (prod)');
    expect([other.place('aws_security_group.g', []), other.declared, other.rootFolder]).toEqual([
      undefined,
      [],
      'live (prod)',
    ]);
  });
});

describe('the chain of calls', () => {
  test.each([
    ['aws_security_group.g', []],
    ['module.vpc.aws_vpc.this[0]', ['main.tf:5']],
    ['module.db["a"].aws_db_instance.this[0]', ['main.tf:1']],
    ['module.db["a"].module.inner.aws_x.y', ['main.tf:1', 'db/main.tf:11']],
    ['module.db["a"].module.inner.module.far.aws_x.y', ['main.tf:1', 'db/main.tf:11']],
  ])('of %s leads from the root inward', async (address, chain) => {
    const spans = (await index()).callChain(address);
    expect(spans.map(({ file, startLine }) => `${file}:${String(startLine)}`)).toEqual(chain);
  });
});

describe('prevent_destroy', () => {
  const text = (argument: string): string =>
    `variable "v" {}\nresource "aws_x" "y" {\n  lifecycle {\n    ${argument}\n  }\n}\n`;

  test.each([
    ['prevent_destroy = true', true],
    ['prevent_destroy = false', false],
    ['create_before_destroy = true', false],
    ['prevent_destroy = var.v', 'unknown'],
  ])('of `%s` is %s', async (argument, preventDestroy) => {
    const { graph } = await evaluated({ 'main.tf': text(argument) });
    expect(sourceIndex(graph, '.').lifecycleOf('aws_x.y')).toEqual({ preventDestroy });
  });

  test.each([
    ['without a lifecycle block', 'aws_security_group.g', false],
    ['in a local module', 'module.db["a"].aws_db_instance.this[0]', true],
    ['in a module that is not in the tree', 'module.vpc.aws_vpc.this[0]', 'unknown'],
    ['of what is gone', 'aws_x.gone', 'unknown'],
  ])('%s', async (_where, address, preventDestroy) => {
    expect((await index()).lifecycleOf(address)).toEqual({ preventDestroy });
  });
});
