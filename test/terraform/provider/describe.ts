import type { AttributeSchema, BlockSchema, Nesting } from './schema.ts';

const NESTING: Readonly<Record<Nesting, number>> = { single: 1, list: 2, set: 3, map: 4 };

/** A schema as the message that Terraform reads. */
export function schemaMessage(schema: BlockSchema): object {
  return { version: 0, block: blockMessage(schema) };
}

function blockMessage(schema: BlockSchema): object {
  return {
    version: 0,
    attributes: attributeMessages(schema.attributes),
    block_types: Object.entries(schema.blocks).map(([name, nested]) => ({
      type_name: name,
      block: blockMessage(nested.block),
      nesting: NESTING[nested.nesting],
      min_items: nested.min ?? 0,
      max_items: nested.max ?? 0,
    })),
  };
}

function attributeMessages(attributes: Readonly<Record<string, AttributeSchema>>): object[] {
  return Object.entries(attributes).map(([name, { type, use, sensitive, nested }]) => ({
    name,
    required: use === 'required',
    optional: use === 'optional' || use === 'optional-computed',
    computed: use === 'computed' || use === 'optional-computed',
    sensitive: sensitive ?? false,
    ...(nested
      ? {
          nested_type: {
            attributes: attributeMessages(nested.attributes),
            nesting: NESTING[nested.nesting],
          },
        }
      : { type: Buffer.from(JSON.stringify(type)) }),
  }));
}
