import { createHash } from 'node:crypto';

import type { Diagnostic } from '../model/diagnostic.ts';
import { decode } from './decode.ts';
import { fileKind } from './file-kind.ts';
import { loadHcl2json } from './hcl/hcl2json.ts';
import { parseHcl } from './hcl/parse-hcl.ts';
import { parseHclJson } from './hcl/parse-hcl-json.ts';
import { loadGrammar } from './hcl/raw-tree.ts';
import type { ParseCache } from './parse-cache.ts';
import type { FileKind, ParsedFile } from './parsed-file.ts';
import { parseYaml } from './yaml/parse-yaml.ts';

/** Characters of a diagnostic's message; a path may have 255 in each part. */
const MAX_MESSAGE = 1000;

/** Loads the parsers (WebAssembly). Idempotent; parsing awaits it too, so calling it early only moves the wait. */
export async function loadParsers(): Promise<void> {
  await Promise.all([loadGrammar(), loadHcl2json()]);
}

/**
 * Parses one file. Never rejects because of the content: what is wrong with it is in `diagnostics`. A path that is no
 * infrastructure file (see `fileKind`) is read as plain `hcl`.
 */
export async function parseFile(path: string, bytes: Uint8Array): Promise<ParsedFile> {
  const kind = fileKind(path) ?? 'hcl';
  const { text, diagnostic } = decode(path, bytes);
  const refused = diagnostic ? [diagnostic] : [];
  if (kind === 'workflow' || kind === 'action') {
    const { root, diagnostics } = parseYaml(path, text);
    return { path, kind, text, diagnostics: bounded([...refused, ...diagnostics]), yaml: root };
  }
  await loadParsers();
  return parsedHcl(path, kind, text, refused);
}

/**
 * Parses HCL text that is in no file, such as what Terragrunt generates; `path` names it and decides how it is read.
 * `loadParsers` must have been awaited. Never throws because of the content.
 */
export function parseHclText(path: string, text: string): ParsedFile {
  const kind = fileKind(path);
  return parsedHcl(path, kind === undefined || kind === 'workflow' || kind === 'action' ? 'hcl' : kind, text, []);
}

function parsedHcl(path: string, kind: FileKind, text: string, refused: readonly Diagnostic[]): ParsedFile {
  const { body, diagnostics } = path.endsWith('.json') ? parseHclJson(path, kind, text) : parseHcl(path, text);
  return { path, kind, text, diagnostics: bounded([...refused, ...diagnostics]), hcl: body };
}

/** Parsers quote names from the file, which may be of any length. */
function bounded(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map((one) =>
    one.message.length > MAX_MESSAGE ? { ...one, message: `${one.message.slice(0, MAX_MESSAGE)}…` } : one,
  );
}

/**
 * Parses the infrastructure files among `files`, by path, in the order given; other paths are left out. With a cache,
 * a file that is the same at base and head is parsed once and is the same object in both results.
 */
export async function parseFiles(
  files: ReadonlyMap<string, Uint8Array>,
  cache?: ParseCache,
): Promise<ReadonlyMap<string, ParsedFile>> {
  const result = new Map<string, ParsedFile>();
  for (const [path, bytes] of files) {
    if (!fileKind(path)) continue;
    // The path is part of the key: spans and messages carry it.
    const key = cache && createHash('sha256').update(path).update('\0').update(bytes).digest('base64');
    const known = key === undefined ? undefined : cache?.get(key);
    const parsed = known ?? (await parseFile(path, bytes));
    if (key !== undefined && !known) cache?.set(key, parsed);
    result.set(path, parsed);
  }
  return result;
}

/** All diagnostics of parsed files, in their order. */
export function diagnosticsOf(files: ReadonlyMap<string, ParsedFile>): readonly Diagnostic[] {
  return [...files.values()].flatMap((file) => file.diagnostics);
}
