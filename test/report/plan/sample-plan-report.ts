import { loadPlan } from '../../../src/evaluate/plan/load-plan.ts';
import type { Plan } from '../../../src/evaluate/plan/plan.ts';
import type { PlanRun } from '../../../src/model/plan-run.ts';
import type { Span } from '../../../src/model/span.ts';
import { planFacts } from '../../../src/plan/facts/facts.ts';
import type { PlanReport } from '../../../src/plan/plan-report.ts';

/** One entry of `resource_changes`, with what tests rarely say filled in. */
export interface SampleChange {
  readonly address: string;
  readonly type?: string;
  readonly actions: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly after_unknown?: unknown;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
  readonly replace_paths?: unknown;
  readonly action_reason?: string;
}

/** A plan of format 1.2 as `terraform show -json` prints it, loaded. */
export function samplePlan(changes: readonly SampleChange[], more: Readonly<Record<string, unknown>> = {}): Plan {
  const json = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    timestamp: '2026-07-01T10:00:00Z',
    errored: false,
    complete: true,
    applyable: true,
    planned_values: { root_module: {} },
    resource_changes: changes.map(({ address, type, action_reason, actions, ...change }) => ({
      address,
      mode: 'managed',
      type: type ?? address.split('.').at(-2),
      name: address.split('.').at(-1),
      provider_name: 'registry.terraform.io/hashicorp/aws',
      ...(action_reason === undefined ? {} : { action_reason }),
      change: {
        actions,
        before: change.before ?? null,
        after: change.after ?? null,
        after_unknown: change.after_unknown ?? {},
        before_sensitive: change.before_sensitive ?? false,
        after_sensitive: change.after_sensitive ?? false,
        ...(change.replace_paths === undefined ? {} : { replace_paths: change.replace_paths }),
      },
    })),
    output_changes: {},
    ...more,
  };
  const result = loadPlan(JSON.stringify(json));
  if (!('plan' in result)) throw new Error(JSON.stringify(result.diagnostics));
  return result.plan;
}

/** The span of whole lines of a file. */
export function lines(file: string, startLine: number, endLine = startLine): Span {
  return { file, startLine, startColumn: 1, endLine, endColumn: 2, start: 0, end: 0 };
}

/** A finished run of the local back end. */
export const SAMPLE_RUN: PlanRun = {
  backEnd: 'local',
  level: 'L0',
  outcome: 'planned',
  tool: { name: 'terraform', version: '1.11.4' },
  diagnostics: [],
  commands: [
    { argv: ['terraform', 'init', '-input=false'], sha256: 'a'.repeat(64), exitCode: 0, milliseconds: 900 },
    { argv: ['terraform', 'plan', '-json'], sha256: 'b'.repeat(64), exitCode: 2, milliseconds: 3000 },
  ],
  notes: ['State of serial 12, written by Terraform 1.11.4.'],
  refreshed: true,
  redactions: 2,
  hosts: ['ec2.eu-west-1.amazonaws.com'],
  milliseconds: 41_000,
};

/** A report about a plan of `prod/network`, whose file main.tf is changed in lines 1 to 40. */
export function sampleReport(changes: readonly SampleChange[], more: Partial<PlanReport> = {}): PlanReport {
  const plan = more.plan ?? samplePlan(changes);
  return {
    root: {
      root: 'prod/network',
      name: 'prod/network',
      kind: 'terraform',
      varFiles: [],
      reasons: ['prod/network/main.tf changed'],
    },
    change: {
      name: 'acme/infra#7',
      title: 'Bigger network',
      baseSha: 'b'.repeat(40),
      headSha: 'c'.repeat(40),
      files: [
        {
          path: 'prod/network/main.tf',
          basePath: 'prod/network/main.tf',
          status: 'modified',
          hunks: [{ baseStart: 1, baseCount: 40, headStart: 1, headCount: 40 }],
        },
      ],
      truncated: false,
    },
    gate: { outcome: 'run', reasons: [] },
    run: SAMPLE_RUN,
    plan,
    facts: planFacts(plan, {
      place: (address) => (address.includes('nowhere') ? undefined : lines('prod/network/main.tf', 3, 9)),
    }),
    judgement: undefined,
    diagnostics: [],
    conclusion: 'success',
    reasons: [],
    text: () => undefined,
    ...more,
  };
}

/** A database that is replaced, with a password, next to smaller changes. */
export const SAMPLE_CHANGES: readonly SampleChange[] = [
  {
    address: 'aws_db_instance.orders',
    actions: ['delete', 'create'],
    action_reason: 'replace_because_cannot_update',
    replace_paths: [['storage_encrypted']],
    before: { storage_encrypted: false, password: 'old-and-secret-1', engine: 'postgres', id: 'db-1' },
    after: { storage_encrypted: true, password: 'new-and-secret-2', engine: 'postgres' },
    after_unknown: { id: true },
    before_sensitive: { password: true },
    after_sensitive: { password: true },
  },
  {
    address: 'aws_security_group.web',
    actions: ['update'],
    before: { ingress: ['10.0.0.0/8', '10.1.0.0/16'], name: 'web', tags: { Team: 'a' } },
    after: { ingress: ['10.1.0.0/16', '0.0.0.0/0', '::/0'], name: 'web', tags: { Team: 'b' } },
  },
  { address: 'aws_iam_role.new', actions: ['create'], after: { name: 'n' }, after_unknown: { arn: true, id: true } },
  { address: 'aws_iam_role.old', actions: ['delete'], before: { name: 'o' } },
];
