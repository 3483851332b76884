import { actionsRunner } from './actions-runner.ts';
import { testOctokit } from '../../github/test-octokit.ts';
import { requestFor } from '../hcp/hcp-request.ts';
import { planRunnerContract } from '../plan-runner-contract.ts';
import { quickClock } from '../poll/quick-clock.ts';
import { CORRELATION, planZip, startActions, type ActionsStandIn } from './actions-stand-in.ts';

const CHANGE = {
  address: 'null_resource.a',
  mode: 'managed',
  type: 'null_resource',
  name: 'a',
  change: { actions: ['create'] },
};
const PLAN = { format_version: '1.2', terraform_version: '1.11.4', resource_changes: [CHANGE] };
const ERROR = '{"type":"diagnostic","diagnostic":{"severity":"error","summary":"Bad","detail":""}}';

planRunnerContract('GitHub Actions', () => {
  const started: ActionsStandIn[] = [];
  return Promise.resolve({
    async arrange(scene) {
      const actions = await startActions();
      started.push(actions);
      if (scene === 'changes') actions.zip = planZip(PLAN, '', '2');
      if (scene === 'no changes') actions.zip = planZip({ ...PLAN, resource_changes: [] });
      if (scene === 'slow') actions.runs = [{ status: 'in_progress', conclusion: null }];
      if (scene === 'refused') {
        actions.runs = [{ conclusion: 'failure' }];
        actions.zip = planZip(null, ERROR, '1');
      }
      if (scene === 'unreachable') await actions.close();
      const runner = actionsRunner({
        octokit: testOctokit(actions.url),
        owner: 'o',
        repo: 'r',
        workflow: 'plumbline-plan.yml',
        defaultBranch: 'main',
        actor: 'plumbline[bot]',
        author: { login: 'dev', fromFork: false, association: 'MEMBER' },
        correlationId: () => CORRELATION,
        clock: quickClock(),
      });
      return { runner, request: requestFor() };
    },
    close: () => Promise.all(started.map((actions) => actions.close())),
  });
});
