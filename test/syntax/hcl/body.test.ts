import { describe, expect, test } from '@jest/globals';

import { parseText, printedBody, told } from '../printed.ts';

describe('bodies', () => {
  test.each([
    ['a = 1', 'a = 1'],
    ['a = 1 # c\n// c\n/* c\n */ b = 2', 'a = 1; b = 2'],
    ['resource "t" "n" {}', 'resource t n {  }'],
    ['b bare "q" { a = 1 }', 'b bare q { a = 1 }'],
    ['b { # c\n  c "x" {\n    a = 1\n  }\n}', 'b { c x { a = 1 } }'],
    ['b "$${x}\\"" {}', 'b ${x}" {  }'],
    ['\ufeffa = 1\n', 'a = 1'],
    ['a = 1\r\nb {\r\n  c = 2\r\n}\r\n', 'a = 1; b { c = 2 }'],
    ['', ''],
    [' \n\t\n', ''],
    ['# only a comment', ''],
  ])('%j', async (text, expected) => {
    const file = await parseText(text);
    expect(file.diagnostics).toEqual([]);
    expect(printedBody(file.hcl)).toBe(expected);
  });

  test('blocks, headers, labels, names and bodies have places', async () => {
    const file = await parseText('\n  resource "a" b { x = 1 }\n');
    const block = file.hcl?.blocks[0];
    const at = (span: { start: number; end: number } | undefined) => file.text.slice(span?.start, span?.end);
    expect(at(block?.span)).toBe('resource "a" b { x = 1 }');
    expect(at(block?.headerSpan)).toBe('resource "a" b');
    expect(block?.labels.map((label) => at(label.span))).toEqual(['"a"', 'b']);
    expect(at(block?.body.span)).toBe(' x = 1 ');
    expect(at(block?.body.attributes[0]?.nameSpan)).toBe('x');
    expect(at(block?.body.attributes[0]?.span)).toBe('x = 1');
    expect(block?.span).toMatchObject({ startLine: 2, startColumn: 3, endLine: 2, endColumn: 27 });
  });
});

describe('broken files say where and keep what could be read', () => {
  test.each([
    ['a = {\n', 'hcl-syntax error 2:1'],
    ['a = 1\na = 2\n', 'hcl-syntax error 2:1'],
    ['é = "😀👩‍👩‍👧" 1\n', 'hcl-syntax error 1:18'],
    ['b {\n  x = [1\n  y = 2\n}\n', 'hcl-syntax error 3:3'],
    ['x = "open\n', 'hcl-syntax error 1:10'],
    ['}\n', 'hcl-syntax error 1:1'],
    ['\u00a0\n', 'hcl-syntax error 1:1'],
    ['\v', 'hcl-syntax error 1:1'],
    ['x = "\\q"\n', 'hcl-syntax error 1:6'],
  ])('%j', async (text, expected) => {
    const file = await parseText(text);
    expect(told(file)[0]).toBe(expected);
    expect(file.diagnostics[0]?.message).toMatch(/^main\.tf:\d+:\d+: .+ The file was not reviewed; correct it/);
  });

  test('the good block before a broken one is in the tree', async () => {
    const file = await parseText('good "a" {\n  x = 1\n}\nbad {\n  y = \n}\n');
    expect(file.hcl?.blocks[0] && printedBody({ ...file.hcl, blocks: [file.hcl.blocks[0]] })).toBe('good a { x = 1 }');
  });

  test('conflict markers of git are a syntax error', async () => {
    const file = await parseText('a = 1\n<<<<<<< HEAD\nb = 1\n=======\nb = 2\n>>>>>>> x\n');
    expect(told(file)[0]).toBe('hcl-syntax error 2:1');
  });
});
