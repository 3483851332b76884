import { describe, expect, test } from '@jest/globals';

import { fileKind } from '../../src/syntax/file-kind.ts';

describe('the kind of a file is decided by its name alone', () => {
  test.each([
    ['main.tf', 'terraform'],
    ['a/b/main.tf', 'terraform'],
    ['main.tf.json', 'terraform'],
    ['main.tofu', 'terraform'],
    ['main.tofu.json', 'terraform'],
    ['prod.tfvars', 'variables'],
    ['prod.auto.tfvars', 'variables'],
    ['prod.tfvars.json', 'variables'],
    ['live/terragrunt.hcl', 'terragrunt'],
    ['.terraform.lock.hcl', 'lock'],
    ['a/.terraform.lock.hcl', 'lock'],
    ['image.pkr.hcl', 'hcl'],
    ['unit.tftest.hcl', 'hcl'],
    ['root.hcl', 'hcl'],
    ['.github/workflows/ci.yml', 'workflow'],
    ['.github/workflows/ci.yaml', 'workflow'],
    ['sub/.github/workflows/ci.yml', 'workflow'],
    ['action.yml', 'action'],
    ['.github/actions/setup/action.yaml', 'action'],
    ['.github/workflows/nested/ci.yml', undefined],
    ['.github/dependabot.yml', undefined],
    ['my-action.yml', undefined],
    ['tfvars', undefined],
    ['main.tf.bak', undefined],
    ['main.tfstate', undefined],
    ['.tf', undefined],
    ['.hidden.tf', undefined],
    ['.terraform/modules/vpc/main.tf', undefined],
    ['a/.terraform/modules/vpc/main.tf', undefined],
    ['node_modules/x/action.yml', undefined],
    ['.terraform', undefined],
    ['', undefined],
  ])('%s is %s', (path, kind) => {
    expect(fileKind(path)).toBe(kind);
  });
});
