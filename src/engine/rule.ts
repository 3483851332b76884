import type { Fix } from '../model/edit.ts';
import type { Confidence, Item, Severity } from '../model/items.ts';
import type { RelatedLocation } from '../model/finding.ts';
import type { Graph } from '../model/resource.ts';
import type { Span } from '../model/span.ts';
import type { AbsentValue, UnknownValue, TraceStep } from '../model/value.ts';
import type { ResourceView } from './resource-view.ts';

/** A rule of another tool about the same thing. `same`: same condition; `similar`: overlaps. Both are listed as aliases. */
export interface Alias {
  readonly relation: 'same' | 'similar';
  /** As that tool writes it: `CKV_AWS_16`, `AVD-AWS-0080`, `zizmor/template-injection`, `actionlint/expression`. */
  readonly id: string;
}

/** Aliases for the same condition in other tools. */
export function same(...ids: readonly string[]): readonly Alias[] {
  return ids.map((id) => ({ relation: 'same', id }));
}

/** Aliases for an overlapping condition in other tools. */
export function similar(...ids: readonly string[]): readonly Alias[] {
  return ids.map((id) => ({ relation: 'similar', id }));
}

/** What every rule says about itself; the order of fields is the order in which definitions are written. */
export interface RuleDescription {
  /** provider-service-subject, kebab-case; never reused, never renamed without `formerIds`. */
  readonly id: string;
  /** What is wrong, one line, no full stop: `RDS instance can be deleted by accident`. */
  readonly title: string;
  readonly severity: Severity;
  /** Defaults to high; a rule that guesses must lower it. */
  readonly confidence?: Confidence;
  /** Resource types it looks at (see Resource.type). */
  readonly resource: readonly string[];
  /** Why it matters, for the reader who gets the comment: consequence first. Ends with a full stop. */
  readonly why: string;
  /** What to write instead. Ends with a full stop. */
  readonly remedy: string;
  readonly items: readonly [Item, ...Item[]];
  readonly aliases?: readonly Alias[];
  /** Vendor pages that the facts come from. */
  readonly links: readonly [string, ...string[]];
  readonly formerIds?: readonly string[];
}

/** What a rule found out about one resource. */
export type Outcome = PassOutcome | FailOutcome | UnknownOutcome;

/** In order; `span` is the line that decided it (a later removal is anchored there). */
export interface PassOutcome {
  readonly kind: 'pass';
  readonly attribute?: string;
  readonly valueClass?: string;
  readonly span: Span;
}

/** A defect, for certain. */
export interface FailOutcome {
  readonly kind: 'fail';
  /** Names the resource and the value found; no full stop. */
  readonly message: string;
  readonly attribute?: string;
  readonly valueClass?: string;
  /** True when the defect is that something is not written; `span` is then the block header. */
  readonly missing?: boolean;
  readonly span: Span;
  /** Replaces the rule's remedy where this case wants another one. Ends with a full stop. */
  readonly remedy?: string;
  readonly trace?: readonly TraceStep[];
  readonly related?: readonly RelatedLocation[];
  readonly fix?: Fix | undefined;
  /** Overrides the rule's severity for this case. */
  readonly severity?: Severity;
  /** The severity where the change is what broke it: the base was in order here. A policy's override goes first. */
  readonly severityWhenLost?: Severity;
  readonly confidence?: Confidence;
  /** Larger is worse; only when the same finding can get worse. */
  readonly degree?: number;
}

/** Cannot be decided: the value that would decide it. An absent value here means that its default is not known. */
export interface UnknownOutcome {
  readonly kind: 'unknown';
  readonly attribute?: string;
  readonly value: UnknownValue | AbsentValue;
  readonly span: Span;
}

/** What a rule is given: one resource, and the graph it stands in. */
export interface CheckContext {
  readonly resource: ResourceView;
  readonly graph: Graph;
}

/** What an absent argument means, by the provider's or the service's default. */
export type WhenAbsent = 'pass' | 'fail' | 'unknown' | 'not-applicable';

/** One small Terraform or workflow text from which tests and docs derive good, bad, absent and unknown variants. */
export interface Example {
  /** Source with one defect. The line of the finding ends in `# expect`. */
  readonly bad: string;
  /** The same, in order. */
  readonly good: string;
}

/**
 * A rule: a description and a pure function of one resource in a frozen graph: no I/O, no state, no throw.
 * Nothing returned means that the rule does not apply to this resource.
 */
export interface Rule extends RuleDescription {
  /** Which kit made it, or `code`. */
  readonly kit: string;
  /** Kit rules: derived variants. Code rules have fixtures instead. */
  readonly example?: Example;
  /** Kit rules about one argument: what it means when the argument (dotted path) is not written. For docs and tests. */
  readonly absence?: { readonly path: string; readonly means: WhenAbsent | Readonly<Record<string, WhenAbsent>> };
  /** Whether a text edit repairs the finding, and whether the edit is safe to apply to a running system. */
  readonly fixable?: 'safe' | 'unsafe';
  /** Why a code rule may report although everything it read was made unknown (the fixture test demands silence else). */
  readonly certainDespiteUnknown?: string;
  check(context: CheckContext): Outcome | readonly Outcome[] | undefined;
  /**
   * What is wrong when a change takes the resource away. Asked of every managed resource of the base, whatever `resource` says;
   * the finding counts when head has neither the resource nor a `moved` or `removed` block that keeps it.
   */
  ifRemoved?(context: CheckContext): FailOutcome | undefined;
}

/** A code rule: metadata first, then `check`. */
export function codeRule(definition: Omit<Rule, 'kit' | 'example'>): Rule {
  return { ...definition, kit: 'code' };
}
