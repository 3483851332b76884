import type { SettingReader } from './setting-reader.ts';

/** How plans are made by this installation. */
export interface PlanSettings {
  /**
   * `PLUMBLINE_PLAN`: back end of repositories whose policy names none: `local`, `hcp`, `actions` or `off`. Without it `local`
   * where the sandbox passes its test, and nothing is said where it does not.
   * @example 'local'
   */
  readonly backEnd: 'local' | 'hcp' | 'actions' | 'off' | undefined;
  /**
   * `PLUMBLINE_PLAN_CONCURRENCY`: plans made at the same time by this process, 1 to 32. Default 1.
   * @example '4'
   */
  readonly concurrency: number;
  /**
   * `PLUMBLINE_TERRAFORM`: folder with Terraform or OpenTofu programs, one or several versions; without it PATH.
   * @example '/opt/terraform'
   */
  readonly programFolders: readonly string[];
  /**
   * `PLUMBLINE_PROVIDER_MIRROR`: folder with the providers that plans may use, as `terraform providers mirror` writes it.
   * @example '/opt/terraform/providers'
   */
  readonly mirror: string | undefined;
  /**
   * `PLUMBLINE_PLAN_HOSTS`: hosts that a plan may reach, through a proxy that lets nothing else pass. Default none.
   * @example 'sts.eu-west-1.amazonaws.com,*.s3.eu-west-1.amazonaws.com'
   */
  readonly hosts: readonly string[];
  /**
   * `PLUMBLINE_PLAN_ENV`: names of variables of this process that plans are given, read-only credentials. Default none.
   * @example 'AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY'
   */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * `PLUMBLINE_PLAN_STATE`: `empty` (default), or `backend`: plans read the state from the root module's own backend, without
   * locking it, with the hosts and credentials above.
   * @example 'backend'
   */
  readonly state: 'empty' | 'backend';
  /**
   * `PLUMBLINE_PLAN_MEMORY`: address space of Terraform and each provider, in MiB. Default 4096.
   * @example '8192'
   */
  readonly memoryMiB: number;
  /**
   * `TF_CLOUD_TOKEN`: of a team that may queue plans at HCP Terraform or Terraform Enterprise, and nothing more.
   * @example 'a team token'
   */
  readonly hcpToken: string | undefined;
  /**
   * `TF_CLOUD_HOST`: default `app.terraform.io`.
   * @example 'tfe.example.com'
   */
  readonly hcpHost: string;
}

const BACK_ENDS = ['local', 'hcp', 'actions', 'off'] as const;

/** Variables that steer Terraform, the dynamic linker or this service, and so may not be passed on. */
const KEPT_BACK =
  /^(TF_(?!VAR_)|LD_|NODE_|GIT_|SSH_|BASH|PLUMBLINE_|PATH$|HOME$|PRIVATE_KEY|WEBHOOK_SECRET$|APP_ID$|DATABASE_URL$|REDIS_URL$|GITHUB_TOKEN$|GH_TOKEN$|HTTPS?_PROXY$|NO_PROXY$)/i;

const HOST = /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i;

/** Reads the settings of plans; what is wrong is written down in `read`. */
export function readPlanSettings(read: SettingReader): PlanSettings {
  const folder = read.text('PLUMBLINE_TERRAFORM');
  const hcpHost = read.text('TF_CLOUD_HOST') ?? 'app.terraform.io';
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i.test(hcpHost)) {
    read.problem('TF_CLOUD_HOST', `must be a host name such as tfe.example.com, not "${hcpHost}"`);
  }
  return {
    backEnd: read.text('PLUMBLINE_PLAN') === undefined ? undefined : read.oneOf('PLUMBLINE_PLAN', BACK_ENDS, 'off'),
    concurrency: read.integer('PLUMBLINE_PLAN_CONCURRENCY', 1, 1, 32),
    programFolders:
      folder === undefined ? (read.text('PATH') ?? '').split(':').filter((part) => part !== '') : [folder],
    mirror: read.text('PLUMBLINE_PROVIDER_MIRROR'),
    hosts: hostsIn(read),
    environment: passedOn(read),
    state: read.oneOf('PLUMBLINE_PLAN_STATE', ['empty', 'backend'], 'empty'),
    memoryMiB: read.integer('PLUMBLINE_PLAN_MEMORY', 4096, 1024, 262_144),
    hcpToken: read.text('TF_CLOUD_TOKEN'),
    hcpHost,
  };
}

function hostsIn(read: SettingReader): readonly string[] {
  return read.list('PLUMBLINE_PLAN_HOSTS').filter((host) => {
    const isHost = HOST.test(host);
    if (!isHost) read.problem('PLUMBLINE_PLAN_HOSTS', `must list host names such as api.example.com, not "${host}"`);
    return isHost;
  });
}

function passedOn(read: SettingReader): Readonly<Record<string, string>> {
  const passed: Record<string, string> = {};
  for (const name of read.list('PLUMBLINE_PLAN_ENV')) {
    const value = read.text(name);
    if (!/^[A-Za-z_]\w{0,99}$/.test(name) || KEPT_BACK.test(name)) {
      read.problem('PLUMBLINE_PLAN_ENV', `may not name ${name}: it steers Terraform or belongs to this service`);
    } else if (value === undefined) {
      read.problem('PLUMBLINE_PLAN_ENV', `names ${name}, which is not set`);
    } else passed[name] = value;
  }
  return passed;
}
