import type { Confidence, Item, Severity } from './items.ts';
import type { Fix } from './edit.ts';
import type { Span } from './span.ts';
import type { TraceStep, UnknownReason } from './value.ts';

/** A second place that explains a finding. */
export interface RelatedLocation {
  readonly span: Span;
  readonly message: string;
}

/** A defect that a rule found in one side of a change (all instances of one block are one finding). */
export interface Finding {
  readonly ruleId: string;
  readonly title: string;
  readonly severity: Severity;
  /** Takes the place of `severity` in a comparison where the base was in order at this attribute. */
  readonly severityWhenLost?: Severity | undefined;
  readonly confidence: Confidence;
  readonly items: readonly Item[];
  /** What is wrong with this resource: names it and the value found; no full stop. */
  readonly message: string;
  /** Why it matters, one or two sentences. */
  readonly why: string;
  /** What to write instead. */
  readonly remedy: string;
  readonly links: readonly string[];
  readonly root: string;
  readonly address: string;
  readonly resourceType: string;
  /** Attribute path that decided it (`ingress.cidr_blocks`); '' for the resource as a whole. */
  readonly attribute: string;
  /** Tells findings of one attribute apart (`22`, `tcp/3389`); '' when there is only one. */
  readonly valueClass: string;
  /** True when something is missing, so the span is only the block's header. */
  readonly missing: boolean;
  /** How bad, on a scale of the rule's own, when the same finding can get worse; else 0. */
  readonly degree: number;
  readonly span: Span;
  readonly trace: readonly TraceStep[];
  readonly related: readonly RelatedLocation[];
  /** Further places with the same cause at the same span: addresses of other instances, then (see `placeName`) `elsewhere`. */
  readonly instances: readonly string[];
  /** Those of them that are in other roots (environments of a root module, or root modules that share one). */
  readonly elsewhere?: readonly Place[] | undefined;
  readonly fix?: Fix | undefined;
  /** Line-independent identity: hash of rule, root, address without index, attribute, value class (docs/reviews.md). */
  readonly fingerprint: string;
}

/** An instance in one evaluation of a root module. */
export interface Place {
  readonly root: string;
  readonly address: string;
}

/** A place as the reader is told of it beside findings of another root: `aws_x.y in live (prod)`. */
export function placeName({ root, address }: Place): string {
  return `${address} in ${root}`;
}

/** What a rule could not decide: goes to the coverage ledger, never to the findings. */
export interface Undecided {
  readonly ruleId: string;
  readonly items: readonly Item[];
  readonly root: string;
  readonly address: string;
  readonly attribute: string;
  readonly reason: UnknownReason;
  readonly detail: string;
  readonly span: Span;
}

/** A rule looked at a resource and found it in order. */
export interface Pass {
  readonly ruleId: string;
  readonly items: readonly Item[];
  readonly root: string;
  readonly address: string;
  readonly attribute: string;
  readonly valueClass: string;
  /** What decided it: the line that a later removal is anchored to. */
  readonly span: Span;
}

/** How a finding relates to the change. Only the first two gate and get comments. */
export type ChangeState = 'introduced' | 'worsened' | 'fixed' | 'pre-existing';

/** A finding placed in the change. */
export interface ComparedFinding extends Finding {
  readonly state: ChangeState;
  /** `LEFT`: `anchor` is a line of the base (a removal, or a finding that is fixed). */
  readonly side: 'LEFT' | 'RIGHT';
  /** The place to point at: `span`, or the removed line on the base side. */
  readonly anchor: Span;
  /** For `worsened`: the severity at base. */
  readonly baseSeverity?: Severity | undefined;
}
