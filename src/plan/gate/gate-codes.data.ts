import type { GateEffect } from './gate-decision.ts';

/** What is told about one code of the gate. */
export interface GateCodeEntry {
  /** What it can do, strictest first. */
  readonly effects: readonly [GateEffect, ...GateEffect[]];
  /** What is found, as a phrase. */
  readonly what: string;
  /** Who must do what: a whole sentence. */
  readonly remedy: string;
}

/** Every code that the gate can answer with (docs/plan-gate.md is made from this). */
export const GATE_CODES = {
  'tree-incomplete': {
    effects: ['refuse'],
    what: 'The list of the files of the tree is cut off, so that there may be files that were not judged.',
    remedy: 'Plan it where the whole tree can be listed, for example with plumbline plan in a clone.',
  },
  'file-unreadable': {
    effects: ['refuse'],
    what: 'A configuration file of the root module or of a local module could not be read whole.',
    remedy: 'The author corrects the file, or moves it to where Terraform does not read it.',
  },
  'symlink-escapes': {
    effects: ['refuse'],
    what: 'A symbolic link that the configuration reaches leads out of the tree.',
    remedy: 'The author replaces the link with the file or folder that it means.',
  },
  'symlink-unread': {
    effects: ['refuse'],
    what: 'A symbolic link that the configuration reaches was not followed, so what is behind it was not judged.',
    remedy: 'The author replaces the link with the file or folder that it means.',
  },
  submodule: {
    effects: ['refuse'],
    what: 'The root module or a local module lies in a Git submodule, whose content is in another repository.',
    remedy: 'The author copies the module into this repository, or calls it by its Git address.',
  },
  'too-many-modules': {
    effects: ['refuse'],
    what: 'The root module reaches more folders or downloaded files than are judged.',
    remedy: 'The author splits the root module, or removes modules that call each other through links.',
  },
  'plugin-folder': {
    effects: ['refuse', 'flag'],
    what: 'terraform.d in a folder of the configuration: Terraform runs provider programs that it finds there. The back end local leaves it out of its copy; the others cannot.',
    remedy: 'The author removes terraform.d from the repository; providers come from the mirror or the registry.',
  },
  'data-folder': {
    effects: ['flag'],
    what: 'A .terraform folder is committed: it can choose providers, modules, backend and workspace. It is left out.',
    remedy: 'The author removes it from the repository and adds it to .gitignore.',
  },
  'state-file': {
    effects: ['flag'],
    what: 'A state file is committed: it holds secrets, and a plan against it can be made to look like no changes. It is left out.',
    remedy: 'The author removes it from the repository and changes the secrets in it.',
  },
  'cli-config': {
    effects: ['flag'],
    what: 'Settings of the Terraform or OpenTofu command line are committed. They are left out.',
    remedy: 'The author removes the file; the operator sets up the program that plans.',
  },
  symlink: {
    effects: ['flag'],
    what: 'A symbolic link stands for a configuration file or folder in the tree; it was followed.',
    remedy: 'Nothing needs to be done; read what the link leads to.',
  },
  'tofu-shadows': {
    effects: ['flag'],
    what: 'A .tofu file takes the place of the .tf file of the same name in OpenTofu and is not read by Terraform. Both were judged.',
    remedy: 'The reviewer reads both files.',
  },
  'query-file': {
    effects: ['flag'],
    what: 'A .tfquery.hcl file. No command that reads it is ever run.',
    remedy: 'Nothing needs to be done.',
  },
  'block-not-known': {
    effects: ['hold'],
    what: 'A block that the gate does not know: a newer Terraform may do something with it that was not judged.',
    remedy: 'A maintainer reads the block and approves the commit, or the author removes it.',
  },
  'encryption-program': {
    effects: ['refuse'],
    what: "OpenTofu's encryption with an external key provider or method, which runs a program at init and plan.",
    remedy: 'The author uses a key provider that runs no program, such as aws_kms.',
  },
  encryption: {
    effects: ['hold', 'flag'],
    what: "OpenTofu's encryption settings, which decide where keys come from; held unless they are as at the base.",
    remedy: 'A maintainer reads the block and approves the commit.',
  },
  ephemeral: {
    effects: ['hold', 'flag'],
    what: 'An ephemeral resource: it is opened while planning, usually to fetch a secret; held unless it is as at the base.',
    remedy: 'A maintainer checks what it opens and approves the commit.',
  },
  action: {
    effects: ['hold', 'flag'],
    what: 'An action: a provider prepares it while planning; held unless it is as at the base.',
    remedy: 'A maintainer checks what it does and approves the commit.',
  },
  provisioner: {
    effects: ['flag'],
    what: 'A provisioner runs programs when the plan is applied. It is not run here.',
    remedy: 'The reviewer reads what it runs before anybody applies the plan.',
  },
  'provider-meta': {
    effects: ['flag'],
    what: 'A provider_meta block hands text to a provider for its requests.',
    remedy: 'The reviewer checks what is sent.',
  },
  import: {
    effects: ['flag'],
    what: 'An import block: an object that its id names is read while planning.',
    remedy: 'The reviewer checks that the id is meant.',
  },
  'provider-not-allowed': {
    effects: ['refuse'],
    what: 'A provider that is not on the allow-list: a provider is a program, and planning runs it.',
    remedy: 'A maintainer adds the address to plan.allow.providers in the policy of the base branch.',
  },
  'provider-source-unclear': {
    effects: ['refuse'],
    what: 'The source of a provider, or which provider an object uses, is not a plain text, so it cannot be judged.',
    remedy: 'The author writes the address as a plain text in required_providers.',
  },
  'provider-runs-anything': {
    effects: ['refuse', 'hold'],
    what: 'A provider that runs any program or calls any address while planning. Held instead when the policy lists exactly this address.',
    remedy:
      'The author does without it, or a maintainer lists exactly this address in plan.allow.providers and approves each commit.',
  },
  'provider-argument-program': {
    effects: ['hold', 'flag'],
    what: 'A provider block names a program to run, or a file that can name one; held unless it is as at the base.',
    remedy: 'A maintainer checks the program and approves the commit.',
  },
  'provider-argument-redirect': {
    effects: ['hold', 'flag'],
    what: 'A provider block decides where requests with our credentials go, or which credentials are used; held unless it is as at the base.',
    remedy: 'A maintainer checks the address and approves the commit.',
  },
  'module-source-unclear': {
    effects: ['refuse'],
    what: 'The source of a module is missing, is not a plain text, or is of a form that the gate does not know, so it cannot be gated.',
    remedy: 'The author writes the source as a plain text.',
  },
  'module-outside-tree': {
    effects: ['refuse'],
    what: 'The source of a module is a path outside of the tree.',
    remedy: 'The author moves the module into the repository, or calls it by its Git address.',
  },
  'module-transport': {
    effects: ['refuse'],
    what: 'A module is fetched in a way that runs programs, uses ambient credentials or is not encrypted.',
    remedy: 'The author calls it from a registry or with git::https://.',
  },
  'module-host': {
    effects: ['refuse', 'flag'],
    what: 'A module comes from a host that is not on the allow-list; told only when the same call is at the base.',
    remedy: 'A maintainer adds the host to plan.allow.moduleHosts in the policy of the base branch.',
  },
  'module-not-downloaded': {
    effects: ['refuse'],
    what: 'A downloaded module calls a local module that is not among what was downloaded, so it was not judged.',
    remedy: 'The author of the module corrects the call; use another version of it until then.',
  },
  'backend-changed': {
    effects: ['hold'],
    what: 'The backend, cloud or state_store block of the root module is not the one at the base: it decides which state is read and who gets our credentials.',
    remedy: 'A maintainer checks where the state is to live and approves the commit.',
  },
  'backend-in-override': {
    effects: ['refuse'],
    what: 'An override file sets the backend, which can take the place of the one that the plan is made with.',
    remedy: 'The author moves the backend to a file whose name does not end in override.',
  },
  'backend-not-compared': {
    effects: ['flag'],
    what: 'There is no base to compare the backend block with.',
    remedy: 'Check where the state is read from.',
  },
  'remote-state': {
    effects: ['hold'],
    what: 'terraform_remote_state reads the state of another root module, with all secrets in it.',
    remedy: 'A maintainer checks which state is read and approves the commit.',
  },
  'remote-state-elsewhere': {
    effects: ['refuse', 'hold'],
    what: "terraform_remote_state over HTTP, from a local file, or from another place than the root module's own backend; held instead when it is as at the base.",
    remedy: 'The author reads it from where the root module keeps its own state, or passes the values in as variables.',
  },
  'data-runs-program': {
    effects: ['refuse', 'hold'],
    what: 'A data source that runs a program or sends any request while planning. Held instead when the policy lists exactly its provider.',
    remedy: 'The author computes the value before, and passes it in as a variable.',
  },
  'data-has-effect': {
    effects: ['hold', 'flag'],
    what: 'A data source that does more than read, such as calling a function; held unless it is as at the base.',
    remedy: 'A maintainer checks what it calls and approves the commit.',
  },
  'data-reads-secret': {
    effects: ['hold', 'flag'],
    what: 'A data source that reads a secret or the content of a file in the cloud; held unless it is as at the base.',
    remedy: 'A maintainer checks that the secret is needed and approves the commit.',
  },
  'data-mints-token': {
    effects: ['hold', 'flag'],
    what: 'A data source that makes a token out of our credentials; held unless it is as at the base.',
    remedy: 'A maintainer checks where the token goes and approves the commit.',
  },
  'data-contacts-host': {
    effects: ['hold', 'flag'],
    what: 'A data source that connects to an address written in the configuration; held unless it is as at the base.',
    remedy: 'A maintainer checks the address and approves the commit.',
  },
  'data-writes-file': {
    effects: ['flag'],
    what: 'A data source that writes a file while planning; the sandbox lets it write into its own folders only.',
    remedy: 'Nothing needs to be done; the plan may fail on it.',
  },
  'path-outside-tree': {
    effects: ['hold', 'flag'],
    what: 'A file function with a path outside of the tree. Told only with the back end local, where there is nothing to read, or when it is as at the base.',
    remedy: 'The author keeps the file in the repository and writes its path with path.module.',
  },
  'path-unclear': {
    effects: ['flag'],
    what: 'A file function whose path is known only when it is evaluated.',
    remedy: 'The reviewer checks which files it can name.',
  },
  'lock-changed': {
    effects: ['flag'],
    what: 'The lock file has other providers or versions than at the base.',
    remedy: 'The reviewer checks that the new versions are meant.',
  },
  'lock-without-hashes': {
    effects: ['hold', 'flag'],
    what: 'An entry of the lock file without hashes accepts any program as that provider; held unless it is as at the base.',
    remedy: 'The author runs terraform providers lock and commits the result.',
  },
  'lock-hashes-changed': {
    effects: ['hold'],
    what: 'The lock file no longer has the hashes that the base has for the same version.',
    remedy: 'The author restores the hashes with terraform providers lock, or a maintainer approves the commit.',
  },
  'lock-removed': {
    effects: ['hold'],
    what: 'The lock file of the root module was removed, so that any program is accepted as its providers.',
    remedy: 'The author restores .terraform.lock.hcl, or a maintainer approves the commit.',
  },
  'lock-unreadable': {
    effects: ['hold'],
    what: 'The lock file could not be read.',
    remedy: 'The author runs terraform init again and commits the lock file that it writes.',
  },
  fork: {
    effects: ['refuse', 'hold'],
    what: 'The change comes from a fork. Held or refused by plan.forks; the back end actions never plans one.',
    remedy: 'A maintainer reads the change and approves the commit, or pushes it to a branch of this repository.',
  },
  'outside-contributor': {
    effects: ['refuse', 'hold'],
    what: 'The author is not an owner, member or collaborator of the repository. Held or refused by plan.forks.',
    remedy: 'A maintainer reads the change and approves the commit.',
  },
  'approval-of-another-commit': {
    effects: ['flag'],
    what: 'The approval is for another commit than this one, so it does not count.',
    remedy: 'A maintainer reads what changed since and approves this commit.',
  },
} as const satisfies Readonly<Record<string, GateCodeEntry>>;

/** A code of the gate. */
export type GateCode = keyof typeof GATE_CODES;

/** The table of docs/plan-gate.md, in Markdown: one row for each code. */
export function gateCodeTable(): string {
  const rows = Object.entries<GateCodeEntry>(GATE_CODES).map(
    ([code, { effects, what, remedy }]) => `| \`${code}\` | ${effects.join(' or ')} | ${what} | ${remedy} |`,
  );
  return ['| code | effect | what | remedy |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
