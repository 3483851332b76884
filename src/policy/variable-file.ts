/**
 * Why a path in a policy cannot name a variable file, in a sentence without a full stop; undefined when it can. Paths start at the
 * top of the repository; one that starts with `./` starts at the folder of each root module, as module sources do.
 */
export function variableFileProblem(path: string): string | undefined {
  const rest = path.startsWith('./') ? path.slice(2) : path;
  const isInside = rest.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isInside || rest.includes('\\') || rest.includes('\0')) {
    return 'must be a path inside the repository, with / and without . and .. in it; ./ at its start means the folder of the root module';
  }
  return /[^/]\.tfvars(\.json)?$/.test(rest) ? undefined : 'must end in .tfvars or .tfvars.json';
}

/** The path in the tree that `path`, which has no problem, names for the root module in `folder` (`.` for the top). */
export function variableFileIn(folder: string, path: string): string {
  if (!path.startsWith('./')) return path;
  return folder === '.' ? path.slice(2) : `${folder}/${path.slice(2)}`;
}
