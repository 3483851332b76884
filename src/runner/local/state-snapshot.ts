import { z } from 'zod';

/** What a state says about itself. */
export interface StateSnapshot {
  readonly serial: number;
  readonly resources: number;
}

/** 64 MB: states of a few MB are large. It is written to a disk of the job and read by Terraform. */
const MAX_STATE_BYTES = 64 * 1024 * 1024;

/** Source: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statefile/version4.go */
const state = z.object({ version: z.literal(4), serial: z.int().min(0), resources: z.array(z.unknown()).nullish() });

/** Reads the head of a state; undefined when it is none that Terraform 0.12 or later has written. */
export function readStateSnapshot(bytes: Uint8Array): StateSnapshot | undefined {
  if (bytes.length > MAX_STATE_BYTES) return undefined;
  try {
    const { serial, resources } = state.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return { serial, resources: resources?.length ?? 0 };
  } catch {
    return undefined;
  }
}
