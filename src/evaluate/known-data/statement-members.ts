import type { Value } from '../../model/value.ts';
import type { PolicyPart } from './policy-parts.ts';

/** One statement of a policy document as the provider writes it, members in its order. */
export interface RenderedStatement {
  /** '' when there is none; undefined when it is not known. */
  readonly sid: string | undefined;
  readonly value: Value;
  /** Everything in it is certain. */
  readonly exact: boolean;
}

/** Collects the members of one statement. */
export function collectMembers(): {
  readonly members: Map<string, Value>;
  readonly add: (name: string, part: PolicyPart | undefined) => void;
  readonly isExact: () => boolean;
} {
  const members = new Map<string, Value>();
  let exact = true;
  return {
    members,
    add: (name, part) => {
      if (!part) return;
      members.set(name, part.value);
      exact &&= part.exact;
    },
    isExact: () => exact,
  };
}
