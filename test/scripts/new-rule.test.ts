import { describe, expect, test } from '@jest/globals';
import { format } from 'prettier';
import { KIT_NAMES, parseRequest, scaffold } from '../../scripts/new-rule/scaffold.ts';

const nothing = (): undefined => undefined;

describe('a request', () => {
  test.each([[['aws/rds/deletion-protection', '--kit', 'attribute']], [['aws/rds/deletion-protection', 'attribute']]])(
    'is read from %j',
    (args) => {
      expect(parseRequest(args)).toEqual({ path: 'aws/rds/deletion-protection', kit: 'attribute' });
    },
  );

  test.each([
    [[]],
    [['aws/rds']],
    [['aws/rds/x']],
    [['aws/rds/x', '--kit', 'magic']],
    [['../etc/x', 'code']],
    [['Aws/rds/x', 'code']],
  ])('that is not one (%j) is answered with the usage', (args) => {
    expect(() => parseRequest(args)).toThrow('usage: npm run new:rule --');
  });
});

describe('a kit rule', () => {
  test.each(KIT_NAMES)('of the %s kit begins a file that is TypeScript', async (kit) => {
    const files = scaffold({ path: 'aws/sqs/queue', kit }, nothing);
    const text = files.get('src/rules/aws/sqs.ts') ?? '';
    expect(text).toContain(`import { ${kit}Rule } from '../../engine/kits.ts';`);
    expect(text).toContain(`id: 'aws-sqs-queue'`);
    await expect(format(text, { parser: 'typescript' })).resolves.toContain(`${kit}Rule({`);
  });

  test('is appended to the file of its service, with its import', async () => {
    const before = `import { rangeRule, same } from '../../engine/kits.ts';\n\nexport default [\n  rangeRule({ id: 'aws-rds-x' }),\n];\n`;
    const text = scaffold({ path: 'aws/rds/y', kit: 'attribute' }, () => before).get('src/rules/aws/rds.ts') ?? '';
    const tidy = await format(text, { parser: 'typescript', singleQuote: true });
    expect(tidy).toContain(`import { attributeRule, rangeRule, same } from '../../engine/kits.ts';`);
    expect(tidy.indexOf('aws-rds-y')).toBeGreaterThan(tidy.indexOf('aws-rds-x'));
  });

  test('that is there already is refused', () => {
    const before = `import { rangeRule } from '../../engine/kits.ts';\nexport default [\n  rangeRule({ id: 'aws-rds-y' }),\n];\n`;
    expect(() => scaffold({ path: 'aws/rds/y', kit: 'range' }, () => before)).toThrow('already has aws-rds-y');
  });

  test('is not added to a file that is no list of rules', () => {
    expect(() => scaffold({ path: 'aws/rds/y', kit: 'range' }, () => 'export {};\n')).toThrow('does not import');
    const single = `import {} from '../../engine/kits.ts';\nexport default 1;\n`;
    expect(() => scaffold({ path: 'aws/rds/y', kit: 'range' }, () => single)).toThrow('does not end in a list');
  });
});

describe('a code rule', () => {
  test('has a file and two fixtures', () => {
    expect([...scaffold({ path: 'aws/iam/pass-role', kit: 'code' }, nothing).keys()]).toEqual([
      'src/rules/aws/iam/pass-role.ts',
      'fixtures/rules/aws-iam-pass-role/bad.tf',
      'fixtures/rules/aws-iam-pass-role/good.tf',
    ]);
  });

  test('may stand in the folder of its provider', () => {
    const files = scaffold(parseRequest(['github-actions/self-hosted', '--kit', 'code']), nothing);
    expect(files.get('src/rules/github-actions/self-hosted.ts')).toContain(`from '../../engine/rule.ts'`);
    expect(files.get('src/rules/github-actions/self-hosted.ts')).toContain(`id: 'github-actions-self-hosted'`);
  });

  test('for workflows has fixtures where GitHub reads workflows', () => {
    const files = scaffold({ path: 'github-actions/cache/poisoning', kit: 'code' }, nothing);
    expect([...files.keys()][1]).toBe('fixtures/rules/github-actions-cache-poisoning/.github/workflows/bad.yml');
  });

  test('that is there already is refused', () => {
    expect(() => scaffold({ path: 'aws/iam/x', kit: 'code' }, () => '')).toThrow('is there already');
  });
});
