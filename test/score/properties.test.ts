import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ITEMS } from '../../src/model/items.ts';
import { explain } from '../../src/score/explain.ts';
import type { Judgement } from '../../src/score/judgement.ts';
import { newPenalty } from '../../src/score/new-penalty.ts';
import { score } from '../../src/score/score.ts';
import { POINTS, SCORED_ITEMS, scoredItem } from '../../src/score/weights.ts';

const EPSILON = 1e-9;

const judgementOf = (verdict: fc.Arbitrary<Judgement['verdict']>): fc.Arbitrary<Judgement> =>
  fc.record({
    item: fc.constantFrom(...ITEMS),
    ruleId: fc.constantFrom('rule-a', 'rule-b', 'rule-c', 'rule-d'),
    subject: fc.constantFrom('aws_db_instance.a', 'aws_db_instance.b', 'aws_lb.c'),
    file: fc.constantFrom('main.tf', 'db.tf'),
    line: fc.integer({ min: 1, max: 9 }),
    verdict,
    delta: fc.oneof(fc.constantFrom(0, 0.03, 0.1, 0.3, 0.6, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    confidence: fc.constantFrom(0.25, 0.6, 1),
    criticality: fc.constantFrom(0.2, 0.7, 1),
  });
const anyJudgement = judgementOf(fc.constantFrom('pass', 'fail', 'unknown'));
const failure = judgementOf(fc.constant('fail'));
const judgements = fc.array(anyJudgement, { maxLength: 30 });

const FIGURES = ['overall', 'reliability', 'security'] as const;

function property<T>(claim: fc.IProperty<T>): void {
  fc.assert(claim, { numRuns: 300 });
}

/** Every figure of `worse` is at most that of `better`. */
function expectNotAbove(worse: readonly Judgement[], better: readonly Judgement[]): void {
  const [low, high] = [score(worse), score(better)];
  for (const figure of FIGURES) expect(low[figure].score).toBeLessThanOrEqual(high[figure].score + EPSILON);
}

describe('the score, whatever the judgements', () => {
  test('never rises with a further failure, nor falls with one fewer', () => {
    property(
      fc.property(judgements, failure, (list, added) => {
        expectNotAbove([...list, added], list);
      }),
    );
  });

  test('never rises with a further unknown', () => {
    const open = judgementOf(fc.constant('unknown'));
    property(
      fc.property(judgements, open, (list, added) => {
        expectNotAbove([...list, added], list);
      }),
    );
  });

  test('does not fall when an unknown turns out to pass, nor rise when it turns out to fail', () => {
    const open = judgementOf(fc.constant('unknown'));
    property(
      fc.property(judgements, open, (list, unknown) => {
        const undecided = [...list, unknown];
        expectNotAbove(undecided, [...list, { ...unknown, verdict: 'pass' }]);
        expectNotAbove([...list, { ...unknown, verdict: 'fail' }], undecided);
      }),
    );
  });

  test('lies in its interval, and that in 0 to 100', () => {
    property(
      fc.property(judgements, (list) => {
        const card = score(list);
        for (const figure of FIGURES) {
          const { low, score: value, high, coverage } = card[figure];
          expect([0, low, value, high, 100]).toEqual([0, low, value, high, 100].toSorted((a, b) => a - b));
          expect(coverage).toBeGreaterThanOrEqual(0);
          expect(coverage).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('has the score that follows when all unknowns fail as low, and when all pass as high', () => {
    property(
      fc.property(judgements, (list) => {
        const settle = (verdict: 'pass' | 'fail') =>
          score(list.map((judgement) => (judgement.verdict === 'unknown' ? { ...judgement, verdict } : judgement)));
        const card = score(list);
        for (const figure of FIGURES) {
          expect(card[figure].low).toBeCloseTo(settle('fail')[figure].score, 9);
          expect(card[figure].high).toBeCloseTo(settle('pass')[figure].score, 9);
        }
      }),
    );
  });

  test('does not depend on how many resources have the same defect or none', () => {
    property(
      fc.property(judgements, fc.integer({ min: 1, max: 50 }), (list, copies) => {
        const more = list.flatMap((judgement) =>
          Array.from({ length: copies }, (_, index) => ({ ...judgement, subject: `${judgement.subject}${index}` })),
        );
        const healthy = more.map((judgement): Judgement => ({ ...judgement, verdict: 'pass', subject: 'aws_lb.new' }));
        const [before, after] = [score(list), score([...more, ...healthy])];
        for (const figure of FIGURES) expect(after[figure].score).toBe(before[figure].score);
      }),
    );
  });

  test('does not depend on the order of the judgements', () => {
    property(
      fc.property(
        judgements.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          expect(score(shuffled)).toEqual(score(list));
        },
      ),
    );
  });

  test('is 100 less deductions that add up, in each figure', () => {
    property(
      fc.property(judgements, (list) => {
        const card = score(list);
        for (const figure of FIGURES) {
          const lost = explain(card, figure).reduce((sum, { points }) => sum + points, 0);
          expect((100 * lost) / card[figure].points).toBeCloseTo(100 - card[figure].score, 6);
        }
      }),
    );
  });

  test('has deductions per item whose noisy-or is its deficit', () => {
    property(
      fc.property(judgements, (list) => {
        for (const { deductions, deficit } of score(list).items) {
          expect(1 - deductions.reduce((kept, { x }) => kept * (1 - x), 1)).toBeCloseTo(deficit, 9);
        }
      }),
    );
  });

  test('moves with a change e of one severity by at most 100 × W × e / points', () => {
    property(
      fc.property(judgements, anyJudgement, fc.double({ min: 0, max: 1, noNaN: true }), (list, one, delta) => {
        const [before, after] = [score([...list, one]), score([...list, { ...one, delta }])];
        for (const figure of FIGURES) {
          const weight = POINTS[scoredItem(one.item)];
          const bound = (100 * weight * Math.abs(one.delta - delta)) / before[figure].points;
          expect(Math.abs(after[figure].score - before[figure].score)).toBeLessThanOrEqual(bound + EPSILON);
        }
      }),
    );
  });
});

describe('the points of a new issue', () => {
  const failures = fc
    .array(failure, { maxLength: 20 })
    .map((list) => list.map((judgement, index) => ({ ...judgement, fingerprint: String(index) })));

  test('are what the failures cost on a clean repository when all are new', () => {
    property(
      fc.property(failures, (list) => {
        expect(newPenalty(list, [])).toBeCloseTo(100 - score(list).overall.score, 6);
      }),
    );
  });

  test('are none when base has the same, and never fewer with a further failure', () => {
    property(
      fc.property(failures, failure, (list, added) => {
        expect(newPenalty(list, list)).toBe(0);
        const more = [...list, { ...added, fingerprint: 'new' }];
        expect(newPenalty(more, [])).toBeGreaterThanOrEqual(newPenalty(list, []) - EPSILON);
      }),
    );
  });
});

test('the scored items hold 100 points, of which 71 are standards and 26 the security checklist', () => {
  const card = score([]);
  expect(SCORED_ITEMS.reduce((sum, item) => sum + POINTS[item], 0)).toBe(100);
  expect([card.overall.points, card.reliability.points, card.security.points]).toEqual([100, 71, 26]);
});
