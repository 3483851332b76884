import { z } from 'zod';

// Only what is used is checked; unknown keys are dropped.
const text = z.string().max(10_000);
const id = z.int().positive();

/** https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event; without a body where it is not known. */
export const dispatchedSchema = z
  .union([
    z.object({ workflow_run_id: id, html_url: text.optional() }),
    z.literal('').transform(() => undefined),
    z.undefined(),
    z.null().transform(() => undefined),
  ])
  .transform((answer) => answer ?? undefined);

/** https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run; also `workflow_run` of the webhook. */
export const workflowRunSchema = z.object({
  id,
  path: text,
  event: text,
  head_branch: text.nullable(),
  display_title: text,
  status: text.nullable(),
  conclusion: text.nullable(),
  run_attempt: z.int().optional(),
  html_url: text,
  actor: z.object({ login: text }).nullable(),
  repository: z.object({ full_name: text }),
  head_repository: z.object({ full_name: text }).nullable(),
  run_started_at: text.optional(),
  updated_at: text.optional(),
});

/** A run of a workflow, as GitHub describes it. */
export type WorkflowRun = z.infer<typeof workflowRunSchema>;

/** https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow */
export const workflowRunsSchema = z.object({ workflow_runs: z.array(workflowRunSchema).max(100) });

/** https://docs.github.com/en/rest/actions/artifacts#list-workflow-run-artifacts */
export const artifactsSchema = z.object({
  artifacts: z
    .array(
      z.object({
        id,
        name: text,
        size_in_bytes: z.number(),
        expired: z.boolean(),
        digest: text.nullish(),
        workflow_run: z.object({ id: id.nullish() }).nullish(),
      }),
    )
    .max(100),
});
