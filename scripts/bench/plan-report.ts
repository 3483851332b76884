import { loadPlan } from '../../src/evaluate/plan/load-plan.ts';
import type { Plan } from '../../src/evaluate/plan/plan.ts';
import { planFacts } from '../../src/plan/facts/facts.ts';
import type { PlanFacts } from '../../src/plan/facts/plan-facts.ts';
import type { PlanReport } from '../../src/plan/plan-report.ts';
import { sizeOf } from '../../src/report/fit.ts';
import { planCheckRunOf } from '../../src/report/plan/plan-check-run.ts';

const CHANGES = 5000;
const RUNS = 7;
const MOST_BYTES = 60_000;

/** What reading and rendering a plan of 5,000 changes costs: loading, facts and the check run of both; units are in the names. */
export function planReportCost(): Promise<Readonly<Record<string, number>>> {
  const bytes = Buffer.from(JSON.stringify(largePlan(CHANGES)));
  const load = costOf(() => loaded(bytes));
  const facts = costOf(() => planFacts(load.result));
  const report = reportOf(load.result, facts.result);
  const render = costOf(() => planCheckRunOf(report));
  const { summary, text } = render.result;
  const [summaryBytes, textBytes] = [sizeOf(summary), sizeOf(text)];
  if (Math.max(summaryBytes, textBytes) > MOST_BYTES) throw new Error('the check run is over GitHub’s limit');
  return Promise.resolve({
    changes: CHANGES,
    planMb: Math.round(bytes.length / 1e5) / 10,
    loadMs: load.ms,
    factsMs: facts.ms,
    firstRenderMs: render.firstMs,
    renderMs: render.ms,
    summaryBytes,
    textBytes,
  });
}

interface Cost<T> {
  readonly result: T;
  readonly firstMs: number;
  /** Median of the runs after the first. */
  readonly ms: number;
}

function costOf<T>(work: () => T): Cost<T> {
  const times: number[] = [];
  const timed = (): T => {
    const start = performance.now();
    const result = work();
    times.push(performance.now() - start);
    return result;
  };
  const result = timed();
  for (let run = 0; run < RUNS; run += 1) timed();
  const [first = 0, ...others] = times;
  return { result, firstMs: Math.round(first), ms: Math.round(others.toSorted((a, b) => a - b)[RUNS >> 1] ?? 0) };
}

/** A generated plan: every fourth object is replaced, destroyed, changed, created; with policies and secrets. */
function largePlan(changes: number): unknown {
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: { root_module: {} },
    resource_changes: Array.from({ length: changes }, (_, index) => resourceChange(index)),
    output_changes: {},
  };
}

function loaded(bytes: Uint8Array): Plan {
  const result = loadPlan(bytes);
  if (!('plan' in result)) throw new Error('the generated plan could not be loaded');
  return result.plan;
}

function reportOf(plan: Plan, facts: PlanFacts): PlanReport {
  return {
    root: { root: '.', name: 'bench', kind: 'terraform', varFiles: [], reasons: [] },
    change: undefined,
    gate: undefined,
    run: undefined,
    plan,
    facts,
    judgement: undefined,
    diagnostics: plan.diagnostics,
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
