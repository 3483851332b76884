import { z } from 'zod';

// Only what is used is checked; unknown keys are dropped.
const id = z.string().regex(/^[A-Za-z0-9][\w-]{0,89}$/);
const version = z.string().max(100).nullish();

/** https://developer.hashicorp.com/terraform/cloud-docs/api-docs/workspaces#show-workspace */
export const workspaceSchema = z.object({
  data: z.object({
    id,
    attributes: z.object({
      'execution-mode': z.string().max(100).nullish(),
      /** Older than `execution-mode`: false where runs are local. */
      operations: z.boolean().nullish(),
      'working-directory': z.string().max(4096).nullish(),
      'terraform-version': version,
      'speculative-enabled': z.boolean().nullish(),
      locked: z.boolean().nullish(),
      permissions: z
        .object({ 'can-queue-run': z.boolean().nullish(), 'can-queue-apply': z.boolean().nullish() })
        .nullish(),
    }),
  }),
});

/** https://developer.hashicorp.com/terraform/cloud-docs/api-docs/configuration-versions#attributes */
export const configurationVersionSchema = z.object({
  data: z.object({
    id,
    attributes: z.object({
      status: z.string().max(100),
      speculative: z.boolean(),
      'auto-queue-runs': z.boolean().nullish(),
      'upload-url': z.string().max(10_000).nullish(),
      'error-message': z.string().max(10_000).nullish(),
    }),
  }),
});

/** https://developer.hashicorp.com/terraform/cloud-docs/api-docs/run#run-states */
export const runSchema = z.object({
  data: z.object({
    id,
    attributes: z.object({
      status: z.string().max(100),
      'plan-only': z.boolean().nullish(),
      refresh: z.boolean().nullish(),
      'terraform-version': version,
      permissions: z.object({ 'can-apply': z.boolean().nullish() }).nullish(),
    }),
    relationships: z.object({ plan: z.object({ data: z.object({ id }).nullish() }).nullish() }).nullish(),
  }),
});

/** https://developer.hashicorp.com/terraform/cloud-docs/api-docs/plans#plan-states */
export const planSchema = z.object({
  data: z.object({
    id,
    attributes: z.object({
      status: z.string().max(100),
      'log-read-url': z.string().max(10_000).nullish(),
    }),
  }),
});

/** https://developer.hashicorp.com/terraform/cloud-docs/api-docs/state-versions#show-a-state-version */
export const stateVersionSchema = z.object({
  data: z.object({
    id,
    attributes: z.object({
      serial: z.number(),
      'created-at': z.string().max(100).nullish(),
      'terraform-version': version,
      'hosted-state-download-url': z.string().max(10_000).nullish(),
      'hosted-json-state-download-url': z.string().max(10_000).nullish(),
    }),
  }),
});

/** https://developer.hashicorp.com/terraform/cloud-docs/api-docs/state-version-outputs */
export const outputsSchema = z.object({
  data: z
    .array(
      z.object({
        attributes: z.object({ name: z.string().max(1000), sensitive: z.boolean(), value: z.unknown() }),
      }),
    )
    .max(100),
  meta: z.object({ pagination: z.object({ 'next-page': z.number().nullish() }).nullish() }).nullish(),
});
