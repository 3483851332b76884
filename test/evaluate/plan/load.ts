import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Attribute, Resource } from '../../../src/model/resource.ts';
import { loadPlan, type LoadPlanOptions } from '../../../src/evaluate/plan/load-plan.ts';
import type { Plan } from '../../../src/evaluate/plan/plan.ts';

/** The plan in `input`, which must be one. */
export function planIn(input: unknown, options?: LoadPlanOptions): Plan {
  const loaded = loadPlan(input, options);
  if ('plan' in loaded) return loaded.plan;
  throw new Error(loaded.diagnostics.map(({ message }) => message).join('\n'));
}

/** The text of a plan that Terraform 1.11.4 printed (test/evaluate/plan/data). */
export function recorded(name: 'create' | 'change'): string {
  return readFileSync(join(import.meta.dirname, 'data', `${name}.json`), 'utf8');
}

/** The resource at exactly this address. */
export function at(plan: Plan, address: string): Resource {
  const found = plan.graph.resources.find((resource) => resource.address === address);
  if (!found) throw new Error(`no ${address} among ${plan.graph.resources.map((each) => each.address).join(', ')}`);
  return found;
}

/** An attribute of a resource, which must be there. */
export function attributeOf(plan: Plan, address: string, name: string): Attribute {
  const found = at(plan, address).body.attributes.get(name);
  if (!found) throw new Error(`${address} has no ${name}`);
  return found;
}

/** One object that a small plan written for a test creates. */
export interface Created {
  readonly address: string;
  readonly after: Readonly<Record<string, unknown>>;
  readonly unknown?: unknown;
  readonly sensitive?: unknown;
  readonly module?: string;
}

/** A plan in format 1.2 that creates objects; `expressions` is the configuration of those in the root module, by address. */
export function creating(
  objects: readonly Created[],
  expressions?: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const named = (address: string): { type: string; name: string } => {
    const [type = '', name = ''] = address
      .replace(/\[[^\]]*\]$/, '')
      .split('.')
      .slice(-2);
    return { type, name };
  };
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    resource_changes: objects.map(({ address, after, unknown = {}, sensitive = {}, module }) => ({
      address,
      ...(module === undefined ? {} : { module_address: module }),
      mode: 'managed',
      ...named(address),
      provider_name: 'registry.terraform.io/hashicorp/aws',
      change: {
        actions: ['create'],
        before: null,
        after,
        after_unknown: unknown,
        before_sensitive: false,
        after_sensitive: sensitive,
      },
    })),
    ...(expressions && {
      configuration: {
        root_module: {
          resources: Object.entries(expressions).map(([address, body]) => ({
            address,
            mode: 'managed',
            ...named(address),
            provider_config_key: 'aws',
            expressions: body,
          })),
        },
      },
    }),
  };
}
