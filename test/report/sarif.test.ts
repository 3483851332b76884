import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { same } from '../../src/engine/rule.ts';
import type { RuleDescription } from '../../src/engine/rule.ts';
import type { Review } from '../../src/model/review.ts';
import { sarifOf, uriOf } from '../../src/report/sarif.ts';
import type { SarifRun } from '../../src/report/sarif-types.ts';
import { finding, sampleFindings, sampleReview, spanOf } from './sample-review.ts';

const RULES: readonly RuleDescription[] = [
  {
    id: 'aws-rds-never-fired',
    title: 'Something else',
    severity: 'low',
    resource: ['aws_db_instance'],
    why: 'It matters.',
    remedy: 'Mend it.',
    items: ['cost'],
    links: ['https://docs.aws.amazon.com/rds/'],
  },
  {
    id: 'aws-rds-public',
    title: 'Database can be reached from the internet',
    severity: 'critical',
    resource: ['aws_db_instance'],
    why: 'Anyone can try passwords.',
    remedy: 'Set `publicly_accessible = false`.',
    items: ['network-exposure'],
    aliases: same('CKV_AWS_17', 'AVD-AWS-0082'),
    links: ['https://docs.aws.amazon.com/rds/'],
  },
];
const OPTIONS = { rules: RULES, version: '0.1.0' };

/**
 * The official schema, as packaged by Microsoft's SARIF matchers. It is written in JSON Schema draft 4, of which the only
 * thing it uses that later drafts write otherwise is `id`.
 */
function officialSchema(): Record<string, unknown> {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { id, ...schema } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  return { ...schema, $id: id, $schema: 'http://json-schema.org/draft-07/schema#' };
}

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
const validate = ajv.compile(officialSchema());

function problemsOf(log: unknown): unknown {
  // What is checked is what is printed: undefined fields are gone.
  validate(JSON.parse(JSON.stringify(log)));
  return validate.errors ?? [];
}

function runOf(review: Review | readonly Review[], options: Partial<Parameters<typeof sarifOf>[1]> = {}): SarifRun {
  const run = sarifOf(review, { ...OPTIONS, ...options }).runs[0];
  if (!run) throw new Error('no run');
  return run;
}

describe('the log is valid SARIF 2.1.0', () => {
  test.each([
    ['a review', sampleReview()],
    ['a scan', sampleReview({ mode: 'tree', base: undefined })],
    ['several scans', [sampleReview({ mode: 'tree' }), sampleReview({ mode: 'tree' })]],
    ['nothing', []],
    [
      'a review with a failed rule',
      sampleReview({
        coverage: { ...sampleReview().coverage, ruleErrors: [{ ruleId: 'r', address: 'a.b', message: 'x' }] },
      }),
    ],
  ])('for %s', (_name, review) => {
    expect(problemsOf(sarifOf(review, { ...OPTIONS, includePreExisting: true }))).toEqual([]);
  });

  test('and the check can fail', () => {
    const log = sarifOf(sampleReview(), OPTIONS);
    expect(problemsOf({ ...log, runs: [{ ...log.runs[0], results: [{ level: 'bad' }] }] })).not.toEqual([]);
  });
});

describe('rules', () => {
  test('are all listed, with aliases and items, and fired ones that are not in the list are added', () => {
    const { rules } = runOf(sampleReview()).tool.driver;
    expect(rules.slice(0, 3).map(({ id }) => id)).toEqual([
      'aws-rds-never-fired',
      'aws-rds-public',
      'github-actions-template-injection',
    ]);
    expect(rules[1]).toMatchObject({
      helpUri: 'https://docs.aws.amazon.com/rds/',
      defaultConfiguration: { level: 'error' },
      properties: {
        aliases: ['CKV_AWS_17', 'AVD-AWS-0082'],
        items: ['network-exposure'],
        severity: 'critical',
        tags: ['security', 'network-exposure'],
        'security-severity': '9.5',
      },
    });
    expect(rules[0]?.properties['security-severity']).toBeUndefined();
  });

  test('are found by the index of each result', () => {
    const { results, tool } = runOf(sampleReview(), { includePreExisting: true });
    for (const result of results) expect(tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
  });

  test('link to their own page when its address is known', () => {
    const { rules } = runOf(sampleReview(), { docsBase: 'https://plumbline.example/docs/rules' }).tool.driver;
    expect(rules[1]?.helpUri).toBe('https://plumbline.example/docs/rules/aws-rds-public.md');
  });
});

describe('results', () => {
  test('carry place, address, fingerprint and state', () => {
    const result = runOf(sampleReview()).results.find(({ ruleId }) => ruleId === 'aws-rds-public');
    expect(result).toMatchObject({
      level: 'error',
      message: {
        text: 'aws_db_instance.orders has publicly_accessible = true. The value comes from default of variable "public_database" (infra/variables.tf:3). Set `publicly_accessible = false` and reach the database from inside the VPC.',
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'infra/database.tf' },
            region: { startLine: 6, startColumn: 3, endLine: 6, endColumn: 44 },
          },
          logicalLocations: [{ fullyQualifiedName: 'aws_db_instance.orders', kind: 'resource' }],
        },
      ],
      partialFingerprints: { 'plumbline/v1': 'fp-aws-rds-public' },
      baselineState: 'new',
      properties: { severity: 'critical', confidence: 'high', items: ['network-exposure'] },
    });
    expect(result?.relatedLocations).toHaveLength(2);
  });

  test('of a change: states are told apart, and what was there before only when asked for', () => {
    const states = (asked: boolean): readonly (string | undefined)[] =>
      runOf(sampleReview(), { includePreExisting: asked }).results.map(({ baselineState }) => baselineState);
    expect(states(false)).toEqual(['new', 'new', 'new', 'new', 'new', 'new', 'updated', 'absent']);
    expect(states(true)).toEqual(['new', 'new', 'new', 'new', 'new', 'new', 'updated', 'absent', 'unchanged']);
  });

  test('of a scan: all findings, without a state', () => {
    const findings = sampleFindings().map((each) => ({ ...each, state: 'pre-existing' as const }));
    const { results } = runOf(sampleReview({ mode: 'tree', findings }));
    expect(results).toHaveLength(9);
    expect(results.every(({ baselineState }) => baselineState === undefined)).toBe(true);
  });

  test('on a line of the base say so', () => {
    const sides = runOf(sampleReview()).results.filter(({ properties }) => properties['side'] === 'LEFT');
    expect(sides.map(({ ruleId }) => ruleId)).toEqual(['aws-rds-deletion-protection', 'aws-s3-public-acl']);
  });

  test('of several reviews are told apart by the prefix of their paths', () => {
    const { results } = runOf([sampleReview(), sampleReview()], {
      prefix: (_review, index) => `root-${String(index)}/`,
    });
    const uris = results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri);
    expect(uris.filter((uri) => uri?.startsWith('root-0/infra/'))).toHaveLength(7);
    expect(uris.filter((uri) => uri?.startsWith('root-1/infra/'))).toHaveLength(7);
  });

  test('hold no credential, no hidden character and no link made of a value', () => {
    const anchor = spanOf('infra/database.tf', 'username');
    const message = 'x has password = "hunter2" \u202E [click](https://evil.example)';
    const text = JSON.stringify(runOf(sampleReview({ findings: [finding({ ruleId: 'r', anchor, message })] })).results);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('\u202E');
    expect(text).not.toContain('](');
  });
});

describe('what was not looked at', () => {
  test('gaps and notes are notifications, with the level of the gap', () => {
    const [invocation] = runOf(sampleReview()).invocations;
    expect(invocation?.executionSuccessful).toBe(true);
    expect(invocation?.toolExecutionNotifications.map(({ level, message }) => [level, message.text])).toEqual([
      ['warning', 'infra/main.tf:3: module "vpc" comes from registry.terraform.io and was not read'],
      ['error', 'infra/broken.tf:9: missing closing brace; the file was not reviewed'],
      ['note', 'Terraform was not planned: no back end is configured.'],
    ]);
  });

  test('a failed rule makes the run unsuccessful', () => {
    const sample = sampleReview();
    const ruleErrors = [{ ruleId: 'r', address: 'a.b', message: 'boom' }];
    const [invocation] = runOf({ ...sample, coverage: { ...sample.coverage, ruleErrors } }).invocations;
    expect(invocation?.executionSuccessful).toBe(false);
    expect(invocation?.toolExecutionNotifications).toContainEqual({
      level: 'error',
      descriptor: { id: 'rule-failed' },
      message: { text: 'Rule r failed at a.b: boom' },
    });
  });

  test('open judgements are properties of the run, never results', () => {
    const run = runOf(sampleReview());
    expect(run.properties['coverage']).toMatchObject({ filesReviewed: 6, gaps: 2, undecidedTotal: 2 });
    expect(run.results.map(({ ruleId }) => ruleId)).not.toContain('aws-rds-multi-az');
  });
});

test.each([
  ['infra/main.tf', 'infra/main.tf'],
  ['a b/ü#?.tf', 'a%20b/%C3%BC%23%3F.tf'],
  ['javascript:x/y.tf', 'javascript%3Ax/y.tf'],
  ['bad\uD800.tf', 'bad%EF%BF%BD.tf'],
])('the path %j is the URI %j', (path, uri) => {
  expect(uriOf(path)).toBe(uri);
});
