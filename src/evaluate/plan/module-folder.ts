import type { ModuleScope } from './references.ts';

/** Gives the folder of a module, from the local sources of the calls that lead to it; of a remote module that of its caller. */
export function folderOfModule(root: string): (scope: ModuleScope | undefined) => string {
  const folders = new Map<ModuleScope, string>();
  const folderOf = (scope: ModuleScope | undefined): string => {
    if (!scope?.caller) return root;
    const remembered = folders.get(scope);
    if (remembered !== undefined) return remembered;
    const around = folderOf(scope.caller.scope);
    const { source } = scope.caller.call;
    const folder = /^\.\.?\//.test(source) ? (joined(around, source) ?? around) : around;
    folders.set(scope, folder);
    return folder;
  };
  return folderOf;
}

/** `way` from `folder` on; undefined when it leads out of the tree. */
function joined(folder: string, way: string): string | undefined {
  const steps = folder === '.' ? [] : folder.split('/');
  for (const step of way.split('/')) {
    if (step === '..' && steps.pop() === undefined) return undefined;
    if (step !== '' && step !== '.' && step !== '..') steps.push(step);
  }
  return steps.length === 0 ? '.' : steps.join('/');
}
