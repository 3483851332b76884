import { describe, expect, test } from '@jest/globals';

import { canonicalJson, tupleElements } from '../../scripts/terraform-console/console-text.ts';
import { declaration, expressionsOf } from '../../scripts/terraform-console/topic.ts';

describe('what terraform console prints is read', () => {
  test('types of elements come on one line each', () => {
    const text = `tuple([
    number,
    object({
        a b: list(
            object({
                c: tuple([
                    bool,
                    dynamic,
                ]),
            }),
        ),
        d: object({}),
    }),
    string,
])`;
    expect(tupleElements(text)).toEqual([
      'number',
      'object({a b: list(object({c: tuple([bool, dynamic])})), d: object({})})',
      'string',
    ]);
  });

  test('JSON keeps the digits of numbers and loses needless escapes', () => {
    expect(canonicalJson('{"a\\u003c":[0.10000000000000000000001,"\\u0026\\"1.0\\""]}')).toBe(
      '{"a<":[0.10000000000000000000001,"&\\"1.0\\""]}',
    );
  });
});

describe('lists of expressions are read', () => {
  test('one a line, several lines between marks, each once, no comments', () => {
    expect(expressionsOf('# comment\n1\n\n1\n<<<\n[\n# kept\n]\n>>>\n  2\n')).toEqual(['1', '[\n# kept\n]', '  2']);
  });

  test('an expression that is not closed is an error', () => {
    expect(() => expressionsOf('<<<\n[')).toThrow('not closed');
  });

  test('a conversion is a variable with a default', () => {
    expect(declaration('list(string) <- [1]', 3)).toEqual({
      text: 'variable "e3" {\n  type = list(string)\n  default = [1]\n}\n',
      reference: 'var.e3',
    });
    expect(declaration('"a <- b"', 0).reference).toBe('local.e0');
  });
});
