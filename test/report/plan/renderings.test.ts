import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkRenderings } from '../../../scripts/plan-renderings/check-renderings.ts';
import { maskedTexts } from '../../../scripts/plan-renderings/masked-texts.ts';
import { plantSecrets } from '../../../scripts/plan-renderings/plant-secrets.ts';
import { readableTexts } from '../../../scripts/plan-renderings/readable-texts.ts';
import { planFromFile } from '../../../src/plan-from-file.ts';
import { defaultPolicy } from '../../../src/policy/schema.ts';
import { planCheckRunOf } from '../../../src/report/plan/plan-check-run.ts';
import { rules } from '../../../src/rules/registry.ts';

const folder = resolve(import.meta.dirname, '../../../fixtures/plans');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const read = (name: string): Buffer => readFileSync(join(folder, name));

describe.each(files)('all formats of %s', (name) => {
  test('hide what is masked, keep GitHub’s limits and hold nothing unseen', () => {
    expect(checkRenderings(read(name), name, { readable: true })).toMatchObject({ result: 'plan', problems: [] });
  });

  test('hide secrets that are planted everywhere in it', () => {
    const checked = checkRenderings(read(name), name, { readable: true, plant: true });
    expect(checked).toMatchObject({ result: 'plan', problems: [] });
    if (checked.changes > 0) expect(checked.secrets).toBeGreaterThan(0);
  });
});

describe('what is looked for', () => {
  test('is what stands under masks, and not in the open as well', () => {
    expect([...maskedTexts(JSON.parse(read('stub-aws-rds-encryption-replace.json').toString()))]).toEqual([
      'Tr0ub4dor-and-3-before',
      'Tr0ub4dor-and-3-after',
    ]);
  });

  test('is shown when its mask is taken away', () => {
    const { plan, planted } = plantSecrets(JSON.parse(read('stub-drift-delete-recreate.json').toString()));
    const shownIn = (json: string): readonly string[] => {
      const report = planFromFile(Buffer.from(json), { file: 'plan.json', policy: defaultPolicy, rules });
      return readableTexts(planCheckRunOf(report).text, planted);
    };
    const masked = JSON.stringify(plan);
    expect(shownIn(masked)).toEqual([]);
    expect(shownIn(masked.replaceAll(/"(before|after)_sensitive":/g, '"$1_open":')).length).toBeGreaterThan(0);
  });

  test.each([
    ['as it is', 'password = a<b>"c"'],
    ['in HTML', 'a&lt;b&gt;&quot;c&quot;'],
    ['in HTML by number', 'a&#60;b&#x3e;&#34;c&#34;'],
    ['in JSON', '{"x":"a<b>\\"c\\""}'],
    ['in JSON by number', '{"x":"a\\u003cb\\u003e\\"c\\""}'],
    ['in Markdown', 'a\\<b\\>\\"c\\"'],
    ['in Markdown with a break', 'a&lt;b>&#8203;"c"'],
  ])('is found %s', (_form, output) => {
    expect(readableTexts(output, new Set(['a<b>"c"']))).toEqual(['a<b>"c"']);
  });

  test('is found when its lines are shown one by one', () => {
    const key = '-----BEGIN-----\nAAAABBBBCCCCDDDD\n-----END-----';
    expect(readableTexts('+ AAAABBBBCCCCDDDD', new Set([key]))).toEqual(['AAAABBBBCCCCDDDD']);
  });
});

test.each([
  ['nothing', ''],
  ['half of a plan', read('stub-drift-delete-recreate.json').toString().slice(0, 500)],
  ['a state', '{"format_version":"1.0","terraform_version":"1.5.4","values":{"root_module":{}}}'],
  ['a format of later', '{"format_version":"2.0","terraform_version":"9.0.0","resource_changes":[]}'],
  ['the saved plan', 'PK\u0003\u0004'],
])('%s is refused by name, with what to do', (_what, text) => {
  expect(checkRenderings(Buffer.from(text), 'given/by-mistake.json', { readable: false })).toMatchObject({
    result: 'error',
    problems: [],
    told: expect.stringContaining('given/by-mistake.json'),
  });
});
