import type { YamlNode, YamlScalar } from '../../syntax/yaml/tree.ts';
import { scalarAt } from './workflow-facts.ts';

/** What a `uses:` names. */
export type ActionReference =
  | {
      readonly kind: 'repository';
      readonly owner: string;
      readonly repo: string;
      /** Folder or workflow file inside the repository; '' for its root action. */
      readonly path: string;
      /** `owner/repo` or `owner/repo/path`, lower-case: GitHub ignores case here. */
      readonly id: string;
      readonly ref: string;
      readonly scalar: YamlScalar;
    }
  | { readonly kind: 'local'; readonly path: string; readonly scalar: YamlScalar }
  | { readonly kind: 'docker'; readonly image: string; readonly scalar: YamlScalar };

/**
 * The reference in `uses:` of a step or job; undefined when there is none or it is malformed.
 * Syntax: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses
 */
export function actionReference(node: YamlNode | undefined): ActionReference | undefined {
  const scalar = scalarAt(node, 'uses');
  if (!scalar) return undefined;
  const text = scalar.text.trim();
  if (/^(?:\.|\$)\//.test(text)) return { kind: 'local', path: text, scalar };
  if (text.startsWith('docker://')) return { kind: 'docker', image: text.slice('docker://'.length), scalar };
  const at = text.lastIndexOf('@');
  const [owner = '', repo = '', ...rest] = text.slice(0, Math.max(at, 0)).split('/');
  const ref = text.slice(at + 1);
  if (at < 0 || owner === '' || repo === '' || ref === '' || /[\s{}]/.test(text)) return undefined;
  const path = rest.join('/');
  const id = text.slice(0, at).toLowerCase();
  return { kind: 'repository', owner, repo, path, id, ref, scalar };
}

/** True when a step or job uses one of these actions (`owner/repo` or `owner/repo/path`, lower-case). */
export function usesAction(node: YamlNode | undefined, ...ids: readonly string[]): boolean {
  const reference = actionReference(node);
  return reference?.kind === 'repository' && ids.includes(reference.id);
}

/** How a reference can change: a full commit SHA cannot; a version tag can be moved; a branch moves by itself. */
export type Pinning = 'commit' | 'short-commit' | 'version' | 'branch';

/** What kind of reference `ref` is, by its looks: only the repository itself knows whether `stable` is a branch. */
export function pinningOf(ref: string): Pinning {
  if (/^[0-9a-f]{40}$/i.test(ref)) return 'commit';
  if (ref.length > 100) return 'branch';
  if (/^v?\d+(?:\.\d+)*(?:[-+.][\w.-]+)?$/i.test(ref)) return 'version';
  if (/^[0-9a-f]{7,39}$/i.test(ref)) return 'short-commit';
  // `release/v1` and `main-2` move; `codeql-bundle-v2.1.0`, `action-1.2.3` and `2024-01-31` are tags.
  return !ref.includes('/') && /\d+\.\d+|^[\w.]+-v\d+$|^\d{4}-\d{2}/.test(ref) ? 'version' : 'branch';
}
