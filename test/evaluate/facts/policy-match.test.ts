import { describe, expect, test } from '@jest/globals';
import {
  isEveryAction,
  isEveryResource,
  isPublicPrincipal,
  matchesAction,
  restrictsPublicPrincipal,
} from '../../../src/evaluate/facts/policy-match.ts';
import type { PolicyStatement } from '../../../src/evaluate/facts/policy.ts';
import { fileSpan } from '../../../src/model/span.ts';

const HOLE = '\u{FFFC}';

function statement(part: Partial<PolicyStatement>): PolicyStatement {
  return {
    sid: undefined,
    effect: 'Allow',
    actions: undefined,
    notActions: undefined,
    resources: undefined,
    notResources: undefined,
    principals: undefined,
    notPrincipals: undefined,
    conditions: [],
    complete: true,
    settled: true,
    span: fileSpan('main.tf'),
    elementSpans: new Map(),
    ...part,
  };
}

describe('action patterns', () => {
  test.each([
    ['*', 'iam:PassRole', true],
    ['iam:*', 'iam:PassRole', true],
    ['IAM:passrole', 'iam:PassRole', true],
    ['iam:Pass*', 'iam:PassRole', true],
    ['iam:*Role', 'iam:PassRole', true],
    ['iam:Pass?ole', 'iam:PassRole', true],
    ['iam:?assRole', 'iam:PassRole', true],
    ['iam:Pass?', 'iam:PassRole', false],
    ['iam:PassRole?', 'iam:PassRole', false],
    ['s3:*', 'iam:PassRole', false],
    ['iam:Pass', 'iam:PassRole', false],
    [`${HOLE}:*`, 'iam:PassRole', false],
    ['', 'iam:PassRole', false],
  ])('%s against %s is %s', (pattern, action, expected) => {
    expect(matchesAction(pattern, action)).toBe(expected);
  });
});

test.each([
  [['*'], true],
  [['*:*'], true],
  [['s3:Get*', '*'], true],
  [['s3:*'], false],
  [[HOLE], false],
  [[`${HOLE}*`], false],
])('actions %j are every action: %s', (actions, expected) => {
  expect(isEveryAction(statement({ actions }))).toBe(expected);
});

test('NotAction and NotResource are not every action and resource', () => {
  const other = statement({ notActions: ['*'], notResources: ['*'] });
  expect([isEveryAction(other), isEveryResource(other)]).toEqual([false, false]);
});

test.each([
  ['*', ['*'], true],
  ['AWS', ['arn:aws:iam::1:root', '*'], true],
  ['AWS', [HOLE], false],
  ['Service', ['*'], false],
  ['AWS', ['arn:aws:iam::*:root'], true],
  ['AWS', ['arn:aws:iam::*:role/reader'], true],
  ['AWS', ['arn:aws:iam::123456789012:role/*'], false],
])('principal %s %j is public: %s', (type, names, expected) => {
  expect(isPublicPrincipal(statement({ principals: new Map([[type, names]]) }))).toBe(expected);
});

describe('conditions that restrict a public principal', () => {
  test.each([
    ['StringEquals', 'aws:SourceAccount', ['123456789012'], 'yes'],
    ['stringequals', 'AWS:SourceAccount', ['123456789012'], 'yes'],
    ['StringEquals', 'aws:PrincipalOrgID', ['o-abc'], 'yes'],
    ['StringEquals', 'aws:SourceVpce', [HOLE], 'unknown'],
    ['ArnLike', 'aws:SourceArn', ['arn:aws:sns:eu-west-1:123456789012:*'], 'yes'],
    ['ArnLike', 'aws:SourceArn', ['arn:aws:s3:::bucket'], 'yes'],
    ['ArnLike', 'aws:SourceArn', ['arn:aws:sns:*:*:*'], 'no'],
    ['ArnLike', 'aws:SourceArn', ['*'], 'no'],
    ['ArnEquals', 'aws:SourceArn', [`arn:aws:sns:eu-west-1:${HOLE}:topic`], 'yes'],
    ['IpAddress', 'aws:SourceIp', ['203.0.113.0/24'], 'yes'],
    ['IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '0.0.0.0/0'], 'no'],
    ['IpAddress', 'aws:SourceIp', ['0.0.0.0/1', '128.0.0.0/1'], 'no'],
    ['IpAddress', 'aws:SourceIp', ['::/0'], 'no'],
    ['IpAddress', 'aws:SourceIp', [HOLE], 'unknown'],
    ['NotIpAddress', 'aws:SourceIp', ['203.0.113.0/24'], 'no'],
    ['StringNotEquals', 'aws:SourceAccount', ['1'], 'no'],
    ['StringEqualsIfExists', 'aws:SourceAccount', ['1'], 'no'],
    ['ForAllValues:StringEquals', 'aws:SourceAccount', ['1'], 'no'],
    ['ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', ['o-abc/*'], 'yes'],
    ['Bool', 'aws:SecureTransport', ['true'], 'no'],
    ['Bool', 'aws:PrincipalIsAWSService', ['true'], 'yes'],
    ['StringLike', 'aws:Referer', ['https://example.org/*'], 'no'],
    ['StringLike', 'aws:userid', ['AROLEID:*'], 'no'],
    [HOLE, 'aws:SourceAccount', ['1'], 'unknown'],
  ] as const)('%s %s %j: %s', (operator, key, values, expected) => {
    expect(restrictsPublicPrincipal(statement({ conditions: [{ operator, key, values }] }))).toBe(expected);
  });

  test('one of several conditions is enough', () => {
    const conditions = [
      { operator: 'Bool', key: 'aws:SecureTransport', values: ['true'] },
      { operator: 'StringEquals', key: 'aws:SourceVpc', values: ['vpc-1'] },
    ];
    expect(restrictsPublicPrincipal(statement({ conditions }))).toBe('yes');
  });
});
