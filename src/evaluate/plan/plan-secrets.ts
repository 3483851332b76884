import type { Configuration, DeclaredModule } from './configuration.ts';
import { isJsonList, isJsonObject, type Json, type JsonObject } from './json.ts';
import type { ObjectReader } from './reader.ts';
import { isSecretName, namedSecrets, secretsOf, type Secrets } from './secrets.ts';

type Pair = readonly [value: Json | undefined, mask: Json | undefined];

/**
 * The secrets of a plan: everything under a sensitivity mask, and sensitive variables and outputs, which have no mask.
 * Where the plan has no masks at all, names of arguments decide. A secret in one place is one everywhere:
 * `terraform_data` masks its `input` and prints the same text in `output`.
 */
export function planSecrets(
  plan: ObjectReader,
  configuration: Configuration | undefined,
  statesSensitivity: boolean,
): Secrets {
  const pairs: Pair[] = [];
  const { object } = plan;
  for (const name of ['resource_changes', 'resource_drift']) {
    for (const entry of objectsIn(object.get(name))) changePairs(entry.get('change'), pairs);
  }
  for (const entry of objectsIn(object.get('deferred_changes'))) {
    const inner = entry.get('resource_change');
    if (isJsonObject(inner)) changePairs(inner.get('change'), pairs);
  }
  for (const change of membersOf(object.get('output_changes')).values()) changePairs(change, pairs);
  statePairs(object.get('planned_values'), pairs);
  const state = object.get('prior_state');
  if (isJsonObject(state)) statePairs(state.get('values'), pairs);
  const variables = membersOf(object.get('variables'));
  for (const [name, variable] of variables) {
    const declared = configuration?.root.variables.get(name)?.sensitive;
    const isSecret = declared === true || ((!statesSensitivity || !configuration) && isSecretName(name));
    if (isSecret && isJsonObject(variable)) pairs.push([variable.get('value'), true]);
  }
  if (configuration) defaultPairs(configuration.root, pairs);
  return secretsOf(pairs);
}

function changePairs(change: Json | undefined, into: Pair[]): void {
  if (!isJsonObject(change)) return;
  for (const side of ['before', 'after']) {
    const value = change.get(side);
    if (change.has(`${side}_sensitive`)) into.push([value, change.get(`${side}_sensitive`)]);
    else into.push(...namedSecrets(value));
  }
}

function statePairs(values: Json | undefined, into: Pair[]): void {
  if (!isJsonObject(values)) return;
  for (const output of membersOf(values.get('outputs')).values()) {
    if (isJsonObject(output) && output.get('sensitive') === true) into.push([output.get('value'), true]);
  }
  const visit = (module: Json | undefined): void => {
    if (!isJsonObject(module)) return;
    for (const resource of objectsIn(module.get('resources'))) {
      if (resource.has('sensitive_values')) into.push([resource.get('values'), resource.get('sensitive_values')]);
      else into.push(...namedSecrets(resource.get('values')));
    }
    for (const child of objectsIn(module.get('child_modules'))) visit(child);
  };
  visit(values.get('root_module'));
}

function defaultPairs(module: DeclaredModule, into: Pair[]): void {
  for (const variable of module.variables.values())
    if (variable.sensitive === true) into.push([variable.default, true]);
  for (const call of module.calls.values()) defaultPairs(call.module, into);
}

function objectsIn(json: Json | undefined): readonly JsonObject[] {
  return isJsonList(json) ? json.filter(isJsonObject) : [];
}

function membersOf(json: Json | undefined): JsonObject {
  return isJsonObject(json) ? json : new Map();
}
