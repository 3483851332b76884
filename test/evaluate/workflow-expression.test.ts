import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conditionExpression, findExpressions } from '../../src/evaluate/workflow-expression.ts';

const reaching = (text: string): readonly string[] =>
  findExpressions(text).flatMap(({ contexts }) =>
    contexts.filter(({ reachesResult, indirect }) => reachesResult && !indirect).map(({ name }) => name),
  );

describe('finding expressions', () => {
  test.each([
    ['none', 'echo ${HOME} {{ x }}', []],
    ['several', 'a ${{ github.sha }} b ${{env.X}}', ['github.sha', 'env.X']],
    ['braces in a quoted text', "${{ format('}}{0}', github.ref) }} tail", ["format('}}{0}', github.ref)"]],
    ['a doubled quote', "${{ 'it''s }}' }}", ["'it''s }}'"]],
    ['several lines', '${{\n  github.ref\n}}', ['github.ref']],
    ['one that is not closed', 'x ${{ github.sha }} ${{ github.ref', ['github.sha']],
    ['a quote that is not closed', "${{ 'a }} ${{ b }}", []],
  ])('%s', (_, text, sources) => {
    expect(findExpressions(text).map(({ source }) => source)).toEqual(sources);
  });

  test('offsets of the expression and its contexts are exact', () => {
    const text = 'echo "${{ env.A ||\n github.ref }}"';
    const [found] = findExpressions(text);
    expect(text.slice(found?.start, found?.end)).toBe('${{ env.A ||\n github.ref }}');
    expect(found?.contexts.map(({ start }) => text.slice(start, start + 4))).toEqual(['env.', 'gith']);
  });

  test('a line break inside a quoted text does not move what follows', () => {
    const text = "${{ format('a\nb{0}', github.ref) }}";
    expect(text.slice(findExpressions(text)[0]?.contexts[0]?.start).startsWith('github.ref')).toBe(true);
  });

  test('at most 200 expressions of one text are read', () => {
    expect(findExpressions('${{ a }}'.repeat(2_000))).toHaveLength(200);
  });

  test('no text makes it throw', () => {
    const piece = fc.constantFrom(
      '${{',
      '}}',
      "'",
      '(',
      ')',
      '[',
      ']',
      '*',
      '.',
      'github',
      '&&',
      '||',
      '!',
      ' ',
      '\n',
      '"',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
        for (const { start, end } of findExpressions(pieces.join(''))) expect(start).toBeLessThan(end);
      }),
    );
  });
});

describe('contexts', () => {
  test.each([
    ["${{ github['EVENT'].issue.Title }}", 'github.event.issue.title'],
    ['${{ github.event.commits[0].message }}', 'github.event.commits.0.message'],
    ['${{ github.event.commits.*.message }}', 'github.event.commits.*.message'],
    ['${{ github.event.commits[*].message }}', 'github.event.commits.*.message'],
    ['${{ secrets }}', 'secrets'],
  ])('%s reads %s', (text, name) => {
    expect(findExpressions(text)[0]?.contexts.map((use) => use.name)).toEqual([name]);
  });

  test('a computed index is a part of its own', () => {
    expect(findExpressions('${{ vars[github.ref] }}')[0]?.contexts).toMatchObject([
      { name: 'vars.*', reachesResult: true },
      { name: 'github.ref', reachesResult: false },
    ]);
  });

  test.each([
    ["${{ github.ref == 'x' }}", []],
    ['${{ !github.ref }}', []],
    ["${{ contains(github.ref, 'x') }}", []],
    ["${{ github.ref && env.A || 'x' }}", ['env.a']],
    ['${{ github.ref || env.A }}', ['github.ref', 'env.a']],
    ['${{ toJSON(github.ref) }}', ['github.ref']],
    ["${{ format('{0}', join(github.ref, ',')) }}", ['github.ref']],
    ['${{ case(github.ref, env.A, env.B) }}', ['env.a', 'env.b']],
    ['${{ fromJSON(env.A).b }}', []],
    ['${{ (env.A || env.B).c }}', []],
  ])('the result of %s holds %j', (text, names) => {
    expect(reaching(text)).toEqual(names);
  });

  test.each(['${{ }}', '${{ "x" }}', '${{ a.b }}', '${{ github. }}', '${{ nope(1) }}', `\${{ ${'('.repeat(60)} }}`])(
    '%s is an error, and has no contexts',
    (text) => {
      expect(findExpressions(text)).toMatchObject([{ contexts: [], tree: undefined, error: expect.any(String) }]);
    },
  );
});

describe('conditions', () => {
  test.each([
    ['false', 'false'],
    ['true', 'true'],
    ['${{ false }}', 'false'],
    ["false && github.ref == 'x'", 'false'],
    ['github.ref || true', 'true'],
    ['!true', 'false'],
    ['always()', 'true'],
    ["''", 'false'],
    ['0', 'false'],
    ["'false'", 'true'],
    ['null', 'false'],
    ['success() && github.ref', 'unknown'],
    ['github.ref', 'unknown'],
  ])('%s is %s', (text, truth) => {
    expect(conditionExpression(text)?.truth).toBe(truth);
  });

  test.each(['${{ false }} ', '${{ false }}\n', '${{ a }} && ${{ b }}', 'x ${{ false }}', '${{ false'])(
    '%j is not one expression',
    (text) => {
      expect(conditionExpression(text)).toBeUndefined();
    },
  );
});

test.each([
  ["${{ 'x' }}", true],
  ["${{ format('{0}', 1) }}", true],
  ["${{ hashFiles('x') }}", false],
  ['${{ github.sha }}', false],
])('%s is constant: %s', (text, constant) => {
  expect(findExpressions(text)[0]?.constant).toBe(constant);
});
