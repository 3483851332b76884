import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { parseFiles } from '../../src/syntax/parse.ts';

const main = 'variable "disks" {\n  default = {}\n}\nresource "aws_x" "r" {\n  for_each = var.disks\n}\n';

async function exists(files: Readonly<Record<string, string>>, varFiles: readonly string[] = []): Promise<unknown> {
  const texts = new Map(Object.entries({ 'infra/main.tf': main, ...files }).map(([p, t]) => [p, Buffer.from(t)]));
  const { graph } = evaluate(await parseFiles(texts), { varFiles });
  return graph.at('infra', 'aws_x.r')?.exists;
}

describe('a variable that a file sets which Terraform reads only with -var-file', () => {
  const given = 'disks = { a = 1 }\n';
  test.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['no such file: the default counts', {}, 'no'],
    ['in a folder below the root module', { 'infra/projects/one.tfvars': given }, 'unknown'],
    ['beside the root module', { 'infra/one.tfvars': given }, 'unknown'],
    [
      'a file that Terraform reads by itself decides',
      { 'infra/one.tfvars': given, 'infra/terraform.tfvars': given },
      'yes',
    ],
    ['elsewhere in the tree it says nothing', { 'other/one.tfvars': given }, 'no'],
    ['of another root module below', { 'infra/sub/main.tf': 'locals {}\n', 'infra/sub/terraform.tfvars': given }, 'no'],
    ['another variable', { 'infra/one.tfvars': 'x = 1\n' }, 'no'],
  ])('%s', async (_name, files, expected) => {
    expect(await exists(files)).toBe(expected);
  });

  test('is known when the file is named', async () => {
    const files = { 'infra/projects/one.tfvars': given, 'infra/projects/two.tfvars': 'disks = {}\n' };
    expect(await exists(files, ['infra/projects/one.tfvars'])).toBe('yes');
  });
});
