import { describe, expect, test } from '@jest/globals';
import { InputError } from '../../src/model/errors.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { Policy } from '../../src/policy/schema.ts';
import { chosenInputs, givenTo, inputsByFolder, inputsOf } from '../../src/review/evaluation-inputs.ts';

const policy = (text: string): Policy => parsePolicy(text, 'plumbline.yml').policy;

const ENVIRONMENTS = policy(`
plan:
  varFiles: [common.tfvars]
  environments:
    prod: { varFiles: [./env/prod.tfvars], workspace: prod, roots: ['infra/**'] }
    staging: { varFiles: [staging.tfvars] }
`);

describe('the inputs of a root module', () => {
  test('are those of each of its environments, after the common ones', () => {
    expect(inputsOf('infra/db', chosenInputs(ENVIRONMENTS))).toEqual([
      { name: 'prod', varFiles: ['common.tfvars', 'infra/db/env/prod.tfvars'], workspace: 'prod' },
      { name: 'staging', varFiles: ['common.tfvars', 'staging.tfvars'], workspace: undefined },
    ]);
    expect(inputsOf('other', chosenInputs(ENVIRONMENTS)).map(({ name }) => name)).toEqual(['staging']);
  });

  test('are the common ones where it has no environment', () => {
    const inputs = chosenInputs(policy(`plan: { varFiles: [./a.tfvars], environments: { prod: { roots: [infra] } } }`));
    expect(inputsOf('.', inputs)).toEqual([{ name: '', varFiles: ['a.tfvars'], workspace: undefined }]);
    expect(inputsOf('infra', inputs).map(({ name }) => name)).toEqual(['prod']);
  });

  test('are left to Terraform where nothing was chosen', () => {
    expect(inputsByFolder(['a', 'b'], chosenInputs(policy('')))).toEqual(new Map());
  });

  test('are one evaluation when the command line names variable files', () => {
    expect(inputsOf('infra', chosenInputs(ENVIRONMENTS, { varFiles: ['x.tfvars'] }))).toEqual([
      { name: '', varFiles: ['common.tfvars', 'x.tfvars'], workspace: undefined },
    ]);
  });

  test('are one environment, changed by the command line', () => {
    const flags = { environment: 'prod', varFiles: ['x.tfvars'], workspace: 'blue' };
    expect(inputsOf('infra', chosenInputs(ENVIRONMENTS, flags))).toEqual([
      { name: 'prod', varFiles: ['common.tfvars', 'infra/env/prod.tfvars', 'x.tfvars'], workspace: 'blue' },
    ]);
  });

  test('name an environment that exists', () => {
    expect(() => chosenInputs(ENVIRONMENTS, { environment: 'prd' })).toThrow(
      new InputError('the policy has no environment "prd"; it has prod, staging'),
    );
  });

  test('tell which root modules are given a file', () => {
    const given = givenTo(inputsByFolder(['infra/a', 'other'], chosenInputs(ENVIRONMENTS)));
    expect([...given].map(([path, folders]) => [path, [...folders]])).toEqual([
      ['common.tfvars', ['infra/a', 'other']],
      ['infra/a/env/prod.tfvars', ['infra/a']],
      ['staging.tfvars', ['infra/a', 'other']],
    ]);
  });
});
