/** A type as the plugin protocol writes it in JSON. Source: https://github.com/zclconf/go-cty/blob/main/docs/types.md */
export type CtyType =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', CtyType]
  | readonly ['object', Readonly<Record<string, CtyType>>];

/** How nested blocks (or nested attributes) of one name are collected. */
export type Nesting = 'single' | 'list' | 'set' | 'map';

/** An argument or a computed attribute. */
export interface AttributeSchema {
  readonly type: CtyType;
  readonly use: 'required' | 'optional' | 'computed' | 'optional-computed';
  readonly sensitive?: boolean;
  /** What the provider plans when the configuration does not set it. */
  readonly default?: string | number | boolean;
  /** A change of it replaces the resource. */
  readonly replaces?: boolean;
  /** Attributes with rules of their own inside an attribute (plugin framework); `type` follows from them. */
  readonly nested?: { readonly nesting: Nesting; readonly attributes: Readonly<Record<string, AttributeSchema>> };
}

/** Nested blocks of one type. */
export interface NestedBlockSchema {
  readonly nesting: Nesting;
  readonly min?: number;
  readonly max?: number;
  readonly block: BlockSchema;
}

/** The content of a resource, a data source, a provider or a nested block. */
export interface BlockSchema {
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly blocks: Readonly<Record<string, NestedBlockSchema>>;
}

/** One provider: what it is called and what it offers. */
export interface ProviderSchema {
  /** Its address: `registry.terraform.io/hashicorp/aws`. */
  readonly address: string;
  readonly version: string;
  /** True for providers on the old SDK, which may plan defaults for arguments that are not `computed`. */
  readonly legacy: boolean;
  readonly provider: BlockSchema;
  readonly resources: Readonly<Record<string, BlockSchema>>;
  readonly dataSources: Readonly<Record<string, BlockSchema>>;
}

type Options = Pick<AttributeSchema, 'sensitive' | 'default' | 'replaces'>;

/** The type of a list of `element`. */
export function listOf(element: CtyType): CtyType {
  return ['list', element];
}

/** The type of a set of `element`. */
export function setOf(element: CtyType): CtyType {
  return ['set', element];
}

/** The type of a map of `element`. */
export function mapOf(element: CtyType): CtyType {
  return ['map', element];
}

/** The type of an object. */
export function objectOf(attributes: Readonly<Record<string, CtyType>>): CtyType {
  return ['object', attributes];
}

/** An argument that must be set. */
export function required(type: CtyType, options: Options = {}): AttributeSchema {
  return { type, use: 'required', ...options };
}

/** An argument that may be left out. */
export function optional(type: CtyType, options: Options = {}): AttributeSchema {
  return { type, use: 'optional', ...options };
}

/** An attribute that only the provider sets. */
export function computed(type: CtyType, options: Options = {}): AttributeSchema {
  return { type, use: 'computed', ...options };
}

/** An argument that the provider decides when it is left out. */
export function either(type: CtyType, options: Options = {}): AttributeSchema {
  return { type, use: 'optional-computed', ...options };
}

/** An attribute that holds attributes with rules of their own. */
export function nested(
  nesting: Nesting,
  use: AttributeSchema['use'],
  attributes: Readonly<Record<string, AttributeSchema>>,
): AttributeSchema {
  const object = objectOf(Object.fromEntries(Object.entries(attributes).map(([name, one]) => [name, one.type])));
  return { type: nesting === 'single' ? object : [nesting, object], use, nested: { nesting, attributes } };
}

/** A block of attributes and nested blocks. */
export function block(
  attributes: Readonly<Record<string, AttributeSchema>>,
  blocks: Readonly<Record<string, NestedBlockSchema>> = {},
): BlockSchema {
  return { attributes, blocks };
}

/** Nested blocks kept in order. */
export function listBlock(content: BlockSchema, limits: { min?: number; max?: number } = {}): NestedBlockSchema {
  return { nesting: 'list', ...limits, block: content };
}

/** Nested blocks without order. */
export function setBlock(content: BlockSchema, limits: { min?: number; max?: number } = {}): NestedBlockSchema {
  return { nesting: 'set', ...limits, block: content };
}

/** At most one nested block, kept as an object or null. */
export function singleBlock(content: BlockSchema): NestedBlockSchema {
  return { nesting: 'single', block: content };
}
