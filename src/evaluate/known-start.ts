import type { UnknownValue, Value } from '../model/value.ts';
import { isNull, scalarOf } from './conversion.ts';

/** Characters that nothing that follows them can change when the text is normalized. */
const UNCHANGING = /[\n\t -/:-@[-`{-~]$/;

/**
 * Whether a text that is known only in part starts with `prefix`; undefined when the unknown part decides it. The last character
 * of the known beginning may be joined with a combining mark, as in Terraform's own reasoning.
 * Source: https://pkg.go.dev/github.com/zclconf/go-cty/cty#RefinementBuilder.StringPrefix
 */
export function knownStart(text: UnknownValue, prefix: string): boolean | undefined {
  const start = startOf(text);
  if (start === undefined) return undefined;
  if (start.startsWith(prefix)) return true;
  return prefix.startsWith(start) ? undefined : false;
}

/** True when `other` is certainly not the text that is known only in part: it is null or begins in another way. */
export function differsAtStart(text: UnknownValue, other: Value): boolean {
  if (text.parts === undefined || text.reason === 'invalid' || other.kind === 'unknown') return false;
  if (isNull(other)) return true;
  const scalar = scalarOf(other);
  const start = startOf(text);
  return typeof scalar === 'string' && start !== undefined && !scalar.startsWith(start);
}

/** The part of the known beginning of a text that nothing can change; undefined when it is not known how it begins. */
function startOf({ parts, reason }: UnknownValue): string | undefined {
  // What Terraform refuses is no text.
  if (reason === 'invalid') return undefined;
  const [first] = parts ?? [];
  if (typeof first !== 'string') return parts === undefined ? undefined : '';
  return UNCHANGING.test(first) ? first : first.slice(0, -1);
}
