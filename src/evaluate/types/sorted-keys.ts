import { compareCodePoints } from '../../model/order.ts';

/** The keys of a map or object in the order in which Terraform goes over them. */
export function sortedKeys(map: ReadonlyMap<string, unknown>): readonly string[] {
  return [...map.keys()].sort(compareCodePoints);
}
