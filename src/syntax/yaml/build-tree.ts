import { COLLECTION_STYLE, EVENT_ID, type Event } from 'js-yaml';

import type { Diagnostic, DiagnosticCode } from '../../model/diagnostic.ts';
import type { LineIndex } from '../line-index.ts';
import { yamlScalar } from './scalar.ts';
import type { YamlEntry, YamlNode, YamlScalar } from './tree.ts';

/** Aliases in one document. GitHub's own limit is not published; hand-written files use a handful. */
const MAX_ALIASES = 500;

/** Nodes of the document with every alias written out: stops files that are small on disk and huge when walked. */
const MAX_EXPANDED_NODES = 200_000;

/** Problems of one kind beyond this many are not listed; of a limit the first says it all. */
const MAX_DIAGNOSTICS = 20;
const MAX_LIMIT_DIAGNOSTICS = 1;

/** A sequence or mapping that is not closed yet. */
interface Open {
  readonly kind: 'sequence' | 'mapping';
  readonly start: number;
  readonly flow: boolean;
  readonly anchor: string | undefined;
  readonly items: YamlNode[];
  readonly entries: YamlEntry[];
  readonly keys: Map<string, number>;
  key: YamlScalar | undefined;
  keyStart: number;
  weight: number;
}

/** The first document of a file and what is wrong with it. */
export interface YamlDocument {
  readonly root: YamlNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Builds the tree of the first document from js-yaml's flat events. Needs no recursion; every limit is a diagnostic. */
export function buildTree(events: readonly Event[], lines: LineIndex): YamlDocument {
  const source = lines.text;
  const diagnostics: Diagnostic[] = [];
  const counts = new Map<DiagnosticCode, number>();
  const report = (code: DiagnosticCode, severity: Diagnostic['severity'], at: number, to: number, message: string) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    const { line, column } = lines.position(at);
    const where = `${lines.file}:${line}:${column}`;
    if (count <= (code === 'yaml-limit' ? MAX_LIMIT_DIAGNOSTICS : MAX_DIAGNOSTICS)) {
      diagnostics.push({ code, severity, span: lines.span(at, to), message: `${where}: ${message}` });
    }
  };

  const anchors = new Map<string, { node: YamlNode; weight: number } | 'open'>();
  const stack: Open[] = [];
  let root: YamlNode | undefined;
  let aliases = 0;
  /** End of what was read last; the place of a scalar that is not written is looked for behind it. */
  let readTo = 0;

  /** A scalar without text, where a value is missing or may not be used. */
  const nothing = (at: number): YamlScalar => ({
    kind: 'scalar',
    value: null,
    text: '',
    style: 'plain',
    span: lines.span(at, at),
    positionAt: () => lines.position(at),
  });

  const add = (node: YamlNode, weight: number, start: number): void => {
    const parent = stack.at(-1);
    if (!parent) {
      root ??= node;
      return;
    }
    parent.weight += weight;
    if (parent.kind === 'sequence') {
      parent.items.push(node);
      return;
    }
    if (!parent.key) {
      parent.key = asKey(node);
      parent.keyStart = start;
      const first = parent.keys.get(parent.key.text);
      if (first === undefined) parent.keys.set(parent.key.text, lines.position(start).line);
      else {
        const message = `the key "${shorten(parent.key.text)}" is already set on line ${first}. GitHub rejects this; remove one.`;
        report('duplicate', 'warning', start, parent.key.span.end, message);
      }
      return;
    }
    parent.entries.push({
      key: parent.key,
      value: node,
      // An alias stands where it is written, its node where the anchor is.
      span: lines.span(parent.keyStart, Math.max(readTo, parent.key.span.end)),
    });
    parent.key = undefined;
  };

  const asKey = (node: YamlNode): YamlScalar => {
    if (node.kind === 'scalar') return node;
    const { start, end } = node.span;
    report('yaml-syntax', 'warning', start, end, 'a list or mapping is used as a key. Use a plain name.');
    return { ...nothing(start), text: source.slice(start, end), value: source.slice(start, end), span: node.span };
  };

  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) {
      if (root || readTo > 0) {
        report(
          'yaml-syntax',
          'warning',
          readTo,
          readTo,
          'a second document begins after this; only the first is read.',
        );
        break;
      }
    } else if (event.type === EVENT_ID.SCALAR) {
      const node = yamlScalar(event, emptyPlace(source, readTo, stack.at(-1)), lines);
      readTo = Math.max(readTo, node.span.end);
      if (event.anchorStart !== -1) {
        anchors.set(source.slice(event.anchorStart, event.anchorEnd), { node, weight: 1 });
      }
      add(node, 1, node.span.start);
    } else if (event.type === EVENT_ID.ALIAS) {
      const name = source.slice(event.anchorStart, event.anchorEnd);
      const start = event.anchorStart - 1;
      const target = anchors.get(name);
      readTo = event.anchorEnd;
      aliases += 1;
      const weight = target && target !== 'open' ? target.weight : 0;
      const total = stack.reduce((sum, open) => sum + open.weight, 0) + weight;
      const refuse = (message: string, code: DiagnosticCode = 'yaml-limit') => {
        report(code, 'error', start, event.anchorEnd, `${message} The file was not reviewed.`);
        add(nothing(start), 1, start);
      };
      if (aliases > MAX_ALIASES) {
        refuse(`more than ${MAX_ALIASES} aliases.`);
        break;
      }
      if (!target) refuse(`the alias *${shorten(name)} has no anchor &${shorten(name)} before it.`, 'yaml-syntax');
      else if (target === 'open') refuse(`the alias *${shorten(name)} contains itself.`);
      else if (total > MAX_EXPANDED_NODES) {
        refuse(`with its aliases written out the file has more than ${MAX_EXPANDED_NODES} nodes.`);
      } else add(target.node, weight, start);
    } else if (event.type === EVENT_ID.POP) {
      const open = stack.pop();
      if (!open) continue;
      const end = open.flow ? closingBracket(source, readTo, open.kind) : Math.max(readTo, open.start);
      readTo = Math.max(readTo, end);
      const span = lines.span(open.start, end);
      const node: YamlNode =
        open.kind === 'sequence'
          ? { kind: 'sequence', items: open.items, span }
          : { kind: 'mapping', entries: open.entries, span };
      if (open.anchor !== undefined) anchors.set(open.anchor, { node, weight: open.weight });
      add(node, open.weight, open.start);
    } else {
      const anchor = event.anchorStart === -1 ? undefined : source.slice(event.anchorStart, event.anchorEnd);
      if (anchor !== undefined) anchors.set(anchor, 'open');
      const flow = event.style === COLLECTION_STYLE.FLOW;
      readTo = Math.max(readTo, flow && '[{'.includes(source.charAt(event.start)) ? event.start + 1 : event.start);
      stack.push({
        kind: event.type === EVENT_ID.SEQUENCE ? 'sequence' : 'mapping',
        start: event.start,
        // A pair inside a flow sequence (`[a: b]`) is a mapping without brackets.
        flow: flow && source.charAt(event.start) === (event.type === EVENT_ID.SEQUENCE ? '[' : '{'),
        anchor,
        items: [],
        entries: [],
        keys: new Map(),
        key: undefined,
        keyStart: event.start,
        weight: 1,
      });
    }
  }
  return { root, diagnostics };
}

/** Where a scalar stands that is not written: behind the `:` or `-` that announces it. */
function emptyPlace(source: string, from: number, parent: Open | undefined): number {
  if (!parent) return from;
  const sign = parent.kind === 'sequence' ? '-' : parent.key ? ':' : undefined;
  if (sign === undefined) return from;
  for (let at = from; at < source.length; at = skipBlank(source, at)) {
    if (source.charAt(at) === sign) return at + 1;
    if (!/[\s#]/.test(source.charAt(at))) break;
  }
  return from;
}

/** The end of a flow collection whose last child ends at `from`. */
function closingBracket(source: string, from: number, kind: 'sequence' | 'mapping'): number {
  const bracket = kind === 'sequence' ? ']' : '}';
  for (let at = from; at < source.length; at = skipBlank(source, at)) {
    if (source.charAt(at) === bracket) return at + 1;
  }
  return from;
}

/** Behind the character at `at`; a comment is skipped as a whole. */
function skipBlank(source: string, at: number): number {
  if (source.charAt(at) !== '#') return at + 1;
  const end = source.indexOf('\n', at);
  return end === -1 ? source.length : end;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
