import { matchesAnyGlob, matchesGlob } from '../../policy/glob.ts';
import type { Policy } from '../../policy/schema.ts';
import { folderOf } from '../../model/path.ts';
import type { Edge, SideGraph } from './side-graph.ts';

/** The root modules of one side. */
export interface RootFolders {
  readonly roots: ReadonlySet<string>;
  /** Roots that other modules call: their own state, and a part of somebody else's. */
  readonly calledRoots: ReadonlyMap<string, Edge>;
  /** Would be roots if they were not in a folder of examples, tests or modules. */
  readonly setAside: ReadonlySet<string>;
}

/** Folders that hold code to be tried or called, not to be applied. */
const NOT_FOR_USE = new Set(['examples', 'example', 'tests', 'test', 'modules']);

/** Folders beside which `test` is the name of an environment. */
const ENVIRONMENTS = [
  'dev',
  'development',
  'live',
  'prd',
  'prod',
  'production',
  'qa',
  'stage',
  'staging',
  'stg',
  'uat',
];

/**
 * The folders that are root modules: those that the policy names, those with a backend, and those that nothing calls and that have
 * a provider, a resource, a data source or a module call. Without a backend or a word in the policy a folder below `examples`,
 * `test` or `modules` is none, nor is one that the policy ignores. `unitSources` are folders that Terragrunt units run.
 */
export function rootFoldersOf(graph: SideGraph, policy: Policy, unitSources: ReadonlySet<string>): RootFolders {
  const roots = new Set<string>();
  const calledRoots = new Map<string, Edge>();
  const setAside = new Set<string>();
  for (const { folder, isRead, ...has } of graph.folders.values()) {
    if (!isRead) continue;
    const [caller] = graph.callers.get(folder) ?? [];
    const isFree = caller === undefined && !unitSources.has(folder) && (has.hasProvider || has.hasContent);
    // Modules for Terragrunt leave their backend open: the unit fills it in.
    const isBacked = has.hasBackend && (has.hasWholeBackend || !unitSources.has(folder));
    if (isConfigured(folder, policy)) roots.add(folder);
    else if (isBacked && !isIgnored(folder, policy)) {
      roots.add(folder);
      if (caller) calledRoots.set(folder, caller);
    } else if (isFree) {
      const isOut = isNotForUse(folder, graph) || isIgnored(folder, policy);
      (isOut ? setAside : roots).add(folder);
    }
  }
  return { roots, calledRoots, setAside };
}

/**
 * Whether the policy names this folder: with a pattern of `plan.roots` that stays inside one part of a path (`live/*`; one with
 * `**` only says where root modules may be), or as the key of a workspace.
 */
export function isConfigured(folder: string, { plan }: Policy): boolean {
  const names = Object.keys(plan.hcp?.workspaces ?? {});
  return (
    names.some((name) => name === folder || (name.startsWith(`${folder} (`) && name.endsWith(')'))) ||
    (plan.roots ?? []).some((glob) => !glob.includes('**') && !glob.endsWith('/') && matchesGlob(glob, folder))
  );
}

/** Every Terraform file that the folder could have is ignored. */
function isIgnored(folder: string, { paths }: Policy): boolean {
  return matchesAnyGlob(paths.ignore, folder === '.' ? 'main.tf' : `${folder}/main.tf`);
}

function isNotForUse(folder: string, graph: SideGraph): boolean {
  const parts = folder.split('/');
  return parts.some((part, index) => {
    if (!NOT_FOR_USE.has(part)) return false;
    if (part !== 'test') return true;
    const parent = folderOf(parts.slice(0, index + 1).join('/'));
    return !ENVIRONMENTS.some((name) => graph.folders.has(parent === '.' ? name : `${parent}/${name}`));
  });
}
