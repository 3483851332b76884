import { describe, expect, test } from '@jest/globals';
import { basePlaces } from '../../../src/engine/compare/base-address.ts';
import { evaluated } from '../../evaluate/evaluated.ts';

const moved = (from: string, to: string): string => `moved {\n  from = ${from}\n  to   = ${to}\n}\n`;
const call = (name: string): string => `module "${name}" {\n  source = "./m"\n}\n`;

describe('the address at base', () => {
  test.each<
    [name: string, base: Record<string, string>, head: Record<string, string>, headAddress: string, baseAddress: string]
  >([
    [
      'follows a chain of moves and leaves instance keys out',
      { 'main.tf': 'resource "aws_x" "a" {}\n' },
      { 'main.tf': `resource "aws_x" "c" {}\n${moved('aws_x.a', 'aws_x.b["k"]')}${moved('aws_x.b', 'aws_x.c[0]')}` },
      'aws_x.c',
      'aws_x.a',
    ],
    [
      'moves what is in a module with it',
      { 'main.tf': call('old'), 'm/main.tf': 'resource "aws_x" "r" {}\n' },
      { 'main.tf': call('new') + moved('module.old', 'module.new'), 'm/main.tf': 'resource "aws_x" "r" {}\n' },
      'module.new.aws_x.r',
      'module.old.aws_x.r',
    ],
    [
      'reads a block in a module as addresses of the module',
      { 'main.tf': call('m'), 'm/main.tf': 'resource "aws_x" "a" {}\n' },
      { 'main.tf': call('m'), 'm/main.tf': `resource "aws_x" "b" {}\n${moved('aws_x.a', 'aws_x.b')}` },
      'module.m.aws_x.b',
      'module.m.aws_x.a',
    ],
    [
      'ends when blocks go round in circles',
      { 'main.tf': '' },
      { 'main.tf': `resource "aws_x" "a" {}\n${moved('aws_x.a', 'aws_x.b')}${moved('aws_x.b', 'aws_x.a')}` },
      'aws_x.a',
      'aws_x.a',
    ],
  ])('%s', async (_name, base, head, headAddress, baseAddress) => {
    const places = basePlaces((await evaluated(base)).graph, (await evaluated(head)).graph, []);
    expect(places.address('.', headAddress)).toBe(baseAddress);
  });
});
