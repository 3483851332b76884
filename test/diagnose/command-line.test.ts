import { describe, expect, test } from '@jest/globals';
import { diagnoseCommands } from '../../src/diagnose/command-line.ts';

const SHA = 'a1b2c3d4'.repeat(5);

describe('a comment with a command', () => {
  test.each<[string, string, object]>([
    ['plans everything', '/diagnose plan', { kind: 'plan', root: undefined }],
    ['plans one root module', '/diagnose plan live/prod (eu)', { kind: 'plan', root: 'live/prod (eu)' }],
    ['stands below text and is indented', 'Please:\r\n   /diagnose  plan\r\n', { kind: 'plan', root: undefined }],
    ['approves a head', `/diagnose plan approve ${SHA}`, { kind: 'approve', sha: SHA }],
    ['approves in capitals, by a prefix', '/diagnose PLAN APPROVE A1B2C3D', { kind: 'approve', sha: 'a1b2c3d' }],
    ['asks for apply', '/diagnose apply', { kind: 'prohibited' }],
    ['asks to write state', '/diagnose state rm aws_s3_bucket.a', { kind: 'prohibited' }],
    ['asks for a plan that destroys', '/diagnose plan -destroy', { kind: 'prohibited' }],
    ['asks to import', '/diagnose import aws_s3_bucket.a a', { kind: 'prohibited' }],
    ['reads state', '/diagnose state live', { kind: 'other' }],
    ['asks for nothing in particular', '/diagnose', { kind: 'other' }],
    ['asks for something else', '/diagnose security', { kind: 'other' }],
  ])('%s', (_name, body, command) => {
    expect(diagnoseCommands(body)).toEqual([command]);
  });

  test.each([
    ['no SHA', '/diagnose plan approve'],
    ['a branch', '/diagnose plan approve main'],
    ['too few digits', '/diagnose plan approve a1b2c3'],
    ['more than a SHA', `/diagnose plan approve ${SHA} please`],
  ])('is told how to approve when it gives %s', (_name, body) => {
    expect(diagnoseCommands(body)).toMatchObject([{ kind: 'incomplete' }]);
  });

  test('may have several, at most five', () => {
    expect(diagnoseCommands('/diagnose plan a\n/diagnose plan b')).toHaveLength(2);
    expect(diagnoseCommands('/diagnose plan\n'.repeat(100))).toHaveLength(5);
  });
});

describe('no command is', () => {
  test.each([
    ['a quote', '> /diagnose plan'],
    ['in the middle of a line', 'try /diagnose plan'],
    ['another word', '/diagnosed plan'],
    ['in a fence', '```\n/diagnose plan\n```'],
    ['in a longer fence with a shorter one inside', '````\n```\n/diagnose plan\n````'],
    ['in a fence of tildes that never ends', '~~~ sh\n/diagnose plan'],
    ['indented code', '    /diagnose plan'],
  ])('%s', (_name, body) => {
    expect(diagnoseCommands(body)).toEqual([]);
  });

  test('what stands after a fence is read again', () => {
    expect(diagnoseCommands('```\nx\n```\n/diagnose plan')).toHaveLength(1);
  });
});
