import { describe, expect, test } from '@jest/globals';

import { MAX_FILE_BYTES } from '../../src/syntax/decode.ts';
import { parseText, printedBody, told } from './printed.ts';

/** As much of `unit` as fits the size limit, with something before and after it. */
function filled(unit: string, before = '', after = ''): string {
  const room = MAX_FILE_BYTES - Buffer.byteLength(before) - Buffer.byteLength(after);
  return before + unit.repeat(Math.floor(room / Buffer.byteLength(unit))) + after;
}

// Every case must simply end (the runner's limit is 30 s), without an exception, and leave the parsers usable.
describe('hostile HCL ends with a diagnostic', () => {
  test.each([
    ['open brackets', filled('[', 'x = '), 'cap error 1:204'],
    ['open groups', filled('(', 'x = '), 'cap error 1:204'],
    ['open blocks', filled('a {\n'), 'cap error 200:3'],
    ['open templates', filled('"${', 'x = '), 'cap error'],
    ['directives', filled('%{ if a }', 'x = "', '"'), 'cap error'],
    ['heredocs in templates', filled('${<<E\n', 'x = <<E\n'), 'cap error'],
    ['negations', filled('!', 'x = ', 'a'), 'cap error'],
    ['minus signs', filled('-', 'x = ', '1'), 'cap error'],
    ['conditionals', filled('a?b:', 'x = ', 'c'), 'cap error'],
    ['conditionals over lines', filled('a?b:\n', 'x = (', 'c)'), 'cap error'],
    ['a sum', filled('+1', 'x = 1'), 'cap error'],
    ['accesses', filled('.a', 'x = a'), 'cap error'],
    ['closing brackets', filled(']'), 'hcl-syntax error'],
    ['one heredoc that never ends', filled('a\n', 'x = <<E\n'), 'hcl-syntax error'],
    ['heredoc beginnings', filled('<<a'), 'cap error'],
    ['a comment that never ends', filled('a', 'x = 1 /*'), 'hcl-syntax error'],
    ['noise', filled('= } " { $'), 'hcl-syntax error'],
  ])('%s', async (_name, text, expected) => {
    const file = await parseText(text);
    expect(told(file)[0]).toContain(expected);
    expect(printedBody((await parseText('a = 1\n')).hcl)).toBe('a = 1');
  });

  test.each([
    ['very many arguments', Array.from({ length: 20_000 }, (_unused, index) => `a${index} = 1\n`).join('')],
    ['a very long string', filled('a', 'x = "', '"\n')],
    ['a very long line of a list', filled('"10.0.0.0/8",', 'x = [', ']\n')],
    ['spaces inside a template', filled(' ', 'x = "${~ a ~}', '"\n')],
    ['spaces before a strip marker', filled(' ', 'x = "b', 'c${~ a }"\n')],
  ])('%s is read', async (_name, text) => {
    const file = await parseText(text.slice(0, text.lastIndexOf('\n') + 1));
    expect(told(file)).toEqual([]);
  });

  test.each([
    ['half a million numbers', filled('1,', 'x = [', ']\n')],
    ['a heredoc of half a million lines', filled('a\n', 'x = <<E\n', 'E\n')],
    ['half a million dollar signs', filled('$ ', 'x = "', '"\n')],
  ])('%s are read but not checked by the slow parser', async (_name, text) => {
    const file = await parseText(text);
    expect(told(file)).toEqual(['cap warning 1:1']);
    expect(file.hcl?.attributes.map((one) => one.name)).toEqual(['x']);
  });

  test('very many errors do not take quadratic time', async () => {
    expect(told(await parseText(filled('a = \n')))[0]).toContain('hcl-syntax error');
  });

  test('a message does not grow with the file', async () => {
    const name = 'n'.repeat(100_000);
    const { diagnostics } = await parseText(`${name} = 1\n${name} = 2\n`);
    expect(diagnostics.map((one) => one.message.length)).toEqual([1001]);
  });

  test('brackets in strings, comments and heredocs do not count as nesting', async () => {
    const line = 'x# = "[[[{{{(((" # [[[[ {{{{\n';
    const text = Array.from({ length: 300 }, (_unused, index) => line.replace('#', String(index))).join('');
    expect(told(await parseText(`${text}y = <<E\n${'[({\n'.repeat(300)}E\n/* ${'['.repeat(300)} */\n`))).toEqual([]);
  });

  test('nesting below the limit is read', async () => {
    const text = `x = ${'['.repeat(150)}${']'.repeat(150)}\n`;
    expect(told(await parseText(text))).toEqual([]);
  });
});

describe('hostile JSON ends with a diagnostic', () => {
  test.each([
    ['open arrays', filled('['), 'json-syntax error'],
    ['deep arrays', '['.repeat(100_000) + ']'.repeat(100_000), 'cap error'],
    ['deep objects', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, 'cap error'],
    ['an unexpected token at the end', filled('1,', '[', 'x]'), 'json-syntax error'],
    ['deep templates in a string', `{"locals":{"a":${JSON.stringify('${['.repeat(10_000))}}}`, 'hcl-syntax warning'],
  ])('%s', async (_name, text, expected) => {
    expect(told(await parseText(text, 'x.tf.json'))[0]).toContain(expected);
  });

  test('very many templates are read', async () => {
    const text = `{"locals":{${Array.from({ length: 20_000 }, (_unused, index) => `"a${index}":"\${b}c"`).join(',')}}}`;
    expect(told(await parseText(text, 'x.tf.json'))).toEqual([]);
  });
});

describe('hostile YAML ends with a diagnostic', () => {
  test.each([
    ['open flow sequences', filled('['), 'yaml-limit error'],
    ['open flow mappings', filled('{a: '), 'yaml-limit error'],
    ['compact sequences', filled('- '), 'yaml-limit error'],
    ['explicit keys', filled('? '), 'yaml-limit error'],
    [
      'ever deeper mappings',
      Array.from({ length: 1000 }, (_unused, depth) => `${' '.repeat(depth)}a:\n`).join(''),
      'yaml-limit error',
    ],
    ['anchors', filled('&a '), 'error'],
    [
      'anchors over lines',
      Array.from({ length: 90 }, (_unused, depth) => `${' '.repeat(depth)}&a${depth}\n`).join(''),
      'error',
    ],
    ['tags', filled('!a '), 'error'],
    ['documents', filled('---\n'), 'warning'],
    ['quotes', filled('"a\n'), 'error'],
  ])('%s', async (_name, text, expected) => {
    expect(told(await parseText(text, 'action.yml'))[0]).toContain(expected);
  });

  test.each([
    [
      'anchored mappings over lines',
      Array.from(
        { length: 90 },
        (_unused, depth) => `${' '.repeat(depth)}&a${depth} k:\n${' '.repeat(depth)} &b${depth}\n`,
      ).join(''),
    ],
    ['a huge scalar', filled('a', 'k: ')],
    ['a huge block', filled('  a\n', 'k: |\n')],
    ['a huge folded scalar', filled('a \n  ', 'k: ', 'z')],
    ['very many keys', Array.from({ length: 60_000 }, (_unused, index) => `k${index}: v\n`).join('')],
    ['very many pairs in a flow sequence', filled('a: b, ', 'k: [', ']')],
    ['very many empty values', filled('{a: }, ', 'k: [', ']')],
    ['very many block scalars', filled('- |\n  a\n')],
  ])('%s is read', async (_name, text) => {
    const file = await parseText(text, 'action.yml');
    expect(told(file).filter((one) => one.includes('error'))).toEqual([]);
    expect(file.yaml).toBeDefined();
  });
});
