import type { Log } from '../../ports/log.ts';
import type { PlanRequest } from '../../ports/plan-runner.ts';
import type { Clock } from '../poll/clock.ts';
import type { PollSettings } from '../poll/wait-times.ts';
import type { PackLimits } from '../tar/pack-tree.ts';
import type { HcpLimits } from './hcp-limits.ts';

/** Where HCP Terraform or Terraform Enterprise is, and on whose behalf it is asked. */
export interface HcpConnection {
  /** The operator's setting only, never a repository's: the token goes there. Default `app.terraform.io`. */
  readonly host?: string | undefined;
  /** Of a team that may plan and nothing more. */
  readonly token: string;
  readonly limits?: Partial<HcpLimits> | undefined;
  readonly clock?: Clock | undefined;
  /** Sends plain HTTP, which works on loopback only. For tests. */
  readonly plainHttpOnLoopback?: boolean | undefined;
}

/** How plans are made at HCP Terraform. */
export interface HcpRunnerOptions extends HcpConnection {
  readonly organization: string;
  /** The workspace of a root module (and environment); undefined when none is named. */
  readonly workspaceOf: (request: PlanRequest) => string | undefined;
  /** Gets an error when something looks as if it could change infrastructure. */
  readonly log?: Log | undefined;
  readonly poll?: PollSettings | undefined;
  readonly packLimits?: PackLimits | undefined;
}

/** HCP Terraform's own host. */
export const HCP_HOST = 'app.terraform.io';
