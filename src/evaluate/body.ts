import type { Attribute, Block } from '../model/resource.ts';
import { isList, type Value } from '../model/value.ts';
import type { Expression, HclAttribute, HclBlock } from '../syntax/hcl/ast.ts';
import { entriesOf } from './collections.ts';
import { scalarOf } from './conversion.ts';
import { container, invalid, originFrom, unionReferences, unknownBecause, unknownFrom } from './origin.ts';
import { bind, type Evaluate, type Scope } from './scope.ts';
import { DEPENDENCIES, isSymbolic, symbolicValue } from './symbolic.ts';
import { wholeValue } from './whole-value.ts';

/** Most blocks that one `dynamic` block is expanded to. */
const MAX_DYNAMIC = 1_000;

/** Where and how a block is evaluated: for one instance, which is that of the scope. */
export interface BodyContext {
  readonly scope: Scope;
  readonly evaluate: Evaluate;
  /** Evaluates (and remembers) the arguments of the outermost body; those of nested blocks are evaluated in place. */
  readonly argument?: ((attribute: HclAttribute) => Value | undefined) | undefined;
}

/** The evaluated form of a block. `dynamic` blocks over known collections are expanded, others are in `openBlocks`. */
export function evaluateBlock(block: HclBlock, context: BodyContext): Block {
  const { scope } = context;
  const attributes = new Map<string, Attribute>();
  for (const attribute of block.body.attributes) {
    if (attributes.has(attribute.name)) continue;
    const value = context.argument?.(attribute) ?? argumentValue(block.type, attribute, context);
    attributes.set(
      attribute.name,
      Object.freeze({ name: attribute.name, value, span: attribute.span, valueSpan: attribute.expression.span }),
    );
  }
  const blocks: Block[] = [];
  const open = new Map<string, Value>();
  const inner = { ...context, argument: undefined };
  for (const nested of block.body.blocks) {
    if (!scope.module.budget.spend(1, nested.span) || !scope.module.budget.enter(nested.span)) {
      open.set(nested.type, unknownBecause('too-large', 'blocks that are too many or too deep', nested.span));
      continue;
    }
    if (nested.type === 'dynamic') expandDynamic(nested, inner, blocks, open);
    else blocks.push(evaluateBlock(nested, inner));
    scope.module.budget.leave();
  }
  return Object.freeze({
    type: block.type,
    labels: Object.freeze(block.labels.map((label) => label.text)),
    attributes,
    blocks: Object.freeze(blocks),
    openBlocks: open,
    span: block.span,
    headerSpan: block.headerSpan,
  });
}

/** The value of an argument of a block of type `blockType`; names are given as texts. */
export function argumentValue(blockType: string, attribute: HclAttribute, context: BodyContext): Value {
  const { scope, evaluate } = context;
  if (isSymbolic(blockType, attribute.name)) {
    return symbolicValue(attribute.expression, scope, DEPENDENCIES.has(attribute.name), evaluate);
  }
  return wholeValue(evaluate(attribute.expression, scope));
}

/** Source: https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks */
function expandDynamic(block: HclBlock, context: BodyContext, into: Block[], open: Map<string, Value>): void {
  const type = block.labels[0]?.text ?? '';
  const argument = (name: string): Expression | undefined =>
    block.body.attributes.find((attribute) => attribute.name === name)?.expression;
  const content = block.body.blocks.find((nested) => nested.type === 'content');
  const forEach = argument('for_each');
  const iterator = nameOf(argument('iterator')) ?? type;
  const collection = forEach
    ? context.evaluate(forEach, context.scope)
    : invalid('a dynamic block without for_each', block.headerSpan);
  const entries = entriesOf(collection);
  const evaluateContent = (binding: Value): Block | undefined =>
    content
      ? evaluateBlock({ ...content, type }, { ...context, scope: bind(context.scope, iterator, binding) })
      : undefined;
  if (entries === undefined || entries.length > MAX_DYNAMIC) {
    const cause = undecided(collection, entries !== undefined, block);
    // What the blocks would refer to is part of what decides them.
    const hidden = evaluateContent(unknownFrom(cause.span, [cause]));
    const references = unionReferences([
      open.get(type)?.references ?? [],
      cause.references,
      hidden ? blockReferences(hidden) : [],
    ]);
    open.set(type, { ...(open.get(type) ?? cause), references });
    return;
  }
  const labels = argument('labels');
  for (const [key, value] of entries) {
    const item = new Map([
      ['key', key],
      ['value', value],
    ]);
    const binding = container(item, originFrom(value.span, []));
    const expanded = evaluateContent(binding);
    if (!expanded) continue;
    const names = labels ? labelTexts(labels, { ...context, scope: bind(context.scope, iterator, binding) }) : [];
    into.push(names.length > 0 ? Object.freeze({ ...expanded, labels: names }) : expanded);
  }
}

function undecided(collection: Value, tooMany: boolean, block: HclBlock): Value {
  if (tooMany)
    return unknownBecause('too-large', `more than ${MAX_DYNAMIC} dynamic blocks`, block.headerSpan, [collection]);
  if (collection.kind === 'unknown') return collection;
  return invalid('a dynamic block over something that is no collection', block.headerSpan, [collection]);
}

/** `iterator = rule` names a variable without being one. */
function nameOf(expression: Expression | undefined): string | undefined {
  if (expression?.kind === 'variable') return expression.name;
  if (expression?.kind === 'literal' && typeof expression.value === 'string') return expression.value;
  const [part] = expression?.kind === 'template' ? expression.parts : [];
  return part?.kind === 'text' ? part.text : undefined;
}

function labelTexts(expression: Expression, context: BodyContext): readonly string[] {
  const value = context.evaluate(expression, context.scope);
  if (value.kind !== 'known' || !isList(value.value)) return [];
  return value.value.map((item) => String(scalarOf(item) ?? ''));
}

/** Addresses that anything in a block is derived from; sorted, unique. */
export function blockReferences(block: Block): readonly string[] {
  const lists: (readonly string[])[] = [];
  const walk = (current: Block): void => {
    for (const attribute of current.attributes.values()) lists.push(attribute.value.references);
    for (const value of current.openBlocks.values()) lists.push(value.references);
    for (const nested of current.blocks) walk(nested);
  };
  walk(block);
  return unionReferences(lists);
}
