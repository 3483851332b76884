import type { Diagnostic } from '../model/diagnostic.ts';
import type { HclAttribute, HclBlock } from '../syntax/hcl/ast.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { dropBackends, isOverrideFile, mergeOverride } from './override.ts';
import { aliasOf, providerAddress } from './providers.ts';
import { folderOf } from '../model/path.ts';

/** What the files of one folder declare; the same for every instance of the module. */
export interface ModuleDefinition {
  readonly folder: string;
  /** A file of the folder could not be read: what is not declared here may be declared there. */
  readonly incomplete: boolean;
  /** All blocks but `locals`, in the order of files and of blocks in them; override files are merged in. */
  readonly blocks: readonly HclBlock[];
  readonly variables: ReadonlyMap<string, HclBlock>;
  readonly outputs: ReadonlyMap<string, HclBlock>;
  readonly locals: ReadonlyMap<string, HclAttribute>;
  readonly calls: ReadonlyMap<string, HclBlock>;
  /** Managed resources, data sources and ephemeral resources by address in the module. */
  readonly objects: ReadonlyMap<string, HclBlock>;
  /** Declared twice and such; belongs to the module, not to its instances. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Modules by folder: every folder that has Terraform files. Files with errors are left out, and make it incomplete. */
export function defineModules(files: Iterable<ParsedFile>): ReadonlyMap<string, ModuleDefinition> {
  const byFolder = new Map<string, ParsedFile[]>();
  for (const file of files) {
    if (file.kind !== 'terraform') continue;
    const folder = folderOf(file.path);
    const list = byFolder.get(folder);
    if (list) list.push(file);
    else byFolder.set(folder, [file]);
  }
  return new Map([...byFolder].map(([folder, list]) => [folder, defineModule(folder, list)]));
}

/**
 * The files that OpenTofu reads: a `.tofu` file takes the place of the `.tf` file of the same name. A folder with `.tofu` files is
 * an OpenTofu module; Terraform would not read them.
 * Source: https://opentofu.org/docs/language/files/
 */
function filesInForce(files: readonly ParsedFile[]): readonly ParsedFile[] {
  const paths = new Set(files.map(({ path }) => path));
  return files.filter(({ path }) => {
    const tofu = path.replace(/\.tf(\.json)?$/, '.tofu$1');
    return tofu === path || !paths.has(tofu);
  });
}

function defineModule(folder: string, all: readonly ParsedFile[]): ModuleDefinition {
  const files = filesInForce(all);
  const readable = files.filter((file) => file.hcl && !file.diagnostics.some((d) => d.severity === 'error'));
  readable.sort((a, b) => (a.path < b.path ? -1 : 1));
  const declared: HclBlock[] = [];
  const positions = new Map<string, number>();
  const diagnostics: Diagnostic[] = [];
  // Override files come after all others, whatever their names.
  const ordered = [
    ...readable.filter((f) => !isOverrideFile(f.path)),
    ...readable.filter((f) => isOverrideFile(f.path)),
  ];
  const locals = new Map<string, HclAttribute>();
  for (const file of ordered) {
    const overrides = isOverrideFile(file.path);
    for (const block of file.hcl?.blocks ?? []) {
      if (block.type === 'locals') {
        for (const local of block.body.attributes) {
          if (locals.has(local.name) && !overrides) diagnostics.push(duplicate(`local.${local.name}`, local));
          else locals.set(local.name, local);
        }
        continue;
      }
      const key = identity(block);
      const position = key === undefined ? undefined : positions.get(key);
      if (overrides && block.type === 'terraform') dropBackends(declared, block);
      const existing = position === undefined ? undefined : declared[position];
      if (existing && position !== undefined && overrides) declared[position] = mergeOverride(existing, block);
      else {
        if (overrides && !mayStandAlone(block)) diagnostics.push(nothingToOverride(key ?? block.type, block));
        if (existing && block.type !== 'terraform' && block.type !== 'provider') {
          diagnostics.push(duplicate(key ?? block.type, { span: block.headerSpan }));
        }
        if (key !== undefined && !existing) positions.set(key, declared.length);
        declared.push(block);
      }
    }
  }
  // The data source in a check belongs to the module, too.
  const blocks = declared.flatMap((block) =>
    block.type === 'check' ? [block, ...block.body.blocks.filter(({ type }) => type === 'data')] : [block],
  );
  const ofType = (type: string): ReadonlyMap<string, HclBlock> =>
    firstByName(blocks.flatMap((block) => (block.type === type ? [[block.labels[0]?.text ?? '', block]] : [])));
  const objects = blocks.flatMap((block) => {
    const address = objectAddress(block);
    return address === undefined ? [] : [[address, block] as const];
  });
  return {
    folder,
    incomplete: readable.length < files.length,
    blocks,
    variables: ofType('variable'),
    outputs: ofType('output'),
    calls: ofType('module'),
    locals,
    objects: firstByName(objects),
    diagnostics,
  };
}

/** Of blocks with the same name the first is meant by references. */
function firstByName(entries: readonly (readonly [string, HclBlock])[]): ReadonlyMap<string, HclBlock> {
  return new Map([...entries].reverse());
}

/** Address in the module of a resource, data source or ephemeral resource; undefined for other blocks. */
export function objectAddress(block: HclBlock): string | undefined {
  const [type, name] = block.labels;
  if (!type || !name) return undefined;
  if (block.type === 'resource') return `${type.text}.${name.text}`;
  if (block.type === 'data' || block.type === 'ephemeral') return `${block.type}.${type.text}.${name.text}`;
  return undefined;
}

/** What makes two blocks the same thing; undefined for blocks that may be repeated. */
function identity(block: HclBlock): string | undefined {
  const labels = block.labels.map((label) => label.text);
  switch (block.type) {
    case 'resource':
    case 'data':
    case 'ephemeral':
    case 'module':
    case 'variable':
    case 'output':
    case 'check':
      return [block.type, ...labels].join(' ');
    case 'terraform':
      return 'terraform';
    case 'provider':
      return providerAddress(block);
    default:
      return undefined;
  }
}

/** True for a block that an override file may hold though no other file has it: a default provider configuration, settings. */
function mayStandAlone(block: HclBlock): boolean {
  return block.type === 'terraform' || (block.type === 'provider' && aliasOf(block) === '');
}

function nothingToOverride(what: string, block: HclBlock): Diagnostic {
  const message = `${what} stands in an override file and nowhere else, which Terraform does not allow; it was reviewed as if it stood in another file. Move it to one whose name does not end in "override"`;
  return { code: 'not-evaluated', severity: 'warning', span: block.headerSpan, message };
}

function duplicate(what: string, at: { readonly span: Diagnostic['span'] }): Diagnostic {
  const message = `${what} is declared twice in this module, which Terraform does not allow; references are taken to mean the first. Remove or rename one of them`;
  return { code: 'duplicate', severity: 'warning', span: at.span, message };
}
