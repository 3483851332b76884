import type { Plan } from '../evaluate/plan/plan.ts';
import type { Change } from '../model/change.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { ComparedFinding, Undecided } from '../model/finding.ts';
import type { PlanRun } from '../model/plan-run.ts';
import type { Scorecard } from '../model/scorecard.ts';
import type { Span } from '../model/span.ts';
import type { PlanFacts } from './facts/plan-facts.ts';
import type { GateDecision } from './gate/gate-decision.ts';
import type { AffectedRoot } from './roots/affected-root.ts';

/** A judgement of one rule about one resource that differs between the source and the plan. */
export interface ParityDifference {
  readonly ruleId: string;
  /** With instance keys. */
  readonly address: string;
  readonly attribute: string;
  readonly source: 'pass' | 'fail' | 'unknown' | 'absent';
  readonly plan: 'pass' | 'fail' | 'unknown' | 'absent';
  /** `decided`: the plan knows what the source left unknown. `contradiction`: both are sure and disagree: a fault of Plumbline's. */
  readonly kind: 'decided' | 'contradiction' | 'lost';
  readonly span: Span | undefined;
}

/** What the rules say about planned values. */
export interface PlanJudgement {
  /** Judged on what will be there after apply; new against what is there before. Worst first. At places in the source. */
  readonly findings: readonly ComparedFinding[];
  readonly undecided: readonly Undecided[];
  readonly scorecard: Scorecard;
  readonly parity: {
    /** Judgements that both sides made and agree on. */
    readonly agreed: number;
    /** Contradictions first. */
    readonly differences: readonly ParityDifference[];
  };
  readonly ruleErrors: readonly { readonly ruleId: string; readonly address: string; readonly message: string }[];
}

/** GitHub's conclusions that a plan can end with. */
export type PlanConclusion = 'success' | 'failure' | 'neutral' | 'action_required' | 'timed_out' | 'cancelled';

/** Everything that is said about one root module's plan, as data: what the check run, the terminal and the files are made of. */
export interface PlanReport {
  /** The root module; for a plan from a file, `name` is the file. */
  readonly root: AffectedRoot;
  /** Undefined for a plan from a file. */
  readonly change: Change | undefined;
  /** Undefined for a plan from a file. */
  readonly gate: GateDecision | undefined;
  /** Undefined when the gate held or refused it. */
  readonly run: PlanRun | undefined;
  /** Undefined when there is no plan to speak of. */
  readonly plan: Plan | undefined;
  readonly facts: PlanFacts | undefined;
  readonly judgement: PlanJudgement | undefined;
  /** What could not be read of the plan. */
  readonly diagnostics: readonly Diagnostic[];
  readonly conclusion: PlanConclusion;
  /** Why that conclusion, most important first, whole sentences. */
  readonly reasons: readonly string[];
  /** Text of a file at head, for excerpts and suggestions. */
  text(file: string): string | undefined;
}
