import { evaluate, type Evaluation, type EvaluateOptions } from '../../../src/evaluate/evaluate.ts';
import type { SourceFiles } from '../../../src/evaluate/source-files.ts';
import { parseFiles } from '../../../src/syntax/parse.ts';
import type { Configuration } from '../configurations.ts';
import type { ExpectedPlan } from '../expected-plan.ts';
import { block, computed, optional, type BlockSchema } from '../provider/schema.ts';
import { PROVIDERS } from '../provider/schemas.ts';
import { compareResource } from './compare-resource.ts';
import { compareValue } from './compare-value.ts';
import { differ, emptyComparison, type Comparison } from './comparison.ts';
import { plannedValues } from './planned.ts';

/** Terraform's own resource. Source: https://developer.hashicorp.com/terraform/language/resources/terraform-data */
const TERRAFORM_DATA = block({
  id: computed('string'),
  input: optional('dynamic'),
  output: computed('dynamic'),
  triggers_replace: optional('dynamic'),
});

const SCHEMAS: ReadonlyMap<string, BlockSchema> = new Map([
  ['terraform_data', TERRAFORM_DATA],
  ...PROVIDERS.flatMap(({ resources, dataSources }) => [
    ...Object.entries(resources),
    ...Object.entries(dataSources).map(([type, schema]): [string, BlockSchema] => [`data.${type}`, schema]),
  ]),
]);

/** Evaluates a configuration and compares every resource instance, data source and output with its plan. */
export async function compareConfiguration(configuration: Configuration, expected: ExpectedPlan): Promise<Comparison> {
  const evaluation = await evaluateConfiguration(configuration);
  const comparison = emptyComparison();
  for (const diagnostic of evaluation.diagnostics)
    if (diagnostic.severity === 'error')
      differ(comparison, diagnostic.span.file, 'an error', diagnostic.message, 'no error');
  const seen = new Set<string>();
  for (const resource of evaluation.graph.resources) {
    const schema = SCHEMAS.get(resource.type);
    if (!schema || resource.exists === 'no') continue;
    for (const address of resource.instances) {
      const plan = expected.resources[address];
      if (seen.has(address)) differ(comparison, address, 'an instance twice', address, null);
      seen.add(address);
      if (plan) compareResource(resource, address, plan, schema, comparison);
      else differ(comparison, address, 'an instance that is not planned', resource.exists, null);
    }
  }
  for (const [address, plan] of Object.entries(expected.resources))
    if (!seen.has(address)) differ(comparison, address, 'a planned instance that we do not have', '', plan.values);
  compareOutputs(evaluation, expected, comparison);
  return comparison;
}

function compareOutputs(evaluation: Evaluation, expected: ExpectedPlan, into: Comparison): void {
  for (const [name, plan] of Object.entries(expected.outputs)) {
    const output = evaluation.graph.at('.', `output.${name}`);
    const value = output?.body.attributes.get('value')?.value;
    const where = `output.${name}`;
    if (value) compareValue(value, plannedValues(plan), 'dynamic', where, into);
    else differ(into, where, 'a planned output that we do not have', '', plan.values);
  }
}

async function evaluateConfiguration({ files }: Configuration): Promise<Evaluation> {
  const encoder = new TextEncoder();
  const bytes = new Map([...files].map(([path, text]) => [path, encoder.encode(text)]));
  const sourceFiles: SourceFiles = { paths: new Set(bytes.keys()), read: (path) => bytes.get(path) };
  const options: EvaluateOptions & { readonly sourceFiles: SourceFiles } = { roots: ['.'], sourceFiles };
  return evaluate(await parseFiles(bytes), options);
}
