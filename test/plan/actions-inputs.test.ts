import { describe, expect, test } from '@jest/globals';

import { actionsWorkflow } from '../../src/plan/actions-workflow.ts';
import { runScript, scriptOf } from './workflow-steps.ts';

describe('the inputs', () => {
  const script = scriptOf(actionsWorkflow({ cloud: 'none', workspaces: ['prod'] }), 'Check the inputs');
  const good = {
    CORRELATION_ID: '0f9c2a52-aaaa-bbbb-cccc-1234567890ab',
    HEAD_SHA: 'a'.repeat(40),
    ROOT: 'live/eu-west 1',
    VAR_FILES: 'live/prod.tfvars\nall.tfvars',
    WORKSPACE: 'default',
    TOOL_VERSION: '1.11.4',
  };
  const check = async (changed: Partial<typeof good>) =>
    runScript(script, { PATH: process.env['PATH'] ?? '', ...good, ...changed });

  test.each<Partial<typeof good>>([
    {},
    { ROOT: '.' },
    { VAR_FILES: '' },
    { WORKSPACE: 'prod' },
    { HEAD_SHA: 'b'.repeat(64) },
    { TOOL_VERSION: '1.12.0-rc1' },
    { ROOT: 'a_b/c.d/e+f/g=h/i@j,k~l' },
  ])('that may be: %j', async (changed) => {
    expect(await check(changed)).toEqual({ code: 0, output: '' });
  });

  test.each<Partial<typeof good>>([
    { ROOT: '' },
    { ROOT: '/etc' },
    { ROOT: '../x' },
    { ROOT: 'a/../../x' },
    { ROOT: 'a/..' },
    { ROOT: 'a/./b' },
    { ROOT: 'a//b' },
    { ROOT: 'a/' },
    { ROOT: '-chdir=/etc' },
    { ROOT: 'a/-b' },
    { ROOT: 'a;id' },
    { ROOT: 'a$(id)' },
    { ROOT: 'a`id`' },
    { ROOT: 'a\nb' },
    { ROOT: 'a\\b' },
    { ROOT: "a'b" },
    { ROOT: 'a"b' },
    { ROOT: 'a\u202eb' },
    { ROOT: '*' },
    { VAR_FILES: 'a.tfvars\n/etc/passwd' },
    { VAR_FILES: '-out=x' },
    { VAR_FILES: 'a.tfvars\n../b.tfvars' },
    { WORKSPACE: 'other' },
    { WORKSPACE: '' },
    { WORKSPACE: 'default prod' },
    { WORKSPACE: '*' },
    { HEAD_SHA: 'main' },
    { HEAD_SHA: 'a'.repeat(39) },
    { HEAD_SHA: `${'a'.repeat(39)}\n` },
    { HEAD_SHA: '' },
    { CORRELATION_ID: 'a b' },
    { CORRELATION_ID: '' },
    { CORRELATION_ID: '-a' },
    { TOOL_VERSION: 'latest; id' },
    { TOOL_VERSION: '' },
  ])('that may not be: %j', async (changed) => {
    const { code, output } = await check(changed);
    expect(code).toBe(1);
    expect(output).toMatch(/^::error::[\w, .:-]+\n$/);
  });
});
