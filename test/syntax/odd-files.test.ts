import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseFile } from '../../src/syntax/parse.ts';
import { told } from './printed.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/syntax/odd');

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  '.github/workflows/alias-bomb.yml': ['yaml-limit error 6:10'],
  '.github/workflows/bom.yml': [],
  '.github/workflows/crlf.yml': [],
  '.github/workflows/cycle.yml': ['yaml-limit error 2:6'],
  '.github/workflows/duplicate.yml': ['duplicate warning 2:1'],
  '.github/workflows/empty.yml': [],
  '.github/workflows/expression-at-start.yml': ['yaml-syntax warning 2:12'],
  '.github/workflows/json.yml': [],
  '.github/workflows/merge-conflict.yml': ['yaml-syntax error 3:2'],
  '.github/workflows/tab.yml': ['yaml-syntax error 3:1'],
  '.github/workflows/two-documents.yml': ['yaml-syntax warning 1:9'],
  '.github/workflows/unclosed.yml': ['yaml-syntax error 2:1'],
  'bom.tf': [],
  'bom.tfvars.json': [],
  'comment.tf.json': ['json-syntax error 1:1'],
  'comments-only.tf': [],
  'crlf.tf': [],
  'empty.tf': [],
  'empty.tf.json': [],
  'hcl1.tf': [],
  'html.tf': ['hcl-syntax error 1:1'],
  'json-in-tfvars.tfvars': ['hcl-syntax error 1:1'],
  'latin1.tf': ['encoding error 2:9'],
  'lfs-pointer.tf': ['lfs-pointer error 1:1'],
  'lone-cr.tf': ['hcl-syntax error 1:6'],
  'merge-conflict.tf': ['hcl-syntax error 2:1'],
  'no-final-newline.tf': [],
  'nul.tf': ['binary error 1:1'],
  'scalar.tf.json': ['json-syntax error 1:1'],
  'spaces.tf': [],
  'trailing-comma.tf.json': ['json-syntax error 1:20'],
  'unclosed-block.tf': ['hcl-syntax error 1:18'],
  'unclosed-heredoc.tf': ['hcl-syntax error 3:1'],
  'utf16-be.tf': ['encoding error 1:1'],
  'utf16-le.tf': ['encoding error 1:1'],
};

const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(FOLDER.length + 1))
  .sort();

describe('odd files', () => {
  test('every file has an expectation', () => {
    expect(files).toEqual(Object.keys(EXPECTED).sort());
  });

  test.each(files)('%s', async (path) => {
    const file = await parseFile(path, readFileSync(join(FOLDER, path)));
    expect(told(file)).toEqual(EXPECTED[path]);
    expect(file.diagnostics.every((one) => one.message.startsWith(path) && one.span.file === path)).toBe(true);
    expect(file.kind === 'workflow' || file.hcl !== undefined).toBe(true);
  });
});
