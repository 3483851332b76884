import { beforeAll, describe, expect, test } from '@jest/globals';
import { attributeRule, presenceRule } from '../../../src/engine/kits.ts';
import { loadParsers } from '../../../src/syntax/parse.ts';
import { described, repaired, verdicts } from '../kits/kit-case.ts';

beforeAll(loadParsers);

const onRule = attributeRule({
  ...described,
  resource: ['aws_thing'],
  attribute: 'on',
  expect: { oneOf: [true] },
  whenAbsent: 'fail',
  fixTo: 'true',
});
const nestedRule = attributeRule({
  ...described,
  resource: ['aws_thing'],
  attribute: 'a.b.c',
  expect: { oneOf: [true] },
  whenAbsent: 'fail',
  fixTo: 'true',
});
const logRule = presenceRule({
  ...described,
  resource: ['aws_thing'],
  path: 'log',
  must: 'exist',
  fixTo: 'log {\n  target = "x"\n}',
});

const head = 'resource "aws_thing" "a" {';

describe('an argument', () => {
  test.each([
    ['replaces a literal', `${head}\n  on = false # why\n}\n`, `${head}\n  on = true # why\n}\n`],
    ['replaces null', `${head}\n  on = null\n}\n`, `${head}\n  on = true\n}\n`],
    ['replaces text', `${head}\n  on = "false"\n}\n`, `${head}\n  on = true\n}\n`],
    ['goes into an empty block', `${head}}\n`, `${head}\n  on = true\n}\n`],
    ['goes into an empty block of two lines', `${head}\n}\n`, `${head}\n  on = true\n}\n`],
    ['opens a block of one line', `${head} x = 1 }\n`, `${head}\n  x = 1\n  on = true\n}\n`],
    ['goes behind the last argument', `${head}\n  x = 1\n}\n`, `${head}\n  x = 1\n  on = true\n}\n`],
    ['is aligned', `${head}\n  xyz  = 1\n  name = 2\n}\n`, `${head}\n  xyz  = 1\n  name = 2\n  on   = true\n}\n`],
    ['goes behind a comment', `${head}\n  x = 1 # one\n}\n`, `${head}\n  x = 1 # one\n  on = true\n}\n`],
    [
      'goes before nested blocks',
      `${head}\n  x = 1\n\n  y {\n    z = 1\n  }\n}\n`,
      `${head}\n  x = 1\n  on = true\n\n  y {\n    z = 1\n  }\n}\n`,
    ],
    ['leads when there are only blocks', `${head}\n  y {\n  }\n}\n`, `${head}\n  on = true\n\n  y {\n  }\n}\n`],
    [
      'goes behind a heredoc',
      `${head}\n  x = <<EOT\nfoo }\nEOT\n}\n`,
      `${head}\n  x = <<EOT\nfoo }\nEOT\n  on = true\n}\n`,
    ],
    [
      'goes behind a list of several lines',
      `${head}\n  x = [\n    1,\n  ]\n}\n`,
      `${head}\n  x = [\n    1,\n  ]\n  on = true\n}\n`,
    ],
    ['keeps tabs', `${head}\n\tx = 1\n}\n`, `${head}\n\tx = 1\n\ton = true\n}\n`],
    ['keeps four spaces', `${head}\n    x = 1\n}\n`, `${head}\n    x = 1\n    on = true\n}\n`],
    ['keeps CRLF', `${head}\r\n  x = 1\r\n}\r\n`, `${head}\r\n  x = 1\r\n  on = true\r\n}\r\n`],
    ['keeps CRLF in an empty block', `${head}}\r\n`, `${head}\r\n  on = true\r\n}\r\n`],
    [
      'avoids a comment of several lines',
      `${head}\n  x = 1 /* a\n b */\n}\n`,
      `${head}\n  on = true\n  x = 1 /* a\n b */\n}\n`,
    ],
  ])('%s', async (_name, before, after) => {
    expect(await repaired(onRule, before)).toBe(after);
    expect(await verdicts(onRule, after)).toEqual([expect.stringMatching(/^pass/)]);
    expect(await repaired(onRule, after)).toBe(after);
  });

  test.each([
    ['a value that comes from a variable', `${head}\n  on = var.x\n}\nvariable "x" {\n  default = false\n}\n`],
    ['a value that comes from a local', `${head}\n  on = local.x\n}\nlocals {\n  x = false\n}\n`],
    ['an expression', `${head}\n  on = !true\n}\n`],
  ])('is left alone in %s', async (_name, text) => {
    expect((await verdicts(onRule, text))[0]).toMatch(/^fail/);
    expect(await repaired(onRule, text)).toBe(text);
  });

  test('is replaced, not inserted, in JSON', async () => {
    const json = (body: string): string => `{"resource":{"aws_thing":{"a":${body}}}}`;
    expect(await repaired(onRule, json('{"on":false}'), 'main.tf.json')).toBe(json('{"on":true}'));
    expect(await repaired(onRule, json('{"x":1}'), 'main.tf.json')).toBe(json('{"x":1}'));
  });
});

describe('a nested argument', () => {
  test.each([
    [
      'brings its blocks',
      `${head}\n  x = 1\n}\n`,
      `${head}\n  x = 1\n\n  a {\n    b {\n      c = true\n    }\n  }\n}\n`,
    ],
    [
      'goes into the blocks that are there',
      `${head}\n  a {\n    b {\n    }\n  }\n}\n`,
      `${head}\n  a {\n    b {\n      c = true\n    }\n  }\n}\n`,
    ],
    [
      'brings only what is missing',
      `${head}\n  a {\n    x = 1\n  }\n}\n`,
      `${head}\n  a {\n    x = 1\n\n    b {\n      c = true\n    }\n  }\n}\n`,
    ],
    ['brings its blocks to an empty one', `${head}\n}\n`, `${head}\n  a {\n    b {\n      c = true\n    }\n  }\n}\n`],
    ['keeps CRLF', `${head}\r\n}\r\n`, `${head}\r\n  a {\r\n    b {\r\n      c = true\r\n    }\r\n  }\r\n}\r\n`],
  ])('%s', async (_name, before, after) => {
    expect(await repaired(nestedRule, before)).toBe(after);
    expect(await repaired(nestedRule, after)).toBe(after);
  });

  test.each([
    [
      'a block made by dynamic',
      `${head}\n  dynamic "a" {\n    for_each = [1]\n    content {\n      b {\n      }\n    }\n  }\n}\n`,
    ],
    ['an object', `${head}\n  a = { b = {} }\n}\n`],
  ])('is not inserted into %s', async (_name, text) => {
    const result = await repaired(nestedRule, text);
    expect([text, text.replace('b {\n', 'b {\n        c = true\n')]).toContain(result);
  });
});

test('a block is inserted at the end, as it is written in the rule', async () => {
  expect(await repaired(logRule, `${head}\n  x = 1\n}\n`)).toBe(
    `${head}\n  x = 1\n\n  log {\n    target = "x"\n  }\n}\n`,
  );
});

describe('in a workflow', () => {
  const timeout = presenceRule({
    ...described,
    resource: ['workflow.job'],
    path: 'timeout-minutes',
    must: 'exist',
    fixTo: 'timeout-minutes: 30',
  });
  const permissions = presenceRule({
    ...described,
    resource: ['workflow'],
    path: 'permissions',
    must: 'exist',
    fixTo: 'permissions:\n  contents: read',
  });
  const persist = attributeRule({
    ...described,
    resource: ['workflow.step'],
    attribute: 'with.persist-credentials',
    expect: { oneOf: [false] },
    whenAbsent: 'fail',
    fixTo: 'false',
  });
  const file = '.github/workflows/x.yml';
  const step = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n';

  test.each([
    [
      'behind the keys of one line',
      timeout,
      'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ls\n',
      'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    timeout-minutes: 30\n    steps:\n      - run: ls\n',
    ],
    [
      'at four spaces',
      timeout,
      'on: push\njobs:\n    a:\n        runs-on: x # y\n        steps: []\n',
      'on: push\njobs:\n    a:\n        runs-on: x # y\n        timeout-minutes: 30\n        steps: []\n',
    ],
    [
      'at the top',
      permissions,
      `on: push\njobs:\n  a:\n    runs-on: x\n`,
      `on: push\npermissions:\n  contents: read\njobs:\n  a:\n    runs-on: x\n`,
    ],
    [
      'before a key of several lines',
      permissions,
      'on:\n  push:\n    branches: [main]\njobs:\n  a:\n    runs-on: x\n',
      'permissions:\n  contents: read\non:\n  push:\n    branches: [main]\njobs:\n  a:\n    runs-on: x\n',
    ],
    [
      'with the mapping on its way',
      persist,
      `${step}      - uses: a/b@v1\n`,
      `${step}      - uses: a/b@v1\n        with:\n          persist-credentials: false\n`,
    ],
    [
      'into the mapping that is there',
      persist,
      `${step}      - uses: a/b@v1\n        with:\n          x: 1\n`,
      `${step}      - uses: a/b@v1\n        with:\n          x: 1\n          persist-credentials: false\n`,
    ],
    [
      'over the value that is there',
      persist,
      `${step}      - uses: a/b@v1\n        with:\n          persist-credentials: 'true'\n`,
      `${step}      - uses: a/b@v1\n        with:\n          persist-credentials: false\n`,
    ],
    [
      'with CRLF',
      permissions,
      'on: push\r\njobs:\r\n  a:\r\n    runs-on: x\r\n',
      'on: push\r\npermissions:\r\n  contents: read\r\njobs:\r\n  a:\r\n    runs-on: x\r\n',
    ],
    ['never into a flow mapping', persist, `${step}      - { uses: a/b@v1 }\n`, `${step}      - { uses: a/b@v1 }\n`],
  ])('a key is inserted %s', async (_name, rule, before, after) => {
    expect(await repaired(rule, before, file)).toBe(after);
    expect(await repaired(rule, after, file)).toBe(after);
  });
});
