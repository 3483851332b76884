import { execFileSync } from 'node:child_process';

/** One file of `GET /pulls/{n}/files` as GitHub words it. */
export interface ApiFile {
  readonly sha: string;
  readonly filename: string;
  readonly status: string;
  readonly changes: number;
  readonly patch?: string;
  readonly previous_filename?: string;
  readonly contents_url: string;
}

/** What GitHub would say about a local repository, told by git itself (independently of src/sources). */
export interface RepositoryView {
  resolve(ref: string): string | undefined;
  mergeBase(base: string, head: string): string;
  tree(sha: string, recursive: boolean): readonly Record<string, unknown>[] | undefined;
  blob(sha: string): Buffer | undefined;
  /** A blob by `<commit>:<path>` or SHA. */
  object(expression: string): Buffer | undefined;
  /** The tree of a commit, packed as GitHub does: below one folder, by the tree's own .gitattributes. */
  archive(sha: string): Buffer | undefined;
  files(base: string, head: string): readonly ApiFile[];
}

/** Reads the repository in `dir`. */
export function repositoryView(dir: string): RepositoryView {
  const run = (...args: string[]): Buffer =>
    execFileSync('git', ['-C', dir, ...args], { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
  const attempt = (...args: string[]): Buffer | undefined => {
    try {
      return run(...args);
    } catch {
      return undefined; // GitHub answers 404
    }
  };
  const lines = (bytes: Buffer): string[] => bytes.toString('utf8').split('\0').filter(Boolean);

  return {
    resolve: (ref) => attempt('rev-parse', '--verify', '--quiet', `${ref}^{commit}`)?.toString('utf8').trim(),
    mergeBase: (base, head) => run('merge-base', base, head).toString('utf8').trim(),
    tree(sha, recursive) {
      const listing = attempt('ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), sha);
      return (
        listing &&
        lines(listing).map((line) => {
          const [meta = '', path = ''] = line.split('\t');
          const [mode, type, object, size] = meta.split(/ +/);
          return { path, mode, type, sha: object, ...(type === 'blob' ? { size: Number(size) } : {}) };
        })
      );
    },
    blob: (sha) => attempt('cat-file', 'blob', sha),
    object: (expression) => attempt('cat-file', 'blob', expression),
    archive: (sha) => attempt('archive', '--format=tar.gz', `--prefix=acme-infra-${sha.slice(0, 7)}/`, sha),
    files(base, head) {
      const records = lines(run('diff', '--name-status', '-z', '-M', base, head));
      const files: ApiFile[] = [];
      while (records.length > 0) {
        const letter = records.shift()?.slice(0, 1) ?? '';
        const from = records.shift() ?? '';
        const filename = letter === 'R' ? (records.shift() ?? '') : from;
        const diff = run('diff', '-M', base, head, '--', from, filename).toString('utf8');
        const start = diff.search(/^@@ /m);
        const patch = start < 0 ? undefined : diff.slice(start).replace(/\n$/, '');
        const changed = (patch ?? '').split('\n').filter((line) => /^[+-]/.test(line));
        files.push({
          sha: attempt('rev-parse', `${head}:${filename}`)?.toString('utf8').trim() ?? '',
          filename,
          status: { A: 'added', D: 'removed', R: 'renamed', T: 'changed' }[letter] ?? 'modified',
          changes: changed.length,
          ...(patch === undefined ? {} : { patch }),
          ...(letter === 'R' ? { previous_filename: from } : {}),
          contents_url: `https://api.github.example/contents/${encodeURIComponent(filename)}?ref=${head}`,
        });
      }
      return files;
    },
  };
}
