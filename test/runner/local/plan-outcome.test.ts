import { describe, expect, test } from '@jest/globals';
import { planVerdict, type PlanVerdict } from '../../../src/runner/local/plan-outcome.ts';

const whole = { format_version: '1.2', errored: false, complete: true, applyable: true };

describe('a plan is whole only where exit status, plan file and JSON agree', () => {
  test.each<readonly [string, number | undefined, object | string | undefined, PlanVerdict['kind']]>([
    ['changes', 2, whole, 'whole'],
    ['no changes', 0, { ...whole, applyable: false }, 'whole'],
    ['an OpenTofu plan, which says less', 2, { format_version: '1.2' }, 'whole'],
    ['a crash of a Go program, which ends with 2 too, before there is a plan', 2, undefined, 'none'],
    ['a crash in the middle of the JSON', 2, '{"format_version":"1.2","errored":', 'none'],
    ['JSON that is no plan', 2, { version: 4 }, 'none'],
    ['an error with a plan file', 1, whole, 'partial'],
    ['a program that was killed', undefined, whole, 'partial'],
    ['a plan that says that it failed', 2, { ...whole, errored: true }, 'partial'],
    ['changes that were put off', 2, { ...whole, complete: false }, 'partial'],
    ['changes that nobody could apply', 2, { ...whole, applyable: false }, 'partial'],
  ])('%s', (_name, exitCode, shown, kind) => {
    const text = typeof shown === 'object' ? JSON.stringify(shown) : shown;
    expect(planVerdict(exitCode, text).kind).toBe(kind);
  });
});
