/** How much of an archive is read, and what its paths may be. */
export interface ArchiveLimits {
  readonly files: number;
  readonly totalBytes: number;
  readonly fileBytes: number;
  /** Folders above a file. */
  readonly depth: number;
  /** Bytes of a path in UTF-8. */
  readonly pathBytes: number;
  /** Bytes out for each byte in: a gzip of code is at 5 to 15, a bomb at 1,000. */
  readonly ratio: number;
}

/** How much of a tree is written for one plan. */
export interface TreeLimits extends ArchiveLimits {
  readonly milliseconds: number;
}

const MB = 1024 * 1024;

/** Far above what repositories of infrastructure hold, far below what fills a disk. */
export const TREE_LIMITS: TreeLimits = {
  files: 20_000,
  totalBytes: 200 * MB,
  fileBytes: 20 * MB,
  depth: 50,
  pathBytes: 1024,
  ratio: 100,
  milliseconds: 120_000,
};

/** Bytes of one name on the file systems of Linux. */
const NAME_BYTES = 255;

/** What makes a path unfit to be written below a folder, as the end of a sentence; undefined when it is fit. */
export function pathProblem(path: string, limits: ArchiveLimits): string | undefined {
  if (path.startsWith('/')) return 'is an absolute path';
  if (/\p{Cc}/u.test(path)) return 'has a control character in its name';
  if (path.includes('\\')) return 'has a backslash in its name';
  if (path.includes('\uFFFD')) return 'has a name that is not UTF-8';
  const parts = path.split('/');
  if (parts.includes('..')) return 'leads out of the tree';
  if (parts.some((part) => part === '' || part === '.')) return 'is no plain path';
  if (parts.length - 1 > limits.depth) return `is more than ${limits.depth} folders deep`;
  if (Buffer.byteLength(path) > limits.pathBytes) return `has a path of more than ${limits.pathBytes} bytes`;
  if (parts.some((part) => Buffer.byteLength(part) > NAME_BYTES)) return `has a name of more than ${NAME_BYTES} bytes`;
  return undefined;
}
