import { baseName, folderOf } from '../../model/path.ts';
import type { DownloadedModule } from '../../ports/plan-runner.ts';
import { parseFiles } from '../../syntax/parse.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import { checkRemoteState } from './check-backend.ts';
import { checkDataSources } from './check-data-sources.ts';
import { checkLanguage } from './check-language.ts';
import { checkModuleSources, isSameCall } from './check-module-sources.ts';
import { checkPaths } from './check-paths.ts';
import { checkProviderArguments } from './check-provider-arguments.ts';
import { checkProviders } from './check-providers.ts';
import { calledFolder, callsOf, closureOf, isConfigurationFile } from './closure.ts';
import { comparison, everything } from './comparison.ts';
import type { GateContext } from './gate-context.ts';
import type { GateDecision } from './gate-decision.ts';
import type { GateInput, GateSide } from './gate-input.ts';
import { decide, shown, type GateFinding, type Tell } from './gate-report.ts';

/** Configuration files of all downloaded modules together. */
const MAX_FILES = 3000;

/** What downloaded modules are judged by. */
export interface ModuleGateInput {
  readonly policy: GateInput['policy'];
  readonly tool: GateInput['tool'];
  /**
   * What the root module was judged by: with it a module that the base calls in the same way counts as known, and an approval of the
   * commit counts here, too. Without it everything is new and nothing is approved.
   */
  readonly root?: GateInput | undefined;
}

/**
 * The gate over modules that `init` brought, before any of their code is used: decides whether the plan may go on. Paths in the
 * reasons begin with `module.` and the key of the module. Never rejects for what is in the files.
 */
export async function judgeModules(
  modules: readonly DownloadedModule[],
  { policy, tool, root }: ModuleGateInput,
): Promise<GateDecision> {
  const findings: GateFinding[] = [];
  const tell: Tell = (finding) => void findings.push(finding);
  const keys = new Set(modules.map(({ key }) => key));
  const isKnown = knownModules(root);
  const input: Omit<GateInput, 'head' | 'root'> = {
    headSha: root?.headSha ?? '',
    base: undefined,
    author: undefined,
    approval: root?.approval,
    backEnd: root?.backEnd ?? 'local',
    policy,
    tool,
  };
  let left = MAX_FILES;
  for (const module of modules) {
    const folder = `module.${module.key}`;
    const head = await sideOf(folder, module, left);
    left -= head?.files.size ?? left;
    if (head === undefined) {
      const message = `The downloaded modules have more than ${MAX_FILES} configuration files; ${shown(module.key)} was not judged`;
      tell({ code: 'too-many-modules', effect: 'refuse', message });
      break;
    }
    const closure = closureOf(folder, head, tell);
    const compare = everything(isKnown(module.key), true);
    const context: GateContext = { input: { ...input, root: folder, head }, closure, compare, tell };
    checkProviders(context);
    checkCalls(context, folder, (name) => keys.has(`${module.key}.${name}`));
    checkRemoteState(context);
    checkLanguage(context);
    checkProviderArguments(context);
    checkDataSources(context);
    checkPaths(context);
  }
  return decide(findings, input.headSha, input.approval);
}

/** A local call must stay in the module, or lead to one that was downloaded with it and is judged by itself. */
function checkCalls(context: GateContext, top: string, isDownloaded: (name: string) => boolean): void {
  checkModuleSources(context, (folder, name) => {
    if (folder === top || folder?.startsWith(`${top}/`) === true || isDownloaded(name)) return true;
    const message = `The module ${shown(name)}, which ${shown(top)} calls by a path, was not downloaded with it`;
    context.tell({ code: 'module-not-downloaded', effect: 'refuse', message });
    return true;
  });
}

/** The files of a module that a call can reach by a path inside of it; undefined when there are more than `most`. */
async function sideOf(top: string, module: DownloadedModule, most: number): Promise<GateSide | undefined> {
  const byFolder = new Map<string, Map<string, Uint8Array>>();
  const entries = [];
  for (const [path, bytes] of module.files) {
    const whole = `${top}/${path}`;
    entries.push({ path: whole, kind: 'file' as const, size: bytes.length, sha: undefined });
    if (!isConfigurationFile(baseName(path))) continue;
    const folder = byFolder.get(folderOf(whole)) ?? new Map<string, Uint8Array>();
    byFolder.set(folderOf(whole), folder);
    folder.set(whole, bytes);
  }
  const files = new Map<string, ParsedFile>();
  const seen = new Set([top]);
  for (const folder of seen) {
    const found = byFolder.get(folder);
    if (!found) continue;
    if (files.size + found.size > most) return undefined;
    for (const [path, file] of await parseFiles(found)) {
      files.set(path, file);
      for (const block of file.hcl?.blocks ?? []) {
        const called = block.type === 'module' ? calledFolder(folder, block) : undefined;
        if (called !== undefined) seen.add(called);
      }
    }
  }
  return { files, listing: { entries, complete: true } };
}

/** Whether the call in the tree that brought a module, by the key of the module, is at the base as well. */
function knownModules(input: GateInput | undefined): (key: string) => boolean {
  if (!input?.base) return () => false;
  const tell: Tell = () => undefined;
  const closure = closureOf(input.root, input.head, tell);
  const context: GateContext = { input, closure, compare: comparison(input, closure), tell };
  const folders = new Map(closure.modules.map((module) => [module.folder, module]));
  return (key) => {
    let folder = input.root;
    for (const name of key.split('.')) {
      const module = folders.get(folder);
      const calls = module ? callsOf(module).filter(({ block }) => block.labels[0]?.text === name) : [];
      const next = calls.map(({ block }) => calledFolder(folder, block)).find((one) => one !== undefined);
      if (next === undefined) {
        return module !== undefined && calls.length > 0 && calls.every((call) => isSameCall(context, module, call));
      }
      folder = next;
    }
    return false;
  };
}
