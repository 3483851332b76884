import { readdirSync } from 'node:fs';
import { RemoteError } from '../../../src/model/errors.ts';
import { planRunnerContract, type PlanScene } from '../plan-runner-contract.ts';
import { AWS, openRig, requestOf, stateOf, treeOf } from './rig.ts';

const VPC = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n';
const RECORDED = {
  id: 'vpc-1',
  cidr_block: '10.0.0.0/16',
  enable_dns_support: true,
  instance_tenancy: 'default',
  enable_dns_hostnames: false,
};

planRunnerContract('the local back end', async () => {
  const rig = await openRig({ planDelay: 0 });
  const slow = await rig.mirror({ planDelay: 60_000 });
  const scenes: Readonly<Record<PlanScene, string>> = {
    changes: AWS + VPC,
    'no changes': AWS + VPC,
    refused: `${AWS}resource "aws_vpc" "main" {\n  no_such_argument = 1\n}\n`,
    slow: AWS + VPC,
    unreachable: AWS + VPC,
  };
  return {
    arrange: async (scene) => {
      const tree = await treeOf({ 'main.tf': scenes[scene] });
      const request = requestOf(
        scene === 'unreachable'
          ? {
              ...tree,
              archive: () => Promise.reject(new RemoteError('GitHub is down', { retryable: true, cause: undefined })),
            }
          : tree,
        scene === 'no changes' ? { state: stateOf({ 'aws_vpc.main': RECORDED }) } : {},
      );
      return { request, runner: rig.runner(scene === 'slow' ? { mirror: slow } : {}) };
    },
    close: () => {
      const left = readdirSync(rig.jobs);
      rig.close();
      if (left.length > 0) throw new Error(`folders of jobs are left: ${left.join(', ')}`);
    },
  };
});
