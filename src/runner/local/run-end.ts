import type { PlanLevel, PlanRun, PlanStage } from '../../model/plan-run.ts';

/** How a run ends, beside what is recorded on the way. */
export interface RunEnd {
  readonly outcome: PlanRun['outcome'];
  readonly level: PlanLevel;
  readonly stage?: PlanStage | undefined;
  readonly reason?: string | undefined;
  readonly planJson?: string | undefined;
}

/** Thrown by a step that ends the run early; caught by the runner alone. */
export class EarlyEnd extends Error {
  override readonly name = 'EarlyEnd';
  readonly end: RunEnd;
  constructor(end: RunEnd) {
    super(end.reason ?? end.outcome);
    this.end = end;
  }
}

/** An end at which nothing of the configuration was run. */
export function notRun(stage: PlanStage, reason: string): EarlyEnd {
  return new EarlyEnd({ outcome: 'not-run', level: 'L5', stage, reason });
}
