import { beforeAll, describe, expect, test } from '@jest/globals';
import { compareFindings } from '../../src/engine/compare.ts';
import { companionRule, rangeRule } from '../../src/engine/kits.ts';
import type { Rule } from '../../src/engine/rule.ts';
import type { ChangedFile } from '../../src/model/change.ts';
import rds from '../../src/rules/aws/rds.ts';
import preventDestroy from '../../src/rules/terraform/prevent-destroy.ts';
import { loadParsers } from '../../src/syntax/parse.ts';
import { sideOf } from '../rules/side-of.ts';

beforeAll(loadParsers);

type Texts = Readonly<Record<string, string>>;

const encryption = rds.filter((rule) => rule.id === 'aws-rds-storage-encrypted');
const protection = rds.filter((rule) => rule.id === 'aws-rds-deletion-protection');

/** The comparison as text, one line a finding: `state address side:file:line`. */
async function compared(
  rules: readonly Rule[],
  base: Texts,
  head: Texts,
  renames: Texts = {},
): Promise<readonly string[]> {
  const files = Object.keys({ ...base, ...head }).map((path): ChangedFile => {
    const basePath = renames[path] ?? (path in base ? path : undefined);
    return { path, basePath, status: path in renames ? 'renamed' : 'modified', hunks: undefined };
  });
  const findings = compareFindings(await sideOf(base, rules), await sideOf(head, rules), { files });
  return findings.map(
    ({ state, address, side, anchor }) => `${state} ${address} ${side}:${anchor.file}:${String(anchor.startLine)}`,
  );
}

const database = (name: string, ...lines: readonly string[]): string =>
  `resource "aws_db_instance" "${name}" {\n${['engine = "postgres"', ...lines].map((line) => `  ${line}\n`).join('')}}\n`;
const open = (name: string): string => database(name, 'storage_encrypted = false');
const closed = (name: string): string => database(name, 'storage_encrypted = true');

describe('a finding is', () => {
  test('introduced when the value was in order before', async () => {
    expect(await compared(encryption, { 'main.tf': closed('a') }, { 'main.tf': open('a') })).toEqual([
      'introduced aws_db_instance.a RIGHT:main.tf:3',
    ]);
  });

  test('introduced when its resource is new', async () => {
    expect(await compared(encryption, { 'main.tf': '' }, { 'main.tf': open('a') })).toEqual([
      'introduced aws_db_instance.a RIGHT:main.tf:3',
    ]);
  });

  test('pre-existing when only lines moved', async () => {
    expect(await compared(encryption, { 'main.tf': open('a') }, { 'main.tf': `# a comment\n\n${open('a')}` })).toEqual([
      'pre-existing aws_db_instance.a RIGHT:main.tf:5',
    ]);
  });

  test('pre-existing when false became absent: the same defect', async () => {
    expect(await compared(encryption, { 'main.tf': open('a') }, { 'main.tf': database('a') })).toEqual([
      'pre-existing aws_db_instance.a RIGHT:main.tf:1',
    ]);
  });

  test('fixed, and anchored at what put it in order', async () => {
    expect(await compared(encryption, { 'main.tf': open('a') }, { 'main.tf': `\n${closed('a')}` })).toEqual([
      'fixed aws_db_instance.a RIGHT:main.tf:4',
    ]);
  });

  test('fixed, and anchored at base, when its resource was deleted', async () => {
    expect(await compared(encryption, { 'main.tf': open('a') }, { 'main.tf': '' })).toEqual([
      'fixed aws_db_instance.a LEFT:main.tf:3',
    ]);
  });

  test('anchored at the removed line when a protecting argument was dropped', async () => {
    const base = { 'main.tf': database('a', 'deletion_protection = true') };
    expect(await compared(protection, base, { 'main.tf': database('a') })).toEqual([
      'introduced aws_db_instance.a LEFT:main.tf:3',
    ]);
  });

  test('more severe when the change took the protection away', async () => {
    const volume = (...lines: readonly string[]): string =>
      `resource "aws_ebs_volume" "a" {\n  lifecycle {\n${lines.map((line) => `    ${line}\n`).join('')}  }\n}\n`;
    const severity = async (base: string, head: string): Promise<readonly string[]> =>
      compareFindings(
        await sideOf({ 'main.tf': base }, [preventDestroy]),
        await sideOf({ 'main.tf': head }, [preventDestroy]),
        { files: [{ path: 'main.tf', basePath: 'main.tf', status: 'modified', hunks: undefined }] },
      ).map((finding) => `${finding.state} ${finding.severity} ${finding.side}`);
    expect(await severity(volume('prevent_destroy = true'), volume())).toEqual(['introduced high LEFT']);
    expect(await severity(volume('prevent_destroy = true'), volume('prevent_destroy = false'))).toEqual([
      'introduced high RIGHT',
    ]);
    expect(await severity('', volume())).toEqual(['introduced low RIGHT']);
  });

  test('not called fixed when the value became unknown', async () => {
    const head = { 'main.tf': `variable "v" {}\n${database('a', 'storage_encrypted = var.v')}` };
    expect(await compared(encryption, { 'main.tf': open('a') }, head)).toEqual([]);
  });

  test('not called fixed when its file does not parse any more', async () => {
    expect(await compared(encryption, { 'main.tf': open('a') }, { 'main.tf': `${open('a')}\nresource {{` })).toEqual(
      [],
    );
  });

  test('not called introduced when base could not read the file it stood in', async () => {
    const base = { 'main.tf': `${open('a')}\nresource {{` };
    expect(await compared(encryption, base, { 'main.tf': open('a') })).toEqual([
      'pre-existing aws_db_instance.a RIGHT:main.tf:3',
    ]);
  });

  test('introduced when a variable that base did not know got a bad value', async () => {
    const use = database('a', 'storage_encrypted = var.v');
    const base = { 'main.tf': use, 'variables.tf': 'variable "v" {}\n' };
    const head = { 'main.tf': use, 'variables.tf': 'variable "v" {\n  default = false\n}\n' };
    expect(await compared(encryption, base, head)).toEqual(['introduced aws_db_instance.a RIGHT:main.tf:3']);
  });
});

describe('a pure refactor reports nothing new:', () => {
  const onlyOld = async (base: Texts, head: Texts, renames: Texts = {}): Promise<void> => {
    const lines = await compared(encryption, base, head, renames);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !line.startsWith('pre-existing'))).toEqual([]);
  };

  test('a resource moved to another file of its root', () =>
    onlyOld({ 'main.tf': open('a') }, { 'main.tf': '', 'db.tf': open('a') }));

  test('a renamed file', () => onlyOld({ 'main.tf': open('a') }, { 'db.tf': open('a') }, { 'db.tf': 'main.tf' }));

  test('a renamed root folder', () =>
    onlyOld(
      { 'prod/main.tf': open('a'), 'dev/main.tf': closed('a') },
      { 'live/main.tf': open('a'), 'dev/main.tf': closed('a') },
      { 'live/main.tf': 'prod/main.tf' },
    ));

  test('a moved block', () =>
    onlyOld(
      { 'main.tf': open('a') },
      {
        'main.tf': `${database('b', 'storage_encrypted = false', 'port = 1')}
moved {
  from = aws_db_instance.a
  to   = aws_db_instance.b
}
`,
      },
    ));

  test('a moved module', () =>
    onlyOld(
      { 'main.tf': 'module "x" {\n  source = "./db"\n}\n', 'db/main.tf': open('a') },
      {
        'main.tf': 'module "y" {\n  source = "./db"\n}\nmoved {\n  from = module.x\n  to = module.y\n}\n',
        'db/main.tf': open('a'),
      },
    ));

  test('an old moved block beside an address that is taken again', async () => {
    const moved = 'moved {\n  from = aws_db_instance.a\n  to   = aws_db_instance.b\n}\n';
    await onlyOld({ 'main.tf': open('b') + moved }, { 'main.tf': `\n${open('b')}${moved}` });
  });

  test('a rename without a moved block', () => onlyOld({ 'main.tf': open('a') }, { 'main.tf': open('b') }));

  test('a resource moved into a module', () =>
    onlyOld(
      { 'main.tf': open('a') },
      {
        'main.tf': 'module "db" {\n  source = "./db"\n  encrypt = false\n}\n',
        'db/main.tf': `variable "encrypt" {}\n${database('a', 'storage_encrypted = var.encrypt')}`,
      },
    ));
});

describe('findings get worse when', () => {
  const retention: Rule = rangeRule({
    id: 'aws-test-retention',
    title: 'Retention too short',
    severity: 'high',
    resource: ['aws_db_instance'],
    attribute: 'backup_retention_period',
    min: 14,
    whenAbsent: 'fail',
    why: 'w.',
    remedy: 'r.',
    items: ['backups'],
    links: ['https://example.com/'],
    example: { bad: '', good: '' },
  });

  test('a number moves further from its range', async () => {
    const at = (days: number): Texts => ({ 'main.tf': database('a', `backup_retention_period = ${String(days)}`) });
    expect(await compared([retention], at(7), at(3))).toEqual(['worsened aws_db_instance.a RIGHT:main.tf:3']);
    expect(await compared([retention], at(3), at(7))).toEqual(['pre-existing aws_db_instance.a RIGHT:main.tf:3']);
  });

  test('an instance of the same module that was in order fails now', async () => {
    const root = (second: boolean): string =>
      ['x', 'y']
        .map((name) => `module "${name}" {\n  source = "./db"\n  encrypt = ${String(name === 'y' && second)}\n}\n`)
        .join('');
    const files = (second: boolean): Texts => ({
      'main.tf': root(second),
      'db/main.tf': `variable "encrypt" {}\n${database('a', 'storage_encrypted = var.encrypt')}`,
    });
    expect(await compared(encryption, files(true), files(false))).toEqual([
      'introduced module.y.aws_db_instance.a RIGHT:db/main.tf:4',
      'pre-existing module.x.aws_db_instance.a RIGHT:db/main.tf:4',
    ]);
  });
});

test('a removed companion is reported at the line that was removed', async () => {
  const rule = companionRule({
    id: 'aws-test-block',
    title: 'No block',
    severity: 'high',
    resource: ['aws_s3_bucket'],
    companion: ['aws_s3_bucket_public_access_block'],
    through: 'bucket',
    identity: ['bucket'],
    whenAbsent: 'fail',
    why: 'w.',
    remedy: 'r.',
    items: ['rbac'],
    links: ['https://example.com/'],
    example: { bad: '', good: '' },
  });
  const bucket = 'resource "aws_s3_bucket" "b" {\n  bucket = "logs"\n}\n';
  const block = '\nresource "aws_s3_bucket_public_access_block" "b" {\n  bucket = aws_s3_bucket.b.id\n}\n';
  expect(await compared([rule], { 'main.tf': bucket + block }, { 'main.tf': bucket })).toEqual([
    'introduced aws_s3_bucket.b LEFT:main.tf:5',
  ]);
  // A file that does not parse at head may still hold it.
  const split = { 'main.tf': bucket, 'block.tf': block };
  expect(await compared([rule], split, { ...split, 'block.tf': `${block}\n}}` })).toEqual([]);
});

test('introduced comes first, then worsened, fixed, pre-existing; the worst first inside each', async () => {
  const base = { 'main.tf': open('fixed') + open('old') };
  const head = { 'main.tf': closed('fixed') + open('old') + open('new') };
  expect((await compared([...protection, ...encryption], base, head)).map((line) => line.split(' RIGHT')[0])).toEqual([
    'introduced aws_db_instance.new',
    'introduced aws_db_instance.new',
    'fixed aws_db_instance.fixed',
    'pre-existing aws_db_instance.old',
    'pre-existing aws_db_instance.fixed',
    'pre-existing aws_db_instance.old',
  ]);
});

test('of equal places in one resource the one that was added is introduced', async () => {
  const rule = rds.find((candidate) => candidate.id === 'aws-rds-not-public');
  expect(rule).toBeDefined();
  const blocks = (...values: readonly string[]): Texts => ({
    'main.tf': `resource "aws_db_instance" "a" {\n${values.map((v) => `  restore {\n    wide = ${v}\n  }\n`).join('')}}\n`,
  });
  const wide: Rule = {
    ...(rule ?? {
      id: '',
      title: '',
      severity: 'low',
      resource: [],
      why: '',
      remedy: '',
      items: ['rbac'],
      links: [''],
      kit: 'code',
    }),
    check: ({ resource }) =>
      resource.attrs('restore.wide').map((place) => ({
        kind: 'fail',
        message: `${resource.address} is wide`,
        attribute: place.path,
        span: place.span,
      })),
  };
  expect(await compared([wide], blocks('1', '2'), blocks('3', '1', '2'))).toEqual([
    'introduced aws_db_instance.a RIGHT:main.tf:3',
    'pre-existing aws_db_instance.a RIGHT:main.tf:6',
    'pre-existing aws_db_instance.a RIGHT:main.tf:9',
  ]);
});

describe('a protected resource that is taken away', () => {
  const gateway = (name: string, protect = 'true'): string =>
    `resource "aws_ec2_transit_gateway" "${name}" {\n  lifecycle {\n    prevent_destroy = ${protect}\n  }\n}\n`;
  const other = 'resource "aws_sqs_queue" "q" {}\n';
  const removed = (rest: string): string => `removed {\n  from = aws_ec2_transit_gateway.a\n${rest}}\n`;
  const forget = removed('  lifecycle {\n    destroy = false\n  }\n');
  const found = 'introduced aws_ec2_transit_gateway.a LEFT:main.tf:3';
  test.each<readonly [string, Texts, Texts, readonly string[]]>([
    ['is a finding on the line of its protection', { 'main.tf': gateway('a') + other }, { 'main.tf': other }, [found]],
    ['also when it only got another name', { 'main.tf': gateway('a') }, { 'main.tf': gateway('b') }, [found]],
    [
      'is none when a moved block says where it went',
      { 'main.tf': gateway('a') },
      {
        'main.tf': `${gateway('b')}moved {\n  from = aws_ec2_transit_gateway.a\n  to   = aws_ec2_transit_gateway.b\n}\n`,
      },
      [],
    ],
    ['is none when Terraform forgets it', { 'main.tf': gateway('a') }, { 'main.tf': forget }, []],
    ['is one when a removed block destroys it', { 'main.tf': gateway('a') }, { 'main.tf': removed('') }, [found]],
    ['is none when it went to another file', { 'main.tf': gateway('a') }, { 'b.tf': gateway('a') }, []],
    ['is none when it was not protected', { 'main.tf': gateway('a', 'false') + other }, { 'main.tf': other }, []],
    ['is none when the whole root module is gone', { 'x/main.tf': gateway('a'), 'y.tf': other }, { 'y.tf': other }, []],
    [
      'is none when its file does not parse',
      { 'main.tf': gateway('a') + other, 'y.tf': other },
      { 'main.tf': '{{{', 'y.tf': other },
      [],
    ],
  ])('%s', async (_name, base, head, expected) => {
    expect(await compared([preventDestroy], base, head)).toEqual(expected);
  });

  test('says what to write for a move', async () => {
    const sides = [
      await sideOf({ 'main.tf': gateway('a') + other }, [preventDestroy]),
      await sideOf({ 'main.tf': other }, []),
    ] as const;
    const [finding] = compareFindings(...sides, { files: [] });
    expect(finding?.remedy).toMatch(/`moved` block/);
  });

  test('is none when the folder of its root module was renamed', async () => {
    const renames = { 'new/main.tf': 'old/main.tf' };
    expect(
      await compared([preventDestroy], { 'old/main.tf': gateway('a') }, { 'new/main.tf': gateway('a') }, renames),
    ).toEqual([]);
  });
});
