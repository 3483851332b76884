import type { Block, Graph, Resource } from '../model/resource.ts';
import { type Value, isObject } from '../model/value.ts';

/** Arguments that hold tags: AWS and Azure, Google Cloud, Cloud SQL, GKE. */
const TAG_ARGUMENTS = ['tags', 'labels', 'user_labels', 'resource_labels'];

/**
 * Tags and labels of a resource whose value is known, keys in lower case; `default_tags` of its provider included. What is
 * unknown is left out, so it decides nothing.
 */
export function knownTags(resource: Resource, graph: Graph): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  if (resource.type.startsWith('aws_') && resource.provider !== undefined) {
    const provider = graph.at(resource.root, resource.provider);
    for (const block of blocksOf(provider?.body, 'default_tags')) add(block.attributes.get('tags')?.value, tags);
  }
  for (const block of blocksOf(resource.body, 'settings')) addArguments(block, tags);
  addArguments(resource.body, tags);
  // aws_autoscaling_group and its like: one block for each tag.
  for (const block of blocksOf(resource.body, 'tag')) {
    const key = text(block.attributes.get('key')?.value);
    const value = text(block.attributes.get('value')?.value);
    if (key !== undefined && value !== undefined) tags.set(key.toLowerCase(), value);
  }
  return tags;
}

function addArguments(block: Block, tags: Map<string, string>): void {
  for (const name of TAG_ARGUMENTS) add(block.attributes.get(name)?.value, tags);
}

function add(value: Value | undefined, tags: Map<string, string>): void {
  if (value?.kind !== 'known' || !isObject(value.value)) return;
  for (const [key, item] of value.value) {
    const known = text(item);
    // An unknown value replaces the provider's default by something we cannot read.
    if (known === undefined) tags.delete(key.toLowerCase());
    else tags.set(key.toLowerCase(), known);
  }
}

function blocksOf(body: Block | undefined, type: string): readonly Block[] {
  return body?.blocks.filter((block) => block.type === type) ?? [];
}

function text(value: Value | undefined): string | undefined {
  if (value?.kind !== 'known') return undefined;
  return typeof value.value === 'string' || typeof value.value === 'number' || typeof value.value === 'boolean'
    ? String(value.value)
    : undefined;
}
