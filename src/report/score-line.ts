import type { Review } from '../model/review.ts';
import { figureDelta, figureOf, interval, percent, points } from './wording.ts';

/**
 * The three figures on one line of Markdown, each in its own points with its change against the base, then the interval
 * and coverage of the whole.
 */
export function scoreLine(review: Review): string {
  const figures = (['overall', 'reliability', 'security'] as const).map((name) => {
    const change = figureDelta(review.head[name], review.base?.[name]);
    const label = name === 'overall' ? 'Score' : name;
    const value = name === 'overall' ? `**${figureOf(review.head[name])}**` : figureOf(review.head[name]);
    return `${label} ${value}${change === undefined ? '' : ` (${change})`}`;
  });
  return `${figures.join(' · ')}${rangeNote(review)}${penaltyNote(review)}`;
}

/** ` · between 59.3 and 79.3 when all that is unknown fails or passes (64 % of the points are decided)`; '' when all is known. */
function rangeNote(review: Review): string {
  const range = interval(review.head.overall);
  if (range === undefined) return '';
  return ` · ${range} depending on what is not known (${percent(review.head.overall.coverage)} of the points decided)`;
}

/** What the change's own findings cost on a repository without any; '' when nothing. */
function penaltyNote(review: Review): string {
  if (review.mode === 'tree' || points(review.newPenalty) === '0.0') return '';
  return ` · this change alone costs ${points(review.newPenalty)} points`;
}
