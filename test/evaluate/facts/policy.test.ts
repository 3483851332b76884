import { describe, expect, test } from '@jest/globals';
import { policyStatements, type PolicyStatement } from '../../../src/evaluate/facts/policy.ts';
import type { Graph, Resource } from '../../../src/model/resource.ts';
import type { Span } from '../../../src/model/span.ts';
import { absent, known, unknown, type Value } from '../../../src/model/value.ts';

const HOLE = '\u{FFFC}';

function graphOf(resources: readonly Resource[] = [], texts: Readonly<Record<string, string>> = {}): Graph {
  return {
    resources,
    ofType: (root, type) => resources.filter((resource) => resource.root === root && resource.type === type),
    at: (root, address) => resources.find((resource) => resource.root === root && resource.address === address),
    instancesOf: (root, address) => resources.filter((r) => r.root === root && r.configAddress === address),
    edges: () => [],
    referrers: () => [],
    text: (file) => texts[file],
  };
}

function spanOf(text: string, part: string, file = 'main.tf'): Span {
  const start = text.indexOf(part);
  const line = text.slice(0, start).split('\n').length;
  return {
    file,
    startLine: line,
    startColumn: 1,
    endLine: line + part.split('\n').length - 1,
    endColumn: 1,
    start,
    end: start + part.length,
  };
}

function statementsOf(value: Value, graph = graphOf()): readonly PolicyStatement[] {
  const result = policyStatements(value, graph, '.');
  if ('undecided' in result) throw new Error(`undecided: ${result.undecided.kind}`);
  return result.statements;
}

const json = (statement: string): Value => known(`{"Version":"2012-10-17","Statement":${statement}}`);

describe('policy text', () => {
  test('a single text becomes a list of one', () => {
    const [statement] = statementsOf(json('{"Effect":"Allow","Action":"s3:GetObject","Resource":["a","b"]}'));
    expect(statement).toMatchObject({
      effect: 'Allow',
      actions: ['s3:GetObject'],
      resources: ['a', 'b'],
      notActions: undefined,
      principals: undefined,
      complete: true,
      settled: true,
    });
  });

  test('principals are read by type, and a bare text as everyone', () => {
    const [one, two] = statementsOf(
      json('[{"Effect":"Allow","Principal":"*"},{"Effect":"Deny","Principal":{"AWS":["*"],"Service":"ec2"}}]'),
    );
    expect([...(one?.principals ?? [])]).toEqual([['*', ['*']]]);
    expect([...(two?.principals ?? [])]).toEqual([
      ['AWS', ['*']],
      ['Service', ['ec2']],
    ]);
  });

  test('conditions are listed by operator and key', () => {
    const [statement] = statementsOf(
      json('{"Effect":"Allow","Condition":{"StringEquals":{"aws:SourceAccount":["1","2"]},"Bool":{"x":true}}}'),
    );
    expect(statement?.conditions).toEqual([
      { operator: 'StringEquals', key: 'aws:SourceAccount', values: ['1', '2'] },
      { operator: 'Bool', key: 'x', values: ['true'] },
    ]);
  });

  test.each([
    ['no JSON', 'nonsense'],
    ['two trailing commas', '{"Statement":[],,}'],
    ['a comma alone', '{"Statement":[,]}'],
    ['a list', '[]'],
    ['no statement', '{"Version":"2012-10-17"}'],
    ['a text that is not closed', '{"Statement":"'],
    ['a number', '7'],
    ['nothing', ''],
    ['nesting without end', '['.repeat(100_000)],
    ['an object nested without end', '{"a":'.repeat(10_000)],
  ])('%s is undecided', (_, text) => {
    expect(policyStatements(known(text), graphOf(), '.')).toMatchObject({ undecided: { reason: 'invalid' } });
  });

  test('a comma too many does not hide what a policy says', () => {
    const text = '{"Statement":[{"Effect":"Allow","Action":["*",],"Resource":"*",},],}';
    expect(policyStatements(known(text), graphOf(), '.')).toMatchObject({
      statements: [{ effect: 'Allow', actions: ['*'] }],
    });
  });

  test('an absent policy is undecided as absent', () => {
    expect(policyStatements(absent(), graphOf(), '.')).toMatchObject({ undecided: { kind: 'absent' } });
  });

  test('keys such as __proto__ are data', () => {
    expect(statementsOf(json('{"Effect":"Allow","__proto__":{"Action":"*"}}'))[0]?.actions).toBeUndefined();
  });
});

describe('policy text with unknown pieces', () => {
  const arn = unknown('computed', 'arn', { trace: [], references: ['aws_s3_bucket.a'] });
  const variable = unknown('variable-without-value', 'variable "action" has no value');
  const text = (...parts: readonly (string | typeof arn)[]): Value =>
    unknown('computed', 'x', { trace: [], references: [] }, parts);

  test('a piece inside a text becomes a hole', () => {
    const value = text('{"Statement":[{"Effect":"Allow","Action":"*","Resource":"', arn, '/*"}]}');
    expect(statementsOf(value)[0]).toMatchObject({ resources: [`${HOLE}/*`], actions: ['*'], complete: true });
  });

  test('an unknown action leaves the statement incomplete', () => {
    const value = text('{"Statement":[{"Effect":"Allow","Action":"', variable, '","Resource":"*"}]}');
    expect(statementsOf(value)[0]).toMatchObject({ actions: [HOLE], complete: false });
  });

  test('a computed ARN alone is not a wildcard, so the statement is complete', () => {
    const value = text('{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"', arn, '"}]}');
    expect(statementsOf(value)[0]).toMatchObject({ resources: [HOLE], complete: true });
  });

  test('an unknown in place of a value is read as that value', () => {
    const value = text('{"Statement":[{"Effect":"Allow","Action":', variable, ',"Resource":"*"}]}');
    expect(statementsOf(value)[0]).toMatchObject({ actions: [HOLE], resources: ['*'], complete: false });
  });

  test('an unknown between the elements is undecided', () => {
    const value = text('{"Statement":[{"Effect":"Allow"}', variable, ']}');
    expect(policyStatements(value, graphOf(), '.')).toEqual({ undecided: variable });
  });
});

describe('places in a heredoc', () => {
  const source = [
    'resource "aws_iam_policy" "p" {',
    '  policy = <<-EOT',
    '    {',
    '      "Statement": [',
    '        {',
    '          "Effect": "Allow",',
    '          "Action": "*"',
    '        }',
    '      ]',
    '    }',
    '  EOT',
    '}',
    '',
  ].join('\n');
  const body = source
    .split('\n')
    .slice(2, 10)
    .map((line) => line.slice(4))
    .join('\n');
  const heredoc = source.slice(source.indexOf('<<-EOT'), source.indexOf('  EOT') + 5);
  const value = known(`${body}\n`, { span: spanOf(source, heredoc), trace: [], references: [] });

  test('a statement and its action stand on their own lines and columns', () => {
    const [statement] = statementsOf(value, graphOf([], { 'main.tf': source }));
    const action = statement?.elementSpans.get('Action');
    expect(statement?.span).toMatchObject({ startLine: 5, startColumn: 9, endLine: 8 });
    expect(action).toMatchObject({ startLine: 7, startColumn: 21 });
    expect(source.slice(action?.start, action?.end)).toBe('"*"');
  });

  test('without the source the whole argument is the place', () => {
    expect(statementsOf(value)[0]?.span).toEqual(value.span);
  });
});

describe('jsonencode', () => {
  test('its parts keep their own places', () => {
    const at = (startLine: number): Span => ({ ...spanOf('', ''), startLine, endLine: startLine });
    const part = (value: Value, line: number): Value => ({ ...value, span: at(line) });
    const statement = part(
      known(
        new Map<string, Value>([
          ['Effect', known('Allow')],
          ['Action', part(known([known('*')]), 4)],
          ['Resource', unknown('variable-without-value', 'v')],
        ]),
      ),
      3,
    );
    const encoded = known(new Map<string, Value>([['Statement', known([statement])]]));
    const [read] = statementsOf({ ...unknown('variable-without-value', 'v'), encoded });
    expect(read).toMatchObject({ actions: ['*'], complete: false, span: { startLine: 3 } });
    expect(read?.elementSpans.get('Action')?.startLine).toBe(4);
  });

  test('an unknown statement list is incomplete', () => {
    const missing = unknown('variable-without-value', 'v');
    const encoded = known(new Map<string, Value>([['Statement', known([missing])]]));
    expect(policyStatements({ ...known('…'), encoded }, graphOf(), '.')).toEqual({
      statements: [],
      incomplete: missing,
    });
  });
});
