import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { criticality } from '../../src/score/criticality.ts';
import { notComputedStandards } from '../../src/score/not-computed.ts';
import { type Sketch, graphOf } from './graph-of.ts';

function tierOf(sketch: Sketch, policyText = '', files: readonly string[] = [], ...others: readonly Sketch[]): string {
  const { policy, problems } = parsePolicy(policyText, 'plumbline.yml');
  expect(problems).toEqual([]);
  return criticality(graphOf(sketch, ...others), policy, () => files)(sketch.root ?? '.', sketch.address).tier;
}

const DB = 'aws_db_instance.orders';

describe('criticality', () => {
  test.each<[string, Sketch, string]>([
    ['nothing known: standard', { address: DB }, 'standard'],
    [
      'a tag that says critical',
      { address: DB, attributes: { tags: { Criticality: 'Mission-Critical' } } },
      'critical',
    ],
    ['a tier number', { address: DB, attributes: { tags: { tier: 'tier-1' } } }, 'critical'],
    ['a label of Google Cloud', { address: 'google_x.a', attributes: { labels: { importance: 'p0' } } }, 'critical'],
    ['a low tier', { address: DB, attributes: { tags: { 'service-level': 'p4' } } }, 'non-critical'],
    ['a tag word of no list', { address: DB, attributes: { tags: { tier: 'web' } } }, 'standard'],
    ['an unknown tag value', { address: DB, attributes: { tags: { tier: undefined } } }, 'standard'],
    ['unknown tags', { address: DB, attributes: { tags: undefined } }, 'standard'],
    [
      'a tag block',
      { address: 'aws_autoscaling_group.a', blocks: { tag: { key: 'tier', value: 'gold' } } },
      'critical',
    ],
    ['an environment tag', { address: DB, attributes: { tags: { Environment: 'staging' } } }, 'non-critical'],
    ['an environment folder', { address: DB, root: 'envs/dev' }, 'non-critical'],
    ['the deepest environment folder', { address: DB, root: 'live/eu/test' }, 'non-critical'],
    ['production in the end', { address: DB, root: 'demo/prod' }, 'standard'],
    ['a folder that only contains the word', { address: DB, root: 'services/test-runner' }, 'standard'],
    ['a tag beats the folder', { address: DB, root: 'envs/dev', attributes: { tags: { tier: 'gold' } } }, 'critical'],
    [
      'a production environment tag beats the folder',
      { address: DB, root: 'envs/dev', attributes: { tags: { env: 'prod' } } },
      'standard',
    ],
    [
      'a protected core store in production',
      { address: 'aws_db_instance.billing', root: 'envs/prod', attributes: { deletion_protection: true } },
      'critical',
    ],
    [
      'the same without protection',
      { address: 'aws_db_instance.billing', root: 'envs/prod', attributes: { deletion_protection: false } },
      'standard',
    ],
    [
      'a name that only contains the word',
      { address: 'aws_db_instance.capital', root: 'envs/prod', attributes: { deletion_protection: true } },
      'standard',
    ],
  ])('%s', (_name, sketch, tier) => {
    expect(tierOf(sketch)).toBe(tier);
  });

  test.each([
    ['a service by name', 'reliability: { services: [{ match: orders, tier: critical }] }', 'critical'],
    ['a service by address', 'reliability: { services: [{ match: "aws_db_*", tier: non-critical }] }', 'non-critical'],
    [
      'the first service that matches',
      'reliability: { services: [{ match: orders, tier: standard }, { match: "*", tier: critical }] }',
      'standard',
    ],
    [
      'a service before the critical section',
      'reliability: { services: [{ match: orders, tier: standard }] }\ncritical: { names: [orders] }',
      'standard',
    ],
    ['a critical name', 'critical: { names: ["ord*"] }', 'critical'],
    ['a critical folder', 'critical: { paths: ["services/shop/**"] }', 'critical'],
    ['a critical folder with a slash', 'critical: { paths: ["services/"] }', 'critical'],
    ['another folder', 'critical: { paths: ["services/pay/**"] }', 'standard'],
    ['a critical tag', 'critical: { tags: { Team: [x, SHOP] } }', 'critical'],
    ['another value of the tag', 'critical: { tags: { team: x } }', 'standard'],
  ])('by the policy: %s', (_name, policy, tier) => {
    expect(tierOf({ address: DB, root: 'services/shop', attributes: { tags: { team: 'shop' } } }, policy)).toBe(tier);
  });

  test.each([
    [['envs/dev.tfvars'], 'non-critical'],
    [['terraform.tfvars', 'dev.auto.tfvars'], 'non-critical'],
    [['dev.tfvars', 'prod.tfvars'], 'standard'],
    [['development-notes.tfvars'], 'standard'],
  ])('by variable files %j: %s', (files, tier) => {
    expect(tierOf({ address: DB }, '', files)).toBe(tier);
  });

  const provider: Sketch = { address: 'provider.aws', blocks: { default_tags: { tags: { env: 'dev' } } } };

  test('by default tags of the provider, unless the resource says otherwise or names a provider', () => {
    expect(tierOf({ address: DB }, '', [], provider)).toBe('non-critical');
    expect(tierOf({ address: DB, attributes: { tags: { env: 'prod' } } }, '', [], provider)).toBe('standard');
    expect(tierOf({ address: DB, attributes: { tags: { env: undefined } } }, '', [], provider)).toBe('standard');
    expect(tierOf({ address: DB, attributes: { provider: 'aws.eu' } }, '', [], provider)).toBe('standard');
  });

  test('of something that is not in the graph is standard', () => {
    const { policy } = parsePolicy('', 'plumbline.yml');
    expect(criticality(graphOf(), policy)('.', DB)).toMatchObject({ tier: 'standard', weight: 0.7 });
  });
});

describe('standards whose evidence is not computed', () => {
  function itemsOf(...sketches: readonly Sketch[]): readonly string[] {
    const graph = graphOf(...sketches);
    const { policy } = parsePolicy('', 'plumbline.yml');
    return notComputedStandards(graph, criticality(graph, policy)).map(({ item }) => item);
  }
  const gold = { tags: { tier: 'gold' } };

  test.each<[string, Sketch, readonly string[]]>([
    ['none without an entry or a store', { address: 'aws_iam_role.a' }, []],
    ['none for what is not created', { address: 'aws_lb.a', exists: 'no' }, []],
    [
      'those of a request path for an entry',
      { address: 'module.web.aws_lb.a' },
      ['availability', 'maintenance', 'api-latency', 'error-rate', 'throughput', 'data-validation'],
    ],
    [
      'those of critical services too for a critical entry',
      { address: 'aws_lb.a', attributes: gold },
      [
        ...['availability', 'maintenance', 'api-latency', 'error-rate', 'throughput', 'data-validation'],
        ...['critical-availability', 'recovery'],
      ],
    ],
    ['those of a store', { address: DB }, ['db-latency', 'acid']],
    ['consistency too for a critical store', { address: DB, attributes: gold }, ['db-latency', 'acid', 'consistency']],
  ])('%s', (_name, sketch, expected) => {
    expect(itemsOf(sketch)).toEqual(expected);
  });

  test('each names the most critical subject', () => {
    const graph = graphOf({ address: 'aws_lb.a' }, { address: 'aws_lb.b', attributes: gold }, { address: 'aws_lb.c' });
    const { policy } = parsePolicy('', 'plumbline.yml');
    expect(notComputedStandards(graph, criticality(graph, policy))[0]).toMatchObject({
      item: 'availability',
      criticality: 1,
      subject: { address: 'aws_lb.b', file: 'main.tf', line: 1 },
    });
  });
});
