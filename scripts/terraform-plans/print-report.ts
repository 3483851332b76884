import { compareConfiguration } from '../../test/terraform/comparison/compare-configuration.ts';
import { configurationsOf, expectedPlans } from '../../test/terraform/configurations.ts';

/** Prints how far our evaluation agrees with the plans of `groups`: every difference, the gaps by reason, the share. */
export async function printReport(groups: readonly string[]): Promise<void> {
  let known = 0;
  let configurations = 0;
  let different = 0;
  const gaps = new Map<string, { leaves: number; readonly places: string[] }>();
  for (const group of groups) {
    const plans = expectedPlans(group);
    for (const configuration of configurationsOf(group)) {
      const name = `${group}/${configuration.name}`;
      const plan = plans[configuration.name];
      if (!plan) {
        console.log(`${name}: not planned yet`);
        continue;
      }
      const comparison = await compareConfiguration(configuration, plan);
      configurations += 1;
      known += comparison.known;
      different += comparison.differences.length;
      for (const { where, problem, ours, plan: theirs } of comparison.differences)
        console.log(`${name}: ${where}: ${problem}: ours ${ours.slice(0, 300)} / plan ${theirs.slice(0, 300)}`);
      for (const gap of comparison.gaps) {
        const entry = gaps.get(gap.reason) ?? { leaves: 0, places: [] };
        entry.leaves += gap.leaves;
        entry.places.push(`${name}: ${gap.where} (${gap.detail})`);
        gaps.set(gap.reason, entry);
      }
    }
  }
  const unknown = [...gaps.values()].reduce((sum, { leaves }) => sum + leaves, 0);
  for (const [reason, { leaves, places }] of gaps) {
    console.log(`unknown to us, "${reason}": ${leaves} values`);
    for (const place of places) console.log(`  ${place}`);
  }
  const share = ((100 * known) / Math.max(1, known + unknown)).toFixed(2);
  console.log(`${configurations} configurations, ${different} differences`);
  console.log(`${known} of ${known + unknown} values that the plans know are known to us: ${share} %`);
}
