import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { compareSeverity } from '../../src/model/items.ts';
import { actionsWorkflow, type ActionsWorkflowOptions } from '../../src/plan/actions-workflow.ts';
import { rules } from '../../src/rules/registry.ts';
import { sideOf } from '../rules/side-of.ts';
import { readWorkflow, runScript, type WorkflowMachine, workflowMachine } from './workflow-steps.ts';

const CLOUDS = ['aws', 'azure', 'google', 'none'] as const;
const all = CLOUDS.flatMap((cloud) =>
  (['terraform', 'tofu'] as const).map((tool): ActionsWorkflowOptions => ({ cloud, tool, workspaces: ['prod'] })),
);

describe.each(all)('the workflow for $cloud with $tool', (options) => {
  const text = actionsWorkflow(options);
  const workflow = readWorkflow(text);
  const { steps } = workflow.jobs.plan;

  test('has no finding of ours at medium or above', async () => {
    const { run, diagnostics } = await sideOf({ '.github/workflows/plumbline-plan.yml': text }, rules);
    const found = run.findings.filter(({ severity }) => compareSeverity(severity, 'medium') >= 0);
    expect(found.map(({ ruleId, message }) => [ruleId, message])).toEqual([]);
    expect(diagnostics).toEqual([]);
  });

  test('is called what the dispatch and the artifact are called', () => {
    expect(workflow['run-name']).toBe('plumbline-plan ${{ inputs.correlation_id }}');
    expect(steps.at(-1)?.with).toMatchObject({
      name: 'plumbline-plan-${{ inputs.correlation_id }}',
      'retention-days': 1,
      'if-no-files-found': 'error',
    });
    expect(Object.keys(workflow.on.workflow_dispatch.inputs)).toEqual([
      'correlation_id',
      'head_sha',
      'root',
      'var_files',
      'workspace',
      'terraform_version',
    ]);
  });

  test('puts no expression into a script', () => {
    const scripts = steps.flatMap(({ run }) => run ?? []);
    expect(scripts.length).toBeGreaterThanOrEqual(4);
    for (const script of scripts) expect(script).not.toContain('${{');
  });

  test('takes actions by full SHA, and keeps no token of the checkout', () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThanOrEqual(3);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    for (const action of used) expect(text).toMatch(new RegExp(`${action} # v\\d+\\.\\d+\\.\\d+\\n`));
    expect(steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with).toEqual({
      ref: '${{ inputs.head_sha }}',
      'persist-credentials': false,
    });
  });

  test('may do as little as it can', () => {
    const idToken = options.cloud === 'none' ? {} : { 'id-token': 'write' };
    expect(workflow.jobs.plan.permissions).toEqual({ contents: 'read', ...idToken });
    expect(workflow.jobs.plan.environment).toBe('plumbline-plan');
    expect(workflow.jobs.plan['timeout-minutes']).toBeLessThanOrEqual(20);
  });

  test('leaves nothing that mints tokens to the plan', () => {
    const plan = steps.find(({ name }) => name === 'Plan');
    expect(plan?.run).toContain('env -u ACTIONS_ID_TOKEN_REQUEST_TOKEN -u ACTIONS_ID_TOKEN_REQUEST_URL');
    const kept = /--preserve-env=(\S+)/.exec(plan?.run ?? '')?.[1]?.split(',') ?? [];
    expect(kept).toContain('TF_DATA_DIR');
    expect(kept.filter((name) => /^(?:ACTIONS|GITHUB|RUNNER)_|^GOOGLE_(?:APPLICATION|GHA)/.test(name))).toEqual([]);
    for (const name of Object.keys(plan?.env ?? {})) {
      if (!['ROOT', 'VAR_FILES', 'WORKSPACE'].includes(name)) expect(kept).toContain(name);
    }
  });

  test('is made of scripts that bash can read', async () => {
    for (const { run } of steps) {
      if (run === undefined) continue;
      const { code, output } = await runScript(`bash -n <<'END_OF_SCRIPT'\n${run}\nEND_OF_SCRIPT\n`, {
        PATH: process.env['PATH'] ?? '',
      });
      expect({ code, output }).toEqual({ code: 0, output: '' });
    }
  });
});

test.each([
  { cloud: 'aws', version: '1.15' },
  { cloud: 'aws', version: "1.15.0'\n" },
  { cloud: 'aws', workspaces: ["a'b"] },
  { cloud: 'aws', workspaces: ['a b'] },
  { cloud: 'aws', workspaces: [''] },
] as const)('options that could break out of the file are refused: %j', (options) => {
  expect(() => actionsWorkflow(options)).toThrow(/must be|is not one exact version/);
});

describe('the scripts, run with a real Terraform and a real jq', () => {
  let machine: WorkflowMachine;
  beforeAll(async () => {
    machine = await workflowMachine(actionsWorkflow({ cloud: 'aws', workspaces: ['prod'] }));
  });
  afterAll(() => machine.close());

  const MAIN = `variable "password" {
  type      = string
  sensitive = true
}
variable "size" {
  default = 1
}
resource "terraform_data" "db" {
  input = { size = var.size, password = var.password, copy = nonsensitive(var.password) }
}
resource "terraform_data" "environment" {
  input = { text = filebase64("/proc/self/environ"), key = "prefix-AKIAEXAMPLEEXAMPLE00-suffix" }
}
output "password" {
  value     = var.password
  sensitive = true
}
output "workspace" {
  value = terraform.workspace
}
`;
  const TREE = {
    'live/main.tf': MAIN,
    'live/prod.tfvars': 'size = 5\n',
    'all.tfvars': 'password = "the-secret-of-the-database"\n',
    'live/terraform.tfstate': '{"version": 4, "hostile": true}',
    'live/.terraform/environment': 'elsewhere',
    'live/terraform.d/plugins/x': 'not a plugin',
  };
  const TOKEN = 'request-token-that-nobody-may-have';
  const ENV = {
    ROOT: 'live',
    VAR_FILES: 'all.tfvars\nlive/prod.tfvars',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE00',
    AWS_SESSION_TOKEN: 'session-token-of-the-role',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: TOKEN,
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.com/mint',
    GITHUB_ENV: '/somewhere/github-env',
    TF_CLI_ARGS_plan: '-destroy',
  };

  interface Planned {
    readonly resource_changes: readonly {
      readonly address: string;
      readonly change: { readonly after: { input: Record<string, unknown> } };
    }[];
    readonly output_changes: Readonly<Record<string, { readonly after: unknown }>>;
  }
  const planIn = (files: ReadonlyMap<string, string>): Planned => JSON.parse(files.get('plan.json') ?? '') as Planned;
  const inputIn = (files: ReadonlyMap<string, string>, address: string): Record<string, unknown> =>
    planIn(files).resource_changes.find((one) => one.address === address)?.change.after.input ?? {};

  test('make the plan, its events and the exit code, without secrets and without code that mints tokens', async () => {
    const { code, output, files, tree } = await machine.plan(TREE, ENV);
    expect({ code, output }).toEqual({ code: 0, output: '' });
    expect([...files.keys()]).toEqual(['plan.json', 'events.jsonl', 'rc']);
    expect(files.get('rc')).toBe('2\n');
    expect(files.get('events.jsonl')).toContain('"type":"change_summary"');
    expect(inputIn(files, 'terraform_data.db')).toEqual({ size: 5, password: '(sensitive)', copy: '(sensitive)' });
    expect(planIn(files).output_changes).toMatchObject({
      workspace: { after: 'default' },
      password: { after: '(sensitive)' },
    });
    // What the code of the change could read: its own environment, which it printed.
    const { text, key } = inputIn(files, 'terraform_data.environment');
    expect(key).toBe('prefix-(sensitive)-suffix');
    const seen = Buffer.from(typeof text === 'string' ? text : '', 'base64').toString();
    expect(seen).toContain('TF_IN_AUTOMATION=1');
    expect(seen).not.toMatch(/ACTIONS_|GITHUB_|TF_CLI_ARGS|RUNNER_/);
    for (const content of files.values()) {
      expect(content).not.toContain('the-secret-of-the-database');
      expect(content).not.toContain(TOKEN);
    }
    expect((await readdir(join(tree, 'live'))).sort()).toEqual(['main.tf', 'prod.tfvars']);
  });

  test('plan in a workspace that is listed, and take an empty list of variable files', async () => {
    const main = 'output "workspace" {\n  value = terraform.workspace\n}\n';
    const { files } = await machine.plan({ 'main.tf': main }, { WORKSPACE: 'prod' });
    expect(files.get('rc')).toBe('2\n');
    expect(planIn(files).output_changes).toMatchObject({ workspace: { after: 'prod' } });
  });

  test('tell why there is no plan', async () => {
    const { code, output, files } = await machine.plan({ 'main.tf': 'output "a" {\n  value = var.missing\n}\n' }, {});
    expect(code).toBe(1);
    expect(output).toBe('::error::The plan ended with code 1; its log is in the artifact\n');
    expect([...files.keys()]).toEqual(['events.jsonl', 'rc']);
    expect(files.get('rc')).toBe('1\n');
    expect(files.get('events.jsonl')).toContain('Reference to undeclared input variable');
    expect(files.get('events.jsonl')).not.toContain('"values":');
  });

  test('hand over the part of a plan that failed on the way', async () => {
    const failed = `variable "least" {
  default = 3
}
resource "terraform_data" "a" {\n  input = 1\n}\nresource "terraform_data" "b" {
  input = 2
  lifecycle {
    precondition {
      condition     = terraform_data.a.input > var.least
      error_message = "never"
    }
  }
}\n`;
    const { code, files } = await machine.plan({ 'main.tf': failed }, {});
    expect(code).toBe(1);
    expect(files.get('rc')).toBe('1\n');
    expect(JSON.parse(files.get('plan.json') ?? '')).toMatchObject({ errored: true });
  });

  test('say that a provider has no entry in the lock file', async () => {
    const main = 'terraform {\n  required_providers {\n    x = { source = "example.invalid/x/x" }\n  }\n}\n';
    const { code, files } = await machine.plan({ 'main.tf': main }, {});
    expect(code).toBe(1);
    expect(files.get('events.jsonl')).toContain('example.invalid');
    expect(files.has('plan.json')).toBe(false);
  });

  test.each([
    ['a root module that is not there', 'nowhere', 'The root module is not in the tree.'],
    ['a root module that leads out of the tree', 'link', 'leads out of the tree'],
  ])('refuse %s', async (_about, root, problem) => {
    const again = await machine.plan({ 'main.tf': '', link: '-> ../..' }, { ROOT: root });
    expect(again.code).toBe(1);
    expect(again.files.get('events.jsonl')).toContain(problem);
    expect(again.files.get('rc')).toBe('1\n');
  });

  test('leave nothing in the tree that was checked out', async () => {
    const { tree } = await machine.plan({ 'main.tf': '' }, {});
    await expect(access(join(tree, '..', 'workspace', '.terraform'))).rejects.toThrow('ENOENT');
    expect(await readdir(join(tree, '..', 'workspace'))).toEqual(['main.tf']);
  });
});
