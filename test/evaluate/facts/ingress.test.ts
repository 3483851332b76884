import { describe, expect, test } from '@jest/globals';
import { openIngress, type IngressFacts } from '../../../src/evaluate/facts/ingress.ts';
import { evaluated, resourceAt } from './evaluated.ts';

async function factsOf(text: string, address: string): Promise<IngressFacts> {
  return openIngress(resourceAt(await evaluated(`variable "v" {}\n${text}`), address));
}

const texts = ({ open }: IngressFacts): readonly string[] =>
  open.map(({ protocol, from, to, cidr, span }) => `${protocol} ${from}-${to} ${cidr} line ${span.startLine}`);

/** A security group with one rule. */
const group = (rule: string): string => `resource "aws_security_group" "g" {\n  ingress {\n${rule}\n  }\n}\n`;

describe('a security group with nested rules', () => {
  test.each([
    ['one port', 'from_port = 22\nto_port = 22\nprotocol = "tcp"\ncidr_blocks = ["0.0.0.0/0"]', 'tcp 22-22 0.0.0.0/0'],
    ['IPv6', 'from_port = 22\nto_port = 22\nprotocol = "tcp"\nipv6_cidr_blocks = ["::/0"]', 'tcp 22-22 ::/0'],
    [
      'a number as protocol',
      'from_port = 53\nto_port = 53\nprotocol = 17\ncidr_blocks = ["0.0.0.0/0"]',
      'udp 53-53 0.0.0.0/0',
    ],
    [
      'text as port',
      'from_port = "22"\nto_port = "23"\nprotocol = "TCP"\ncidr_blocks = ["0.0.0.0/0"]',
      'tcp 22-23 0.0.0.0/0',
    ],
    [
      'every protocol',
      'from_port = 0\nto_port = 0\nprotocol = "-1"\ncidr_blocks = ["0.0.0.0/0"]',
      'all 0-65535 0.0.0.0/0',
    ],
    [
      'another protocol',
      'from_port = 0\nto_port = 0\nprotocol = "50"\ncidr_blocks = ["0.0.0.0/0"]',
      '50 0-65535 0.0.0.0/0',
    ],
  ])('%s', async (_, rule, expected) => {
    const facts = await factsOf(group(rule), 'aws_security_group.g');
    expect(texts(facts)).toEqual([`${expected} line 3`]);
    expect(facts.undecided).toBeUndefined();
  });

  test.each([
    ['a private range', 'from_port = 22\nto_port = 22\nprotocol = "tcp"\ncidr_blocks = ["10.0.0.0/8"]'],
    ['ICMP', 'from_port = 8\nto_port = 0\nprotocol = "icmp"\ncidr_blocks = ["0.0.0.0/0"]'],
    ['the group itself', 'from_port = 0\nto_port = 0\nprotocol = "-1"\nself = true'],
    ['another group', 'from_port = 0\nto_port = 0\nprotocol = "-1"\nsecurity_groups = [var.v]'],
  ])('%s is no exposure', async (_, rule) => {
    expect(await factsOf(group(rule), 'aws_security_group.g')).toEqual({ open: [] });
  });

  test.each([
    ['an unknown range', 'from_port = 22\nto_port = 22\nprotocol = "tcp"\ncidr_blocks = [var.v]'],
    ['an unknown list', 'from_port = 22\nto_port = 22\nprotocol = "tcp"\ncidr_blocks = var.v'],
    ['an unknown port', 'from_port = var.v\nto_port = 22\nprotocol = "tcp"\ncidr_blocks = ["0.0.0.0/0"]'],
    ['an unknown protocol', 'from_port = 22\nto_port = 22\nprotocol = var.v\ncidr_blocks = ["0.0.0.0/0"]'],
  ])('%s is undecided', async (_, rule) => {
    const facts = await factsOf(group(rule), 'aws_security_group.g');
    expect(facts).toMatchObject({ open: [], undecided: { value: { detail: 'variable "v" has no value' } } });
  });

  test('a literal world range in a partly unknown list decides', async () => {
    const rule = 'from_port = 22\nto_port = 22\nprotocol = "tcp"\ncidr_blocks = [var.v, "0.0.0.0/0"]';
    const facts = await factsOf(group(rule), 'aws_security_group.g');
    expect(texts(facts)).toEqual(['tcp 22-22 0.0.0.0/0 line 3']);
    expect(facts.undecided).toBeUndefined();
  });
});

test('rules in the attribute form stand at their element', async () => {
  const text = `resource "aws_default_security_group" "g" {
  ingress = [
    { from_port = 1, to_port = 2, protocol = "tcp", cidr_blocks = ["10.0.0.0/8"] },
    { from_port = 3, to_port = 4, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] },
  ]
}`;
  expect(texts(await factsOf(text, 'aws_default_security_group.g'))).toEqual(['tcp 3-4 0.0.0.0/0 line 5']);
});

test('dynamic rules are expanded, and undecided over an unknown', async () => {
  const text = `resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = [22, 80]
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
  dynamic "ingress" {
    for_each = var.v
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}`;
  const facts = await factsOf(text, 'aws_security_group.g');
  expect(facts.open.map(({ from }) => from)).toEqual([22, 80]);
  expect(facts.undecided).toMatchObject({ value: { detail: 'variable "v" has no value' } });
});

describe('rule resources', () => {
  const rule = (type: string): string => `resource "aws_security_group_rule" "r" {
  type        = ${type}
  from_port   = 0
  to_port     = 65535
  protocol    = "all"
  cidr_blocks = ["0.0.0.0/1", "128.0.0.0/1"]
}`;

  test.each([
    ['"ingress"', ['all 0-65535 0.0.0.0/1 and 128.0.0.0/1 line 2']],
    ['"egress"', []],
  ])('of type %s', async (type, expected) => {
    expect(texts(await factsOf(rule(type), 'aws_security_group_rule.r'))).toEqual(expected);
  });

  test('of an unknown type are undecided', async () => {
    expect((await factsOf(rule('var.v'), 'aws_security_group_rule.r')).undecided).toBeDefined();
  });

  test.each([
    ['ip_protocol = "-1"\ncidr_ipv4 = "0.0.0.0/0"', ['all 0-65535 0.0.0.0/0 line 2']],
    ['ip_protocol = "tcp"\nfrom_port = 22\nto_port = 22\ncidr_ipv6 = "::/0"', ['tcp 22-22 ::/0 line 2']],
    ['ip_protocol = "tcp"\nfrom_port = 22\nto_port = 22\ncidr_ipv4 = "10.0.0.0/8"', []],
    ['ip_protocol = "tcp"\nfrom_port = 22\nto_port = 22\nprefix_list_id = "pl-1"', []],
  ])('of the separate kind: %j', async (body, expected) => {
    const text = `resource "aws_vpc_security_group_ingress_rule" "r" {\n${body}\n}`;
    expect(texts(await factsOf(text, 'aws_vpc_security_group_ingress_rule.r'))).toEqual(expected);
  });

  test('the range of a VPC of this configuration is not the world', async () => {
    const text = `resource "aws_vpc" "main" {}
resource "aws_vpc_security_group_ingress_rule" "r" {
  ip_protocol = "-1"
  cidr_ipv4   = aws_vpc.main.cidr_block
}`;
    expect(await factsOf(text, 'aws_vpc_security_group_ingress_rule.r')).toEqual({ open: [] });
  });
});
