import type { UnknownValue } from '../model/value.ts';
import { unknownAt } from '../engine/kits/conditions.ts';
import type { AttributeView, ResourceView } from '../engine/resource-view.ts';
import type { Outcome } from '../engine/rule.ts';
import { provenance } from '../engine/value-text.ts';

/** What nobody uses as a real credential: stand-ins for a local or imitated service, and values that a tool fills in. */
const STAND_IN =
  /^(?:x+|\*+|test|tests|testing|mock\w*|fake\w*|dummy|none|null|example|placeholder|localstack)$|^<|\{\{/i;

/** Whether a resource or data source gives the value: it is in the state then, but not in the code. */
function isFromElsewhere({ reason, references, parts }: UnknownValue): boolean {
  if (parts || references.length === 0) return false;
  return reason === 'computed' || reason === 'data-source' || reason === 'not-evaluated';
}

/**
 * Whether an argument that holds a credential has it in clear text in the code: written there, or as the default or
 * value of a variable. Undefined when the argument is not written. The message names the argument, never the value,
 * as messages go to logs and comments.
 */
export function clearText(resource: ResourceView, place: AttributeView, isSecret?: RegExp): Outcome | undefined {
  const { value, path, span } = place;
  if (value.kind === 'absent') return undefined;
  const pass: Outcome = { kind: 'pass', attribute: path, span };
  if (value.kind === 'unknown') return isFromElsewhere(value) ? pass : unknownAt(place, value);
  const text = typeof value.value === 'string' ? value.value.trim() : '';
  if (text === '' || text.length > 10_000 || STAND_IN.test(text)) return pass;
  if (isSecret && !isSecret.test(text)) return pass;
  const message = `${resource.address} has ${path} in clear text${provenance(value)}`;
  return { kind: 'fail', message, attribute: path, span, trace: value.trace };
}
