/**
 * A type of Terraform's type system. `dynamic` is a type that is not known (an unknown without more, an untyped null).
 * Source: https://developer.hashicorp.com/terraform/language/expressions/types
 */
export type Type = 'string' | 'number' | 'bool' | 'dynamic' | CollectionType | TupleType | ObjectType;

/** Elements of one type. */
export interface CollectionType {
  readonly kind: 'list' | 'set' | 'map';
  readonly element: Type;
}

/** A sequence with a type for each place: what `[…]` is as long as nothing asks for a list. */
export interface TupleType {
  readonly kind: 'tuple';
  readonly elements: readonly Type[];
}

/** Named attributes: what `{…}` is as long as nothing asks for a map. */
export interface ObjectType {
  readonly kind: 'object';
  readonly attributes: ReadonlyMap<string, Type>;
  /** Attributes that a value to be converted may leave out (only in the type of a variable). */
  readonly optional?: ReadonlySet<string> | undefined;
}
