import { fileSpan } from '../../model/span.ts';
import type { HclBlock } from '../../syntax/hcl/ast.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import { heldUnlessSame, type GateContext } from './gate-context.ts';
import type { GateSide } from './gate-input.ts';
import { shown } from './gate-report.ts';
import type { TreePaths } from './tree-paths.ts';
import { plainText } from './walk-expressions.ts';

const LOCK = '.terraform.lock.hcl';

/** One provider of a lock file. Source: https://developer.hashicorp.com/terraform/language/files/dependency-lock */
interface Entry {
  readonly block: HclBlock;
  readonly version: string | undefined;
  readonly hashes: ReadonlySet<string>;
}

/** Compares the lock file of the root module with the base's, which is the one that is trusted. */
export function checkLock(context: GateContext): void {
  const { input, closure, compare, tell } = context;
  const path = input.root === '.' ? LOCK : `${input.root}/${LOCK}`;
  const before = input.base?.files.get(path);
  const isListed = closure.paths.in(input.root).some((entry) => entry.path === path);
  const now = lockOf(path, input.head, closure.paths);
  const none = { span: fileSpan(path), text: '' };
  if (!now) {
    if (isListed) {
      tell({ code: 'lock-unreadable', effect: 'hold', message: `${shown(path)} was not read`, place: none });
    } else if (before) {
      tell({ code: 'lock-removed', effect: 'hold', message: `${shown(path)} was removed`, place: none });
    }
    return;
  }
  const place = { span: fileSpan(path), text: now.text };
  if (!now.hcl || now.diagnostics.some(({ severity }) => severity === 'error')) {
    tell({ code: 'lock-unreadable', effect: 'hold', message: `${shown(path)} could not be read`, place });
    return;
  }
  if (before?.text === now.text) {
    for (const [address, entry] of entriesOf(now)) if (entry.hashes.size === 0) tellNoHashes(address, entry, true);
    return;
  }
  const old = before ? entriesOf(before) : new Map<string, Entry>();
  for (const [address, entry] of entriesOf(now)) {
    const was = old.get(address);
    const at = { span: entry.block.headerSpan, text: now.text };
    if (entry.hashes.size === 0) tellNoHashes(address, entry, was?.hashes.size === 0 && was.version === entry.version);
    if (was?.version === entry.version && [...(was?.hashes ?? [])].some((hash) => !entry.hashes.has(hash))) {
      const message = `${shown(address)} ${shown(entry.version ?? '')} lost hashes that the base has`;
      tell({ code: 'lock-hashes-changed', effect: 'hold', message, place: at });
    } else if (compare.isPossible && was?.version !== entry.version) {
      const from = was ? `was ${shown(was.version ?? '')}` : 'is new';
      const message = `${shown(address)} ${shown(entry.version ?? '')} ${from} in the lock file`;
      tell({ code: 'lock-changed', effect: 'flag', message, place: at });
    }
  }

  function tellNoHashes(address: string, entry: Entry, isSame: boolean): void {
    const message = `${shown(address)} has no hashes in the lock file, so that any program is accepted as it`;
    const at = { span: entry.block.headerSpan, text: now?.text ?? '' };
    tell({ code: 'lock-without-hashes', effect: heldUnlessSame(isSame), message, place: at });
  }
}

/** The lock file as Terraform would find it, if it is a plain file. */
function lockOf(path: string, side: GateSide, paths: TreePaths): ParsedFile | undefined {
  const place = paths.follow(path);
  return place.kind === 'inside' && place.links.length === 0 ? side.files.get(path) : undefined;
}

function entriesOf(file: ParsedFile): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const block of file.hcl?.blocks ?? []) {
    if (block.type !== 'provider') continue;
    const find = (name: string) => block.body.attributes.find((attribute) => attribute.name === name)?.expression;
    const list = find('hashes');
    const hashes = new Set<string>();
    for (const item of list?.kind === 'tuple' ? list.items : []) {
      const hash = plainText(item);
      if (hash !== undefined) hashes.add(hash);
    }
    entries.set(block.labels[0]?.text ?? '', { block, version: plainText(find('version')), hashes });
  }
  return entries;
}
