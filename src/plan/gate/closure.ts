import { baseName, folderOf } from '../../model/path.ts';
import { fileSpan } from '../../model/span.ts';
import type { HclBlock } from '../../syntax/hcl/ast.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { GateSide } from './gate-input.ts';
import { shown, type Tell } from './gate-report.ts';
import { hidesJsonBlocks } from './json-blocks.ts';
import { pathFrom, treePaths, type TreePaths } from './tree-paths.ts';
import { plainText } from './walk-expressions.ts';

/** Folders that one root module may reach. */
const MAX_FOLDERS = 1000;

/** Configuration that Terraform or OpenTofu loads. Source: https://developer.hashicorp.com/terraform/language/files */
const CONFIGURATION_FILE = /^[^.].*\.(?:tf|tofu)(?:\.json)?$/s;

/** True for the name of a file that Terraform or OpenTofu loads as configuration. */
export function isConfigurationFile(name: string): boolean {
  return CONFIGURATION_FILE.test(name);
}

const MAX_PATH = 4096;

/** A block at the top of a file, or a data source in a `check`. */
export interface GateBlock {
  readonly block: HclBlock;
  readonly file: ParsedFile;
  /** In a file that is merged into the others. Source: https://developer.hashicorp.com/terraform/language/files/override */
  readonly inOverride: boolean;
}

/** One module of the closure. */
export interface ModuleFolder {
  /** As the calls name it; `.` for the top. */
  readonly folder: string;
  /** The same folder with links followed: where its files are. */
  readonly place: string;
  readonly files: readonly ParsedFile[];
  readonly blocks: readonly GateBlock[];
}

/** A root module and the local modules that it reaches, the root first. */
export interface Closure {
  readonly modules: readonly ModuleFolder[];
  readonly paths: TreePaths;
}

/** How a module is called by one block. */
export function callsOf(module: ModuleFolder): readonly GateBlock[] {
  return module.blocks.filter(({ block }) => block.type === 'module');
}

/** The folder that a call of `folder` means; undefined when its source is no path in the tree. */
export function calledFolder(folder: string, call: HclBlock): string | undefined {
  for (const { name, expression } of call.body.attributes) {
    const source = name === 'source' ? plainText(expression) : undefined;
    if (source !== undefined && /^\.\.?\//.test(source) && source.length < MAX_PATH) return pathFrom(folder, source);
  }
  return undefined;
}

/** The closure of `root` on one side. What of it cannot be judged is told. */
export function closureOf(root: string, side: GateSide, tell: Tell): Closure {
  const paths = treePaths(side);
  const parsed = byFolder(side);
  const modules: ModuleFolder[] = [];
  const seen = new Set([root]);
  const waiting = [root];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (modules.length >= MAX_FOLDERS || next.length > MAX_PATH) {
      const message = `${shown(root)} reaches more than ${MAX_FOLDERS} folders; ${shown(next)} and others were not judged`;
      tell({ code: 'too-many-modules', effect: 'refuse', message });
      break;
    }
    const module = moduleAt(next, parsed, paths, tell);
    if (module === undefined) continue;
    modules.push(module);
    for (const { block } of callsOf(module)) {
      const folder = calledFolder(next, block);
      if (folder === undefined || seen.has(folder)) continue;
      seen.add(folder);
      waiting.push(folder);
    }
  }
  return { modules, paths };
}

type FilesByFolder = ReadonlyMap<string, ReadonlyMap<string, ParsedFile>>;

/** Configuration files by folder and name. */
function byFolder(side: GateSide): FilesByFolder {
  const folders = new Map<string, Map<string, ParsedFile>>();
  for (const [path, file] of side.files) {
    if (file.kind !== 'terraform') continue;
    const names = folders.get(folderOf(path)) ?? new Map<string, ParsedFile>();
    folders.set(folderOf(path), names);
    names.set(baseName(path), file);
  }
  return folders;
}

function moduleAt(folder: string, parsed: FilesByFolder, paths: TreePaths, tell: Tell): ModuleFolder | undefined {
  const place = paths.follow(folder);
  if (place.kind !== 'inside') {
    tellLink(place.kind, place.at, folder, tell);
    return undefined;
  }
  for (const link of place.links) tellFollowed(link, tell);
  // A file that the listing does not have counts all the same.
  const files = new Map(parsed.get(place.path));
  for (const entry of paths.in(place.path)) {
    const name = baseName(entry.path);
    if (!isConfigurationFile(name)) continue;
    const target = paths.follow(entry.path);
    if (target.kind !== 'inside') {
      tellLink(target.kind, target.at, entry.path, tell);
      continue;
    }
    for (const link of target.links) tellFollowed(link, tell);
    const file = parsed.get(folderOf(target.path))?.get(baseName(target.path));
    const isSameSyntax = name.endsWith('.json') === target.path.endsWith('.json');
    if (file && isSameSyntax) files.set(name, file);
    else
      tellUnread(entry.path, file ? 'its name and what it links to are of different syntax' : 'it was not read', tell);
  }
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, file] of sorted) {
    tellProblems(file, tell);
    const shadow = name.replace(/\.tf(\.json)?$/, '.tofu$1');
    if (shadow !== name && files.has(shadow)) {
      const message = `${shown(`${folder}/${shadow}`)} stands beside ${shown(name)}: only one of them is read`;
      tell({ code: 'tofu-shadows', effect: 'flag', message, place: { span: fileSpan(file.path), text: file.text } });
    }
  }
  const blocks = sorted.flatMap(([name, file]) =>
    blocksOf(file, /(?:^|_)override\.(?:tf|tofu)(?:\.json)?$/.test(name)),
  );
  return { folder, place: place.path, files: sorted.map(([, file]) => file), blocks };
}

/** A data source in a check belongs to the module, too. */
function blocksOf(file: ParsedFile, inOverride: boolean): readonly GateBlock[] {
  const blocks: GateBlock[] = [];
  for (const block of file.hcl?.blocks ?? []) {
    blocks.push({ block, file, inOverride });
    if (block.type !== 'check') continue;
    for (const nested of block.body.blocks) blocks.push({ block: nested, file, inOverride });
  }
  return blocks;
}

function tellProblems(file: ParsedFile, tell: Tell): void {
  const isJson = file.path.endsWith('.json');
  for (const { code, severity, span, message } of file.diagnostics) {
    // Terraform merges what is declared twice in JSON, in an order of its own.
    if (severity !== 'error' && !(isJson && code === 'duplicate')) continue;
    tell({
      code: 'file-unreadable',
      effect: 'refuse',
      message: `Cannot be gated: ${message}`,
      place: { span, text: file.text },
    });
  }
  if (file.hcl === undefined) tellUnread(file.path, 'it has no content that could be read', tell);
  else if (isJson && hidesJsonBlocks(file.text)) tellUnread(file.path, 'it has a block in a list in a list', tell);
}

function tellUnread(path: string, why: string, tell: Tell): void {
  const message = `Cannot be gated: ${shown(path)} was not judged, because ${why}`;
  tell({ code: 'file-unreadable', effect: 'refuse', message, place: { span: fileSpan(path), text: '' } });
}

function tellLink(kind: 'escapes' | 'unread' | 'submodule', at: string, path: string, tell: Tell): void {
  const place = { span: fileSpan(at), text: '' };
  const on = at === path ? shown(path) : `${shown(at)}, on the way to ${shown(path)},`;
  if (kind === 'escapes') {
    tell({ code: 'symlink-escapes', effect: 'refuse', message: `${on} is a symbolic link out of the tree`, place });
  } else if (kind === 'unread') {
    const message = `${on} is a symbolic link, and where it leads is not known`;
    tell({ code: 'symlink-unread', effect: 'refuse', message, place });
  } else {
    const message = `${on} is a submodule: its content is in another repository`;
    tell({ code: 'submodule', effect: 'refuse', message, place });
  }
}

function tellFollowed(link: string, tell: Tell): void {
  const message = `${shown(link)} is a symbolic link in the tree; what it leads to was judged`;
  tell({ code: 'symlink', effect: 'flag', message, place: { span: fileSpan(link), text: '' } });
}
