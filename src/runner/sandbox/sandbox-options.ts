/** A file or folder of the host that is seen, and cannot be written, inside of the sandbox. */
export interface ReadOnlyBind {
  readonly host: string;
  readonly inside: string;
}

/** What one run may use. Whatever goes over it is killed. */
export interface SandboxLimits {
  /** Address space of each process, in bytes (RLIMIT_AS). Go reserves a lot: terraform does not start with less than 1 GiB. */
  readonly addressSpaceBytes: number;
  /** Memory that all processes of the run hold together, in bytes (checked every quarter of a second). */
  readonly memoryBytes: number;
  /** The largest file that may be written, in bytes (RLIMIT_FSIZE). */
  readonly fileBytes: number;
  /** What the writable folders may hold together, in bytes, and how many entries. */
  readonly folderBytes: number;
  readonly folderEntries: number;
  /** Size of `/tmp`, in bytes. It is memory. */
  readonly tmpBytes: number;
  readonly openFiles: number;
  /** Threads of the user inside of the sandbox (RLIMIT_NPROC, not enforced by the kernel for root), and processes of the run. */
  readonly threads: number;
  readonly processes: number;
  /** Processor time of each process, in seconds. */
  readonly cpuSeconds: number;
  /** What it may print, in bytes, on each of standard output and standard error. */
  readonly outputBytes: number;
}

const MIB = 1024 * 1024;

/** Room for a large plan with real providers on a worker of 4 GiB. */
export const DEFAULT_LIMITS: SandboxLimits = {
  addressSpaceBytes: 4096 * MIB,
  memoryBytes: 2048 * MIB,
  fileBytes: 64 * MIB,
  folderBytes: 256 * MIB,
  folderEntries: 50_000,
  tmpBytes: 64 * MIB,
  openFiles: 1024,
  threads: 512,
  processes: 64,
  cpuSeconds: 300,
  outputBytes: 16 * MIB,
};

/** The way out to a few hosts: see `egress-proxy.ts`. */
export interface SandboxEgress {
  /** The Unix socket of the proxy on the host. */
  readonly socket: string;
  /** What makes Node run inside, for the forwarder: see `node-binds.ts`. Its program must be at `NODE_INSIDE`. */
  readonly node: readonly ReadOnlyBind[];
}

/** One program run in a sandbox of its own. Paths of the host are absolute. */
export interface SandboxOptions {
  /** `terraform` or `tofu` on the host; statically linked. */
  readonly program: ReadOnlyBind;
  /** The copy of the repository, at `/src`. */
  readonly tree: { readonly host: string; readonly writable: boolean };
  /** Folder of the root module from the top of the tree; `.` for the top itself. */
  readonly root: string;
  /** A folder of this job alone, at `/job`: data folder, plan file, state. The only place that is always writable. */
  readonly job: string;
  /** Providers, at `/opt/mirror`. The same for init, plan and show. */
  readonly mirror?: string | undefined;
  /** CLI configuration, at `/etc/tf.tfrc`; without it there is none. */
  readonly cliConfig?: string | undefined;
  /** `terraform.workspace`; `default` when left out. Over a local state only: elsewhere Terraform creates what is missing. */
  readonly workspace?: string | undefined;
  readonly binds?: readonly ReadOnlyBind[] | undefined;
  readonly limits?: Partial<SandboxLimits> | undefined;
  readonly egress?: SandboxEgress | undefined;
  /** Where the tools of the host are, when not in `/usr/bin`. */
  readonly tools?: { readonly prlimit: string; readonly bwrap: string } | undefined;
}

/** Where things are inside of the sandbox, beside the tree and the job. */
export const INSIDE = {
  mirror: '/opt/mirror',
  cliConfig: '/etc/tf.tfrc',
  node: '/bin/node',
  forwarder: '/run/forward.cjs',
  egressSocket: '/run/egress.sock',
} as const;

/** Port of the forwarder inside of the sandbox. */
export const FORWARDER_PORT = 3128;
