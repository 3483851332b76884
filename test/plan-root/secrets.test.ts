import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { diagnosisOf } from '../../src/report/plan/diagnosis.ts';
import { planHtmlOf } from '../../src/report/plan/plan-html.ts';
import { planJsonOf } from '../../src/report/plan/plan-json.ts';
import { planMarkdownOf } from '../../src/report/plan/plan-markdown.ts';
import { planSarifOf } from '../../src/report/plan/plan-sarif.ts';
import { planTerminalOf } from '../../src/report/plan/plan-terminal.ts';
import type { PlanReport } from '../../src/plan/plan-report.ts';
import { planCheckRunOf } from '../../src/report/plan/plan-check-run.ts';
import { rules } from '../../src/rules/registry.ts';
import { AWS, stateOf } from '../runner/local/rig.ts';
import { below, openStage, proofOf, proofWith, type Outcome, type Stage } from './stage.ts';

/** Where each of them comes from: a variable file, the operator, the state, a default. */
const SECRETS = {
  token: 'tok-7f3a9c51d2e8',
  given: 'env-c4d1f8037b6e "quoted"',
  old: 'old-91b7e2aa40cd',
  fallback: 'def-28ac6610f94b',
} as const;

let stage: Stage;
let outcome: Outcome;
beforeAll(async () => {
  stage = await openStage();
  outcome = await stage.play({
    base: { 'live/main.tf': AWS },
    head: {
      'live/terraform.tfvars': `token = "${SECRETS.token}"\n`,
      'live/main.tf': `${AWS}variable "token" { sensitive = true }
variable "given" { sensitive = true }
variable "fallback" {
  sensitive = true
  default   = "${SECRETS.fallback}"
}
resource "aws_ssm_parameter" "token" {
  name  = "/app/token"
  type  = "SecureString"
  value = var.token
}
resource "aws_db_instance" "main" {
  identifier     = "main"
  instance_class = "db.m5.large"
  password       = var.given
  tags           = { Owner = "team-\${var.token}", Plain = nonsensitive(var.fallback) }
}
resource "aws_sqs_queue" "told" {
  name           = nonsensitive("q-\${var.given}")
  redrive_policy = nonsensitive(jsonencode({ to = var.token }))
}
output "url" {
  value     = "https://user:\${var.token}@example.com"
  sensitive = true
}
output "coded" { value = nonsensitive(base64encode("user:\${var.given}")) }
check "shown" {
  assert {
    condition     = nonsensitive(var.given) == ""
    error_message = "It is \${nonsensitive(var.given)} and \${nonsensitive(var.fallback)}."
  }
}
`,
    },
    state: stateOf({
      'aws_ssm_parameter.token': { id: '/app/token', name: '/app/token', type: 'SecureString', value: SECRETS.old },
    }),
    options: { environment: { TF_VAR_given: SECRETS.given } },
  });
});
afterAll(async () => {
  await stage.close();
});

/** A secret as it could be written. */
const forms = (secret: string): readonly string[] => [
  secret,
  secret.slice(0, 16),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').slice(0, 16),
  // Where it begins in the base64 of a longer text.
  Buffer.from(`user:${secret}`).toString('base64').slice(8, 24),
];

const FORMATS: readonly (readonly [string, (report: PlanReport) => string])[] = [
  ['the check run', (report) => JSON.stringify(planCheckRunOf(report))],
  ['JSON', (report) => JSON.stringify(planJsonOf(report))],
  ['SARIF', (report) => JSON.stringify(planSarifOf(report, { rules, version: '0.0.0' }))],
  ['Markdown', planMarkdownOf],
  ['HTML', planHtmlOf],
  ['the terminal', (report) => planTerminalOf(report, { color: true, width: 100, verbose: true })],
  ['the diagnosis', diagnosisOf],
];

describe('secrets of a plan', () => {
  test('are there for Terraform', () => {
    expect(outcome.terraform).toContain(SECRETS.fallback);
    const json = outcome.report.run?.planJson ?? '';
    expect([SECRETS.token, SECRETS.old, SECRETS.fallback].filter((secret) => !json.includes(secret))).toEqual([]);
    expect(forms(SECRETS.given).filter((form) => json.includes(form))).toEqual([]);
  });

  test.each(FORMATS)('are not in %s', (_name, write) => {
    const text = write(outcome.report);
    expect(text.length).toBeGreaterThan(200);
    expect(
      Object.values(SECRETS)
        .flatMap(forms)
        .filter((form) => text.includes(form)),
    ).toEqual([]);
  });

  test('leave a plan that can be read', () => {
    const { check } = outcome;
    expect(proofOf(outcome)).toEqual(proofWith('Plan: 2 to add, 1 to change, 0 to destroy.'));
    expect(check.title).toBe('2 add · 1 change — live [L2]');
    expect(check.text).toContain('! value: (sensitive) changes\n');
    expect(check.text).toContain('+ password: (sensitive)\n');
    expect(check.text).toContain('+ tags.Owner: (sensitive)\n');
    expect(below('Checks that do not pass', check.summary)).toEqual(['- `check.shown` fails: (sensitive)']);
    expect(below('Outputs that change', check.summary)?.[1]).toBe('- `url`: new, `(sensitive)`');
    expect(check.summary).toMatch(/\n_\d+ places redacted\./);
  });
});
