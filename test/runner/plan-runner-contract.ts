import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PlanRun, PlanStage } from '../../src/model/plan-run.ts';
import type { PlanRequest, PlanRunner } from '../../src/ports/plan-runner.ts';

/**
 * What is to be planned: something new, nothing that changes, something that Terraform refuses, something that would take
 * minutes, and anything while another system does not answer.
 */
export type PlanScene = 'changes' | 'no changes' | 'refused' | 'slow' | 'unreachable';

/** A runner with a request for a scene, and what it must not keep. */
export interface ArrangedPlan {
  readonly runner: PlanRunner;
  readonly request: PlanRequest;
}

/** How one back end sets the scenes up; everything is closed at the end. */
export interface PlanRunnerHarness {
  readonly arrange: (scene: PlanScene) => Promise<ArrangedPlan>;
  readonly close: () => unknown;
}

const STAGES: readonly PlanStage[] = ['prepare', 'init', 'gate', 'validate', 'plan', 'show'];

interface Watched {
  readonly run: PlanRun;
  readonly stages: readonly PlanStage[];
  readonly details: readonly string[];
}

/** Runs a scene; `abortAt` aborts as soon as that stage is told. */
async function watch({ runner, request }: ArrangedPlan, abortAt?: PlanStage): Promise<Watched> {
  const abort = new AbortController();
  const stages: PlanStage[] = [];
  const details: string[] = [];
  const run = await runner.run(request, {
    signal: abort.signal,
    onProgress: (stage, detail) => {
      stages.push(stage);
      details.push(detail);
      if (stage === abortAt) abort.abort();
    },
  });
  return { run, stages, details };
}

interface Change {
  readonly change: { readonly actions: readonly string[] };
}

function changesOf(run: PlanRun): readonly Change[] {
  const plan = JSON.parse(run.planJson ?? '{}') as { readonly resource_changes?: readonly Change[] };
  return (plan.resource_changes ?? []).filter(({ change }) => change.actions.join() !== 'no-op');
}

/** What every PlanRunner must do, whatever it runs on. */
export function planRunnerContract(name: string, factory: () => Promise<PlanRunnerHarness>): void {
  describe(`${name} keeps the contract of a plan runner`, () => {
    let harness: PlanRunnerHarness;
    beforeAll(async () => {
      harness = await factory();
    });
    afterAll(async () => {
      await harness.close();
    });

    test('a plan with changes is planned, and each step was told in its order', async () => {
      const arranged = await harness.arrange('changes');
      const { run, stages, details } = await watch(arranged);
      expect(run).toMatchObject({ outcome: 'planned', backEnd: arranged.runner.backEnd });
      expect(run.stage).toBeUndefined();
      expect(changesOf(run).length).toBeGreaterThan(0);
      expect(run.tool?.version).toMatch(/^\d+\.\d+\.\d+/);
      const order = stages.map((stage) => STAGES.indexOf(stage));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
      expect(stages).toContain('plan');
      for (const detail of details) expect(detail).toMatch(/^[^\n]{1,200}$/);
      for (const { argv, sha256 } of run.commands) {
        expect(argv.length).toBeGreaterThan(1);
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      }
      expect(run.hosts).toEqual([...new Set(run.hosts)].sort());
      expect(run.milliseconds).toBeGreaterThan(0);
    });

    test('a plan without changes is planned too', async () => {
      const { run } = await watch(await harness.arrange('no changes'));
      expect(run.outcome).toBe('planned');
      expect(changesOf(run)).toEqual([]);
    });

    test('what Terraform refuses is failed, with its words and where it ended', async () => {
      const { run } = await watch(await harness.arrange('refused'));
      expect(run.outcome).toBe('failed');
      expect(STAGES).toContain(run.stage);
      const errors = run.diagnostics.filter(({ severity }) => severity === 'error');
      expect(errors.length).toBeGreaterThan(0);
      for (const { summary } of errors) expect(summary).toMatch(/^[^\n]+$/);
    });

    test('a plan that is aborted ends as cancelled', async () => {
      const { run } = await watch(await harness.arrange('slow'), 'plan');
      expect(run.outcome).toBe('cancelled');
      expect(run.planJson).toBeUndefined();
    });

    test('a plan that was aborted before it began starts nothing', async () => {
      const { runner, request } = await harness.arrange('slow');
      const run = await runner.run(request, { signal: AbortSignal.abort() });
      expect(run).toMatchObject({ outcome: 'cancelled', commands: [] });
    });

    test('a system that does not answer is a RemoteError', async () => {
      const { runner, request } = await harness.arrange('unreachable');
      await expect(runner.run(request, { signal: new AbortController().signal })).rejects.toMatchObject({
        name: 'RemoteError',
      });
    });
  });
}
