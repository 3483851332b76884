import type { PlanBackEnd } from '../../model/plan-run.ts';
import type { GateInput, GateSide } from '../../plan/gate/gate-input.ts';
import type { AffectedRoot } from '../../plan/roots/affected-root.ts';
import type { OpenChange } from '../../ports/change-source.ts';
import type { SourceTree } from '../../ports/source-tree.ts';
import { parseFiles } from '../../syntax/parse.ts';
import type { ReadChange } from '../read-change.ts';
import type { Side } from '../read-side.ts';

/** What the gate judges a root module by: both sides as they were read, with their lock files. */
export async function gateInputOf(
  open: OpenChange,
  read: ReadChange,
  { root }: AffectedRoot,
  backEnd: PlanBackEnd,
): Promise<Omit<GateInput, 'approval'> & { readonly approval: undefined }> {
  const { plan } = read.policy;
  return {
    root,
    headSha: open.change.headSha,
    head: await gateSide(open.head, read.head, root),
    // A working copy has nothing to be compared with.
    base: open.base === open.head ? undefined : await gateSide(open.base, read.base, root),
    policy: plan,
    author: open.change.author,
    approval: undefined,
    backEnd,
    tool: toolFor(read, root),
  };
}

/** The program that a root module is planned with: what the policy says, or OpenTofu where it has files that only that reads. */
export function toolFor({ policy, head }: ReadChange, root: string): 'terraform' | 'tofu' {
  if (policy.plan.tool !== undefined) return policy.plan.tool;
  const inRoot = root === '.' ? '' : `${root}/`;
  const isTofu = [...head.files.keys()].some(
    (path) => path.startsWith(inRoot) && /^[^/]+\.tofu(?:\.json)?$/.test(path.slice(inRoot.length)),
  );
  return isTofu ? 'tofu' : 'terraform';
}

/** Path of the dependency lock file of a root module. */
export function lockFilePath(root: string): string {
  return root === '.' ? '.terraform.lock.hcl' : `${root}/.terraform.lock.hcl`;
}

async function gateSide(tree: SourceTree, side: Side, root: string): Promise<GateSide> {
  const listing = await tree.listAll();
  const path = lockFilePath(root);
  if (side.files.has(path)) return { files: side.files, listing };
  const lock = await parseFiles(await tree.read([path]));
  return { files: new Map([...side.files, ...lock]), listing };
}
