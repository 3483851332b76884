import { evaluate, type Evaluation } from '../../../src/evaluate/evaluate.ts';
import type { Resource } from '../../../src/model/resource.ts';
import { parseFiles } from '../../../src/syntax/parse.ts';

/** One Terraform file, parsed and evaluated. */
export async function evaluated(text: string): Promise<Evaluation> {
  return evaluate(await parseFiles(new Map([['main.tf', new TextEncoder().encode(text)]])));
}

/** The resource at an address of the root module; throws when it is not there. */
export function resourceAt({ graph }: Evaluation, address: string): Resource {
  const resource = graph.at('.', address);
  if (!resource) throw new Error(`${address} is not there`);
  return resource;
}
