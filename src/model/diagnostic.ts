import type { Span } from './span.ts';

/** What kind of thing could not be read or understood. Stable: used in reports and tests. */
export type DiagnosticCode =
  | 'hcl-syntax'
  | 'yaml-syntax'
  | 'yaml-limit' // aliases, depth or merge keys beyond the limit
  | 'json-syntax'
  | 'binary'
  | 'too-large'
  | 'encoding'
  | 'symlink'
  | 'submodule'
  | 'lfs-pointer'
  | 'unreadable'
  | 'duplicate' // declared twice
  | 'cycle'
  | 'module-not-resolved'
  | 'not-evaluated'
  | 'not-a-workflow'
  | 'cap'; // a limit of this tool was reached

/** Something about the input that the reader must know: which file, where, what happened and what to do. Never thrown. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  /** `error`: the file (or part of it) was not reviewed. `warning`: reviewed with a gap. */
  readonly severity: 'error' | 'warning';
  readonly span: Span;
  readonly message: string;
}
