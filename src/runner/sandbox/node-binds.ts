import { realpathSync } from 'node:fs';

import { INSIDE, type ReadOnlyBind } from './sandbox-options.ts';

/** What this Node needs to run inside of a sandbox: itself, at `INSIDE.node`, and the shared objects it has loaded. */
export function nodeBinds(): readonly ReadOnlyBind[] {
  const libraries = sharedObjects().map((path) => ({ host: realpathSync(path), inside: path }));
  return [{ host: realpathSync(process.execPath), inside: INSIDE.node }, ...libraries];
}

/** Source: https://nodejs.org/docs/latest-v20.x/api/report.html */
function sharedObjects(): readonly string[] {
  // Otherwise the names of all peers are looked up.
  if ('excludeNetwork' in process.report) process.report.excludeNetwork = true;
  const report: unknown = process.report.getReport();
  const listed =
    typeof report === 'object' && report !== null && 'sharedObjects' in report ? report.sharedObjects : undefined;
  const paths = Array.isArray(listed) ? listed.filter((path): path is string => typeof path === 'string') : [];
  // The first is the program; linux-vdso.so.1 is no file.
  return [...new Set(paths)].filter(
    (path) => path.startsWith('/') && path !== process.execPath && !path.endsWith('.node'),
  );
}
