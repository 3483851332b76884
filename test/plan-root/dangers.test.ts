import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { movedSuggestions } from '../../src/report/plan/moved-suggestions.ts';
import { AWS, stateOf } from '../runner/local/rig.ts';
import { annotationsOf, below, openStage, proofOf, proofWith, type Outcome, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
});

const nulls = (names: string): Readonly<Record<string, null>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, null]));
const TWO = AWS.replace('    aws =', '    ec  = { source = "elastic/ec" }\n    aws =');
const tree = (
  rest: string,
  { isProtected, version, size, encrypted }: Readonly<Record<string, string>>,
): string => `${TWO}${rest}
resource "aws_dynamodb_table" "carts" {
  name                        = "carts"
  deletion_protection_enabled = ${isProtected}
}
resource "aws_db_instance" "main" {
  identifier        = "main"
  instance_class    = "db.m5.large"
  storage_encrypted = ${encrypted}
}
resource "ec_deployment" "logs" {
  name                   = "logs"
  region                 = "aws-eu-central-1"
  version                = "${version}"
  deployment_template_id = "aws-storage-optimized"
  elasticsearch = {
    hot = {
      size        = "${size}"
      autoscaling = {}
    }
  }
}
`;
const QUEUE = '{\n  name          = "acme-orders-incoming"\n  delay_seconds = 45\n}';

describe('a pull request that destroys data, renames a queue and switches protections off', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await stage.play({
      base: {
        'live/main.tf': tree(
          `resource "aws_sqs_queue" "events" ${QUEUE}\nresource "aws_dynamodb_table" "orders" { name = "orders" }`,
          { isProtected: 'true', version: '8.18.0', size: '8g', encrypted: 'false' },
        ),
      },
      head: {
        'live/main.tf': tree(`resource "aws_sqs_queue" "incoming" ${QUEUE}`, {
          isProtected: 'false',
          version: '8.17.0',
          size: '4g',
          encrypted: 'true',
        }),
      },
      // It would fail the check for the carts, which is worse than what this is about.
      policy: 'rules:\n  terraform-prevent-destroy: off\n',
      state: stateOf({
        'aws_dynamodb_table.orders': { id: 'orders', name: 'orders', billing_mode: 'PROVISIONED' },
        'aws_dynamodb_table.carts': {
          id: 'carts',
          name: 'carts',
          billing_mode: 'PROVISIONED',
          deletion_protection_enabled: true,
        },
        'aws_sqs_queue.events': {
          id: 'q',
          name: 'acme-orders-incoming',
          delay_seconds: 45,
          fifo_queue: false,
          message_retention_seconds: 345_600,
          visibility_timeout_seconds: 30,
        },
        'aws_db_instance.main': {
          id: 'main',
          identifier: 'main',
          instance_class: 'db.m5.large',
          storage_encrypted: false,
          publicly_accessible: false,
          performance_insights_enabled: false,
          skip_final_snapshot: false,
        },
        'ec_deployment.logs': {
          id: 'e',
          name: 'logs',
          region: 'aws-eu-central-1',
          version: '8.18.0',
          deployment_template_id: 'aws-storage-optimized',
          elasticsearch: {
            ...nulls('autoscale cloud_id cold config frozen https_endpoint master ml ref_id region remote_cluster'),
            ...nulls('resource_id snapshot trust_account warm'),
            hot: {
              ...nulls('instance_configuration_id node_roles node_type_data size_resource zone_count'),
              size: '8g',
              autoscaling: nulls(
                'autoscale max_size max_size_resource min_size min_size_resource policy_override_json',
              ),
            },
          },
        },
      }),
    });
  });

  test('wants an answer of a person, dangers first', () => {
    const { check } = outcome;
    expect(proofOf(outcome)).toEqual(proofWith('Plan: 2 to add, 2 to change, 3 to destroy.'));
    expect(check.title).toBe('1 add · 2 change · 1 replace · 2 destroy — live [L2]');
    expect(check.conclusion).toBe('action_required');
    expect(check.summary.split('\n').slice(2, 4)).toEqual([
      '- 3 objects that hold data are destroyed or replaced.',
      '- 3 protections are switched off or lowered.',
    ]);
    const headings = check.summary.split('\n').filter((line) => line.startsWith('### '));
    expect(headings.slice(0, 4)).toEqual([
      '### Destroyed, replaced or forgotten',
      '### Data loss: 3 objects that hold or may hold data',
      '### Protection lost',
      '### Probably only renamed: a moved block would keep the object',
    ]);
  });

  test('says what holds data, stateful first', () => {
    const { check } = outcome;
    expect(below('Destroyed, replaced or forgotten', check.summary)?.slice(2)).toEqual([
      '| `aws_dynamodb_table.orders` | destroy | its block is no longer in the configuration | holds data |  |',
      '| `aws_sqs_queue.events` | destroy | its block is no longer in the configuration | holds data |  |',
      '| `aws_db_instance.main` | replace (destroy, then create) | storage_encrypted false → true cannot be changed in place | holds data |  |',
    ]);
    expect(below('Data loss: 3 objects that hold or may hold data', check.summary)?.at(-1)).toBe(
      '- `aws_db_instance.main` is replaced: the new object is empty; what it holds is gone unless there is a backup, at `live/main.tf:18`.',
    );
  });

  test('tells of each protection at its line', () => {
    expect(below('Protection lost', outcome.check.summary)).toEqual([
      '- `aws_dynamodb_table.carts`: deletion_protection_enabled goes from true to false (`live/main.tf:13`)',
      '- `ec_deployment.logs`: version goes from 8.18.0 to 8.17.0 (`live/main.tf:23`)',
      '- `ec_deployment.logs`: elasticsearch.hot.size goes from 8g to 4g (`live/main.tf:27`)',
    ]);
    expect(annotationsOf(outcome)).toEqual([
      'warning live/main.tf:18 The plan would replace this',
      'warning live/main.tf:13 Protection lost',
      'warning live/main.tf:23 Protection lost',
      'warning live/main.tf:27 Protection lost',
      'warning live/main.tf:7 Probably only renamed',
      'warning live/main.tf:13 DynamoDB table can be deleted by accident (planned value)',
    ]);
  });

  test('proposes the moved block, ready to be committed', () => {
    const moved = 'moved {\n  from = aws_sqs_queue.events\n  to   = aws_sqs_queue.incoming\n}\n';
    expect(outcome.check.summary).toContain(`\`\`\`hcl\n${moved}\`\`\`\n`);
    expect(movedSuggestions(outcome.report)).toMatchObject([
      { file: 'live/main.tf', line: 7, body: expect.stringContaining(`\`\`\`suggestion\n${moved}\n`) },
    ]);
  });
});
