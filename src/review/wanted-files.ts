import type { SourceFiles } from '../evaluate/source-files.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { fileSpan } from '../model/span.ts';
import type { SourceTree, TreeEntry } from '../ports/source-tree.ts';

/** 1 MB: no text that a configuration builds may be longer. */
const MAX_FILE_BYTES = 1024 * 1024;
/** Files read for the file functions of one side. */
const MAX_FILES = 200;
/** Bytes of them, held while the review lasts. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Gaps that are named one by one; the rest is counted. */
const MAX_NAMED = 20;

/** What begins a pointer that stands in the place of a file: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** The files of one tree that its file functions read, loaded as they are asked for. */
export interface WantedFiles {
  /** As far as they are loaded now. */
  readonly sourceFiles: SourceFiles;
  /** Of the paths that an evaluation wants those that are worth reading: not refused before, and inside the bounds. */
  readable(wanted: readonly string[]): readonly string[];
  /** Reads files. */
  load(paths: readonly string[]): Promise<void>;
  /** Says of the paths that are still wanted why they were not loaded. */
  gaps(wanted: readonly string[]): readonly Diagnostic[];
}

/** Starts with nothing loaded. Lists the whole tree. */
export async function wantedFiles(tree: SourceTree): Promise<WantedFiles> {
  const { entries, complete } = await tree.listAll();
  const files = new Map<string, TreeEntry>();
  for (const entry of entries) if (entry.kind === 'file') files.set(entry.path, entry);
  const paths = new Set(files.keys());
  const contents = new Map<string, Uint8Array>();
  const refused = new Map<string, Pick<Diagnostic, 'code' | 'message'>>();
  let bytes = 0;
  let current: SourceFiles = { paths, partial: !complete, read: () => undefined };

  const refuse = (path: string, code: Diagnostic['code'], why: string): void => {
    refused.set(path, { code, message: `${path} is read by a file function and ${why}` });
  };
  const take = (path: string, content: Uint8Array | undefined): void => {
    const start = content && Buffer.from(content.subarray(0, LFS_POINTER.length)).toString('latin1');
    if (!content) refuse(path, 'unreadable', 'could not be read');
    else if (content.length > MAX_FILE_BYTES) refuse(path, 'too-large', 'is larger than 1 MB');
    else if (start === LFS_POINTER) refuse(path, 'lfs-pointer', 'is kept in Git LFS, not in the repository');
    else if (bytes + content.length > MAX_BYTES) refuse(path, 'cap', 'is one too many to be held in memory');
    else {
      contents.set(path, content);
      bytes += content.length;
    }
  };
  return {
    get sourceFiles() {
      return current;
    },
    readable: (wanted) => {
      const readable: string[] = [];
      for (const path of wanted) {
        if (contents.has(path) || refused.has(path)) continue;
        const file = files.get(path);
        if (!file) refuse(path, 'unreadable', 'is no regular file of the tree');
        else if ((file.size ?? 0) > MAX_FILE_BYTES) refuse(path, 'too-large', 'is larger than 1 MB');
        else if (contents.size + readable.length >= MAX_FILES)
          refuse(path, 'cap', `is beyond the ${MAX_FILES} that are read`);
        else readable.push(path);
      }
      return readable;
    },
    load: async (wanted) => {
      const read = await tree.read(wanted);
      for (const path of wanted) take(path, read.get(path));
      // A new object, since the answers of one never change.
      const loaded = new Map(contents);
      current = { paths, partial: !complete, read: (path) => loaded.get(path) };
    },
    gaps: (wanted) => {
      const gaps = wanted.map((path): Diagnostic => {
        const { code, message } = refused.get(path) ?? {
          code: 'cap',
          message: `${path} is read by a file whose content decides which files are read, too often in a row`,
        };
        const full = `${message}, so what depends on it is unknown`;
        return { code, severity: 'warning', span: fileSpan(path), message: full };
      });
      const rest = gaps[MAX_NAMED];
      if (!rest) return gaps;
      const more = `${gaps.length - MAX_NAMED} more files that file functions read were not loaded`;
      return [...gaps.slice(0, MAX_NAMED), { ...rest, message: more }];
    },
  };
}
