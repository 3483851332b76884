import { describe, expect, test } from '@jest/globals';
import type { ComparedFinding, Finding, Pass, Undecided } from '../../src/model/finding.ts';
import type { Item, Severity } from '../../src/model/items.ts';
import type { Scorecard } from '../../src/model/scorecard.ts';
import { fileSpan } from '../../src/model/span.ts';
import type { CriticalityOf } from '../../src/score/criticality.ts';
import { explain } from '../../src/score/explain.ts';
import { type Judged, newPenaltyOf, scoreFindings } from '../../src/score/from-findings.ts';

const SPAN = { ...fileSpan('db.tf'), startLine: 7 };

function finding(items: readonly Item[], overrides: Partial<Finding> = {}): Finding {
  return {
    ruleId: 'aws-rds-backup-retention',
    title: 'Backups are kept for too short a time',
    severity: 'high',
    confidence: 'high',
    items,
    message: 'aws_db_instance.a keeps backups for 0 days',
    why: 'Nothing to restore from.',
    remedy: 'Keep them.',
    links: [],
    root: '.',
    address: 'aws_db_instance.a',
    resourceType: 'aws_db_instance',
    attribute: 'backup_retention_period',
    valueClass: '',
    missing: false,
    degree: 0,
    span: SPAN,
    trace: [],
    related: [],
    instances: [],
    fingerprint: 'f',
    ...overrides,
  };
}

const pass = (item: Item): Pass => ({ ...finding([item]), ruleId: 'other-rule' });

const open = (item: Item, ruleId = 'open-rule'): Undecided => ({
  ...finding([item]),
  ruleId,
  reason: 'variable-without-value',
  detail: 'variable "days" has no value',
});

const critical: CriticalityOf = () => ({ tier: 'critical', weight: 1, because: 'test' });

function scoreOf(judged: Partial<Judged>, severity?: Severity): Scorecard {
  return scoreFindings(
    { findings: [], passes: [], undecided: [], ...judged },
    { criticality: critical, rule: () => (severity ? { severity } : undefined) },
  );
}

const itemOf = (card: Scorecard, item: Item) => card.items.find((candidate) => candidate.item === item);

describe('a scorecard from findings', () => {
  test('is 100 with full coverage when nothing applies', () => {
    const { overall, items } = scoreOf({});
    expect(overall).toEqual({ score: 100, low: 100, high: 100, coverage: 1, points: 100 });
    expect(items.every(({ verdict }) => verdict === 'not-applicable')).toBe(true);
    expect(items.map(({ item }) => item)).not.toContain('state-safety');
  });

  test('a high finding costs 0.6 of its item and names its place', () => {
    const card = scoreOf({ findings: [finding(['backups'])], passes: [pass('backups')] });
    expect(itemOf(card, 'backups')).toMatchObject({
      verdict: 'fail',
      deficit: 0.6,
      weight: 9,
      passes: 1,
      deductions: [
        { ruleId: 'aws-rds-backup-retention', x: 0.6, address: 'aws_db_instance.a', file: 'db.tf', line: 7, count: 1 },
      ],
    });
    expect(card.overall.score).toBeCloseTo(100 - 9 * 0.6, 9);
    expect(card.reliability.score).toBeCloseTo(100 - (100 * 9 * 0.6) / 71, 9);
    expect(card.security.score).toBe(100);
  });

  test.each([
    ['high', 0.6],
    ['medium', 0.36],
    ['low', 0.15],
  ] as const)('confidence %s weighs the finding to %d', (confidence, deficit) => {
    expect(itemOf(scoreOf({ findings: [finding(['rbac'], { confidence })] }), 'rbac')?.deficit).toBeCloseTo(deficit, 9);
  });

  test('the criticality of the worst instance counts, and instances are counted', () => {
    const card = scoreFindings(
      { findings: [finding(['backups'], { instances: ['module.b.aws_db_instance.a'] })], passes: [], undecided: [] },
      {
        criticality: (_root, address) =>
          address.startsWith('module.b')
            ? { tier: 'standard', weight: 0.7, because: '' }
            : { tier: 'non-critical', weight: 0.2, because: '' },
        rule: () => undefined,
      },
    );
    expect(itemOf(card, 'backups')?.deficit).toBeCloseTo(0.42, 9);
    expect(itemOf(card, 'backups')?.deductions[0]?.count).toBe(2);
  });

  test('state safety counts into backups, and the two validation items are one', () => {
    const card = scoreOf({ findings: [finding(['state-safety']), finding(['input-validation'])] });
    expect(itemOf(card, 'backups')?.deficit).toBe(0.6);
    expect(itemOf(card, 'data-validation')).toMatchObject({ verdict: 'fail', deficit: 0.6, weight: 6 });
    expect(itemOf(card, 'input-validation')).toMatchObject({ verdict: 'fail', deficit: 0.6, weight: 6 });
    expect(card.overall.score).toBeCloseTo(100 - 15 * 0.6, 9);
    expect(explain(card).map(({ item, points }) => [item, points])).toEqual([
      ['backups', expect.closeTo(5.4, 9)],
      ['data-validation', expect.closeTo(3.6, 9)],
    ]);
  });

  test('a finding that counts towards both validation items is one deduction', () => {
    const card = scoreOf({ findings: [finding(['input-validation', 'data-validation'])] });
    expect(itemOf(card, 'data-validation')?.deficit).toBe(0.6);
  });

  test('only passes make a pass, without a deduction', () => {
    expect(itemOf(scoreOf({ passes: [pass('rbac'), pass('rbac')] }), 'rbac')).toMatchObject({
      verdict: 'pass',
      deficit: 0,
      passes: 2,
      deductions: [],
    });
  });

  test('an undecided value is unknown, costs at most 0.2, and says what would decide it', () => {
    const card = scoreOf({ passes: [pass('rbac')], undecided: [open('rbac')] }, 'high');
    expect(itemOf(card, 'rbac')).toMatchObject({
      verdict: 'unknown',
      deficit: expect.closeTo(0.2, 9) as unknown,
      undecided: 'variable "days" has no value',
      deductions: [{ ruleId: 'undecided', count: 1, address: 'aws_db_instance.a' }],
    });
    expect(card.security.low).toBeCloseTo(100 - (100 * 2.25 * 0.6) / 26, 9);
    expect(card.security.high).toBe(100);
    expect(card.security.coverage).toBe(0);
  });

  test('an undecided value costs no more than its failure would', () => {
    expect(itemOf(scoreOf({ undecided: [open('rbac')] }, 'info'), 'rbac')?.deficit).toBeCloseTo(0.03, 9);
  });

  test('many undecided rules cost as much as the worst of them', () => {
    const undecided = Array.from({ length: 40 }, (_, index) => open('rbac', `rule-${index}`));
    expect(itemOf(scoreOf({ undecided }, 'high'), 'rbac')?.deficit).toBeCloseTo(0.2, 9);
  });

  test('a failure decides an item that has unknowns too', () => {
    const item = itemOf(scoreOf({ findings: [finding(['rbac'])], undecided: [open('rbac')] }, 'high'), 'rbac');
    expect(item).toMatchObject({ verdict: 'fail', deficit: expect.closeTo(1 - 0.4 * 0.8, 9) as unknown });
    expect(item).not.toHaveProperty('undecided');
  });

  test('evidence that is not computed is unknown and says so', () => {
    const card = scoreFindings(
      { findings: [], passes: [], undecided: [] },
      { criticality: critical, rule: () => undefined, notComputed: [{ item: 'acid', why: 'not computed yet' }] },
    );
    expect(itemOf(card, 'acid')).toMatchObject({ verdict: 'unknown', undecided: 'not computed yet' });
    expect(card.reliability.score).toBeCloseTo(100 - (100 * 4 * 0.2 * 0.7) / 71, 9);
  });
});

describe('the cost of a change', () => {
  const compared = (state: ComparedFinding['state'], overrides: Partial<ComparedFinding> = {}): ComparedFinding => ({
    ...finding(['backups']),
    state,
    side: 'RIGHT',
    anchor: SPAN,
    ...overrides,
  });

  test.each([
    ['an introduced finding costs what it costs', [compared('introduced')], 9 * 0.6],
    ['a pre-existing or fixed one costs nothing', [compared('pre-existing'), compared('fixed')], 0],
    ['a worsened one costs the difference', [compared('worsened', { baseSeverity: 'medium' })], 9 * 0.3],
    ['worse within one severity costs nothing', [compared('worsened')], 0],
    [
      'two of one rule cost as the worst',
      [compared('introduced'), compared('introduced', { fingerprint: 'g' })],
      9 * 0.6,
    ],
    [
      'two rules combine',
      [compared('introduced'), compared('introduced', { ruleId: 'x', severity: 'medium', fingerprint: 'g' })],
      9 * (1 - 0.4 * 0.7),
    ],
  ])('%s', (_name, findings, points) => {
    expect(newPenaltyOf(findings, critical)).toBeCloseTo(points, 9);
  });
});
