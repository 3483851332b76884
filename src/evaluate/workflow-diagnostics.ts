import type { Diagnostic } from '../model/diagnostic.ts';
import { fileSpan } from '../model/span.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { get } from '../syntax/yaml/tree.ts';

/**
 * What keeps a workflow or action file from being looked at as one: GitHub would refuse it too, or it is larger than what is
 * looked at. A file that does not parse has its own diagnostics and gets none here.
 *
 * `found` is the number of resources that were read from it, `limit` the most that are.
 */
export function workflowDiagnostics(file: ParsedFile, found: number, limit: number): readonly Diagnostic[] {
  if (file.diagnostics.some(({ severity }) => severity === 'error')) return [];
  const { path, yaml, kind } = file;
  const place = yaml?.span ?? fileSpan(path);
  const span = { ...place, endLine: place.startLine, endColumn: place.startColumn, end: place.start };
  const refuse = (message: string): readonly Diagnostic[] => [
    { code: 'not-a-workflow', severity: 'warning', span, message: `${message}, so nothing in it was reviewed` },
  ];
  if (found >= limit) {
    const message = `only the first ${limit} jobs and steps of this file were reviewed; split it`;
    return [{ code: 'cap', severity: 'error', span, message }];
  }
  if (yaml?.kind !== 'mapping') return refuse(`this ${kind} file is no mapping of keys to values`);
  if (kind === 'workflow' && get(yaml, 'jobs')?.kind !== 'mapping') return refuse('this workflow file has no jobs');
  if (kind === 'action' && get(yaml, 'runs')?.kind !== 'mapping') return refuse('this action file has no runs');
  return [];
}
