import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  attributeRule,
  blockRule,
  companionRule,
  ingressRule,
  policyRule,
  presenceRule,
  rangeRule,
} from '../../../src/engine/kits.ts';
import type { Rule } from '../../../src/engine/rule.ts';
import { loadParsers } from '../../../src/syntax/parse.ts';
import { described, verdicts } from './kit-case.ts';

beforeAll(loadParsers);

type Case = readonly [name: string, text: string, verdicts: readonly string[]];

/** A resource `aws_thing.a` with the lines in it; line 2 is the first of them. */
const thing = (...lines: readonly string[]): string =>
  `resource "aws_thing" "a" {\n${lines.join('\n')}\n}\nvariable "v" {}\n`;

function table(kit: string, rule: Rule, cases: readonly Case[]): void {
  describe(kit, () => {
    test.each(cases)('%s', async (_name, text, expected) => {
      expect(await verdicts(rule, text)).toEqual(expected);
    });
  });
}

const on = { ...described, resource: ['aws_thing'] };
const noValue = 'variable "v" has no value';

table('attributeRule', attributeRule({ ...on, attribute: 'on', expect: { oneOf: [true] }, whenAbsent: 'fail' }), [
  ['in order', thing('on = true'), ['pass 2']],
  ['in order as text', thing('on = "true"'), ['pass 2']],
  ['wrong', thing('on = false'), ['fail 2 aws_thing.a has on = false']],
  ['absent', thing(), ['fail 1 aws_thing.a does not set on; the default is false']],
  [
    'null is absent, with a line of its own',
    thing('on = null'),
    ['fail 2 aws_thing.a does not set on; the default is false'],
  ],
  ['unknown', thing('on = var.v'), [`unknown 2 ${noValue}`]],
  [
    'through a variable',
    `${thing('on = var.w')}variable "w" {\n  default = false\n}\n`,
    ['fail 2 aws_thing.a has on = false (from var.w, main.tf:6)'],
  ],
  [
    'a list where a scalar is expected',
    thing('on = [true]'),
    ['unknown 2 a list or object stands where one value is expected'],
  ],
  ['not created', thing('count = 0', 'on = false'), []],
  ['perhaps created', thing('count = var.v', 'on = false'), ['fail 3 aws_thing.a has on = false']],
]);

for (const [means, expected] of [
  ['pass', ['pass 1']],
  ['not-applicable', []],
  ['unknown', ['unknown 1 on is not set, and its default is not known']],
] as const) {
  const rule = attributeRule({ ...on, attribute: 'on', expect: { oneOf: [true] }, whenAbsent: means });
  table(`attributeRule, absent means ${means}`, rule, [['absent', thing(), expected]]);
}

table(
  'attributeRule, absence by type',
  attributeRule({
    ...described,
    resource: ['aws_thing', 'aws_other', 'aws_forgotten'],
    attribute: 'on',
    expect: { oneOf: [true] },
    whenAbsent: { aws_thing: 'fail', aws_other: 'pass' },
    defaultValue: 'off',
  }),
  [
    ['fails in one', thing(), ['fail 1 aws_thing.a does not set on; the default is "off"']],
    ['passes in the other', 'resource "aws_other" "a" {}\n', ['pass 1']],
    [
      'is silent in a type that was forgotten',
      'resource "aws_forgotten" "a" {}\n',
      ['unknown 1 on is not set, and its default is not known'],
    ],
  ],
);

table(
  'attributeRule, nested',
  attributeRule({ ...on, attribute: 'a.b', expect: { noneOf: [0] }, whenAbsent: 'fail' }),
  [
    [
      'every block is judged',
      thing('a {', 'b = 0', '}', 'a {', 'b = 1', '}', 'a {', 'b = 0', '}'),
      ['fail 3 aws_thing.a has a.b = 0', 'fail 9 aws_thing.a has a.b = 0', 'pass 6'],
    ],
    ['no block', thing(), ['fail 1 aws_thing.a does not set a.b']],
    ['block without it', thing('a {', '}'), ['fail 2 aws_thing.a does not set a.b']],
    [
      'dynamic over an unknown',
      thing('dynamic "a" {', 'for_each = var.v', 'content {', 'b = 0', '}', '}'),
      [`unknown 1 ${noValue}`],
    ],
    ['an object instead of a block', thing('a = { b = 0 }'), ['fail 2 aws_thing.a has a.b = 0']],
    [
      'a list of objects instead of blocks',
      thing('a = [{ b = 1 }, { b = 0 }]'),
      ['fail 2 aws_thing.a has a.b = 0', 'pass 2'],
    ],
    ['an unknown object', thing('a = var.v'), [`unknown 1 ${noValue}`]],
  ],
);

table(
  'attributeRule, alternatives',
  attributeRule({ ...on, attribute: ['x', 'y'], expect: { oneOf: [true] }, whenAbsent: 'fail' }),
  [
    ['one is enough', thing('y = true'), ['pass 2']],
    ['one passes, one fails', thing('x = false', 'y = true'), ['pass 3']],
    ['none is written', thing(), ['fail 1 aws_thing.a does not set x; the default is false']],
    ['the written one fails', thing('y = false'), ['fail 2 aws_thing.a has y = false']],
    ['one is unknown', thing('x = false', 'y = var.v'), [`unknown 3 ${noValue}`]],
  ],
);

table(
  'attributeRule, under a condition',
  attributeRule({
    ...on,
    when: [{ attribute: 'mode', expect: { oneOf: ['strict'] }, whenAbsent: false }],
    attribute: 'on',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
  }),
  [
    ['holds', thing('mode = "strict"', 'on = false'), ['fail 3 aws_thing.a has on = false']],
    ['does not hold', thing('mode = "lax"', 'on = false'), []],
    ['absent', thing('on = false'), []],
    ['unknown makes a failure unknown', thing('mode = var.v', 'on = false'), [`unknown 2 ${noValue}`]],
    ['unknown leaves a pass', thing('mode = var.v', 'on = true'), ['pass 3']],
  ],
);

table('rangeRule', rangeRule({ ...on, attribute: 'n', min: 7, max: 35, whenAbsent: 'fail', defaultValue: 0 }), [
  ['inside', thing('n = 7'), ['pass 2']],
  ['as text', thing('n = "35"'), ['pass 2']],
  ['below', thing('n = 6'), ['fail 2 aws_thing.a has n = 6']],
  ['above', thing('n = 36'), ['fail 2 aws_thing.a has n = 36']],
  ['absent', thing(), ['fail 1 aws_thing.a does not set n; the default is 0']],
  ['no number', thing('n = "x"'), ['unknown 2 a number is expected']],
  ['unknown', thing('n = var.v'), [`unknown 2 ${noValue}`]],
]);

table('presenceRule, must exist', presenceRule({ ...on, path: ['log', 'old_log'], must: 'exist' }), [
  ['an argument', thing('log = "x"'), ['pass 2']],
  ['an unknown argument is written', thing('log = var.v'), ['pass 2']],
  ['a block', thing('log {', '}'), ['pass 2']],
  ['the alternative', thing('old_log {', '}'), ['pass 2']],
  ['missing', thing(), ['fail 1 aws_thing.a has no log or old_log']],
  ['null', thing('log = null'), ['fail 1 aws_thing.a has no log or old_log']],
  [
    'dynamic over an unknown',
    thing('dynamic "log" {', 'for_each = var.v', 'content {}', '}'),
    [`unknown 1 ${noValue}`],
  ],
]);

table('presenceRule, must not exist', presenceRule({ ...on, path: 'key', must: 'not-exist' }), [
  ['missing', thing(), ['pass 1']],
  ['an argument', thing('key = "x"'), ['fail 2 aws_thing.a sets key']],
  ['a block', thing('key {', '}'), ['fail 2 aws_thing.a has a block key']],
  ['an unknown one may be null', thing('key = var.v'), [`unknown 2 ${noValue}`]],
  ['null', thing('key = null'), ['pass 1']],
]);

const each = [{ attribute: 'tls', expect: { oneOf: [true] }, whenAbsent: 'fail' }] as const;
table(
  'blockRule, every block',
  blockRule({
    ...on,
    block: 'listener',
    only: [{ attribute: 'port', expect: { noneOf: [80] }, whenAbsent: true }],
    each,
    whenAbsent: 'not-applicable',
  }),
  [
    ['no block', thing(), []],
    [
      'one of two fails',
      thing('listener {', 'tls = true', '}', 'listener {', 'tls = false', '}'),
      ['fail 6 aws_thing.a has listener.tls = false', 'pass 2'],
    ],
    [
      'absent in the block',
      thing('listener {', '}'),
      ['fail 2 aws_thing.a does not set listener.tls; the default is false'],
    ],
    ['blocks that do not count', thing('listener {', 'port = 80', '}'), []],
    [
      'it is not known whether the block counts',
      thing('listener {', 'port = var.v', 'tls = false', '}'),
      [`unknown 3 ${noValue}`],
    ],
    ['unknown in the block', thing('listener {', 'tls = var.v', '}'), [`unknown 3 ${noValue}`]],
    [
      'further blocks are hidden',
      thing('listener {', 'tls = true', '}', 'dynamic "listener" {', 'for_each = var.v', 'content {}', '}'),
      ['pass 2', `unknown 1 ${noValue}`],
    ],
  ],
);

table('blockRule, some block', blockRule({ ...on, block: 'listener', quantifier: 'some', each, whenAbsent: 'fail' }), [
  ['no block', thing(), ['fail 1 aws_thing.a has no listener block']],
  ['one passes', thing('listener {', 'tls = false', '}', 'listener {', 'tls = true', '}'), ['pass 5']],
  ['none passes', thing('listener {', 'tls = false', '}'), ['fail 3 aws_thing.a has listener.tls = false']],
  [
    'one is hidden',
    thing('listener {', 'tls = false', '}', 'dynamic "listener" {', 'for_each = var.v', 'content {}', '}'),
    [`unknown 1 ${noValue}`],
  ],
]);

const bucket = (name = '"logs"', ...more: readonly string[]): string =>
  `resource "aws_thing" "a" {\n  bucket = ${name}\n${more.join('\n')}}\nvariable "v" {}\n`;
const companion = (link: string, ...more: readonly string[]): string =>
  `resource "aws_guard" "g" {\n  bucket = ${link}\n${more.map((line) => `${line}\n`).join('')}}\n`;
table(
  'companionRule',
  companionRule({
    ...on,
    companion: ['aws_guard', 'aws_other_guard'],
    through: 'bucket',
    identity: ['bucket'],
    expect: [{ attribute: 'on', expect: { noneOf: [false] }, whenAbsent: true }],
    orOwn: [{ attribute: 'guarded', expect: { oneOf: [true] }, whenAbsent: false }],
    whenAbsent: 'fail',
  }),
  [
    ['by reference', bucket() + companion('aws_thing.a.id'), ['pass 5']],
    ['by the same name', bucket() + companion('"logs"'), ['pass 5']],
    ['of another', bucket() + companion('"other"'), ['fail 1 aws_thing.a has no aws_guard or aws_other_guard']],
    ['missing', bucket(), ['fail 1 aws_thing.a has no aws_guard or aws_other_guard']],
    [
      'not in order',
      bucket() + companion('aws_thing.a.id', 'on = false'),
      ['fail 7 aws_thing.a: aws_guard.g has on = false'],
    ],
    ['unknown', bucket() + companion('aws_thing.a.id', 'on = var.v'), [`unknown 7 ${noValue}`]],
    [
      'perhaps created',
      bucket() + companion('aws_thing.a.id', 'count = var.v'),
      ['unknown 5 the number of aws_guard.g is not known'],
    ],
    [
      'not created',
      bucket() + companion('aws_thing.a.id', 'count = 0'),
      ['fail 1 aws_thing.a has no aws_guard or aws_other_guard'],
    ],
    ['a link that cannot be followed', bucket() + companion('var.v'), [`unknown 1 ${noValue}`]],
    ['a name that is a variable', bucket('var.v') + companion('"logs"'), [`unknown 1 ${noValue}`]],
    [
      'a name that is a variable, and no companion at all',
      bucket('var.v'),
      ['fail 1 aws_thing.a has no aws_guard or aws_other_guard'],
    ],
    ['its own argument is enough', bucket('"logs"', 'guarded = true\n'), ['pass 3']],
    ['its own argument is unknown', bucket('"logs"', 'guarded = var.v\n'), [`unknown 3 ${noValue}`]],
    [
      'a module that is not in the tree may hold it',
      `${bucket()}module "m" {\n  source = "remote/m/aws"\n  bucket = aws_thing.a.id\n}\n`,
      ['unknown 1 module.m may contain aws_guard'],
    ],
  ],
);

const policy = (text: string): string => thing(`policy = jsonencode(${text})`);
table(
  'policyRule',
  policyRule({
    ...on,
    policy: ['policy'],
    defect: ({ effect, actions }) =>
      effect !== 'Deny' && actions?.includes('*') ? { message: 'allows every action' } : undefined,
  }),
  [
    ['not written', thing(), []],
    ['in order', policy('{ Statement = [{ Effect = "Allow", Action = "s3:Get*", Resource = "*" }] }'), ['pass 2']],
    [
      'wrong',
      policy('{ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] }'),
      ['fail 2 aws_thing.a: statement 1 allows every action'],
    ],
    [
      'named by its sid',
      policy('{ Statement = { Sid = "All", Effect = "Allow", Action = ["*"], Resource = "*" } }'),
      ['fail 2 aws_thing.a: statement "All" allows every action'],
    ],
    [
      'a part that does not matter is unknown',
      policy('{ Statement = [{ Effect = "Allow", Action = "*", Resource = var.v }] }'),
      ['fail 2 aws_thing.a: statement 1 allows every action'],
    ],
    [
      'the condition is unknown',
      policy('{ Statement = [{ Effect = "Allow", Action = "*", Resource = "*", Condition = var.v }] }'),
      ['unknown 2 a part of the statement cannot be read'],
    ],
    ['unknown', thing('policy = var.v'), [`unknown 2 ${noValue}`]],
  ],
);

const group = (...lines: readonly string[]): string =>
  `resource "aws_security_group" "a" {\n${lines.join('\n')}\n}\nvariable "v" {}\n`;
const rule = (from: string, to: string, protocol: string, cidr: string): readonly string[] => [
  'ingress {',
  `from_port = ${from}`,
  `to_port = ${to}`,
  `protocol = "${protocol}"`,
  cidr,
  '}',
];
const world = 'cidr_blocks = ["0.0.0.0/0"]';
table('ingressRule', ingressRule({ ...described, resource: ['aws_security_group'], ports: [22], service: 'SSH' }), [
  ['no rule', group(), ['pass 1']],
  [
    'the port',
    group(...rule('22', '22', 'tcp', world)),
    ['fail 2 aws_security_group.a opens SSH (port 22) to 0.0.0.0/0'],
  ],
  [
    'a range around it',
    group(...rule('20', '30', 'tcp', world)),
    ['fail 2 aws_security_group.a opens SSH (ports 20-30) to 0.0.0.0/0'],
  ],
  ['every port is the matter of the rule about all ports', group(...rule('0', '0', '-1', world)), ['pass 1']],
  ['another port', group(...rule('443', '443', 'tcp', world)), ['pass 1']],
  ['another transport', group(...rule('22', '22', 'udp', world)), ['pass 1']],
  ['a private range', group(...rule('22', '22', 'tcp', 'cidr_blocks = ["10.0.0.0/8"]')), ['pass 1']],
  [
    'both families are one finding',
    group(...rule('22', '22', 'tcp', `${world}\nipv6_cidr_blocks = ["::/0"]`)),
    ['fail 2 aws_security_group.a opens SSH (port 22) to 0.0.0.0/0 and ::/0'],
  ],
  ['an unknown range', group(...rule('22', '22', 'tcp', 'cidr_blocks = var.v')), [`unknown 9 ${noValue}`]],
]);
table(
  'ingressRule, all ports',
  ingressRule({ ...described, resource: ['aws_security_group'], ports: 'all', service: 'everything' }),
  [
    [
      'every port',
      group(...rule('0', '65535', 'tcp', world)),
      ['fail 2 aws_security_group.a opens every port to 0.0.0.0/0'],
    ],
    [
      'every protocol',
      group(...rule('0', '0', '-1', world)),
      ['fail 2 aws_security_group.a opens every port to 0.0.0.0/0'],
    ],
    ['one port', group(...rule('22', '22', 'tcp', world)), ['pass 1']],
  ],
);
