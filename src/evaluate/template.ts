import type { Span } from '../model/span.ts';
import { known, unknown, type UnknownValue, type Value } from '../model/value.ts';
import type { TemplatePart } from '../syntax/hcl/ast.ts';
import { MAX_TEXT } from './budget.ts';
import { entriesOf } from './collections.ts';
import { isNull, scalarBoolean, scalarOf, textOf } from './conversion.ts';
import { decidedBy, invalid, originFrom, unknownBecause, unknownFrom } from './origin.ts';
import { bind, type Evaluate, type Scope } from './scope.ts';

/** Most pieces of a partly unknown text: it is copied into every text that it is a piece of. */
const MAX_PARTS = 1_000;

/**
 * The value of a template. A template that is one interpolation and nothing else is that value, whatever its type.
 * When pieces are unknown the text is unknown and `parts` holds the pieces in order.
 */
export function template(
  parts: readonly TemplatePart[],
  heredoc: boolean,
  span: Span,
  scope: Scope,
  evaluate: Evaluate,
): Value {
  const [only] = parts;
  if (!heredoc && parts.length === 1 && only?.kind === 'interpolation') return evaluate(only.expression, scope);
  const pieces: Value[] = [];
  collect(parts, scope, evaluate, pieces);
  return joinPieces(pieces, span, scope);
}

/** One text of `pieces`: known when all are; else unknown with its parts. Containers and null have no text. */
export function joinPieces(pieces: readonly Value[], span: Span, scope: Scope): Value {
  const parts: (string | UnknownValue)[] = [];
  let length = 0;
  for (const piece of pieces) {
    if (!scope.module.budget.spend(1, span))
      return unknownBecause('too-large', 'a text with too many parts', span, pieces);
    const texts = piece.kind === 'unknown' ? (piece.parts ?? [piece]) : [textOf(piece)];
    for (const text of texts) {
      if (text === undefined) return invalid('a null, list or object inside a text', span, pieces);
      const last = parts.at(-1);
      if (typeof text === 'string' && typeof last === 'string') parts[parts.length - 1] = last + text;
      else if (text !== '') parts.push(text);
      if (typeof text === 'string') length += text.length;
    }
    if (parts.length > MAX_PARTS) return unknownBecause('too-large', 'a text with too many parts', span, pieces);
    if (length > MAX_TEXT) return unknownBecause('too-large', 'a text of more than 1 MB', span, pieces);
  }
  if (!scope.module.budget.spend(length >> 6, span)) return unknownBecause('too-large', 'too much text', span, pieces);
  const [first = ''] = parts;
  if (parts.length <= 1 && typeof first === 'string') return known(first, originFrom(span, pieces));
  const cause = unknownFrom(span, pieces);
  return unknown(cause.reason, cause.detail, cause, parts);
}

function collect(parts: readonly TemplatePart[], scope: Scope, evaluate: Evaluate, into: Value[]): void {
  for (const part of parts) {
    if (!scope.module.budget.spend(1, part.span)) {
      into.push(unknownBecause('too-large', 'a text with too many parts', part.span));
      return;
    }
    switch (part.kind) {
      case 'text':
        into.push({ kind: 'known', value: part.text, span: part.span, trace: [], references: [] });
        break;
      case 'interpolation':
        into.push(evaluate(part.expression, scope));
        break;
      case 'if':
        into.push(choose(part, scope, evaluate));
        break;
      case 'for':
        into.push(repeat(part, scope, evaluate));
        break;
    }
  }
}

function block(parts: readonly TemplatePart[], span: Span, scope: Scope, evaluate: Evaluate): Value {
  const pieces: Value[] = [];
  collect(parts, scope, evaluate, pieces);
  return joinPieces(pieces, span, scope);
}

function choose(part: TemplatePart & { kind: 'if' }, scope: Scope, evaluate: Evaluate): Value {
  const condition = evaluate(part.condition, scope);
  if (condition.kind !== 'unknown') {
    const chosen = scalarBoolean(scalarOf(condition) ?? null);
    if (chosen === undefined) return invalid('a template condition that is not a boolean', part.span, [condition]);
    return decidedBy(block(chosen ? part.then : part.else, part.span, scope, evaluate), [condition]);
  }
  const arms = [part.then, part.else].map((arm) => block(arm, part.span, scope, evaluate));
  const [first, second] = arms.map((arm) => scalarOf(arm));
  if (first !== undefined && first === second) return known(first, originFrom(part.span, [condition, ...arms]));
  return unknownFrom(part.span, [condition, ...arms]);
}

function repeat(part: TemplatePart & { kind: 'for' }, scope: Scope, evaluate: Evaluate): Value {
  const collection = evaluate(part.collection, scope);
  const entries = entriesOf(collection);
  if (entries === undefined) {
    if (collection.kind !== 'unknown' || isNull(collection)) {
      return invalid('a template loop over something that is no collection', part.span, [collection]);
    }
    return unknownFrom(part.span, [collection]);
  }
  const pieces: Value[] = [];
  for (const [key, value] of entries) {
    if (!scope.module.budget.spend(1, part.span))
      return unknownBecause('too-large', 'a loop that is too long', part.span);
    const outer = part.key === undefined ? scope : bind(scope, part.key, key);
    collect(part.body, bind(outer, part.value, value), evaluate, pieces);
  }
  return decidedBy(joinPieces(pieces, part.span, scope), [collection]);
}
