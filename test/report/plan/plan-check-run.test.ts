import { describe, expect, test } from '@jest/globals';
import type { PlanReport } from '../../../src/plan/plan-report.ts';
import { movedSuggestions } from '../../../src/report/plan/moved-suggestions.ts';
import { planCheckRunOf } from '../../../src/report/plan/plan-check-run.ts';
import { planHtmlOf } from '../../../src/report/plan/plan-html.ts';
import { planMarkdownOf } from '../../../src/report/plan/plan-markdown.ts';
import { planProgressOf, type PlanProgress } from '../../../src/report/plan/plan-progress.ts';
import { planSarifOf } from '../../../src/report/plan/plan-sarif.ts';
import { planTerminalOf } from '../../../src/report/plan/plan-terminal.ts';
import { renderMarkdown, seenText } from '../render-markdown.ts';
import { lines, SAMPLE_CHANGES, SAMPLE_RUN, sampleReport, type SampleChange } from './sample-plan-report.ts';

const NO_PLAN = { plan: undefined, facts: undefined } as const;

describe('the check run of a plan', () => {
  const run = planCheckRunOf(
    sampleReport(SAMPLE_CHANGES, {
      conclusion: 'action_required',
      reasons: ['aws_db_instance.orders holds data and would be replaced.'],
    }),
  );
  const seen = seenText(renderMarkdown(run.summary));

  test('has name, title, status and conclusion', () => {
    expect(run).toMatchObject({
      name: 'plumbline / plan (prod/network)',
      title: '1 add · 1 change · 1 replace · 1 destroy — prod/network [L0]',
      status: 'completed',
      conclusion: 'action_required',
    });
  });

  test('says in its summary where the plan comes from', () => {
    for (const part of [
      'L0, real state, refreshed · terraform 1.11.4 · local sandbox · head cccccccccccc · base bbbbbbbbbbbb',
      'took 41 s',
      'State of serial 12, written by Terraform 1.11.4.',
      'Commands (SHA-256 of the arguments): init aaaaaaaaaaaa (exit 0), plan bbbbbbbbbbbb (exit 2).',
      'Hosts contacted: ec2.eu-west-1.amazonaws.com.',
      '2 places redacted.',
      'Plan: 2 to add, 1 to change, 2 to destroy.',
    ]) {
      expect(seen).toContain(part);
    }
  });

  test('puts dangers first', () => {
    const order = ['would be replaced', 'Destroyed, replaced or forgotten', 'Data loss', 'Changes by type'];
    const places = order.map((part) => seen.indexOf(part));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(seen).toContain('storage_encrypted false → true cannot be changed in place');
  });

  test('has each change under the details, without the secret', () => {
    expect(run.text).toContain('! storage_encrypted: false → true  # forces replacement');
    expect(run.text).toContain('! password: (sensitive) changes');
    expect(run.text).toContain('! ingress: 1 removed, 2 added\n-     10.0.0.0/8\n+     0.0.0.0/0');
    expect(run.summary + run.text).not.toMatch(/and-secret/);
  });

  test('offers to plan again', () => {
    expect(run.actions).toEqual([{ label: 'Re-plan', description: 'Run this plan again', identifier: 'replan' }]);
  });

  test('marks what a changed block destroys', () => {
    expect(run.annotations).toContainEqual(
      expect.objectContaining({
        path: 'prod/network/main.tf',
        start_line: 3,
        end_line: 9,
        annotation_level: 'warning',
        title: 'The plan would replace this',
      }),
    );
  });
});

describe('titles tell the outcome', () => {
  const error = {
    severity: 'error' as const,
    summary: 'Invalid reference',
    detail: 'There is no aws_vpc.x.',
    place: { file: 'prod/network/main.tf', startLine: 4, endLine: 4 },
  };
  test.each<[string, Partial<PlanReport>]>([
    ['No changes — prod/network [L0]', { plan: undefined }],
    ['Failed in plan — prod/network [L0]', { ...NO_PLAN, run: { ...SAMPLE_RUN, outcome: 'failed', stage: 'plan' } }],
    [
      'Timed out in init — prod/network [L0]',
      { ...NO_PLAN, run: { ...SAMPLE_RUN, outcome: 'timed-out', stage: 'init' } },
    ],
    [
      'Not valid: 1 error — prod/network [L4]',
      { ...NO_PLAN, run: { ...SAMPLE_RUN, outcome: 'validated', level: 'L4', diagnostics: [error] } },
    ],
    [
      'Valid, not planned — prod/network [L4]',
      { ...NO_PLAN, run: { ...SAMPLE_RUN, outcome: 'validated', level: 'L4' } },
    ],
    [
      'Not run — prod/network [L5]',
      { ...NO_PLAN, run: { ...SAMPLE_RUN, outcome: 'not-run', level: 'L5', reason: 'The sandbox is missing.' } },
    ],
    ['Cancelled — prod/network [L0]', { ...NO_PLAN, run: { ...SAMPLE_RUN, outcome: 'cancelled' } }],
    ['The plan could not be read — prod/network [L0]', { ...NO_PLAN }],
  ])('%s', (title, more) => {
    const { plan, ...rest } = more;
    expect(planCheckRunOf(sampleReport([], 'facts' in rest ? { ...rest, plan } : rest)).title).toBe(title);
  });

  test('a long name keeps its end', () => {
    const report = sampleReport([]);
    const name = `${'very/'.repeat(30)}long/network`;
    const { title, name: checkName } = planCheckRunOf({ ...report, root: { ...report.root, name } });
    expect(title).toMatch(/^No changes — ….*long\/network \[L0\]$/);
    expect(title.length).toBeLessThanOrEqual(80);
    expect(checkName).toBe(`plumbline / plan (${name})`);
  });

  test('names that differ only where nobody sees it, or far behind, give different check runs', () => {
    const nameOf = (name: string): string =>
      planProgressOf({ name, reasons: [] }, { kind: 'not-run', reason: 'x.' }).name;
    expect(nameOf('a\u200Bb')).not.toBe(nameOf('a\u200Cb'));
    expect(nameOf(`${'x'.repeat(300)}1`)).not.toBe(nameOf(`${'x'.repeat(300)}2`));
  });

  test('a plan that failed offers a diagnosis and marks the error', () => {
    const run = planCheckRunOf(
      sampleReport([], {
        ...NO_PLAN,
        conclusion: 'failure',
        run: { ...SAMPLE_RUN, outcome: 'failed', stage: 'plan', diagnostics: [error] },
      }),
    );
    expect(run.actions.map(({ identifier }) => identifier)).toEqual(['replan', 'diagnose-error']);
    expect(run.annotations).toEqual([
      {
        path: 'prod/network/main.tf',
        start_line: 4,
        end_line: 4,
        annotation_level: 'failure',
        title: 'Invalid reference',
        message: 'There is no aws_vpc.x.',
      },
    ]);
    expect(seenText(renderMarkdown(run.summary))).toContain(
      'Invalid reference: There is no aws_vpc.x. at prod/network/main.tf:4',
    );
  });

  test('a plan against an empty state says that its counts mean nothing', () => {
    const run = planCheckRunOf(
      sampleReport(SAMPLE_CHANGES, { conclusion: 'neutral', run: { ...SAMPLE_RUN, level: 'L3' } }),
    );
    expect(run.title).toMatch(/^Empty state: .*\[L3\]$/);
    expect(run.summary).toContain('**Planned against an EMPTY state: counts and replacements mean nothing.**');
  });
});

describe('what the gate decided is told with its lines', () => {
  const reason = {
    code: 'provider-not-allowed',
    effect: 'hold' as const,
    span: lines('prod/network/main.tf', 4),
    quoted: '    source = "evil/``` @octocat"',
    message: 'The provider is not allowed.',
    remedy: 'A maintainer approves it.',
  };

  test('a plan that waits gives the exact command', () => {
    const run = planCheckRunOf(
      sampleReport([], {
        ...NO_PLAN,
        run: undefined,
        conclusion: 'action_required',
        gate: { outcome: 'hold', reasons: [reason] },
      }),
    );
    expect(run.title).toBe('Waits for a maintainer: 1 reason — prod/network');
    expect(run.summary).toContain(`\n/diagnose plan approve ${'c'.repeat(40)}\n`);
    expect(renderMarkdown(run.summary)).toContain('source = &quot;evil/``` @octocat&quot;');
    expect(run.actions).toEqual([]);
  });

  test('a plan that was refused gives no command', () => {
    const gate = { outcome: 'refuse' as const, reasons: [{ ...reason, effect: 'refuse' as const }] };
    const run = planCheckRunOf(sampleReport([], { ...NO_PLAN, run: undefined, conclusion: 'neutral', gate }));
    expect(run.title).toBe('Not planned: refused for 1 reason — prod/network');
    expect(run.summary).not.toContain('/diagnose');
  });

  test.each([
    ['The provider is not allowed', 'The author removes it', 'The provider is not allowed. The author removes it.'],
    ['Is it allowed?', 'Ask “them.”', 'Is it allowed? Ask “them.”'],
    ['It is evil (see main.tf)', 'Remove it.', 'It is evil (see main.tf). Remove it.'],
  ])('%s: two sentences in every format', (message, remedy, sentences) => {
    const gate = { outcome: 'refuse' as const, reasons: [{ ...reason, effect: 'refuse' as const, message, remedy }] };
    const report = sampleReport([], { ...NO_PLAN, run: undefined, conclusion: 'neutral', gate });
    expect(seenText(renderMarkdown(planCheckRunOf(report).summary))).toContain(sentences);
    expect(seenText(renderMarkdown(planMarkdownOf(report)))).toContain(sentences);
    expect(planTerminalOf(report, { color: false, width: 400 })).toContain(sentences);
    expect(planHtmlOf(report)).toContain(sentences);
    expect(JSON.stringify(planSarifOf(report, { rules: [], version: '1.0.0' }))).toContain(sentences);
  });
});

describe('progress', () => {
  test.each<[PlanProgress, string, string, string | undefined]>([
    [{ kind: 'queued', position: 3, total: 5 }, 'Queued: 3 of 5 — live', 'queued', undefined],
    [{ kind: 'running', stage: 'plan', detail: 'refreshing' }, 'Running: plan — live', 'in_progress', undefined],
    [{ kind: 'not-run', reason: 'No sandbox here.' }, 'Not run — live [L5]', 'completed', 'neutral'],
  ])('%j', (progress, title, status, conclusion) => {
    expect(planProgressOf({ name: 'live', reasons: ['a.tf changed'] }, progress)).toMatchObject({
      title,
      status,
      conclusion,
    });
  });

  test('shows the steps', () => {
    const { summary } = planProgressOf({ name: 'live', reasons: [] }, { kind: 'running', stage: 'gate', detail: '' });
    expect(summary.split('\n')).toEqual([
      '- ✓ preparing the files',
      '- ✓ init',
      '- **checking downloaded modules**',
      '- validate',
      '- plan',
      '- reading the plan',
    ]);
  });
});

describe('a probable rename is proposed as a moved block', () => {
  const attributes = {
    bucket: 'acme-invoices',
    region: 'eu-west-1',
    acl: 'private',
    tags: { Team: 'billing', Env: 'prod' },
  };
  const changes: readonly SampleChange[] = [
    {
      address: 'aws_s3_bucket.old',
      actions: ['delete'],
      action_reason: 'delete_because_no_resource_config',
      before: attributes,
    },
    { address: 'aws_s3_bucket.invoices', actions: ['create'], after: attributes },
  ];
  const source = `# storage\n\nresource "aws_s3_bucket" "invoices" {\n}\n`;

  test('in the summary and as a suggestion at the header of the block', () => {
    const report = sampleReport(changes, { text: () => source });
    expect(planCheckRunOf(report).summary).toContain(
      '```hcl\nmoved {\n  from = aws_s3_bucket.old\n  to   = aws_s3_bucket.invoices\n}\n```',
    );
    const [suggestion] = movedSuggestions(report);
    expect(suggestion).toMatchObject({ file: 'prod/network/main.tf', line: 3 });
    expect(suggestion?.body).toContain(
      '```suggestion\nmoved {\n  from = aws_s3_bucket.old\n  to   = aws_s3_bucket.invoices\n}\n\nresource "aws_s3_bucket" "invoices" {\n```',
    );
  });

  test.each<[string, Partial<PlanReport>]>([
    ['the file is not in the change', { change: { ...sampleChange(), files: [] } }],
    ['the text is not known', { text: () => undefined }],
    ['the line holds what nobody sees', { text: () => source.replace('" {', '" {\u202E') }],
    ['the block is in a module below the root', { root: { ...sampleReport([]).root, root: 'prod' } }],
  ])('but not as a suggestion when %s', (_name, more) => {
    expect(movedSuggestions(sampleReport(changes, { text: () => source, ...more }))).toEqual([]);
  });
});

function sampleChange(): NonNullable<PlanReport['change']> {
  const { change } = sampleReport([]);
  if (!change) throw new Error('the sample has a change');
  return change;
}
