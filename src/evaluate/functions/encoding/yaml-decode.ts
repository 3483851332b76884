import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException, type Event } from 'js-yaml';

import { isFailure, refuse, undecide, type Outcome, type Refused, type Undecided } from '../refusal.ts';
import { DEEPEST_DATA, isDataMap, isDataNumber, MOST_DATA, storedText, type Data } from './data.ts';
import { yamlScalarValue } from './yaml-scalar.ts';

/** A collection that is not closed yet. */
interface Open {
  readonly items: Data[];
  readonly entries: Map<string, Data> | undefined;
  readonly anchor: string | undefined;
  key: string | undefined;
  isMerge: boolean;
  weight: number;
}

/** What an anchor stands for; nothing while its own collection is still open. */
type Anchored = { readonly data: Data; readonly weight: number } | undefined;

/**
 * The data in the one document of a YAML text. What the parser here cannot read is undecided, not refused: Terraform's
 * parser (libyaml) knows an older YAML and may read it.
 */
export function decodeYaml(text: string): Outcome<{ readonly data: Data }> {
  if (BEYOND_OLD_YAML.test(text) || (TIGHT_COLON.test(text) && !/^\s*[[{]/.test(text)))
    return undecide('YAML that parsers read differently');
  const parsed = parseLoosely(text);
  return isFailure(parsed) ? parsed : buildData(parsed.events, parsed.source);
}

/** What no parser of YAML reads. */
const BROKEN =
  /^(?:unexpected end of the (?:stream|document) within|name of an (?:alias|anchor) node|bad indentation of|end of the stream or a document|directives end mark|expected ':' after)/;

/** In brackets, libyaml does not care about indentation. */
const SHALLOW = 'deficient indentation';
const MOST_SHALLOW_LINES = 50;

interface Parsed {
  readonly events: readonly Event[];
  /** The text that the events point into. */
  readonly source: string;
}

/** Lines in brackets that are indented less than the parser here wants are indented further. */
function parseLoosely(text: string): Outcome<Parsed> {
  let source = text;
  for (let attempt = 0; attempt <= MOST_SHALLOW_LINES; attempt++) {
    try {
      return { events: parseEvents(source, { maxDepth: DEEPEST_DATA }), source };
    } catch (error) {
      const reason = error instanceof YAMLException ? error.reason : 'the parser failed';
      const place = error instanceof YAMLException ? error.mark?.position : undefined;
      if (BROKEN.test(reason)) return refuse(`the text is not YAML: ${reason}`);
      if (!reason.startsWith(SHALLOW) || place === undefined) return undecide(`YAML that cannot be read: ${reason}`);
      source = source.slice(0, place) + ' '.repeat(DEEPEST_DATA * 2) + source.slice(place);
    }
  }
  return undecide('YAML with too many lines that are not indented');
}

/** Escapes, line ends, tabs and places of `-` that libyaml treats in another way. */
const BEYOND_OLD_YAML = /[\u2028\u2029\p{Surrogate}]|[^\P{Cc}\t\r\n]|(?:^|[\r\n]) *\t|\\\/|:[ ]+-(?:\s|$)/u;

/** A quoted key right before its value is read in brackets only. */
const TIGHT_COLON = /["']:\S/;

function buildData(events: readonly Event[], source: string): Outcome<{ readonly data: Data }> {
  const anchors = new Map<string, Anchored>();
  const stack: Open[] = [];
  let root: { readonly data: Data } | undefined;
  let documents = 0;
  let depth = 0;
  let count = 0;
  const slice = (start: number, end: number): string | undefined =>
    start === -1 ? undefined : source.slice(start, end);

  const add = (data: Data, weight: number, isMergeKey: boolean): Refused | Undecided | undefined => {
    count += weight;
    if (count > MOST_DATA) return undecide('YAML with too many values');
    const open = stack.at(-1);
    if (!open) {
      root ??= { data };
      return undefined;
    }
    open.weight += weight;
    if (!open.entries) {
      open.items.push(data);
      return undefined;
    }
    if (open.isMerge) {
      open.isMerge = false;
      if (!isDataMap(data)) return refuse('only a mapping can be merged with "<<"');
      for (const [key, value] of data) open.entries.set(key, value);
      return undefined;
    }
    if (open.key !== undefined) {
      open.entries.set(open.key, data);
      open.key = undefined;
      return undefined;
    }
    if (isMergeKey) {
      open.isMerge = true;
      return undefined;
    }
    if (data === null) return refuse('a mapping key is null');
    if (typeof data === 'object' && !isDataNumber(data)) return refuse('only texts can be mapping keys');
    open.key = typeof data === 'object' ? data.digits : String(data);
    return undefined;
  };

  for (const event of events) {
    let failure: Refused | Undecided | undefined;
    switch (event.type) {
      case EVENT_ID.DOCUMENT: {
        documents++;
        if (documents > 1) return refuse('there is more than one YAML document');
        if (event.directives.length > 0) return undecide('a YAML text with directives');
        depth = 0;
        break;
      }
      case EVENT_ID.SCALAR: {
        const text = getScalarValue(source, event);
        const tag = tagName(slice(event.tagStart, event.tagEnd));
        const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
        const scalar = yamlScalarValue(tag, text, isQuoted);
        if (isFailure(scalar)) return scalar;
        const anchor = slice(event.anchorStart, event.anchorEnd);
        const open = stack.at(-1);
        const isKey = open?.entries !== undefined && open.key === undefined && !open.isMerge;
        // An anchor at a key is not kept: so does Terraform.
        if (anchor !== undefined && !isKey) anchors.set(anchor, { data: scalar.data, weight: 1 });
        failure = add(scalar.data, 1, tag === '' && text === '<<');
        break;
      }
      case EVENT_ID.ALIAS: {
        const name = source.slice(event.anchorStart, event.anchorEnd);
        const target = anchors.get(name);
        if (!target) return refuse(`the YAML alias "${storedText(name)}" has no anchor before it`);
        const open = stack.at(-1);
        // Only what is written as a key can be one.
        if (open?.entries && open.key === undefined && !open.isMerge) return refuse('only texts can be mapping keys');
        failure = add(target.data, target.weight, false);
        break;
      }
      case EVENT_ID.POP: {
        if (depth === 0) break;
        depth--;
        const open = stack.pop();
        if (!open) break;
        const data = open.entries ?? open.items;
        if (open.anchor !== undefined) anchors.set(open.anchor, { data, weight: open.weight });
        count -= open.weight - 1;
        failure = add(data, open.weight, false);
        break;
      }
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING: {
        const isMap = event.type === EVENT_ID.MAPPING;
        const tag = tagName(slice(event.tagStart, event.tagEnd));
        if (tag !== '' && tag !== (isMap ? 'map' : 'seq'))
          return refuse(`a YAML collection cannot be read as "${tag}"`);
        const parent = stack.at(-1);
        if (parent?.entries && parent.key === undefined && !parent.isMerge)
          return refuse('only texts can be mapping keys');
        const anchor = slice(event.anchorStart, event.anchorEnd);
        if (anchor !== undefined) anchors.set(anchor, undefined);
        depth++;
        stack.push({
          items: [],
          entries: isMap ? new Map() : undefined,
          anchor,
          key: undefined,
          isMerge: false,
          weight: 1,
        });
        break;
      }
    }
    if (failure) return failure;
  }
  return root ?? refuse('the YAML text has no value');
}

const LONG_TAG = /^!<tag:yaml\.org,2002:(\w+)>$/;

/** The name behind `!!` or its long form; any other tag as it is written. */
function tagName(written: string | undefined): string {
  if (written === undefined) return '';
  const long = LONG_TAG.exec(written);
  return long?.[1] ?? (written.startsWith('!!') ? written.slice(2) : `!${written}`);
}
