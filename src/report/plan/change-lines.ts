import type { AttributePath, Change } from '../../evaluate/plan/plan.ts';
import { HIDDEN } from '../../evaluate/plan/secrets.ts';
import { isList, isObject, type Value } from '../../model/value.ts';
import { shownPath, shownValue } from '../../plan/facts/shown-value.ts';
import { clip } from '../../redaction/visible-text.ts';
import { plural } from '../wording.ts';
import { identityOf, isLeaf, isNothing, isSameValue, NOTHING, UNKNOWN_PART } from './compare-values.ts';
import { jsonValue } from './json-text.ts';
import { lineDifference } from './line-difference.ts';
import type { ShownText } from './shown-text.ts';

/** One line of the change of an object. `~`: changes in place; ' ': about the change itself. */
export interface ChangeLine {
  readonly mark: '+' | '-' | '~' | ' ';
  /** On one line, every character seen; not escaped. */
  readonly text: string;
}

/** What changes in one object, ready to be shown. */
export interface ChangeLines {
  readonly lines: readonly ChangeLine[];
  /** Lines beyond the limit. */
  readonly more: number;
}

/** What may be chosen. */
export interface ChangeLineOptions {
  /** Most lines. */
  readonly limit: number;
  /** Gathers attributes that only applying decides in one line: for objects that are new, where nearly all are. */
  readonly gathersUnknown: boolean;
  /** Paths that force a replacement. */
  readonly forcing: readonly AttributePath[];
}

/** The step of a path from a text into the JSON that it holds. */
const INSIDE_JSON = '(JSON)';
/** Most lines of the difference of one text of several lines. */
const MOST_TEXT_LINES = 20;

/**
 * The difference of before and after, attribute by attribute: secrets as `(sensitive)` (with a word only when they change), what
 * is known after apply as such, policies in JSON by their keys, texts by their lines, lists without regard to their order where it
 * does not matter. What stays is counted. Linear in the values but for the bounded difference of texts.
 */
export function changeLines(change: Change, shown: ShownText, options: ChangeLineOptions): ChangeLines {
  const lines: ChangeLine[] = [];
  const afterApply: string[] = [];
  let more = 0;
  let notCompared = 0;
  const { limit, gathersUnknown } = options;
  const pathText = (path: AttributePath): string =>
    shown.line(shownPath(path, shown.hasSecret), 240).replaceAll(`["${INSIDE_JSON}"]`, ` ${INSIDE_JSON}`);
  const put = (mark: ChangeLine['mark'], text: () => string): void => {
    // What is not shown is not made either: a hostile plan may have millions of these.
    if (lines.length < limit) lines.push({ mark, text: text() });
    else more++;
  };
  const named = (mark: ChangeLine['mark'], path: AttributePath, text: () => string): void => {
    // Redacted as a whole: the name tells a hash from a key.
    put(mark, () => {
      const line = shown.line(`${pathText(path)}: ${text()}`, 1200);
      return isForcing(path, options.forcing) ? `${line}  # forces replacement` : line;
    });
  };
  const valueText = (value: Value): string => clip(shownValue(value), 400);

  /** A value that appears or goes, taken apart so that each line says one thing. */
  const whole = (mark: '+' | '-', value: Value, path: AttributePath): void => {
    if (isNothing(value)) return;
    if (value.kind === 'unknown' && value.sensitive !== true && gathersUnknown && mark === '+' && path.length === 1) {
      afterApply.push(pathText(path));
      return;
    }
    const content = value.kind === 'known' && value.sensitive !== true ? value.value : null;
    if (isObject(content) && content.size > 0) {
      for (const [key, item] of content) whole(mark, item, [...path, key]);
    } else if (isList(content) && content.some((item) => !isLeaf(item))) {
      content.forEach((item, index) => {
        whole(mark, item, [...path, index]);
      });
    } else if (typeof content === 'string' && content.includes('\n')) {
      const json = jsonValue(content);
      if (json) whole(mark, json, [...path, INSIDE_JSON]);
      else textLines(mark, content, path);
    } else {
      const json = typeof content === 'string' ? jsonValue(content) : undefined;
      if (json) whole(mark, json, [...path, INSIDE_JSON]);
      else named(mark, path, () => valueText(value));
    }
  };

  const textLines = (mark: '+' | '-', text: string, path: AttributePath): void => {
    const all = text.replace(/\n$/, '').split('\n');
    named(mark, path, () => plural(all.length, 'line'));
    for (const line of all.slice(0, MOST_TEXT_LINES)) put(mark, () => `    ${lineText(line)}`);
    if (all.length > MOST_TEXT_LINES) put(mark, () => `    … ${String(all.length - MOST_TEXT_LINES)} more`);
  };
  const lineText = (line: string): string => indented(line, (text) => shown.line(text, 240));

  const sides = (before: Value, after: Value, path: AttributePath): void => {
    const same = isSameValue(before, after);
    if (same === true) return;
    if (before.sensitive === true || after.sensitive === true) {
      secret(before, after, same, path);
      return;
    }
    if (isNothing(before)) {
      whole('+', after, path);
      return;
    }
    if (isNothing(after)) {
      whole('-', before, path);
      return;
    }
    if (after.kind === 'unknown' && gathersUnknown && path.length === 1 && !isForcing(path, options.forcing)) {
      afterApply.push(pathText(path));
      return;
    }
    const x = before.kind === 'known' ? before.value : null;
    const y = after.kind === 'known' ? after.value : null;
    if (isObject(x) && isObject(y)) {
      const keys = new Set([...x.keys(), ...y.keys()]);
      for (const key of keys) sides(x.get(key) ?? NOTHING, y.get(key) ?? NOTHING, [...path, key]);
    } else if (isList(x) && isList(y)) lists(x, y, path);
    else if (typeof x === 'string' && typeof y === 'string') texts(x, y, { before, after }, path);
    else named('~', path, () => `${valueText(before)} → ${valueText(after)}`);
  };

  const secret = (before: Value, after: Value, same: boolean | undefined, path: AttributePath): void => {
    if (isNothing(before)) named('+', path, () => HIDDEN);
    else if (isNothing(after)) named('-', path, () => HIDDEN);
    else if (same === false) named('~', path, () => `${HIDDEN} changes`);
    else if (after.kind === 'unknown' && after.reason !== 'not-evaluated')
      named('~', path, () => `${HIDDEN} → (sensitive, known after apply)`);
    else notCompared++;
  };

  const texts = (
    x: string,
    y: string,
    values: { readonly before: Value; readonly after: Value },
    path: AttributePath,
  ): void => {
    const [a, b] = [jsonValue(x), jsonValue(y)];
    if (a && b) {
      if (isSameValue(a, b) === true) named('~', path, () => 'the same JSON, written in another way');
      else sides(a, b, [...path, INSIDE_JSON]);
    } else if (x.includes('\n') || y.includes('\n')) {
      const difference = lineDifference(x, y);
      named('~', path, () => `${plural(difference.length, 'line')} of the text`);
      for (const { mark, text } of difference.slice(0, MOST_TEXT_LINES)) put(mark, () => `    ${lineText(text)}`);
      if (difference.length > MOST_TEXT_LINES)
        put(' ', () => `    … ${String(difference.length - MOST_TEXT_LINES)} more`);
    } else named('~', path, () => `${valueText(values.before)} → ${valueText(values.after)}`);
  };

  /** Equal elements are left out wherever they stand: a set is written in any order. */
  const lists = (x: readonly Value[], y: readonly Value[], path: AttributePath): void => {
    const [removed, added] = unmatched(x, y);
    if (removed.length === 0 && added.length === 0) {
      named('~', path, () => `the same ${plural(x.length, 'element')} in another order`);
      return;
    }
    const areLeaves = [...removed, ...added].every(({ value }) => isLeaf(value));
    if (areLeaves && !(removed.length === 1 && added.length === 1)) {
      named('~', path, () => `${String(removed.length)} removed, ${String(added.length)} added`);
      for (const { value } of removed) put('-', () => `    ${shown.line(valueText(value))}`);
      for (const { value } of added) put('+', () => `    ${shown.line(valueText(value))}`);
      return;
    }
    for (let i = 0; i < Math.max(removed.length, added.length); i++) {
      const [from, to] = [removed[i], added[i]];
      sides(from?.value ?? NOTHING, to?.value ?? NOTHING, [...path, (to ?? from)?.index ?? 0]);
    }
  };

  sides(change.before, change.after, []);
  if (lines.length < limit && afterApply.length > 0) {
    lines.push({ mark: ' ', text: clip(`known after apply: ${afterApply.join(', ')}`, 600) });
  }
  const same = unchangedIn(change);
  if (same > 0) lines.push({ mark: ' ', text: `${plural(same, 'unchanged attribute')} not shown` });
  if (notCompared > 0) {
    const were = notCompared === 1 ? 'value was' : 'values were';
    lines.push({ mark: ' ', text: `${String(notCompared)} sensitive ${were} left out of the plan and not compared` });
  }
  return { lines, more };
}

/** Elements that have no equal one on the other side, with their index. */
function unmatched(x: readonly Value[], y: readonly Value[]): [readonly IndexedValue[], readonly IndexedValue[]] {
  const open = new Map<string, IndexedValue[]>();
  x.forEach((value, index) => {
    const key = identityOf(value);
    const equal = open.get(key);
    if (equal) equal.push({ value, index });
    else open.set(key, [{ value, index }]);
  });
  const added = y.flatMap((value, index) => {
    const key = identityOf(value);
    // An unknown element is equal to nothing.
    return !key.includes(UNKNOWN_PART) && open.get(key)?.shift() ? [] : [{ value, index }];
  });
  const removed = [...open.values()].flat().sort((a, b) => a.index - b.index);
  return [removed, added];
}

interface IndexedValue {
  readonly value: Value;
  readonly index: number;
}

function unchangedIn({ before, after }: Change): number {
  if (before.kind !== 'known' || after.kind !== 'known') return 0;
  const [x, y] = [before.value, after.value];
  if (!isObject(x) || !isObject(y)) return 0;
  return [...x].filter(([key, value]) => !isNothing(value) && isSameValue(value, y.get(key) ?? NOTHING) === true)
    .length;
}

function isForcing(path: AttributePath, forcing: readonly AttributePath[]): boolean {
  return forcing.some((forced) => {
    const length = Math.min(forced.length, path.length);
    return length > 0 && forced.slice(0, length).every((step, index) => step === path[index]);
  });
}

/** Indentation kept (at most 40 columns), which white space at the start of a visible text is not. */
function indented(line: string, show: (text: string) => string): string {
  const indent = /^[ \t]{0,40}/.exec(line)?.[0] ?? '';
  return indent.replaceAll('\t', '  ') + show(line.slice(indent.length));
}
