import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import { NO_PLANS } from './no-plans.ts';
import { memoryIo, type MemoryIo } from './memory-io.ts';

let work = '';

async function explain(...args: readonly string[]): Promise<{ exit: number; io: MemoryIo }> {
  const io = memoryIo(work);
  const exit = await runProgram(['diagnose', 'explain', ...args], {
    io,
    github: { connect: () => Promise.reject(new Error('no network in tests')) },
    machine: { examine: () => Promise.resolve([]) },
    plans: NO_PLANS,
  });
  return { exit, io };
}

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'plumbline-explain-'));
  mkdirSync(join(work, 'db'));
  writeFileSync(
    join(work, 'main.tf'),
    `variable "available" {}
variable "password" {
  sensitive = true
  default   = "hunter2-hunter2"
}
module "db" {
  source   = "./db"
  for_each = toset(["eu", "us"])
  name     = each.key
  multi_az = var.available
  password = var.password
}
`,
  );
  writeFileSync(join(work, 'prod.tfvars'), 'available = false\n');
  writeFileSync(
    join(work, 'db/main.tf'),
    `variable "name" {}
variable "multi_az" {}
variable "password" {}
resource "aws_db_instance" "this" {
  identifier = "db-\${var.name}"
  multi_az   = var.multi_az
  password   = var.password
}
`,
  );
});

afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

describe('diagnose explain', () => {
  test('leads from the argument to the line of the variable file, in every instance', async () => {
    const { exit, io } = await explain('module.db.aws_db_instance.this.multi_az', '.', '--var-file', 'prod.tfvars');
    const lines = [
      '  db/main.tf:6   multi_az = var.multi_az',
      '  main.tf:10     multi_az = var.available',
      '  prod.tfvars:1  available = false',
    ];
    expect(io.output()).toBe(
      ['eu', 'us']
        .map((key) => [`module.db["${key}"].aws_db_instance.this.multi_az = false`, ...lines, ''].join('\n'))
        .join('\n'),
    );
    expect(exit).toBe(0);
  });

  test('says why a value is not known', async () => {
    const { io } = await explain('module.db.aws_db_instance.this.multi_az');
    expect(io.output()).toContain(
      'multi_az = (unknown): variable "available" is set by prod.tfvars, which Terraform reads only with -var-file',
    );
  });

  test('explains one instance when its key is given, as JSON too', async () => {
    const { io } = await explain('module.db["us"].aws_db_instance.this.identifier', '--format', 'json');
    expect(JSON.parse(io.output())).toMatchObject([
      { address: 'module.db["us"].aws_db_instance.this', attribute: 'identifier', value: '"db-us"' },
    ]);
  });

  test('shows no secret', async () => {
    const { io } = await explain('module.db.aws_db_instance.this.password');
    expect(io.output()).toContain('password = (sensitive)');
    expect(io.output()).not.toContain('hunter2');
  });

  test('an argument that is not there is an error that says what to write', async () => {
    const { exit, io } = await explain('aws_db_instance.other.multi_az');
    expect(io.warnings()).toContain('there is no argument aws_db_instance.other.multi_az in .');
    expect(exit).toBe(2);
  });
});
