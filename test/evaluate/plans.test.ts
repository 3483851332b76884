import { describe, expect, test } from '@jest/globals';

import { compareConfiguration } from '../terraform/comparison/compare-configuration.ts';
import { configurationGroups, configurationsOf, expectedPlans } from '../terraform/configurations.ts';

/**
 * What a plan may know that evaluation does not: only the provider decides it. By reason, the places
 * (`group/configuration: address.attribute`) where that happens.
 */
const UNKNOWN_TO_US: Readonly<Record<string, readonly string[]>> = {
  'the provider plans a default for an argument that is not written': [
    'locals/provider-defaults-read-back: output.timeout',
    'locals/provider-defaults-read-back: output.written',
  ],
  'only the schema says to what a written value is converted before it is read back': [
    'locals/converted-read-back: output.count',
    'locals/converted-read-back: output.groups',
    'locals/converted-read-back: output.timeout',
    'locals/nested-block-read-back: output.encrypted',
  ],
  'it depends on the folder in which Terraform runs': ['files/nested-path-module: output.a'],
  'the schema says which attributes a resource has': ['odds/objects-of-resources-converted: output.o[2]'],
  'whether a value is ephemeral is not followed': ['secrets/ephemeral: aws_sqs_queue.q.tags.x'],
  'the compressed bytes are up to the library': ['functions/encoding-and-hashes: output.all.gz'],
  'the schema says that an argument that is not written is null': ['locals/provider-defaults-read-back: output.unset'],
};

/**
 * What evaluation knows though Terraform waits: it says the same whatever the unknown part will be. By reason, the places.
 */
const KNOWN_TO_US_ONLY: Readonly<Record<string, readonly string[]>> = {
  'a text begins with what is known of it': ['corners/known-prefixes: output.o.join'],
  'both arms of a condition agree': ['conditionals/unknown-condition: aws_sns_topic.this.name'],
  'one operand decides': [
    'conditionals/unknown-condition: output.mixed[1]',
    'conditionals/unknown-condition: output.mixed[2]',
    'corners/unknown-conditions: output.o.and',
    'corners/unknown-conditions: output.o.or',
  ],
};

/** Reasons of an unknown value that are reasons by themselves: the plan holds what the test provider read. */
const FROM_OUTSIDE = new Set(['data-source']);

/** The part of the planned values that must be known to us, in percent. */
const FLOOR = 99;

const allowedGaps = new Set(Object.values(UNKNOWN_TO_US).flat());
const allowedKnown = new Set(Object.values(KNOWN_TO_US_ONLY).flat());
const seen = new Set<string>();
let known = 0;
let unknown = 0;
let configurations = 0;

const cases = configurationGroups().flatMap((group) => {
  const plans = expectedPlans(group);
  return configurationsOf(group).map((configuration) => ({ configuration, plan: plans[configuration.name] }));
});

describe('evaluation equals what terraform plans', () => {
  test.each(cases.map((one) => [`${one.configuration.group}/${one.configuration.name}`, one] as const))(
    '%s',
    async (name, { configuration, plan }) => {
      if (!plan) throw new Error(`${name} is not planned: run npx tsx scripts/terraform-plans.ts`);
      const comparison = await compareConfiguration(configuration, plan);
      configurations += 1;
      known += comparison.known;
      const differences = comparison.differences.filter(({ where, problem }) => {
        const place = `${name}: ${where}`;
        seen.add(place);
        return problem !== 'known to us only' || !allowedKnown.has(place);
      });
      const gaps = comparison.gaps.filter(({ where, reason, leaves }) => {
        const place = `${name}: ${where}`;
        seen.add(place);
        unknown += leaves;
        return !allowedGaps.has(place) && !FROM_OUTSIDE.has(reason);
      });
      expect({ differences, gaps }).toEqual({ differences: [], gaps: [] });
    },
  );
});

describe('all plans together', () => {
  test('every place that is listed as an exception is one', () => {
    expect([...allowedGaps, ...allowedKnown].filter((place) => !seen.has(place))).toEqual([]);
  });

  test(`at least ${FLOOR} % of what the plans know is known to us`, () => {
    expect((100 * known) / (known + unknown)).toBeGreaterThanOrEqual(FLOOR);
  });

  test('there are enough configurations', () => {
    expect(configurations).toBeGreaterThanOrEqual(120);
  });
});
