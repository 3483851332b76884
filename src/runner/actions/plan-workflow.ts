/** What one plan is called everywhere: it ties a dispatch, its run and its artifact together. */
export interface PlanWorkflowNames {
  /** Of the run (`run-name`), which lists show. */
  readonly runName: string;
  readonly artifact: string;
}

/** The names that the workflow template gives to the run and the artifact of one plan. */
export function planWorkflowNames(correlationId: string): PlanWorkflowNames {
  return { runName: `plumbline-plan ${correlationId}`, artifact: `plumbline-plan-${correlationId}` };
}

/** Whether a text can be a correlation: random, made by us, 8 to 64 letters, digits and `-`. */
export function isCorrelationId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9-]{7,63}$/.test(text);
}
