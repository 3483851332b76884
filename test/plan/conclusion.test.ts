import { describe, expect, test } from '@jest/globals';
import type { ComparedFinding } from '../../src/model/finding.ts';
import type { PlanRun } from '../../src/model/plan-run.ts';
import type { Scorecard } from '../../src/model/scorecard.ts';
import { fileSpan } from '../../src/model/span.ts';
import { concludePlan, type ConclusionInput } from '../../src/plan/conclusion.ts';
import { planFacts } from '../../src/plan/facts/facts.ts';
import type { GateDecision } from '../../src/plan/gate/gate-decision.ts';
import type { PlanConclusion, PlanJudgement } from '../../src/plan/plan-report.ts';
import { defaultPolicy, policySchema, type Policy } from '../../src/policy/schema.ts';
import { smallPlan, type Entry } from './facts/small-plan.ts';

const RUN: PlanRun = {
  backEnd: 'local',
  level: 'L0',
  outcome: 'planned',
  diagnostics: [],
  commands: [],
  notes: [],
  refreshed: true,
  redactions: 0,
  hosts: [],
  milliseconds: 1,
};

const GATE: GateDecision = { outcome: 'run', reasons: [] };

const CREATE: Entry = { address: 'aws_vpc.a', actions: ['create'], after: {} };
const UPDATE: Entry = { address: 'aws_vpc.a', actions: ['update'], before: { a: 1 }, after: { a: 2 } };
const DELETE: Entry = { address: 'aws_vpc.a', actions: ['delete'], before: {} };
const FORGET: Entry = { address: 'aws_s3_bucket.a', actions: ['forget'], before: {} };
const DATABASE: Entry = { address: 'aws_db_instance.a', actions: ['delete', 'create'], before: {}, after: {} };
const SERVER: Entry = { address: 'aws_instance.a', actions: ['delete'], before: {} };
const UNPROTECTED: Entry = {
  address: 'aws_db_instance.a',
  actions: ['update'],
  before: { deletion_protection: true },
  after: { deletion_protection: false },
};

/** The input of a good run with these changes; `rest` goes into the plan. */
function input(changes: readonly Entry[], rest: Readonly<Record<string, unknown>> = {}): ConclusionInput {
  const plan = smallPlan(changes, rest);
  return {
    run: RUN,
    gate: GATE,
    plan,
    facts: planFacts(plan),
    judgement: undefined,
    diagnostics: plan.diagnostics,
    policy: defaultPolicy,
    trusted: true,
  };
}

const withPolicy = (conclusion: Partial<Policy['plan']['conclusion']>): Policy =>
  policySchema.parse({ plan: { conclusion } });

const error = (summary: string) => ({ severity: 'error' as const, summary, detail: '' });

function judgement(severity: 'high' | 'medium', state: ComparedFinding['state']): PlanJudgement {
  const span = fileSpan('main.tf');
  const figure = { score: 90, low: 0, high: 100, coverage: 1, points: 100 };
  const scorecard: Scorecard = { overall: figure, reliability: figure, security: figure, items: [] };
  const finding: ComparedFinding = {
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
    span,
    trace: [],
    related: [],
    instances: [],
    fingerprint: 'f',
    state,
    side: 'RIGHT',
    anchor: span,
  };
  return {
    findings: [finding],
    undecided: [],
    scorecard,
    parity: { agreed: 0, differences: [] },
    ruleErrors: [],
  };
}

describe('a plan concludes', () => {
  const failingCheck = {
    checks: [
      {
        address: { to_display: 'check.health', kind: 'check' },
        status: 'fail',
        instances: [{ address: { to_display: 'check.health' }, status: 'fail', problems: [{ message: 'No.' }] }],
      },
    ],
  };
  const unknownCheck = { checks: [{ address: { to_display: 'aws_vpc.a' }, status: 'unknown', instances: [] }] };
  const deferred = {
    deferred_changes: [
      {
        reason: 'unknown',
        resource_change: {
          ...{ address: 'aws_vpc.l', mode: 'managed', type: 'aws_vpc', name: 'l' },
          change: { actions: ['create'], before: null, after: {} },
        },
      },
    ],
  };
  const broken = { resource_changes: [{ address: 'aws_vpc.a' }] };
  const protectedFacts = planFacts(smallPlan([DELETE]), { lifecycleOf: () => ({ preventDestroy: true }) });

  const cases: readonly (readonly [
    name: string,
    conclusion: PlanConclusion,
    reason: string,
    input: ConclusionInput,
  ])[] = [
    ['no change', 'success', 'The plan changes no object.', input([])],
    ['creations only', 'success', 'The plan changes and destroys nothing that is there.', input([CREATE])],
    ['an update', 'success', '1 object is changed in place.', input([UPDATE])],
    [
      'an update, by policy',
      'neutral',
      '1 object is changed in place.',
      { ...input([UPDATE]), policy: withPolicy({ update: 'neutral' }) },
    ],
    ['a destruction without data', 'success', '1 object is destroyed or replaced.', input([DELETE])],
    [
      'the same, by policy',
      'neutral',
      '1 object is destroyed or replaced.',
      { ...input([DELETE]), policy: withPolicy({ update: 'neutral' }) },
    ],
    ['an object that is forgotten', 'success', '1 object is no longer managed.', input([FORGET])],
    ['loss of data', 'action_required', '1 object that holds data is destroyed or replaced.', input([DATABASE])],
    [
      'loss of data, by policy',
      'failure',
      '1 object that holds data is destroyed or replaced.',
      { ...input([DATABASE]), policy: withPolicy({ dataLoss: 'failure' }) },
    ],
    [
      'perhaps loss of data: no failure',
      'neutral',
      '1 object that may hold data is destroyed or replaced.',
      { ...input([SERVER]), policy: withPolicy({ dataLoss: 'failure' }) },
    ],
    ['a protection that goes', 'neutral', '1 protection is switched off or lowered.', input([UNPROTECTED])],
    [
      'words that nobody knows',
      'neutral',
      '1 change of a kind that this version does not know may be dangerous.',
      input([{ ...UPDATE, actions: ['smash'] }]),
    ],
    [
      'prevent_destroy',
      'failure',
      'The configuration forbids to destroy 1 object that the plan would destroy (prevent_destroy).',
      { ...input([DELETE]), facts: protectedFacts },
    ],
    [
      'an errored plan',
      'failure',
      'Planning failed: the plan holds only what was found up to the error.',
      input([CREATE], { errored: true, complete: false }),
    ],
    [
      'an error beside a whole plan',
      'failure',
      'Bad thing.',
      { ...input([CREATE]), run: { ...RUN, diagnostics: [error('Bad thing')] } },
    ],
    [
      'a check that does not hold',
      'neutral',
      '1 check of the configuration does not hold.',
      input([CREATE], failingCheck),
    ],
    [
      'a check that nobody knows yet',
      'success',
      'The plan changes and destroys nothing that is there.',
      input([CREATE], unknownCheck),
    ],
    [
      'changes put off',
      'neutral',
      '1 change is put off to a later plan and not shown here.',
      input([CREATE], { ...deferred, complete: false }),
    ],
    [
      'an incomplete plan',
      'neutral',
      'The plan is incomplete: more changes follow after it.',
      input([CREATE], { complete: false }),
    ],
    [
      'a part that cannot be read',
      'neutral',
      '2 parts of the plan could not be read, so a change may be missing.',
      input([], broken),
    ],
    [
      'a plan that its author may have written',
      'neutral',
      'The plan comes from a job that runs code of the change, so its author may have written it: nothing is concluded from it.',
      { ...input([]), trusted: false },
    ],
    [
      'such a plan with a danger in it',
      'action_required',
      '1 object that holds data is destroyed or replaced.',
      { ...input([DATABASE]), trusted: false },
    ],
    ['a plan from a file', 'success', 'The plan changes no object.', { ...input([]), run: undefined, gate: undefined }],
    [
      'a new finding on planned values',
      'failure',
      'This change introduces 1 finding of severity high or above (1 high).',
      { ...input([CREATE]), judgement: judgement('high', 'introduced') },
    ],
    [
      'a worse finding',
      'failure',
      'This change worsens 1 finding of severity high or above (1 high).',
      { ...input([CREATE]), judgement: judgement('high', 'worsened') },
    ],
    [
      'a finding that was there',
      'success',
      'The plan changes and destroys nothing that is there.',
      { ...input([CREATE]), judgement: judgement('high', 'pre-existing') },
    ],
    [
      'a lesser finding',
      'success',
      'The plan changes and destroys nothing that is there.',
      { ...input([CREATE]), judgement: judgement('medium', 'introduced') },
    ],
    [
      'a rule that failed',
      'neutral',
      '1 rule failed with an internal error, so what it judges is not known.',
      {
        ...input([CREATE]),
        judgement: { ...judgement('medium', 'introduced'), ruleErrors: [{ ruleId: 'r', address: 'a', message: 'm' }] },
      },
    ],
    [
      'an empty state',
      'neutral',
      'The plan was made against an empty state, so its counts and replacements mean nothing.',
      { ...input([CREATE]), run: { ...RUN, level: 'L3' } },
    ],
    [
      'an empty state, whatever the changes',
      'neutral',
      'The plan was made against an empty state, so its counts and replacements mean nothing.',
      { ...input([DATABASE]), run: { ...RUN, level: 'L3' } },
    ],
    [
      'a state that was not refreshed',
      'success',
      'The plan changes no object.',
      { ...input([]), run: { ...RUN, level: 'L1' } },
    ],
  ];
  test.each(cases)('%s: %s', (_name, conclusion, reason, given) => {
    const result = concludePlan(given);
    expect(result.conclusion).toBe(conclusion);
    expect(result.reasons[0]).toBe(reason);
  });
});

describe('without a plan it concludes', () => {
  const none = { ...input([]), plan: undefined, facts: undefined };
  const run = (given: Partial<PlanRun>): ConclusionInput => ({ ...none, run: { ...RUN, ...given } });
  const reason = {
    code: 'provider-not-allowed',
    message: 'The provider evil/x is not on the list',
    remedy: 'Ask a maintainer.',
  };
  const flag = { ...reason, effect: 'flag' as const, message: 'Reads a state' };
  const cases: readonly (readonly [
    name: string,
    conclusion: PlanConclusion,
    reasons: readonly string[],
    input: ConclusionInput,
  ])[] = [
    [
      'a hold of the gate',
      'action_required',
      ['The plan waits for the approval of a maintainer.', 'The provider evil/x is not on the list. Ask a maintainer.'],
      { ...none, run: undefined, gate: { outcome: 'hold', reasons: [{ ...reason, effect: 'hold' }, flag] } },
    ],
    [
      'a refusal of the gate',
      'neutral',
      ['The plan is refused.', 'The provider evil/x is not on the list. Ask a maintainer.'],
      { ...none, run: undefined, gate: { outcome: 'refuse', reasons: [{ ...reason, effect: 'refuse' }] } },
    ],
    [
      'a failure',
      'failure',
      ['Terraform failed in the step plan.', 'Invalid reference.'],
      run({
        outcome: 'failed',
        stage: 'plan',
        diagnostics: [error('Invalid reference'), { ...error('w'), severity: 'warning' }],
      }),
    ],
    [
      'a failure of OpenTofu',
      'failure',
      ['OpenTofu failed in the step init.'],
      run({ outcome: 'failed', stage: 'init', tool: { name: 'tofu', version: '1.9.0' } }),
    ],
    [
      'a failure against an empty state: no proof',
      'neutral',
      [
        'Terraform failed in the step plan.',
        'The plan was made against an empty state, so its counts and replacements mean nothing.',
      ],
      run({ outcome: 'failed', stage: 'plan', level: 'L3' }),
    ],
    [
      'an invalid configuration, which no state makes valid',
      'failure',
      ['Terraform failed in the step validate.'],
      run({ outcome: 'failed', stage: 'validate', level: 'L3' }),
    ],
    [
      'the end of its time',
      'timed_out',
      ['Terraform ran out of time in the step init.'],
      run({ outcome: 'timed-out', stage: 'init' }),
    ],
    ['a cancellation', 'cancelled', ['The plan was cancelled.'], run({ outcome: 'cancelled' })],
    [
      'nothing run',
      'neutral',
      ['The sandbox is off.'],
      run({ outcome: 'not-run', level: 'L5', reason: 'The sandbox is off.' }),
    ],
    [
      'a validation',
      'neutral',
      ['There is no plan: the configuration was only validated.', 'Validation found 1 error.', 'No credentials.'],
      run({ outcome: 'validated', level: 'L4', reason: 'No credentials.', diagnostics: [error('x')] }),
    ],
    [
      'a plan that cannot be read',
      'neutral',
      ['The plan could not be read: plan.json is empty.'],
      {
        ...none,
        diagnostics: [
          { code: 'unreadable', severity: 'error', span: fileSpan('plan.json'), message: 'plan.json is empty.' },
        ],
      },
    ],
    ['nothing at all', 'neutral', ['There is no plan to speak of.'], { ...none, run: undefined, gate: undefined }],
  ];
  test.each(cases)('%s: %s', (_name, conclusion, reasons, given) => {
    expect(concludePlan(given)).toEqual({ conclusion, reasons });
  });
});

test('reasons stand in the order of what they lead to, each once', () => {
  const given = input([DATABASE, { ...SERVER }, UPDATE], { complete: false });
  expect(concludePlan({ ...given, trusted: false, judgement: judgement('high', 'introduced') })).toEqual({
    conclusion: 'failure',
    reasons: [
      'This change introduces 1 finding of severity high or above (1 high).',
      '1 object that holds data is destroyed or replaced.',
      '1 object that may hold data is destroyed or replaced.',
      'The plan is incomplete: more changes follow after it.',
      'The plan comes from a job that runs code of the change, so its author may have written it: nothing is concluded from it.',
      '2 objects are destroyed or replaced.',
    ],
  });
});
