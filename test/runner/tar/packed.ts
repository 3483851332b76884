import { packTree } from '../../../src/runner/tar/pack-tree.ts';
import { contentsOf } from './trees.ts';

/** A packed tree with what it holds. Throws where there is none. */
export async function packed(...args: Parameters<typeof packTree>) {
  const result = await packTree(...args);
  if ('problem' in result) throw new Error(result.problem);
  return { ...result, contents: await contentsOf(result.bytes) };
}

/** Why a tree is not packed. */
export async function problemOf(...args: Parameters<typeof packTree>): Promise<string> {
  const result = await packTree(...args);
  return 'problem' in result ? result.problem : 'there is none';
}
