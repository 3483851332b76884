import type { Resource } from '../../src/model/resource.ts';
import { isList, isObject, type Value } from '../../src/model/value.ts';
import { evaluate, type Evaluation, type EvaluateOptions } from '../../src/evaluate/evaluate.ts';
import { parseFiles } from '../../src/syntax/parse.ts';

/** Files by path, parsed and evaluated. */
export async function evaluated(
  files: Readonly<Record<string, string>>,
  options?: EvaluateOptions,
): Promise<Evaluation> {
  const encoder = new TextEncoder();
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, encoder.encode(text)]));
  return evaluate(await parseFiles(bytes), options);
}

/** The resource at `address`; fails the test when it is not there. */
export function at(evaluation: Evaluation, address: string, root = '.'): Resource {
  const resource = evaluation.graph.at(root, address);
  if (!resource) throw new Error(`no ${address} in ${evaluation.graph.resources.map((r) => r.address).join(', ')}`);
  return resource;
}

/** The value of an attribute of the resource at `address`. */
export function valueOf(evaluation: Evaluation, address: string, attribute: string, root = '.'): Value {
  const written = at(evaluation, address, root).body.attributes.get(attribute);
  if (!written) throw new Error(`${address} has no ${attribute}`);
  return written.value;
}

/** A value in short: known data as it is, `?reason` for an unknown, its parts in braces when it has some. */
export function short(value: Value): unknown {
  if (value.kind === 'absent') return 'absent';
  if (value.kind === 'unknown') {
    if (!value.parts) return `?${value.reason}`;
    return value.parts.map((part) => (typeof part === 'string' ? part : `{?${part.reason}}`)).join('');
  }
  if (isObject(value.value)) return Object.fromEntries([...value.value].map(([key, item]) => [key, short(item)]));
  return isList(value.value) ? value.value.map(short) : value.value;
}

/** What every instance of the block at `address` has for an attribute: address by address. */
export function valuesOf(evaluation: Evaluation, address: string, attribute: string, root = '.'): unknown {
  const found = evaluation.graph.instancesOf(root, address).flatMap(({ instances, body }) => {
    const value = body.attributes.get(attribute)?.value;
    return instances.map((name) => [name, value && short(value)] as const);
  });
  return Object.fromEntries(found);
}
