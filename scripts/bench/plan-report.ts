import { loadPlan } from '../../src/evaluate/plan/load-plan.ts';
import { planFacts } from '../../src/plan/facts/facts.ts';
import type { PlanReport } from '../../src/plan/plan-report.ts';
import { sizeOf } from '../../src/report/fit.ts';
import { planCheckRunOf } from '../../src/report/plan/plan-check-run.ts';

const CHANGES = 5000;
const RUNS = 7;

/** What rendering the check run of a plan of 5,000 changes costs, from the loaded plan and its facts; units are in the names. */
export function planReportCost(): Promise<Readonly<Record<string, number>>> {
  const report = largeReport(CHANGES);
  const first = performance.now();
  planCheckRunOf(report);
  const firstMs = performance.now() - first;
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    planCheckRunOf(report);
    times.push(performance.now() - start);
  }
  const { summary, text } = planCheckRunOf(report);
  return Promise.resolve({
    changes: CHANGES,
    firstMs: Math.round(firstMs),
    ms: Math.round(times.toSorted((a, b) => a - b)[RUNS >> 1] ?? 0),
    summaryBytes: sizeOf(summary),
    textBytes: sizeOf(text),
  });
}

/** A report about a generated plan: every fourth object is replaced, destroyed, changed, created; with policies and secrets. */
function largeReport(changes: number): PlanReport {
  const loaded = loadPlan({
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: { root_module: {} },
    resource_changes: Array.from({ length: changes }, (_, index) => resourceChange(index)),
    output_changes: {},
  });
  if (!('plan' in loaded)) throw new Error('the generated plan could not be loaded');
  return {
    root: { root: '.', name: 'bench', kind: 'terraform', varFiles: [], reasons: [] },
    change: undefined,
    gate: undefined,
    run: undefined,
    plan: loaded.plan,
    facts: planFacts(loaded.plan),
    judgement: undefined,
    diagnostics: loaded.plan.diagnostics,
    conclusion: 'action_required',
    reasons: [],
    text: () => undefined,
  };
}

const ACTIONS = [['delete', 'create'], ['delete'], ['update'], ['create']] as const;
const TYPES = ['aws_db_instance', 'aws_iam_policy', 'aws_security_group', 'aws_s3_bucket'] as const;

function resourceChange(index: number): unknown {
  const actions = ACTIONS[index % ACTIONS.length] ?? ['update'];
  const type = TYPES[(index >> 2) % TYPES.length] ?? 'aws_s3_bucket';
  const side = (version: number): unknown => ({
    name: `object-${String(index)}`,
    engine_version: `15.${String(version)}`,
    password: `a-secret-of-${String(index)}-${String(version)}`,
    policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: [`s3:Get${String(version)}`], Resource: '*' }] }),
    ingress: Array.from({ length: 5 }, (_, rule) => ({ port: 8000 + rule + version, cidr_blocks: ['10.0.0.0/8'] })),
    tags: { Name: `object-${String(index)}`, Version: String(version), Team: 'platform' },
    user_data: `#!/bin/sh\necho ${String(version)}\n`,
  });
  return {
    address: `module.m${String(index % 50)}.${type}.this[${String(index)}]`,
    module_address: `module.m${String(index % 50)}`,
    mode: 'managed',
    type,
    name: 'this',
    index,
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: {
      actions,
      before: index % 4 === 3 ? null : side(1),
      after: index % 4 === 1 ? null : side(2),
      after_unknown: { arn: true },
      before_sensitive: index % 4 === 3 ? false : { password: true },
      after_sensitive: index % 4 === 1 ? false : { password: true },
      replace_paths: index % 4 === 0 ? [['engine_version']] : [],
    },
  };
}
