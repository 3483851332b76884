import { describe, expect, test } from '@jest/globals';
import { sizeOf } from '../../../src/report/fit.ts';
import { planCheckRunOf } from '../../../src/report/plan/plan-check-run.ts';
import { planHtmlOf } from '../../../src/report/plan/plan-html.ts';
import { planJsonOf } from '../../../src/report/plan/plan-json.ts';
import { planMarkdownOf } from '../../../src/report/plan/plan-markdown.ts';
import { planSarifOf } from '../../../src/report/plan/plan-sarif.ts';
import { planTerminalOf } from '../../../src/report/plan/plan-terminal.ts';
import { lines, SAMPLE_CHANGES, sampleReport, type SampleChange } from './sample-plan-report.ts';

const report = sampleReport(SAMPLE_CHANGES, { conclusion: 'action_required', reasons: ['It holds data.'] });

describe('in a terminal', () => {
  const text = planTerminalOf(report, { color: false, width: 80 });

  test('dangers come first, then each change', () => {
    expect(text).toMatch(/^Plumbline plan\n\n✗ 1 add · 1 change · 1 replace · 1 destroy — prod\/network \[L0\]/);
    const order = ['Destroyed, replaced or forgotten', 'Data loss: 1 object', 'Changes by type', 'Changes (4)'];
    const places = order.map((part) => text.indexOf(part));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text).toContain('    ~ storage_encrypted: false → true  # forces replacement\n');
    expect(text).toContain('    ~ password: (sensitive) changes\n');
    expect(text).toContain('2 places redacted.');
  });

  test('no line is wider than the terminal', () => {
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('colours mark what is added, changed and removed, only when wanted', () => {
    expect(text).not.toContain('\u001B');
    const colored = planTerminalOf(report, { color: true, width: 80 });
    expect(colored).toContain('\u001B[31m    - name: o\u001B[39m');
    expect(colored).toContain('\u001B[32m    + name: n\u001B[39m');
  });

  test('our own symbols can be ASCII', () => {
    expect(planTerminalOf(report, { color: false, width: 80, unicode: false })).toContain('x 1 add - 1 change');
  });

  test('long lists are cut unless all is wanted', () => {
    const many = sampleReport(manyChanges(100));
    expect(planTerminalOf(many, { color: false, width: 80 })).toContain('30 of 100 shown; --verbose shows all.');
    expect(planTerminalOf(many, { color: false, width: 80, verbose: true })).not.toContain('--verbose');
  });
});

test('JSON has totals as Terraform counts them, dangers, drift and each change', () => {
  const json = planJsonOf(report);
  expect(json).toMatchObject({
    schemaVersion: 1,
    state: 'planned',
    level: 'L0',
    conclusion: 'action_required',
    reasons: ['It holds data.'],
    totals: { add: 2, change: 1, destroy: 2, replace: 1, import: 0, forget: 0 },
    dataLoss: [{ address: 'aws_db_instance.orders', kind: 'replace', stateful: 'yes', location: { startLine: 3 } }],
    drift: [],
    redactions: 2,
  });
  expect(json.changes.map(({ address, kind }) => [address, kind])).toEqual([
    ['aws_db_instance.orders', 'replace'],
    ['aws_iam_role.old', 'destroy'],
    ['aws_security_group.web', 'update'],
    ['aws_iam_role.new', 'create'],
  ]);
  expect(JSON.stringify(json)).not.toContain('and-secret');
  expect(JSON.parse(JSON.stringify(json))).toEqual(JSON.parse(JSON.stringify(planJsonOf(report))));
});

describe('SARIF', () => {
  const log = planSarifOf(
    sampleReport(
      [
        ...SAMPLE_CHANGES,
        {
          address: 'aws_iam_role.nowhere',
          actions: ['create', 'delete'],
          before: { n: 1 },
          after: { n: 2 },
          replace_paths: [['n']],
        },
      ],
      { conclusion: 'action_required' },
    ),
    { rules: [], version: '1.2.3' },
  );
  const [run] = log.runs;

  test('has data loss and replacements as results at the source', () => {
    expect(
      run?.results.map(({ ruleId, level, locations }) => [
        ruleId,
        level,
        locations[0]?.physicalLocation.artifactLocation.uri,
        locations[0]?.physicalLocation.region.startLine,
        locations[0]?.logicalLocations?.[0]?.fullyQualifiedName,
      ]),
    ).toEqual([
      ['plan/data-loss', 'error', 'prod/network/main.tf', 3, 'aws_db_instance.orders'],
      ['plan/replace', 'warning', 'prod/network', 1, 'aws_iam_role.nowhere'],
    ]);
  });

  test('every result names its rule by id and index, and has an identity of its own', () => {
    const rules = run?.tool.driver.rules ?? [];
    for (const { ruleId, ruleIndex } of run?.results ?? []) expect(rules[ruleIndex]?.id).toBe(ruleId);
    const prints = run?.results.map(({ partialFingerprints }) => partialFingerprints['plumbline/v1']) ?? [];
    expect(new Set(prints).size).toBe(prints.length);
    expect(rules.map(({ id }) => id)).toEqual([
      'plan/data-loss',
      'plan/replace',
      'plan/protection-lost',
      'plan/prevent-destroy',
      'plan/check-failed',
      'plan/rename',
    ]);
  });
});

test('the page runs and loads nothing', () => {
  const html = planHtmlOf(report);
  expect(html).toContain("default-src 'none'; style-src 'unsafe-inline'");
  expect(html).not.toMatch(/<script|<img|<link|\bsrc=|\bhref=/);
  expect(html).toContain('<code>aws_db_instance.orders</code>');
  expect(html).toContain('<span class="change">~ password: (sensitive) changes</span>');
});

test('Markdown holds everything that would be posted', () => {
  const markdown = planMarkdownOf(report);
  expect(markdown).toMatch(/^# Check run `plumbline \/ plan \(prod\/network\)`: action_required\n/);
  expect(markdown).toContain('! storage_encrypted: false → true  # forces replacement');
});

function manyChanges(count: number): readonly SampleChange[] {
  return Array.from({ length: count }, (_, index) => ({
    address: `aws_s3_bucket.bucket_${String(index)}`,
    actions: index % 2 === 0 ? ['delete'] : ['update'],
    before: { bucket: `b-${String(index)} ✓`, tags: { a: 'ü'.repeat(50), b: '1' } },
    ...(index % 2 === 0 ? {} : { after: { bucket: `c-${String(index)} ✓`, tags: { a: 'ü'.repeat(50), b: '2' } } }),
  }));
}

describe('a plan of 5,000 changes', () => {
  const many = sampleReport(manyChanges(5000));
  const run = planCheckRunOf(many);

  test('keeps inside of the limits and says how much it shows', () => {
    expect(sizeOf(run.summary)).toBeLessThanOrEqual(60_000);
    expect(sizeOf(run.text)).toBeLessThanOrEqual(60_000);
    expect(run.summary).toMatch(/_\d+ of 2500 shown\._/);
    expect(run.text).toMatch(/_\d+ of 5000 shown\._/);
    expect(run.summary).toContain('| `aws_s3_bucket` | 2500 | 2500 |');
    expect(run.annotations).toHaveLength(50);
    expect(run.summary).toContain('2450 more annotations');
  });

  test('is the same each time', () => {
    expect(planCheckRunOf(sampleReport(manyChanges(5000)))).toEqual(run);
  });
});

test('annotations are only in files of the change, at blocks that it touches', () => {
  const places = (file: string, line: number): readonly string[] => {
    const base = sampleReport(SAMPLE_CHANGES);
    const facts = base.facts && {
      ...base.facts,
      changes: base.facts.changes.map((each) => ({ ...each, span: lines(file, line) })),
    };
    return planCheckRunOf({ ...base, facts }).annotations.map(({ path }) => path);
  };
  expect(places('prod/network/main.tf', 5)).toHaveLength(2);
  expect(places('prod/network/main.tf', 99)).toEqual([]);
  expect(places('modules/db/main.tf', 5)).toEqual([]);
});
