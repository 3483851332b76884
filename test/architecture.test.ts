import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const src = resolve(import.meta.dirname, '../src');

/** Folders (or files) of one rank, lowest first. A file may import its own folder or a lower rank; never its equals. */
const RANKS: readonly (readonly string[])[] = [
  ['model', 'ports'],
  ['syntax', 'redaction'],
  ['evaluate', 'policy'],
  ['engine'],
  ['rules', 'score', 'plan'],
  ['report', 'diagnose'],
  ['sources', 'queue', 'publish', 'runner'],
  ['review'],
  ['review.ts', 'scan.ts', 'plan-root.ts', 'plan-from-file.ts'],
  ['intake'],
  ['config'],
  ['app.ts', 'worker.ts', 'jobs'],
  ['config.ts'],
  ['cli'],
  ['main.ts', 'cli.ts'],
];

/** What may touch the outside world: adapters, the composition roots and the command line. */
const EFFECTS = /^(sources|queue|publish|runner|cli|jobs|app\.ts|main\.ts|cli\.ts|config\.ts|worker\.ts)/;
const EFFECT_MODULES =
  /^(node:(fs|fs\/promises|child_process|net|http|https|dns|tls)|octokit|@octokit\/.*|pg|pg-boss|@electric-sql\/.*|execa|tar-stream|yauzl)$/;

interface Violation {
  readonly file: string;
  readonly problem: string;
}

const placeOf = (path: string): string => path.split('/')[0] ?? path;
const rankOf = (path: string): number => RANKS.findIndex((rank) => rank.includes(placeOf(path)));

/** Everything a source text imports: static, side-effect, re-exported and dynamic. */
function importsOf(text: string): string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])([^'"]+)\1/g;
  return [...text.matchAll(pattern)].map((match) => match[2] ?? '');
}

/** Names of what is exported right below something else than a docstring. */
function undocumentedIn(text: string): string[] {
  const declaration =
    /(?<!\*\/\n)^export (?:default )?(?:async )?(?:function\*?|interface|type|const|class) (\w+)(?! *\{[^}]*\} from)/gm;
  return [...text.matchAll(declaration)].map((match) => match[1] ?? '');
}

function lineWith(text: string, part: string): string {
  return text.split('\n').find((line) => line.includes(part)) ?? '';
}

function violationsOf(path: string, text: string): Violation[] {
  const found: Violation[] = [];
  const rank = rankOf(path);
  if (rank < 0) found.push({ file: path, problem: 'has no rank: place the folder in RANKS on purpose' });
  for (const specifier of importsOf(text)) {
    if (specifier.startsWith('.')) {
      const target = relative(src, resolve(src, dirname(path), specifier));
      if (target.startsWith('..') ? !/^\.\.\/package\.json$/.test(target) : false) {
        found.push({ file: path, problem: `imports ${specifier} from outside src` });
      }
      if (target.startsWith('..') || placeOf(target) === placeOf(path)) continue;
      const targetRank = rankOf(target);
      // Shared nouns and ports are one layer: ports are written in terms of the model.
      const sameLayer = placeOf(path) === 'ports' && placeOf(target) === 'model';
      if (!sameLayer && targetRank >= rank) {
        found.push({ file: path, problem: `imports ${specifier}, which is not of a lower rank` });
      }
      if (placeOf(target) === 'rules' && !/^(cli|review\.ts|scan\.ts|main\.ts|cli\.ts)/.test(path)) {
        found.push({ file: path, problem: `imports rules: ${specifier}; rules are passed in as an argument` });
      }
    } else if (EFFECT_MODULES.test(specifier) && !EFFECTS.test(path)) {
      const isGrammarLoader = path.startsWith('syntax/hcl/') && specifier.startsWith('node:fs');
      const isWebhook = path.startsWith('intake/') && specifier === '@octokit/webhooks';
      if (!isGrammarLoader && !isWebhook)
        found.push({ file: path, problem: `reaches the outside world through ${specifier}` });
    }
  }
  if (path !== 'config.ts' && /\bprocess\.env\b/.test(text)) found.push({ file: path, problem: 'reads process.env' });
  if (/\b(?:as any|: any\b|@ts-ignore|@ts-nocheck|eslint-disable)/.test(text)) {
    found.push({ file: path, problem: 'switches a check off' });
  }
  const isData = /^rules\/|\.data\.ts$/.test(path);
  const lines = text.split('\n').length - 1;
  if (!isData && lines > 300) found.push({ file: path, problem: `has ${String(lines)} lines; 300 is the limit` });
  for (const name of path.startsWith('rules/') ? [] : undocumentedIn(text)) {
    found.push({ file: path, problem: `exports ${name} without a docstring` });
  }
  for (const [page] of text.matchAll(/\b(?<!docs\/)[\w-]+\.md\b/g)) {
    if (/(?:\/\/|\*).*\bsection\b/.test(lineWith(text, page))) {
      found.push({ file: path, problem: `refers to ${page}, which readers do not have` });
    }
  }
  for (const [page] of text.matchAll(/(?<=[ (])docs\/[\w-]+\.md\b/g)) {
    if (!existsSync(join(src, '..', page)))
      found.push({ file: path, problem: `refers to ${page}, which is not there` });
  }
  if (/(?:^|\/)(?:utils?|helpers?|common|manager)\b/.test(path))
    found.push({ file: path, problem: 'has an empty name' });
  return found;
}

describe('layers', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

  test('there are source files to check', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  test('every source file keeps to the ranks, the effects rule and the size limit', () => {
    expect(files.flatMap((file) => violationsOf(file, readFileSync(join(src, file), 'utf8')))).toEqual([]);
  });

  test('every test file is one that jest runs', () => {
    const tests = resolve(import.meta.dirname);
    const named = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /test\.[cm]?[jt]sx?$/.test(file),
    );
    expect(named.filter((file) => !file.endsWith('.test.ts'))).toEqual([]);
  });
});

// Each guard is made to fail here, so that none of them can rot into one that always passes.
describe('the guards', () => {
  const cases: readonly (readonly [name: string, path: string, text: string, problem: RegExp])[] = [
    ['a back edge', 'engine/run.ts', "import { rules } from '../rules/registry.ts';", /not of a lower rank/],
    ['an equal of the same rank', 'sources/a.ts', "import { q } from '../queue/q.ts';", /not of a lower rank/],
    ['a dynamic import', 'score/a.ts', "const x = await import('../report/sarif.ts');", /not of a lower rank/],
    ['a side-effect import', 'model/a.ts', "import '../engine/rule.ts';", /not of a lower rank/],
    ['a re-export', 'syntax/a.ts', "export { x } from '../evaluate/x.ts';", /not of a lower rank/],
    ['a folder without a rank', 'extras/a.ts', '', /no rank/],
    ['an effect in the core', 'report/a.ts', "import { readFileSync } from 'node:fs';", /outside world/],
    ['the environment', 'engine/a.ts', 'export const x = process.env.HOME;', /process\.env/],
    ['a disabled check', 'engine/a.ts', 'const x = y as any;', /switches a check off/],
    ['a long file', 'engine/a.ts', '\n'.repeat(301), /300 is the limit/],
    ['an empty name', 'engine/utils.ts', '', /empty name/],
    ['a function without a docstring', 'engine/a.ts', 'export function run(): void {}', /run without a docstring/],
    ['a type without a docstring', 'model/a.ts', '// not one\nexport type A = string;', /A without a docstring/],
    ['a page that is gone', 'score/a.ts', '// The reason is in docs/gone.md.', /gone\.md, which is not there/],
    ['a page readers lack', 'score/a.ts', '/** As model.md section 9 says. */', /model\.md, which readers/],
    [
      'rules imported by an adapter',
      'publish/a.ts',
      "import { rules } from '../rules/registry.ts';",
      /rules are passed/,
    ],
  ];
  test.each(cases)('%s is seen', (_name, path, text, problem) => {
    expect(violationsOf(path, text).map((violation) => violation.problem)).toContainEqual(
      expect.stringMatching(problem),
    );
  });
  test('an import of a lower rank is allowed', () => {
    expect(violationsOf('engine/run.ts', "import { evaluate } from '../evaluate/evaluate.ts';")).toEqual([]);
  });
});
