import { isInDiff, type Change } from '../../model/change.ts';
import type { Span } from '../../model/span.ts';
import type { PlanReport } from '../../plan/plan-report.ts';
import type { Annotation } from '../check-run.ts';
import { changedFile } from '../placement.ts';
import { lastLine, plural } from '../wording.ts';
import { actionWords } from './plan-wording.ts';
import type { ShownText } from './shown-text.ts';

/** Annotations of one request to GitHub. Source: https://docs.github.com/en/rest/checks/runs#update-a-check-run */
const MOST_ANNOTATIONS = 50;

/** Annotations, worst first, and how many there would be without the limit. */
export interface PlanAnnotations {
  readonly shown: readonly Annotation[];
  readonly total: number;
}

interface Place {
  readonly file: string;
  readonly first: number;
  readonly last: number;
}

const LEVELS = { critical: 'failure', high: 'failure', medium: 'warning', low: 'notice', info: 'notice' } as const;
const ORDER = { failure: 0, warning: 1, notice: 2 } as const;

/**
 * What stands in the files view of the pull request: errors and warnings of Terraform, objects that a changed block destroys or
 * replaces, lost protections, renames, findings. Only in files of the change, at lines of the head; at most 50.
 */
export function planAnnotations(report: PlanReport, shown: ShownText): PlanAnnotations {
  const { change } = report;
  if (!change) return { shown: [], total: 0 };
  const annotations = [
    ...ofDiagnostics(report, change, shown),
    ...ofFacts(report, change, shown),
    ...ofFindings(report, change, shown),
  ].sort((a, b) => ORDER[a.annotation_level] - ORDER[b.annotation_level]);
  return { shown: annotations.slice(0, MOST_ANNOTATIONS), total: annotations.length };
}

function at(
  change: Change,
  place: Place,
  level: Annotation['annotation_level'],
  texts: { readonly title: string; readonly message: string },
  shown: ShownText,
): readonly Annotation[] {
  if (!changedFile(change, 'RIGHT', place.file)) return [];
  return [
    {
      path: place.file,
      start_line: place.first,
      end_line: Math.max(place.first, place.last),
      annotation_level: level,
      title: shown.line(texts.title, 255),
      message: shown.line(texts.message, 4000),
    },
  ];
}

function placeIn(span: Span): Place {
  return { file: span.file, first: span.startLine, last: lastLine(span) };
}

function ofDiagnostics({ run }: PlanReport, change: Change, shown: ShownText): readonly Annotation[] {
  return (run?.diagnostics ?? []).flatMap(({ severity, summary, detail, address, place }) => {
    if (!place) return [];
    const where = { file: place.file, first: Math.max(1, place.startLine), last: place.endLine };
    const subject = address === undefined ? '' : ` (${address})`;
    return at(
      change,
      where,
      severity === 'error' ? 'failure' : 'warning',
      { title: summary, message: `${detail === '' ? summary : detail}${subject}` },
      shown,
    );
  });
}

function ofFacts({ facts }: PlanReport, change: Change, shown: ShownText): readonly Annotation[] {
  if (!facts) return [];
  const dangers = facts.changes.flatMap((each) => {
    const { kind, span, why, stateful } = each;
    if ((kind !== 'destroy' && kind !== 'replace') || !span || !isTouched(change, span)) return [];
    const data = stateful === 'yes' ? ' It holds data.' : stateful === 'maybe' ? ' It may hold data.' : '';
    const message = `${each.change.address}: ${actionWords(each)}${why === undefined ? '' : `; ${why}`}.${data}`;
    return at(change, placeIn(span), 'warning', { title: `The plan would ${kind} this`, message }, shown);
  });
  const forbidden = facts.preventDestroy.flatMap(({ address, span }) =>
    span
      ? at(
          change,
          placeIn(span),
          'failure',
          {
            title: 'prevent_destroy forbids this plan',
            message: `${address} would be destroyed, which its lifecycle forbids.`,
          },
          shown,
        )
      : [],
  );
  const unprotected = facts.protectionLost.flatMap(({ address, message, span }) =>
    span
      ? at(change, placeIn(span), 'warning', { title: 'Protection lost', message: `${address}: ${message}.` }, shown)
      : [],
  );
  const renamed = facts.renames.flatMap(({ from, to, moved, span }) =>
    span
      ? at(
          change,
          placeIn(span),
          'warning',
          {
            title: 'Probably only renamed',
            message: `${from} is destroyed and ${to} is created, which look alike. To keep the object, add: ${moved}`,
          },
          shown,
        )
      : [],
  );
  return [...forbidden, ...dangers, ...unprotected, ...renamed];
}

/** Whether the change touches the lines; true when the difference of the file is not known. */
function isTouched(change: Change, span: Span): boolean {
  const file = changedFile(change, 'RIGHT', span.file);
  if (!file) return false;
  if (!file.hunks) return true;
  const [first, last] = [span.startLine, lastLine(span)];
  return (
    file.hunks.some(
      ({ headStart, headCount }) => headCount > 0 && headStart <= last && first < headStart + headCount,
    ) || isInDiff(file, 'RIGHT', first)
  );
}

function ofFindings({ judgement }: PlanReport, change: Change, shown: ShownText): readonly Annotation[] {
  return (judgement?.findings ?? []).flatMap((finding) => {
    const { state, side, anchor, severity, title, message, why, remedy, instances } = finding;
    if ((state !== 'introduced' && state !== 'worsened') || side !== 'RIGHT') return [];
    return at(
      change,
      placeIn(anchor),
      LEVELS[severity],
      { title: `${title} (planned value)`, message: `${message}${alsoIn(instances)}. ${why} ${remedy}` },
      shown,
    );
  });
}

function alsoIn({ length }: readonly string[]): string {
  return length === 0 ? '' : ` (and the same in ${plural(length, 'more instance')})`;
}
