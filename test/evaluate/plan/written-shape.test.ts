import { expect, test } from '@jest/globals';
import { judged, planOf } from '../../review/planned/planned.ts';

/** A group whose only rule opens SSH to `cidr`, as Terraform plans it. */
const planned = (cidr: string, ingress: unknown): Readonly<Record<string, unknown>> =>
  planOf(
    [
      {
        address: 'aws_security_group.admin',
        actions: ['create'],
        after: { name: 'admin', ingress: [{ from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: [cidr] }] },
      },
    ],
    {
      configuration: {
        root_module: {
          resources: [
            {
              address: 'aws_security_group.admin',
              mode: 'managed',
              type: 'aws_security_group',
              name: 'admin',
              provider_config_key: 'aws',
              expressions: { name: { constant_value: 'admin' }, ingress },
            },
          ],
        },
      },
    },
  );

const BLOCK =
  'ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = [X]\n  }';
const DYNAMIC = `dynamic "ingress" {\n    for_each = X\n    content {\n      cidr_blocks = [ingress.value]\n    }\n  }`;
const source = (ingress: string): Readonly<Record<string, string>> => ({
  'main.tf': `resource "aws_security_group" "admin" {\n  name = "admin"\n  ${ingress}\n}\n`,
});

// The configuration of a plan has an argument in each of these cases: its schema says that `ingress` is one.
test.each([
  ['a block', BLOCK.replace('X', 'data.x_y.z.cidr'), 3],
  ['a dynamic block', DYNAMIC.replace('X', 'data.x_y.z.cidrs'), 1],
  ['an argument', 'ingress = data.x_y.z.rules', expect.any(Number) as unknown],
])('a rule that is written as %s is judged by its planned values', async (_name, written, line) => {
  const ingress = { references: ['data.x_y.z'] };
  const found = async (cidr: string): Promise<readonly unknown[]> => {
    const { findings } = await judged(planned(cidr, ingress), source(written));
    return findings
      .filter(({ ruleId }) => ruleId === 'aws-security-group-ssh-open')
      .map(({ state, anchor }) => [state, anchor.file, anchor.startLine]);
  };
  expect(await found('0.0.0.0/0')).toEqual([['introduced', 'main.tf', line]]);
  expect(await found('10.0.0.0/8')).toEqual([]);
});
