import {
  isPlanObject,
  parsePlanJson,
  type ExpectedPlan,
  type ExpectedValues,
  type PlanJson,
  type PlanObject,
} from '../../test/terraform/expected-plan.ts';

/**
 * Reduces the output of `terraform show -json PLAN` to the planned values by address.
 * Source: https://developer.hashicorp.com/terraform/internals/json-format
 */
export function compactPlan(json: string): ExpectedPlan {
  const plan = parsePlanJson(json);
  const resources = new Map<string, ExpectedValues>();
  // Data sources that were read while planning stand in the prior state.
  for (const resource of stateResources(at(plan, 'prior_state', 'values', 'root_module')))
    resources.set(addressOf(resource), expected(at(resource, 'values'), false, at(resource, 'sensitive_values')));
  for (const change of list(at(plan, 'resource_changes')))
    resources.set(addressOf(change), expectedChange(at(change, 'change')));
  const outputs = Object.entries(fields(at(plan, 'output_changes'))).map(([name, change]): [string, ExpectedValues] => [
    name,
    expectedChange(change),
  ]);
  return { resources: sorted([...resources]), outputs: sorted(outputs) };
}

function expectedChange(change: PlanJson): ExpectedValues {
  return expected(at(change, 'after'), at(change, 'after_unknown'), at(change, 'after_sensitive'));
}

function expected(values: PlanJson, unknownMask: PlanJson, sensitiveMask: PlanJson): ExpectedValues {
  const unknown = pointers(unknownMask);
  const sensitive = pointers(sensitiveMask);
  return {
    values: withoutNulls(values),
    ...(unknown.length > 0 ? { unknown } : {}),
    ...(sensitive.length > 0 ? { sensitive } : {}),
  };
}

function withoutNulls(values: PlanJson): PlanJson {
  if (!isPlanObject(values)) return values;
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/** Where a mask is true. */
function pointers(mask: PlanJson, path = ''): readonly string[] {
  if (mask === true) return [path];
  const entries = Array.isArray(mask)
    ? mask.map((one: PlanJson, index): [string, PlanJson] => [String(index), one])
    : Object.entries(fields(mask));
  return entries
    .flatMap(([key, one]) => pointers(one, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`))
    .sort();
}

function stateResources(module: PlanJson): readonly PlanJson[] {
  return [...list(at(module, 'resources')), ...list(at(module, 'child_modules')).flatMap(stateResources)];
}

function at(value: PlanJson, ...path: readonly string[]): PlanJson {
  return path.reduce<PlanJson>((node, key) => fields(node)[key] ?? null, value);
}

function addressOf(value: PlanJson): string {
  const address = at(value, 'address');
  return typeof address === 'string' ? address : '';
}

function list(value: PlanJson): readonly PlanJson[] {
  return Array.isArray(value) ? (value as readonly PlanJson[]) : [];
}

function fields(value: PlanJson): PlanObject {
  return isPlanObject(value) ? value : {};
}

function sorted(entries: readonly (readonly [string, ExpectedValues])[]): Readonly<Record<string, ExpectedValues>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
