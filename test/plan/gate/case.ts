import type { GateCode } from '../../../src/plan/gate/gate-codes.data.ts';
import type { GateEffect } from '../../../src/plan/gate/gate-decision.ts';
import type { GateCase, Tree } from './gate-of.ts';

/** One judgement: `effect` of `code` is expected, or with `never` that the code does not show up at all. */
export interface CodeCase {
  readonly code: GateCode;
  readonly effect: GateEffect | 'never';
  readonly name: string;
  readonly gate: GateCase;
}

type Options = Omit<GateCase, 'head'>;

/** A case of one code: `head` is the text of live/main.tf, or a tree. Left out, the base is an empty root module. */
export function on(
  code: GateCode,
  effect: CodeCase['effect'],
  name: string,
  head: string | Tree,
  options: Options = {},
): CodeCase {
  const tree = typeof head === 'string' ? { 'live/main.tf': head } : head;
  return { code, effect, name, gate: { base: { 'live/main.tf': '' }, ...options, head: tree } };
}

/** The same with a base that equals the head. */
export function unchanged(
  code: GateCode,
  effect: CodeCase['effect'],
  name: string,
  head: string | Tree,
  options: Options = {},
): CodeCase {
  return on(code, effect, `${name}, as at the base`, head, {
    ...options,
    base: typeof head === 'string' ? { 'live/main.tf': head } : head,
  });
}
