import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planRunnerContract } from '../plan-runner-contract.ts';
import { requestFor, runnerAt } from './hcp-request.ts';
import { startHcp, type HcpStandIn } from './hcp-stand-in.ts';

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../../fixtures/plans/hcp', name), 'utf8');

planRunnerContract('HCP Terraform', () => {
  const started: HcpStandIn[] = [];
  return Promise.resolve({
    async arrange(scene) {
      const hcp = await startHcp();
      started.push(hcp);
      if (scene === 'changes') hcp.planJson = fixture('redacted.json');
      if (scene === 'no changes') hcp.planJson = '{"plan_format_version":"1.2","resource_changes":[]}';
      if (scene === 'slow') hcp.runStatuses = ['planning'];
      if (scene === 'refused') {
        hcp.runStatuses = ['planning', 'errored'];
        hcp.planStatus = 'errored';
        hcp.log = fixture('config-error.jsonl');
      }
      if (scene === 'unreachable') await hcp.close();
      return { runner: runnerAt(hcp).runner, request: requestFor() };
    },
    close: () => Promise.all(started.map((hcp) => hcp.close())),
  });
});
