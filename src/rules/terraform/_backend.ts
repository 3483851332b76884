import type { ResourceView } from '../../engine/resource-view.ts';
import type { Block } from '../../model/resource.ts';

/** The `backend` block of a `terraform` block (there is one at most), when it is of this type. */
export function backendOf(resource: ResourceView, type: string): Block | undefined {
  return resource.blocks('backend').blocks.find((block) => block.labels[0] === type);
}

/**
 * Whether settings may come from `terraform init -backend-config`: what names the state is not all written, so what
 * else is missing may be given there as well.
 * Source: https://developer.hashicorp.com/terraform/language/backend#partial-configuration
 */
export function isPartial(backend: Block, names: readonly string[]): boolean {
  return names.some((name) => !backend.attributes.has(name));
}
