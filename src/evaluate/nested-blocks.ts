import type { Block } from '../model/resource.ts';
import type { Span } from '../model/span.ts';
import { known, type UnknownValue, type Value } from '../model/value.ts';
import { isNull, scalarNumber, scalarOf } from './conversion.ts';
import { withObject, type OpaqueObject } from './opaque.ts';
import { invalid, readThrough } from './origin.ts';
import { readBack } from './read-back.ts';

/** `aws_x.y.rule`: the nested blocks of one type, as far as they are written; `computed` makes what the provider decides. */
export function nestedBlocks(
  type: string,
  what: string,
  span: Span,
  body: Block | undefined,
  computed: (what: string, span: Span | undefined) => UnknownValue,
): Value {
  const open = body?.openBlocks.get(type);
  const blocks = body?.blocks.filter((block) => block.type === type) ?? [];
  const whole = computed(what, span);
  if (open?.kind === 'unknown') return readThrough(open, { what, span }, whole.references);
  if (blocks.length === 0) return whole;
  const element = (block: Block, name: string): Value => {
    const self: OpaqueObject = {
      attribute: (attribute, at) => {
        const path = `${name}.${attribute}`;
        const written = block.attributes.get(attribute)?.value;
        if (written && !isNull(written)) {
          return readThrough(readBack(attribute, written, at), { what: path, span: at }, whole.references);
        }
        return written ? computed(path, at) : nestedBlocks(attribute, path, at, block, computed);
      },
      index: (key, at) => invalid(`${name} is no list`, at, [key, whole]),
      elements: () => undefined,
      splat: () => [value],
    };
    const value: Value = withObject(computed(name, span), self);
    return value;
  };
  const items = blocks.map((block, index) => element(block, `${what}[${index}]`));
  return withObject(whole, {
    attribute: (name, at) => {
      const single = /^\d{1,4}$/.test(name) ? items[Number(name)] : undefined;
      if (single) return single;
      const [first] = blocks;
      const written = blocks.length === 1 ? first?.attributes.get(name)?.value : undefined;
      const path = `${what}.${name}`;
      return written ? readThrough(readBack(name, written, at), undefined, whole.references) : computed(path, at);
    },
    index: (key, at) => items[scalarNumber(scalarOf(key) ?? null) ?? -1] ?? computed(what, at),
    elements: () => items.map((item, index) => [known(index), item]),
    splat: () => items,
  });
}
