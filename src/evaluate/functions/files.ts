import type { Type } from '../../model/type.ts';
import { known, unknown, type KnownValue, type Value } from '../../model/value.ts';
import { originFrom, unknownBecause } from '../origin.ts';
import { setOf } from '../types/set.ts';
import { encodeBytes, textOfBytes } from './encoding/base64.ts';
import { digest, DIGESTS } from './hash/digest.ts';
import { pathInTree } from './path/file-path.ts';
import { fileSet } from './path/file-set.ts';
import { isFailure, refuse, type Outcome } from './refusal.ts';
import { settle, textFunction, textIn, tooMuch } from './settle.ts';
import { affordable, define, type Call, type Refusal, type TerraformFunction } from './signature.ts';

const NAMES: Type = { kind: 'set', element: 'string' };

/**
 * Functions that read files, of the reviewed tree only: what lies outside of it is unknown, and said so.
 * Source: https://developer.hashicorp.com/terraform/language/functions/file
 */
export const FILE_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['file', ofFile(textOfBytes)],
  ['filebase64', ofFile(encodeBytes)],
  ...[...DIGESTS].map(
    ([name, [algorithm, encoding]]) =>
      [
        name.startsWith('base64') ? `filebase64${name.slice('base64'.length)}` : `file${name}`,
        ofFile((bytes) => digest(algorithm, encoding, bytes)),
      ] as const,
  ),
  [
    'fileexists',
    inTree(
      define({ parameters: [{ type: 'string' }], returns: 'bool', compute: ([path], call) => exists(path, call) }),
    ),
  ],
  [
    'fileset',
    inTree(
      define({
        parameters: [{ type: 'string' }, { type: 'string' }],
        returns: NAMES,
        compute: (args, call) => set(args, call),
      }),
    ),
  ],
  ['abspath', textFunction(1, 'string', (path = '') => absolutePath(path))],
];

/** A function whose first argument is a path: one that is not known as a text may be known as a place in the tree. */
export function inTree(evaluated: TerraformFunction): TerraformFunction {
  return (args, call) => {
    const [path, ...rest] = args;
    const place = path?.kind === 'unknown' ? call.scope.module.placeOfPath?.(path) : undefined;
    return evaluated(path === undefined || place === undefined ? args : [known(place, path), ...rest], call);
  };
}

/** Content of a file, or why there is none. */
export type FileContent = { readonly path: string; readonly bytes: Uint8Array } | Refusal | Value;

/** The bytes of the file that a function's argument `path` means. */
export function contentOf(path: string, args: readonly Value[], call: Call): FileContent {
  const { module } = call.scope;
  const place = placeOf(path, args, call);
  if (typeof place !== 'string') return place;
  const files = module.sourceFiles;
  if (!files)
    return unknownBecause('not-evaluated', `${call.name}(…) reads a file that was not loaded`, call.span, args);
  if (!files.paths.has(place)) {
    if (files.partial)
      return unknownBecause(
        'not-evaluated',
        `${place} may be in the part of the tree that was not listed`,
        call.span,
        args,
      );
    return { refused: `there is no file ${place} in the reviewed tree` };
  }
  const bytes = files.read(place);
  if (bytes) return affordable(bytes.length, call) ? { path: place, bytes } : tooMuch(args, call);
  module.want?.(place);
  return unknownBecause('not-evaluated', `the file ${place} was not loaded`, call.span, args);
}

/** The path in the tree that is meant; a path outside of it is said to the reader. */
function placeOf(path: string, args: readonly Value[], call: Call): string | Refusal | Value {
  const { module } = call.scope;
  if (path.includes('\0')) return { refused: 'a path with a zero byte' };
  const place = pathInTree(module.startedIn ?? module.root, path);
  if (!isFailure(place)) return place;
  if ('refused' in place) return place;
  module.budget.report({
    code: 'not-evaluated',
    severity: 'warning',
    span: call.span,
    message: `${call.name}("${path.slice(0, 200)}") was not evaluated: ${place.undecided}; only files of the reviewed tree are read`,
  });
  return unknownBecause('not-evaluated', `${call.name}(…): ${place.undecided}`, call.span, args);
}

function ofFile(compute: (bytes: Uint8Array) => Outcome<string>): TerraformFunction {
  return inTree(
    define({
      parameters: [{ type: 'string' }],
      returns: 'string',
      compute: (args, call) => {
        const content = contentOf(textIn(args[0]), args, call);
        if (!('bytes' in content)) return content;
        return settle(compute(content.bytes), args, call, (text) => text);
      },
    }),
  );
}

/** A folder, or something below a file, is an error; only what could be a file is not there. */
function exists(path: KnownValue | undefined, call: Call): Value | Refusal {
  const args = path ? [path] : [];
  const place = placeOf(textIn(path), args, call);
  if (typeof place !== 'string') return place;
  const files = call.scope.module.sourceFiles;
  if (files?.paths.has(place)) return known(true, originFrom(call.span, args));
  if (!files || files.partial)
    return unknownBecause('not-evaluated', `whether there is a file ${place}`, call.span, args);
  const isFolder = place === '.' || [...files.paths].some((other) => other.startsWith(`${place}/`));
  const parents = place.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
  if (isFolder || parents.some((parent) => files.paths.has(parent))) return { refused: `${place} is no file` };
  return known(false, originFrom(call.span, args));
}

function set(args: readonly KnownValue[], call: Call): Value | Refusal {
  const { sourceFiles, root, startedIn, budget } = call.scope.module;
  const [folder, pattern] = args.map(textIn);
  if (!sourceFiles || sourceFiles.partial) {
    return { ...unknownBecause('not-evaluated', 'which files there are', call.span, args), type: NAMES };
  }
  if (!budget.spend(sourceFiles.paths.size, call.span)) return tooMuch(args, call);
  const outcome = fileSet(sourceFiles.paths, startedIn ?? root, folder ?? '', pattern ?? '');
  const result = settle(outcome, args, call, (paths) => {
    const origin = originFrom(call.span, args);
    return setOf(
      paths.map((path) => known(path, origin)),
      origin,
      'string',
      budget,
    );
  });
  return typeof result === 'object' && result !== null
    ? result
    : unknown('not-evaluated', 'a set of files', originFrom(call.span, args));
}

/** `abspath` of a path that is absolute already; any other depends on where Terraform runs. */
function absolutePath(path: string): Outcome<string> {
  if (!path.startsWith('/')) return { undecided: 'depends on where Terraform runs' };
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return path.includes('\0') ? refuse('a path with a zero byte') : `/${parts.join('/')}`;
}
