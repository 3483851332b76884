import { describe, expect, test } from '@jest/globals';
import { nearestMatch } from '../../src/policy/nearest-match.ts';
import { notInForce } from '../../src/policy/not-in-force.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { ruleSetting, runSettings } from '../../src/policy/rule-setting.ts';
import { defaultPolicy } from '../../src/policy/schema.ts';

const PATH = '.github/plumbline.yml';
const RULES = new Set(['aws-rds-encryption', 'aws-s3-public-acl']);

/** Problems as `line:column message`. */
function problemsOf(text: string): readonly string[] {
  return parsePolicy(text, PATH, RULES).problems.map(
    ({ message, span }) => `${span.startLine}:${span.startColumn} ${message}`,
  );
}

const COMPLETE = `
gate: { severity: critical, required: [backups, rbac], score: 72.5, incomplete: failure }
critical:
  paths: ["services/payments/**"]
  names: ["*-ledger"]
  tags: { tier: [gold, platinum], pci: "true" }
targets: { availability: 99.95, recovery: 60 }
features: { sarifUpload: true }
rules:
  aws-rds-encryption: off
  aws-s3-public-acl: { severity: critical }
paths: { ignore: ["legacy/", "**/*.tf.json"] }
comments: { inline: high, cap: 5 }
plan: { varFiles: [all.tfvars], environments: { prod: { varFiles: [./env/prod.tfvars.json], workspace: prod, roots: ["infra/**"] } }, backend: hcp, roots: ["envs/*"], allow: { moduleHosts: [app.terraform.io] }, timeoutMinutes: 20, forks: refuse }
suppressions: { requireReason: true }
diagnose: { terraform: maintain }
reliability:
  services: [{ match: "module.checkout*", tier: critical }]
  softDependencies: ["aws_elasticache_*"]
  demand: { aws_dynamodb_table.orders: 3 }
  sla: [{ match: ec_deployment, availability: 99.95, source: "https://example.com/sla" }]
`;

describe('a correct policy file', () => {
  test.each([
    ['is empty', ''],
    ['has only comments', '# nothing yet\n'],
    ['starts with a byte order mark', '\uFEFFgate: {}\n'],
    ['is an empty mapping', '{}'],
  ])('gives the defaults when it %s', (_name, text) => {
    expect(parsePolicy(text, PATH)).toEqual({ policy: defaultPolicy, problems: [] });
  });

  test('may use every key', () => {
    const { policy, problems } = parsePolicy(COMPLETE, PATH, RULES);
    expect(problems).toEqual([]);
    expect(policy.gate).toEqual({
      severity: 'critical',
      required: ['backups', 'rbac'],
      score: 72.5,
      incomplete: 'failure',
    });
    expect(policy.critical.tags).toEqual({ tier: ['gold', 'platinum'], pci: 'true' });
    expect(policy.comments).toEqual({ inline: 'high', cap: 5 });
    expect(policy.reliability.services).toEqual([{ match: 'module.checkout*', tier: 'critical' }]);
  });

  test('says which of its keys have no effect yet', () => {
    expect(notInForce(parsePolicy(COMPLETE, PATH).policy)).toEqual([
      'targets',
      'features',
      'suppressions',
      'reliability.softDependencies',
      'reliability.demand',
      'reliability.sla',
    ]);
    expect(notInForce(defaultPolicy)).toEqual([]);
  });

  test('has the documented defaults', () => {
    expect(defaultPolicy.gate).toEqual({ severity: 'high', required: [], incomplete: 'neutral' });
    expect(defaultPolicy.comments).toEqual({ inline: 'medium', cap: 25 });
    expect(defaultPolicy.rules).toEqual({});
  });
});

describe('a problem is reported where it is, with what to write instead', () => {
  test.each([
    [
      'a variable file outside the repository',
      'plan: { varFiles: [../prod.tfvars] }',
      [
        '1:20 plan.varFiles[0] must be a path inside the repository, with / and without . and .. in it; ./ at its start means the folder of the root module',
      ],
    ],
    [
      'a variable file of no known kind',
      'plan: { environments: { prod: { varFiles: [./prod.json] } } }',
      ['1:44 plan.environments.prod.varFiles[0] must end in .tfvars or .tfvars.json'],
    ],
    [
      'an environment without a usable name',
      'plan: { environments: { "a/b": {} } }',
      [
        '1:32 plan.environments["a/b"] must have a name of at most 60 letters, digits, _, . and -, with a letter or digit first',
      ],
    ],
    ['a misspelt key', 'gate:\n  severty: low\n', ['2:3 unknown key "severty" in gate; did you mean "severity"?']],
    ['a misspelt section', 'critcal: {}\n', ['1:1 unknown key "critcal" at the top; did you mean "critical"?']],
    [
      'a key that is like no other',
      'comments: { zzz: 1 }\n',
      ['1:13 unknown key "zzz" in comments; allowed: inline, cap'],
    ],
    [
      'a misspelt word',
      'gate: { severity: hgih }\n',
      [
        '1:19 gate.severity must be one of info, low, medium, high, critical; it is the text "hgih"; did you mean "high"?',
      ],
    ],
    ['a number out of range', 'gate: { score: 120 }', ['1:16 gate.score must be a number from 0 to 100; it is 120']],
    [
      'a cap above the limit',
      'comments: { cap: 26 }',
      ['1:18 comments.cap must be a whole number from 0 to 25; it is 26'],
    ],
    [
      'a fraction of a comment',
      'comments: { cap: 2.5 }',
      ['1:18 comments.cap must be a whole number from 0 to 25; it is 2.5'],
    ],
    [
      'the wrong kind in a list',
      'paths:\n  ignore:\n    - docs/\n    - 7\n',
      ['4:7 paths.ignore[1] must be text of 1 to 200 characters; it is 7'],
    ],
    [
      'a list where a mapping is needed',
      'paths: [docs/]',
      ['1:8 paths must be a mapping with the keys ignore; it is a list of 1'],
    ],
    [
      'a section without content',
      'paths:\ngate: {}',
      ['1:7 paths must be a mapping with the keys ignore; it is empty'],
    ],
    [
      'a YAML 1.1 truth value',
      'rules:\n  aws-rds-encryption: { enabled: no }',
      ['2:34 rules.aws-rds-encryption.enabled must be true or false; it is the text "no"'],
    ],
    [
      'a rule setting of the wrong kind',
      'rules:\n  aws-rds-encryption: 5',
      ['2:23 rules.aws-rds-encryption must be off, or a mapping with the keys enabled, severity; it is 5'],
    ],
    [
      'a misspelt key in a rule setting',
      'rules:\n  aws-rds-encryption: { severty: low }',
      ['2:25 unknown key "severty" in rules.aws-rds-encryption; did you mean "severity"?'],
    ],
    [
      'a rule that does not exist',
      'rules:\n  aws-rds-encrypton: off',
      ['2:3 there is no rule "aws-rds-encrypton"; did you mean "aws-rds-encryption"?'],
    ],
    [
      'a missing value',
      'reliability:\n  services:\n    - match: "db"\n',
      ['3:7 reliability.services[0].tier is missing; it must be one of critical, standard, non-critical'],
    ],
    [
      'a pattern with a character class',
      'paths: { ignore: ["a[b]"] }',
      ['1:19 paths.ignore[0] may use *, **, ? and {a,b}; not [ ] ( ) ! or \\'],
    ],
    ['a key that is written twice', 'gate: {}\ngate: {}', ['2:1 "gate" is written twice; the first one counts']],
    [
      'a document that is a list',
      '- gate\n',
      [expect.stringMatching(/^1:1 the policy file must be a mapping with the keys gate, .*; it is a list of 1$/)],
    ],
  ])('%s', (_name, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  test('problems come in the order of the file', () => {
    expect(
      problemsOf('rules: { nope: off }\ngate: { severity: 1 }\nzzz: 1\n').map((line) => line.split(' ')[0]),
    ).toEqual(['1:10', '2:19', '3:1']);
  });

  test('a file that is not YAML is ignored as a whole', () => {
    const { policy, problems } = parsePolicy('gate: { severity: low\n', PATH);
    expect(policy).toEqual(defaultPolicy);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/not valid YAML.*The policy file is ignored as a whole/);
  });

  test('what is right beside a problem stays in force', () => {
    const text = 'gate: { severity: lwo, required: [backups, nonsense, rbac] }\ncomments: { inline: off }\nzzz: 1\n';
    const { policy } = parsePolicy(text, PATH);
    expect(policy.gate).toEqual({ severity: 'high', required: ['backups', 'rbac'], incomplete: 'neutral' });
    expect(policy.comments.inline).toBe('off');
  });
});

describe('a hostile policy file', () => {
  test.each([
    ['prototype keys at the top', '__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }\n'],
    ['prototype keys in a record', 'rules: { __proto__: off, constructor: off, prototype: off }\n'],
    ['prototype keys in tags', 'critical: { tags: { __proto__: { polluted: "true" } } }\n'],
  ])('cannot reach a prototype: %s', (_name, text) => {
    const { policy, problems } = parsePolicy(text, PATH);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(policy).toEqual(defaultPolicy);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/is not allowed as a key$/)]),
    );
  });

  test.each([
    [
      'aliases of aliases',
      `${Array.from({ length: 12 }, (_, i) => `a${i}: &a${i} [${`*a${i - 1}, `.repeat(i > 0 ? 9 : 0)}x]`).join('\n')}\n`,
    ],
    ['very deep nesting', `gate: ${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['a very long file', `# ${'x'.repeat(300_000)}`],
    ['very many values', `paths: { ignore: [${'a, '.repeat(20_000)}] }`],
    ['very many unknown rules', `rules:\n${Array.from({ length: 4000 }, (_, i) => `  aws-rds-${i}: off\n`).join('')}`],
    ['very many unknown keys', Array.from({ length: 4000 }, (_, i) => `key${i}: 1\n`).join('')],
    ['control characters', 'gate: { "a\\u0000b\\e[31m": 1 }'],
    ['an endless word', `${'gate'.repeat(10_000)}: 1`],
  ])('is answered with a bounded list of short problems: %s', (_name, text) => {
    const { problems } = parsePolicy(text, PATH, RULES);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(51);
    for (const { message } of problems) {
      expect(message.length).toBeLessThan(1000);
      expect(Array.from(message).every((character) => character >= ' ')).toBe(true);
    }
  });
});

describe('the setting of a rule', () => {
  const { policy } = parsePolicy('rules: { a: off, b: { severity: low }, c: { enabled: false } }', PATH);
  test.each([
    ['off', ['a'], { enabled: false, severity: undefined }],
    ['another severity', ['b'], { enabled: true, severity: 'low' }],
    ['disabled', ['c'], { enabled: false, severity: undefined }],
    ['not mentioned', ['d'], { enabled: true, severity: undefined }],
    ['mentioned by a former id', ['new-a', 'a'], { enabled: false, severity: undefined }],
    ['named like a property of objects', ['toString'], { enabled: true, severity: undefined }],
  ])('%s', (_name, ids, expected) => {
    expect(ruleSetting(policy, ...ids)).toEqual(expected);
  });
});

test('settings become what the engine takes, by current rule id', () => {
  const { policy } = parsePolicy('rules: { old-a: off, b: { severity: low } }', PATH);
  expect(runSettings(policy, [{ id: 'a', formerIds: ['old-a'] }, { id: 'b' }, { id: 'c' }])).toEqual({
    severityOverrides: new Map([['b', 'low']]),
    disabled: new Set(['a']),
  });
});

test.each([
  ['severty', 'severity'],
  ['SEVERITY', 'severity'],
  ['severety', 'severity'],
  ['zzz', undefined],
  ['gaet', 'gate'],
  ['', undefined],
])('the nearest key to %j is %j', (word, expected) => {
  expect(nearestMatch(word, ['gate', 'severity', 'required'])).toBe(expected);
});
