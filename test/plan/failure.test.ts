import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { PlanDiagnostic } from '../../src/model/plan-run.ts';
import { failureOf } from '../../src/plan/failure.ts';
import { printedDiagnostics } from '../../src/runner/log/printed-diagnostics.ts';

const folder = join(import.meta.dirname, '../../fixtures/plans/failed');
const error = (summary: string, detail = ''): PlanDiagnostic => ({ severity: 'error', summary, detail });

describe('what Terraform printed', () => {
  test.each([
    ['backend-not-initialised', 'initialisation'],
    ['cycle', 'cycle'],
    ['duplicate-resource', 'configuration'],
    ['http-backend-unauthorised', 'authentication'],
    ['local-state-locked', 'state-lock'],
    ['missing-variable', 'missing-variable'],
    ['module-not-installed', 'module'],
    ['postcondition-failed', 'condition'],
    ['provider-registry-unreachable', 'network'],
    ['remote-backend-no-token', 'authentication'],
    ['remote-state-missing', 'state'],
    ['required-version', 'version'],
    ['s3-backend-no-credentials', 'authentication'],
    ['syntax-error', 'configuration'],
    ['undeclared-reference', 'configuration'],
    ['variable-validation', 'condition'],
  ])('for %s is known as %s', (name, kind) => {
    const diagnostics = printedDiagnostics(readFileSync(join(folder, `${name}.txt`), 'utf8'), '.');
    expect(failureOf(diagnostics)).toMatchObject({ kind });
  });
});

test.each([
  ['Instance cannot be destroyed', 'protected'],
  ['creating EC2 Instance: VcpuLimitExceeded: You have requested more', 'quota'],
  ['Inconsistent dependency lock file', 'provider'],
  ['fatal error: runtime: out of memory', 'resources'],
  ['Something nobody has seen', 'unknown'],
])('%s is known as %s', (summary, kind) => {
  expect(failureOf([error(summary)]).kind).toBe(kind);
});

test('warnings tell nothing, and no error is no kind', () => {
  expect(failureOf([{ severity: 'warning', summary: 'Cycle: a, b', detail: '' }]).kind).toBe('unknown');
  expect(failureOf([]).kind).toBe('unknown');
});
