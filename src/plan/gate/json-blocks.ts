/** Labels of the blocks of a configuration. Source: https://developer.hashicorp.com/terraform/language/syntax/json */
const LABELS: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['ephemeral', 2],
  ['action', 2],
  ['list', 2],
  ['provider', 1],
  ['module', 1],
  ['variable', 1],
  ['output', 1],
  ['check', 1],
]);

/** Blocks in whose whole inside other blocks matter to the gate. */
const DEEP = new Set(['terraform', 'provider', 'check']);

/**
 * True when a text in Terraform's JSON syntax may hold a block in a list in a list. Terraform reads the block (1.11 does, where a
 * body is expected); our parser takes it for a value, so that it would not be judged. `text` is valid JSON; when it is not, true.
 */
export function hidesJsonBlocks(text: string): boolean {
  if (text.trim() === '') return false;
  try {
    const root: unknown = JSON.parse(text);
    const objects = Array.isArray(root) ? root : [root];
    return objects.some((one) => isRecord(one) && Object.entries(one).some(([type, value]) => hides(type, value)));
  } catch {
    return true;
  }
}

function hides(type: string, value: unknown): boolean {
  const deepest = DEEP.has(type) ? Number.POSITIVE_INFINITY : (LABELS.get(type) ?? 0);
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { depth } = next;
    if (Array.isArray(next.value)) {
      for (const item of next.value as readonly unknown[]) {
        if (Array.isArray(item) && (item as readonly unknown[]).some(holdsObject)) return true;
        waiting.push({ value: item, depth });
      }
    } else if (isRecord(next.value) && depth < deepest) {
      for (const inner of Object.values(next.value)) waiting.push({ value: inner, depth: depth + 1 });
    }
  }
  return false;
}

function holdsObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
