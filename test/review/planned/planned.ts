import { rules } from '../../../src/rules/registry.ts';
import { evaluate, type Evaluation } from '../../../src/evaluate/evaluate.ts';
import { loadPlan } from '../../../src/evaluate/plan/load-plan.ts';
import type { PlanJudgement } from '../../../src/plan/plan-report.ts';
import { parsePolicy } from '../../../src/policy/parse-policy.ts';
import { judgePlan } from '../../../src/review/planned/judge-plan.ts';
import { judgeSide, type JudgedSide } from '../../../src/review/judge-side.ts';
import { sourceIndex } from '../../../src/review/planned/source-index.ts';
import { parseFiles } from '../../../src/syntax/parse.ts';

/** What happens to one object, for a plan written for a test. `after` of null destroys it. */
export interface PlannedChange {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before?: Readonly<Record<string, unknown>> | null;
  readonly after?: Readonly<Record<string, unknown>> | null;
  readonly unknown?: unknown;
  readonly sensitive?: unknown;
  readonly previous?: string;
}

const policy = parsePolicy('', 'plumbline.yml').policy;

/** A plan in format 1.2, as `terraform show -json` has it, as data. */
export function planOf(
  changes: readonly PlannedChange[],
  further: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    resource_changes: changes.map(
      ({ address, actions, before = null, after = null, unknown = {}, sensitive = {}, previous }) => {
        const [type = '', name = ''] = address
          .replaceAll(/\[[^\]]*\]/g, '')
          .split('.')
          .slice(-2);
        const index = /\[(\d+|"[^"]*")\]$/.exec(address)?.[1];
        return {
          address,
          mode: 'managed',
          type,
          name,
          provider_name: 'registry.terraform.io/hashicorp/aws',
          ...(index === undefined ? {} : { index: JSON.parse(index) as string | number }),
          ...(previous === undefined ? {} : { previous_address: previous }),
          change: {
            actions,
            before,
            after,
            after_unknown: unknown,
            before_sensitive: sensitive,
            after_sensitive: sensitive,
          },
        };
      },
    ),
    ...further,
  };
}

/** HCP Terraform's redacted form of a plan: without configuration, variables and states. */
export function redacted(plan: object): Readonly<Record<string, unknown>> {
  const left = new Set(['format_version', 'configuration', 'variables', 'planned_values', 'prior_state']);
  const { format_version: version } = plan as { readonly format_version?: unknown };
  const kept = Object.entries(plan).filter(([name]) => !left.has(name));
  return { plan_format_version: version, ...Object.fromEntries(kept) };
}

/** Files of a tree, evaluated with the top as root module, and judged. */
export async function judgedFiles(files: ReadonlyMap<string, string>): Promise<JudgedSide> {
  const encoder = new TextEncoder();
  const bytes = new Map([...files].map(([path, text]) => [path, encoder.encode(text)]));
  const sourceFiles = { paths: new Set(bytes.keys()), read: (path: string) => bytes.get(path) };
  const evaluation: Evaluation = evaluate(await parseFiles(bytes), { roots: ['.'], sourceFiles });
  return judgeSide({ ...evaluation, unreadable: [], options: {}, key: '' }, policy, rules);
}

/** What all rules say about a plan of `files` (none: a plan without its source). */
export async function judged(plan: unknown, files?: Readonly<Record<string, string>>): Promise<PlanJudgement> {
  if (files === undefined) return judge(plan);
  return judge(plan, await judgedFiles(new Map(Object.entries(files))));
}

/** The same for a source that was judged before. */
export function judge(json: unknown, head?: JudgedSide): PlanJudgement {
  const source = head && sourceIndex(head.graph, '.');
  const loaded = loadPlan(json, { file: 'plan.json', source });
  if (!('plan' in loaded)) throw new Error(loaded.diagnostics.map(({ message }) => message).join('\n'));
  return judgePlan({ plan: loaded.plan, source, head, policy, rules });
}
