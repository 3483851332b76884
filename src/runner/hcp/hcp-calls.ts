/**
 * Every call of HCP Terraform's API that Plumbline can make: what is not a value of this type cannot be asked for. Only two of
 * them write, a record of a configuration that can never be applied and of a run that can only plan.
 * Sources: https://developer.hashicorp.com/terraform/cloud-docs/api-docs/workspaces, …/configuration-versions, …/run, …/plans,
 * …/state-versions and …/state-version-outputs. The redacted plan is not on these pages; Terraform's own client reads it.
 */
export type HcpCall =
  | { readonly name: 'read workspace'; readonly organization: string; readonly workspace: string }
  | { readonly name: 'create configuration version'; readonly workspaceId: string }
  | { readonly name: 'read configuration version'; readonly id: string }
  | {
      readonly name: 'create run';
      readonly workspaceId: string;
      readonly configurationVersionId: string;
      readonly refresh: boolean;
      readonly message: string;
    }
  | { readonly name: 'read run'; readonly id: string }
  | { readonly name: 'read plan'; readonly id: string }
  | { readonly name: 'read redacted plan'; readonly id: string }
  | { readonly name: 'read current state'; readonly workspaceId: string }
  | { readonly name: 'read current outputs'; readonly workspaceId: string; readonly page: number };

/** A request of the API. */
export interface HcpRequest {
  readonly method: 'GET' | 'POST';
  /** Behind the host, with the query. */
  readonly path: string;
  readonly body: object | undefined;
}

const ID = String.raw`[A-Za-z0-9][\w-]{0,89}`;
const API = String.raw`^/api/v2`;

/** Method and path of what may be sent. Held against every request again right before it is: a mistake in a path stops there. */
export const ALLOWED_HCP_CALLS: readonly { readonly method: 'GET' | 'POST'; readonly path: RegExp }[] = [
  { method: 'GET', path: new RegExp(`${API}/organizations/${ID}/workspaces/${ID}$`) },
  { method: 'POST', path: new RegExp(`${API}/workspaces/${ID}/configuration-versions$`) },
  { method: 'GET', path: new RegExp(`${API}/configuration-versions/${ID}$`) },
  { method: 'POST', path: new RegExp(`${API}/runs$`) },
  { method: 'GET', path: new RegExp(`${API}/runs/${ID}$`) },
  { method: 'GET', path: new RegExp(`${API}/plans/${ID}$`) },
  { method: 'GET', path: new RegExp(`${API}/plans/${ID}/json-output-redacted$`) },
  { method: 'GET', path: new RegExp(`${API}/workspaces/${ID}/current-state-version$`) },
  {
    method: 'GET',
    path: new RegExp(
      String.raw`${API}/workspaces/${ID}/current-state-version-outputs\?page%5Bnumber%5D=\d{1,3}&page%5Bsize%5D=100$`,
    ),
  },
];

/** Whether a request may be sent with the token. */
export function isAllowedHcpCall(method: string, path: string): boolean {
  return ALLOWED_HCP_CALLS.some((allowed) => allowed.method === method && allowed.path.test(path));
}

/** The request of a call. Throws where a name or an identity is not made of letters, digits, `_` and `-`. */
export function hcpRequestOf(call: HcpCall): HcpRequest {
  const get = (path: string): HcpRequest => ({ method: 'GET', path: `/api/v2/${path}`, body: undefined });
  switch (call.name) {
    case 'read workspace':
      return get(`organizations/${checked(call.organization)}/workspaces/${checked(call.workspace)}`);
    case 'create configuration version':
      return {
        method: 'POST',
        path: `/api/v2/workspaces/${checked(call.workspaceId)}/configuration-versions`,
        body: {
          data: {
            type: 'configuration-versions',
            // Provisional: it does not become the workspace's current configuration.
            attributes: { speculative: true, 'auto-queue-runs': false, provisional: true },
          },
        },
      };
    case 'read configuration version':
      return get(`configuration-versions/${checked(call.id)}`);
    case 'create run':
      return { method: 'POST', path: '/api/v2/runs', body: runOf(call) };
    case 'read run':
      return get(`runs/${checked(call.id)}`);
    case 'read plan':
      return get(`plans/${checked(call.id)}`);
    case 'read redacted plan':
      return get(`plans/${checked(call.id)}/json-output-redacted`);
    case 'read current state':
      return get(`workspaces/${checked(call.workspaceId)}/current-state-version`);
    case 'read current outputs':
      return get(
        `workspaces/${checked(call.workspaceId)}/current-state-version-outputs?page%5Bnumber%5D=${String(call.page)}&page%5Bsize%5D=100`,
      );
  }
}

function runOf(call: Extract<HcpCall, { name: 'create run' }>): object {
  const to = (type: string, id: string): object => ({ data: { type, id: checked(id) } });
  return {
    data: {
      type: 'runs',
      attributes: {
        'plan-only': true,
        'is-destroy': false,
        'auto-apply': false,
        'refresh-only': false,
        'save-plan': false,
        'allow-empty-apply': false,
        refresh: call.refresh,
        message: call.message,
      },
      relationships: {
        workspace: to('workspaces', call.workspaceId),
        'configuration-version': to('configuration-versions', call.configurationVersionId),
      },
    },
  };
}

function checked(part: string): string {
  if (!new RegExp(`^${ID}$`).test(part)) {
    throw new Error(`${JSON.stringify(part.slice(0, 100))} is no name or identity of HCP Terraform's`);
  }
  return part;
}
