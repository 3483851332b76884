import { localFolder } from '../../evaluate/root-modules.ts';
import { joinPath } from '../../evaluate/terragrunt/tree-path.ts';
import { compareText } from '../../model/order.ts';
import { folderOf } from '../../model/path.ts';
import { fileKind } from '../../syntax/file-kind.ts';
import type { Expression, HclBlock } from '../../syntax/hcl/ast.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import { fileReads, localsOf } from './file-reads.ts';
import { pathPieces, pathText, type PathText } from './path-text.ts';
import type { RootsSide } from './roots-input.ts';
import type { TreeLinks } from './tree-links.ts';

/** One `module` block. */
export interface ModuleCall {
  readonly name: string;
  /** Folders of the tree that it may call: one for a plain local source, none for a module from elsewhere. */
  readonly targets: readonly string[];
  /** The source is put together from values: which folder it is, is not known. */
  readonly isComputed: boolean;
}

/** A folder with Terraform files, as far as they were read. */
export interface ModuleFolder {
  readonly folder: string;
  /** False when none of its files was read: nothing more is known of it then. */
  readonly isRead: boolean;
  readonly hasBackend: boolean;
  /** A backend that is configured where it stands, not one that is left for somebody else to fill in (`backend "s3" {}`). */
  readonly hasWholeBackend: boolean;
  readonly hasProvider: boolean;
  /** Has a resource, data source or module call, or a file that could not be read. */
  readonly hasContent: boolean;
  readonly calls: readonly ModuleCall[];
  readonly reads: readonly PathText[];
  /** Files elsewhere in the tree that links among its own lead to. */
  readonly linked: readonly string[];
}

/** Folders of copies and of tools' work, beside those that `fileKind` passes over. */
const NOT_OURS = /(?:^|\/)(?:\.git|\.terragrunt-cache|\.terragrunt-stack)(?:\/|$)/;

const BACKENDS = new Set(['backend', 'cloud', 'state_store']);
const CONTENT = new Set(['resource', 'data', 'module', 'ephemeral', 'import', 'removed']);

/** True for a file that makes the folder it is in a module. */
export function isModuleFile(path: string): boolean {
  return fileKind(path) === 'terraform' && !NOT_OURS.test(path);
}

/** All folders with Terraform files of a tree, sorted. */
export function moduleFolders(side: RootsSide, links: TreeLinks): ReadonlyMap<string, ModuleFolder> {
  const byFolder = new Map<string, string[]>();
  const paths = side.listing.entries.filter(({ kind }) => kind !== 'submodule').map(({ path }) => path);
  for (const path of new Set([...paths, ...side.files.keys()])) {
    if (!isModuleFile(path)) continue;
    const list = byFolder.get(folderOf(path));
    if (list) list.push(path);
    else byFolder.set(folderOf(path), [path]);
  }
  const folders = [...byFolder.keys()].sort(compareText);
  const isLink = new Set(links.paths);
  return new Map(
    folders.map((folder) => {
      const own = byFolder.get(folder) ?? [];
      const linked = own.filter((path) => isLink.has(path)).flatMap((path) => links.follow(path));
      const read = [...own, ...linked].flatMap((path) => side.files.get(path) ?? []);
      const isWhole = read.length === own.length;
      return [folder, folderFacts(folder, read, { linked, isWhole, folders, links })] as const;
    }),
  );
}

interface Around {
  readonly linked: readonly string[];
  readonly isWhole: boolean;
  readonly folders: readonly string[];
  readonly links: TreeLinks;
}

function folderFacts(folder: string, files: readonly ParsedFile[], around: Around): ModuleFolder {
  const blocks = files.flatMap(({ hcl }) => hcl?.blocks ?? []);
  const backends = blocks
    .filter(({ type }) => type === 'terraform')
    .flatMap(({ body }) => body.blocks.filter(({ type }) => BACKENDS.has(type)));
  const isBroken = files.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error'));
  const isRead = files.length > 0;
  const locals = localsOf(files);
  return {
    folder,
    isRead,
    hasBackend: backends.length > 0,
    hasWholeBackend: backends.some(({ type, body }) => type !== 'backend' || body.attributes.length > 0),
    hasProvider: blocks.some(({ type }) => type === 'provider'),
    hasContent: isRead && (blocks.some(({ type }) => CONTENT.has(type)) || isBroken || !around.isWhole),
    calls: blocks.filter(({ type }) => type === 'module').map((block) => callOf(block, folder, locals, around)),
    reads: fileReads(files, locals),
    linked: around.linked,
  };
}

function callOf(
  block: HclBlock,
  folder: string,
  locals: ReadonlyMap<string, Expression>,
  { folders, links }: Around,
): ModuleCall {
  const name = block.labels[0]?.text ?? '';
  const expression = block.body.attributes.find((attribute) => attribute.name === 'source')?.expression;
  const targets = new Set<string>();
  let isComputed = false;
  // OpenTofu 1.8 and Terraform 1.15 take variables and locals in a source.
  for (const pieces of expression ? pathPieces(expression, locals) : []) {
    const path = pathText(pieces);
    if (!path) continue;
    const text = typeof pieces[0] === 'string' ? path.prefix : `./${path.prefix}`;
    const isLocal = text.startsWith('./') || text.startsWith('../');
    if (path.isExact) {
      const target = localFolder(folder, text);
      for (const place of target === undefined ? [] : links.follow(target)) targets.add(place);
    } else if (path.isOpen || isLocal) {
      isComputed = true;
      const below = path.isOpen ? undefined : joinPath(folder, folderOf(text));
      const start = below === '.' ? '' : `${below ?? ''}/`;
      for (const other of below === undefined ? [] : folders) if (other.startsWith(start)) targets.add(other);
    }
  }
  targets.delete(folder);
  return { name, targets: [...targets], isComputed };
}
