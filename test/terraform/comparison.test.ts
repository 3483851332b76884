import { describe, expect, test } from '@jest/globals';

import { compareConfiguration } from './comparison/compare-configuration.ts';
import type { ExpectedValues } from './expected-plan.ts';

/** What comparing `main.tf` with a plan of one resource says: `problem at place`, and the gaps. */
async function compared(text: string, address: string, plan: ExpectedValues) {
  const configuration = { group: 'g', name: 'n', files: new Map([['main.tf', text]]) };
  const { known, differences, gaps } = await compareConfiguration(configuration, {
    resources: { [address]: plan },
    outputs: {},
  });
  return {
    known,
    differences: differences.map((one) => `${one.where}: ${one.problem}`),
    gaps: gaps.map((one) => one.where),
  };
}

const QUEUE = (body: string): string => `resource "aws_sqs_queue" "q" {\n${body}\n}\n`;
const AT = 'aws_sqs_queue.q';

describe('comparing evaluation with a plan', () => {
  test('what the schema converts is equal', async () => {
    const plan = { values: { name: '5', delay_seconds: 30, fifo_queue: true } };
    const text = QUEUE('name = 5\ndelay_seconds = "30"\nfifo_queue = "true"');
    expect(await compared(text, AT, plan)).toEqual({ known: 3, differences: [], gaps: [] });
  });

  test.each<[string, string, ExpectedValues, string]>([
    ['another value', 'name = "a"', { values: { name: 'b' } }, `${AT}.name: another value`],
    ['another type', 'delay_seconds = 5', { values: { delay_seconds: '5' } }, `${AT}.delay_seconds: another value`],
    ['a planned value that is not written', '', { values: { name: 'b' } }, ''],
    [
      'a planned tag that is missing',
      'tags = { a = 1 }',
      { values: { tags: { a: '1', b: '2' } } },
      `${AT}.tags.b: missing`,
    ],
    ['a tag that is not planned', 'tags = { a = 1 }', { values: { tags: {} } }, `${AT}.tags.a: not planned`],
    ['known to us only', 'name = "a"', { values: {}, unknown: ['/name'] }, `${AT}.name: known to us only`],
    ['null to the plan', 'tags = { a = 1 }', { values: {} }, `${AT}.tags: a map and something else`],
    ['a mark that we miss', 'name = "a"', { values: { name: 'a' }, sensitive: ['/name'] }, `${AT}.name: sensitive`],
    ['a mark of ours', 'name = sensitive("a")', { values: { name: 'a' } }, `${AT}.name: sensitive`],
  ])('%s', async (_name, body, plan, difference) => {
    const result = await compared(QUEUE(body), AT, plan);
    expect(result.differences).toEqual(difference === '' ? [] : [difference]);
  });

  test('what only the plan knows is a gap', async () => {
    const text = `variable "v" {}\n${QUEUE('name = var.v')}`;
    expect(await compared(text, AT, { values: { name: 'given' } })).toEqual({
      known: 0,
      differences: [],
      gaps: [`${AT}.name`],
    });
  });

  test('an instance that is only on one side is a difference', async () => {
    const result = await compared(QUEUE('name = "a"'), 'aws_sqs_queue.other', { values: { name: 'a' } });
    expect(result.differences).toEqual([
      'aws_sqs_queue.q: an instance that is not planned',
      'aws_sqs_queue.other: a planned instance that we do not have',
    ]);
  });

  test('sets of blocks are compared without order, and equal blocks are one', async () => {
    const tag = (key: string): string => `tag {\nkey = "${key}"\nvalue = 1\npropagate_at_launch = true\n}\n`;
    const text = `resource "aws_autoscaling_group" "a" {\nmin_size = 1\nmax_size = 2\n${tag('b')}${tag('a')}${tag('b')}}\n`;
    const planned = ['a', 'b'].map((key) => ({ key, value: '1', propagate_at_launch: true }));
    const plan = { values: { min_size: 1, max_size: 2, tag: planned } };
    expect(await compared(text, 'aws_autoscaling_group.a', plan)).toEqual({ known: 8, differences: [], gaps: [] });
    const other = {
      values: { ...plan.values, tag: [...planned, { key: 'c', value: '1', propagate_at_launch: true }] },
    };
    const { differences } = await compared(text, 'aws_autoscaling_group.a', other);
    expect(differences).toEqual(['aws_autoscaling_group.a.tag: a planned element that we do not have']);
  });
});
