import { createHash } from 'node:crypto';
import type { GateDecision } from '../../../src/plan/gate/gate-decision.ts';
import type { GateInput, GateSide } from '../../../src/plan/gate/gate-input.ts';
import { judgeGate } from '../../../src/plan/gate/judge-gate.ts';
import type { TreeEntry } from '../../../src/ports/source-tree.ts';
import { parseFiles } from '../../../src/syntax/parse.ts';

/** A tree written out: texts by path. `-> x` is a symbolic link, `submodule` one, and a text after `unread ` is not read. */
export type Tree = Readonly<Record<string, string>>;

/** What a test says about one judgement; the rest is as for a member of the project who plans locally. */
export interface GateCase {
  readonly head: Tree;
  /** The same as the head when left out; `none` for nothing to compare with. */
  readonly base?: Tree | 'none';
  readonly root?: string;
  readonly complete?: boolean;
  readonly providers?: readonly string[];
  readonly moduleHosts?: readonly string[];
  readonly forks?: 'hold' | 'refuse';
  readonly author?: GateInput['author'];
  readonly approval?: GateInput['approval'];
  readonly backEnd?: GateInput['backEnd'];
  readonly tool?: GateInput['tool'];
}

/** The commit that is judged. */
export const HEAD = '1234567890abcdef1234567890abcdef12345678';

/** A member of the project. */
export const MEMBER = { login: 'ada', fromFork: false, association: 'MEMBER' } as const;

/** The input that a case describes. */
export async function inputOf(one: GateCase): Promise<GateInput> {
  const base = one.base ?? one.head;
  return {
    root: one.root ?? 'live',
    headSha: HEAD,
    head: await sideOf(one.head, one.complete ?? true),
    base: base === 'none' ? undefined : await sideOf(base, true),
    policy: {
      allow: { providers: one.providers && [...one.providers], moduleHosts: [...(one.moduleHosts ?? [])] },
      forks: one.forks ?? 'hold',
    },
    author: 'author' in one ? one.author : MEMBER,
    approval: one.approval,
    backEnd: one.backEnd ?? 'local',
    tool: one.tool ?? 'terraform',
  };
}

/** What the gate says of a case. */
export async function gateOf(one: GateCase): Promise<GateDecision> {
  return judgeGate(await inputOf(one));
}

/** The reasons in short: `refuse provider-not-allowed live/a.tf:3`. */
export function told({ reasons }: GateDecision): readonly string[] {
  return reasons.map(({ effect, code, span }) => `${effect} ${code}${span ? ` ${span.file}:${span.startLine}` : ''}`);
}

async function sideOf(tree: Tree, complete: boolean): Promise<GateSide> {
  const entries: TreeEntry[] = [];
  const links = new Map<string, string>();
  const files = new Map<string, Uint8Array>();
  for (const [path, text] of Object.entries(tree)) {
    const kind = text.startsWith('-> ') ? 'symlink' : text === 'submodule' ? 'submodule' : 'file';
    const sha = createHash('sha1').update(text).digest('hex');
    entries.push({ path, kind, size: undefined, sha });
    if (kind === 'symlink' && text !== '-> ?') links.set(path, text.slice(3));
    if (kind === 'file' && !text.startsWith('unread ')) files.set(path, Buffer.from(text));
  }
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: await parseFiles(files), listing: { entries, complete }, links };
}
