import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { RELIABILITY_STANDARDS } from '../../src/model/items.ts';
import {
  CONTRACTUAL_CONFIDENCE,
  ASSUMED_CONFIDENCE,
  availabilityDelta,
  maintenanceDelta,
  recoveryDelta,
  regressionDelta,
  throughputDelta,
} from '../../src/score/deltas.ts';
import type { Judgement } from '../../src/score/judgement.ts';
import { newPenalty } from '../../src/score/new-penalty.ts';
import { score } from '../../src/score/score.ts';
import { POINTS, scoredItem } from '../../src/score/weights.ts';

interface Example {
  readonly score: number;
  readonly deficits: Readonly<Record<string, number>>;
  readonly penalties: Readonly<Record<string, number>>;
}

/** The `scores` section of the reliability test vectors, as it is. */
const vectors = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8')) as {
  readonly weights: Readonly<Record<string, number>>;
  readonly e1: Example;
  readonly e2: Example;
  readonly e3: Example;
  readonly e3b: Example;
  readonly e2_non_critical: { readonly score: number };
  readonly delta_e3_to_e3b: number;
  readonly new_issue_penalty_points_of_71: number;
  readonly new_issue_penalty_percent: number;
};

/** Judgements on standard S1…S12. */
type Row = readonly [
  standard: number,
  rule: string,
  verdict: Judgement['verdict'],
  delta?: number,
  confidence?: number,
];

function judge(rows: readonly Row[], criticality = 1): readonly Judgement[] {
  return rows.map(([standard, ruleId, verdict, delta = 1, confidence = 1]) => ({
    item: RELIABILITY_STANDARDS[standard - 1] ?? 'cost',
    ruleId,
    subject: 'aws_lb.web',
    file: 'main.tf',
    line: 1,
    verdict,
    delta,
    confidence,
    criticality,
  }));
}

/** S1 and S2 of a path. */
function path(reached: number, reachable: number): readonly Row[] {
  return [0.999, 0.9999].flatMap((target, index): readonly Row[] => {
    const { fixable, contractual } = availabilityDelta(reached, reachable, target);
    const standard = index + 1;
    if (fixable === 0 && contractual === 0) return [[standard, 'path', 'pass']];
    return [
      [standard, 'path', 'fail', fixable],
      [standard, 'gap', 'fail', contractual, CONTRACTUAL_CONFIDENCE],
    ];
  });
}

const pass = (...standards: readonly number[]): readonly Row[] => standards.map((n) => [n, 'evidence', 'pass']);
const unknown = (...standards: readonly number[]): readonly Row[] => standards.map((n) => [n, 'evidence', 'unknown']);

// Worked examples 16.1 to 16.3 of the availability model: availability fractions, hours, seconds and rates are theirs.
const SERVERLESS: readonly Row[] = [
  ...path(0.998900349975, 0.998900349975),
  ...pass(3, 4, 6, 9, 10),
  ...unknown(5, 8, 11, 12),
  [7, 'alarm', 'fail', 0.3],
];
const WEAK: readonly Row[] = [
  ...path(0.9899259975, 0.999300109995),
  [3, 'window', 'fail', maintenanceDelta(4.3482)],
  [4, 'zone', 'fail', recoveryDelta(Number.POSITIVE_INFINITY)],
  ...unknown(5, 6, 11),
  [7, 'rollback', 'fail', 0.5],
  [7, 'alarm', 'fail', 0.3],
  [8, 'disk', 'fail', throughputDelta(100), ASSUMED_CONFIDENCE],
  [10, 'retention', 'fail', 1],
  ...pass(9, 12),
];
const STRONG: readonly Row[] = [
  ...path(0.999200179984, 0.999200179984),
  ...pass(3, 4, 7, 9, 10),
  ...unknown(5, 6, 8, 11, 12),
];
const SINGLE_AZ: readonly Row[] = [
  ...path(0.9999 * 0.9999 * 0.995 * 0.9999, 0.999200179984),
  [3, 'window', 'fail', maintenanceDelta((0.5 + 0.5 / 30) * 4.348214285714286)],
  [4, 'zone', 'fail', recoveryDelta(3600)],
  ...pass(7, 9, 10),
  ...unknown(5, 6, 8, 11, 12),
];

describe('the worked examples of the standards', () => {
  test('weights are the published ones', () => {
    const weights = RELIABILITY_STANDARDS.map((item, index) => [`S${index + 1}`, POINTS[scoredItem(item)]]);
    expect(Object.fromEntries(weights)).toEqual(vectors.weights);
  });

  test.each([
    ['16.1 serverless', SERVERLESS, vectors.e1, [65.09, 94.67], 0.704],
    ['16.2 weak', WEAK, vectors.e2, [18.03, 36.34], 0.817],
    ['16.3 strong', STRONG, vectors.e3, [63.02, 96.82], 0.662],
    ['16.3 in one zone', SINGLE_AZ, vectors.e3b, [31.73, 65.53], 0.662],
  ] as const)(
    '%s has the published score, deficits, interval and coverage',
    (_name, rows, expected, [low, high], known) => {
      const card = score(judge(rows));
      for (const [index, item] of RELIABILITY_STANDARDS.entries()) {
        const got = card.items.find((candidate) => candidate.item === item);
        expect({ item, deficit: got?.deficit }).toEqual({
          item,
          deficit: close(expected.deficits[`S${index + 1}`], 3),
        });
        expect({ item, penalty: got?.penalty }).toEqual({
          item,
          penalty: close(expected.penalties[`S${index + 1}`], 2),
        });
      }
      expect(card.reliability.score).toBeCloseTo(expected.score, 2);
      expect(card.reliability.low).toBeCloseTo(low, 2);
      expect(card.reliability.high).toBeCloseTo(high, 2);
      expect(card.reliability.coverage).toBeCloseTo(known, 3);
    },
  );

  test('example 16.2 in a development environment costs little', () => {
    const rows = WEAK.filter(([standard]) => standard !== 2 && standard !== 4);
    expect(score(judge(rows, 0.2)).reliability.score).toBeCloseTo(vectors.e2_non_critical.score, 2);
  });

  test('switching multi-AZ off has the published delta and cost', () => {
    const before = score(judge(STRONG)).reliability.score;
    const after = score(judge(SINGLE_AZ)).reliability.score;
    expect(after - before).toBeCloseTo(vectors.delta_e3_to_e3b, 2);

    const identify = (rows: readonly Row[]) =>
      judge(rows).map((judgement) => ({ ...judgement, fingerprint: judgement.ruleId }));
    const cost = newPenalty(identify(SINGLE_AZ), identify(STRONG));
    expect(cost).toBeCloseTo(vectors.new_issue_penalty_points_of_71, 2);
    expect((100 * cost) / 71).toBeCloseTo(vectors.new_issue_penalty_percent, 1);
  });
});

describe('severity by distance to the target', () => {
  test.each([
    ['2.01 hours a month cost 0.7 % of S3, not all of it', maintenanceDelta(2.01), 0.0072],
    ['4 hours cost all of it', maintenanceDelta(4), 1],
    ['no maintenance costs nothing', maintenanceDelta(0), 0],
    ['recovery in time costs nothing', recoveryDelta(120), 0],
    ['recovery in 50 minutes costs all', recoveryDelta(3000), 1],
    ['enough throughput costs nothing', throughputDelta(3000), 0],
    ['no throughput costs all', throughputDelta(0), 1],
    ['an unchanged path is no regression', regressionDelta(0.995, 0.995, 0.999), 0],
    ['a path that stays above its target is no regression', regressionDelta(0.9999, 0.9995, 0.999), 0],
    ['a loss below the target is one, although contractual', regressionDelta(0.999, 0.99, 0.999), 1],
  ])('%s', (_name, got, expected) => {
    expect(got).toBeCloseTo(expected, 4);
  });
});

function close(value: number | undefined, digits: number): unknown {
  return expect.closeTo(value ?? Number.NaN, digits);
}
