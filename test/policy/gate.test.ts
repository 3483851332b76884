import { describe, expect, test } from '@jest/globals';
import type { Coverage } from '../../src/model/coverage.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { ChangeState, ComparedFinding, Undecided } from '../../src/model/finding.ts';
import type { Item, Severity } from '../../src/model/items.ts';
import type { Scorecard, Verdict } from '../../src/model/scorecard.ts';
import { fileSpan } from '../../src/model/span.ts';
import { judge } from '../../src/policy/gate.ts';
import { type Policy, defaultPolicy } from '../../src/policy/schema.ts';

const SPAN = fileSpan('main.tf');

function finding(state: ChangeState, severity: Severity): ComparedFinding {
  return {
    ruleId: 'aws-rds-encryption',
    title: 'RDS instance is not encrypted',
    severity,
    confidence: 'high',
    items: ['encryption-at-rest'],
    message: 'aws_db_instance.a has storage_encrypted = false',
    why: 'Disks can be read.',
    remedy: 'Encrypt.',
    links: [],
    root: '.',
    address: 'aws_db_instance.a',
    resourceType: 'aws_db_instance',
    attribute: 'storage_encrypted',
    valueClass: '',
    missing: false,
    degree: 0,
    span: SPAN,
    trace: [],
    related: [],
    instances: [],
    fingerprint: `${state}-${severity}`,
    state,
    side: 'RIGHT',
    anchor: SPAN,
  };
}

function card(overall: number, verdicts: Partial<Record<Item, Verdict>> = {}): Scorecard {
  const figure = { score: overall, low: 0, high: 100, coverage: 1, points: 100 };
  const items = Object.entries(verdicts).map(([item, verdict]) => ({
    item: item as Item,
    verdict,
    deficit: 0,
    weight: 1,
    penalty: 0,
    deductions: [],
    passes: 0,
  }));
  return { overall: figure, reliability: figure, security: figure, items };
}

const CLEAN: Coverage = { filesReviewed: 1, gaps: [], undecided: [], ruleErrors: [], notes: [] };

const gap = (severity: Diagnostic['severity'], file = 'main.tf'): Diagnostic => ({
  code: 'hcl-syntax',
  severity,
  span: fileSpan(file),
  message: 'broken',
});

const UNDECIDED: Undecided = {
  ruleId: 'aws-rds-encryption',
  items: ['encryption-at-rest'],
  root: '.',
  address: 'aws_db_instance.a',
  attribute: 'storage_encrypted',
  reason: 'computed',
  detail: 'known after apply',
  span: SPAN,
};

const gate = (settings: Partial<Policy['gate']>): Policy => ({
  ...defaultPolicy,
  gate: { ...defaultPolicy.gate, ...settings },
});

const GREEN = 'This change introduces and worsens nothing of severity high or above.';

describe('the gate', () => {
  test.each<[string, Partial<Parameters<typeof judge>[0]>, string, readonly string[]]>([
    ['holds on a clean change', {}, 'success', [GREEN]],
    [
      'ignores pre-existing and fixed findings',
      { findings: [finding('pre-existing', 'critical'), finding('fixed', 'critical')] },
      'success',
      [GREEN],
    ],
    [
      'ignores introduced findings below its severity',
      { findings: [finding('introduced', 'medium')] },
      'success',
      [GREEN],
    ],
    [
      'fails on introduced findings and counts them',
      {
        findings: [
          finding('introduced', 'high'),
          finding('introduced', 'critical'),
          finding('introduced', 'high'),
          finding('introduced', 'low'),
        ],
      },
      'failure',
      ['This change introduces 3 findings of severity high or above (1 critical, 2 high).'],
    ],
    [
      'fails on worsened findings',
      { findings: [finding('worsened', 'high')] },
      'failure',
      ['This change worsens 1 finding of severity high or above (1 high).'],
    ],
    [
      'uses the severity of the policy',
      { policy: gate({ severity: 'critical' }), findings: [finding('introduced', 'high')] },
      'success',
      ['This change introduces and worsens nothing of severity critical.'],
    ],
    [
      'counts all findings of a tree',
      { mode: 'tree', findings: [finding('pre-existing', 'high')] },
      'failure',
      ['1 finding is of severity high or above (1 high).'],
    ],
    ['holds on a clean tree', { mode: 'tree' }, 'success', ['No finding of severity high or above.']],
    [
      'fails when a required item fails',
      {
        policy: gate({ required: ['backups', 'rbac'] }),
        head: card(90, { backups: 'fail', rbac: 'unknown' }),
        base: card(95, { backups: 'pass' }),
      },
      'failure',
      ['The policy requires backups, which fails, and does not at base.'],
    ],
    [
      'says when a required item fails at base too',
      {
        policy: gate({ required: ['backups'] }),
        head: card(90, { backups: 'fail' }),
        base: card(90, { backups: 'fail' }),
      },
      'failure',
      ['The policy requires backups, which fails, as it does at base.'],
    ],
    [
      'judges state safety by backups',
      { policy: gate({ required: ['state-safety'] }), head: card(90, { backups: 'fail' }) },
      'failure',
      ['The policy requires state-safety, which fails.'],
    ],
    [
      'does not take an unknown for a failure',
      { policy: gate({ required: ['rbac'] }), head: card(90, { rbac: 'unknown' }) },
      'success',
      [GREEN],
    ],
    [
      'fails below the score floor',
      { policy: gate({ score: 80 }), head: card(79.94) },
      'failure',
      ['The overall score is 79.9; the policy requires at least 80.'],
    ],
    ['compares the score as it is printed', { policy: gate({ score: 80 }), head: card(79.96) }, 'success', [GREEN]],
    [
      'is neutral when files could not be read',
      { coverage: { ...CLEAN, gaps: [gap('error'), gap('error'), gap('error', 'b.tf')] } },
      'neutral',
      ['2 files could not be reviewed, in whole or in part (3 problems).'],
    ],
    [
      'is as strict about that as the policy says',
      { policy: gate({ incomplete: 'failure' }), coverage: { ...CLEAN, gaps: [gap('error')] } },
      'failure',
      ['1 file could not be reviewed, in whole or in part (1 problem).'],
    ],
    [
      'is neutral when a rule broke',
      {
        coverage: {
          ...CLEAN,
          ruleErrors: [
            { ruleId: 'x', address: 'a', message: 'm' },
            { ruleId: 'x', address: 'b', message: 'm' },
          ],
        },
      },
      'neutral',
      ['1 rule failed with an internal error, so what it judges is not known.'],
    ],
    [
      'is neutral when the policy was understood in part',
      { policyProblems: [{ message: 'unknown key', span: SPAN }] },
      'neutral',
      ['The policy file has 1 problem; the settings concerned were left out.'],
    ],
    [
      'lists undecided values and warnings without acting on them',
      { coverage: { ...CLEAN, gaps: [gap('warning')], undecided: [UNDECIDED, UNDECIDED] } },
      'success',
      [
        GREEN,
        '1 part of the reviewed files could not be followed to the end.',
        '2 judgements could not be made because a value is not known.',
      ],
    ],
    [
      'fails rather than being neutral when both apply, findings first',
      {
        findings: [finding('introduced', 'high')],
        coverage: { ...CLEAN, gaps: [gap('error')], undecided: [UNDECIDED] },
      },
      'failure',
      [
        'This change introduces 1 finding of severity high or above (1 high).',
        '1 file could not be reviewed, in whole or in part (1 problem).',
        '1 judgement could not be made because a value is not known.',
      ],
    ],
  ])('%s', (_name, input, conclusion, reasons) => {
    expect(
      judge({ findings: [], head: card(100), coverage: CLEAN, policy: defaultPolicy, mode: 'change', ...input }),
    ).toEqual({ conclusion, reasons });
  });
});
