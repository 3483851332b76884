import type { PlanRequest } from '../../ports/plan-runner.ts';

/** Files to add to the uploaded tree for the variable files of a request; or why there are none, as a whole sentence. */
export type HcpVariableFiles =
  { readonly files: ReadonlyMap<string, Uint8Array>; readonly notes: readonly string[] } | { readonly problem: string };

/**
 * Variable files for HCP Terraform, which takes no `-var-file`: copies that Terraform loads by itself, `….auto.tfvars` in the
 * root module, named so that they come after every other such file and keep their order. Variables of the workspace win over
 * them, as in the real runs. (Variables given to a run would win over the workspace's, and the plan would be another one.)
 * Source: https://developer.hashicorp.com/terraform/cloud-docs/workspaces/variables#precedence
 */
export async function hcpVariableFiles(
  request: Pick<PlanRequest, 'root' | 'varFiles' | 'tree'>,
): Promise<HcpVariableFiles> {
  const { root, varFiles, tree } = request;
  if (varFiles.length === 0) return { files: new Map(), notes: [] };
  const contents = await tree.read(varFiles);
  const missing = varFiles.find((path) => !contents.has(path));
  if (missing !== undefined) {
    return { problem: `The variable file ${JSON.stringify(missing)} is not in the tree, or is too large to be read.` };
  }
  const folder = root === '.' ? '' : `${root}/`;
  const { entries } = await tree.listAll();
  const others = entries
    .map(({ path }) => path)
    .filter((path) => path.startsWith(folder) && !path.slice(folder.length).includes('/'))
    .map((path) => path.slice(folder.length))
    .filter((name) => /\.auto\.tfvars(?:\.json)?$/.test(name));
  const prefix = prefixAfter(others);
  const files = new Map<string, Uint8Array>();
  varFiles.forEach((path, index) => {
    const ending = path.endsWith('.json') ? 'auto.tfvars.json' : 'auto.tfvars';
    const bytes = contents.get(path);
    if (bytes) files.set(`${folder}${prefix}_${String(index).padStart(3, '0')}.${ending}`, bytes);
  });
  return {
    files,
    notes: [`Variables of the workspace at HCP Terraform win over ${listed(varFiles)}.`],
  };
}

/** The start of a file name that sorts after `names`, byte by byte, as Terraform sorts. */
function prefixAfter(names: readonly string[]): string {
  const greatest = names
    .map((name) => Buffer.from(name))
    .sort((a, b) => Buffer.compare(a, b))
    .at(-1);
  let prefix = 'zz_plumbline';
  // The greatest character there is, one more of them than the name begins with: found in as many turns as it has characters.
  while (greatest && Buffer.compare(greatest, Buffer.from(prefix)) >= 0) prefix = `\u{10FFFF}${prefix}`;
  return prefix;
}

function listed(paths: readonly string[]): string {
  return paths.map((path) => JSON.stringify(path)).join(', ');
}
