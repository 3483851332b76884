import type { Span } from '../../model/span.ts';

/** An HCL body: the content of a file or of a block. The same shape is built from `.tf` and from `.tf.json`. */
export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
  readonly span: Span;
}

/** `name = expression`. */
export interface HclAttribute {
  readonly name: string;
  readonly expression: Expression;
  readonly span: Span;
  readonly nameSpan: Span;
}

/** `type "label" { … }`. */
export interface HclBlock {
  readonly type: string;
  readonly labels: readonly { readonly text: string; readonly span: Span }[];
  readonly body: HclBody;
  /** From the type to the closing brace. */
  readonly span: Span;
  /** The type and the labels, without the brace. */
  readonly headerSpan: Span;
}

/**
 * A piece of a template. Text is decoded (escapes, `$${`, heredoc indentation and strip markers resolved) and in Unicode
 * normal form C.
 */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string; readonly span: Span }
  | { readonly kind: 'interpolation'; readonly expression: Expression; readonly span: Span }
  | {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly then: readonly TemplatePart[];
      readonly else: readonly TemplatePart[];
      readonly span: Span;
    }
  | {
      readonly kind: 'for';
      readonly key: string | undefined;
      readonly value: string;
      readonly collection: Expression;
      readonly body: readonly TemplatePart[];
      readonly span: Span;
    };

/** A key of an object: a bare name is a literal; `(expr)` is computed. */
export interface ObjectItem {
  readonly key: Expression;
  readonly value: Expression;
  readonly span: Span;
}

/** Operators between two operands (HCL native syntax specification, "Operations"). */
export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||';

/** An HCL expression with the place of every part. Parentheses are dropped (the span of the inner part stays). */
export type Expression = { readonly span: Span } & (
  | {
      readonly kind: 'literal';
      readonly value: string | number | boolean | null;
      /** The digits of a number that a JavaScript number cannot hold exactly. */
      readonly digits?: string | undefined;
    }
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[]; readonly heredoc: boolean }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly items: readonly ObjectItem[] }
  /** A root name: `var`, `local`, `aws_s3_bucket`, `each`, a `for` variable. */
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'get-attribute'; readonly target: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly target: Expression; readonly key: Expression }
  /** `target[*].a.b` or `target.*.a.b`: `each` is the rest, applied to the variable named `*`. */
  | { readonly kind: 'splat'; readonly target: Expression; readonly each: Expression }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly expandFinal: boolean;
    }
  | {
      readonly kind: 'conditional';
      readonly condition: Expression;
      readonly then: Expression;
      readonly else: Expression;
    }
  | { readonly kind: 'unary'; readonly operator: '!' | '-'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'for';
      readonly key: string | undefined;
      readonly value: string;
      readonly collection: Expression;
      /** For an object `{ for … : k => v }`; undefined for a tuple. */
      readonly keyResult: Expression | undefined;
      readonly result: Expression;
      readonly condition: Expression | undefined;
      /** `v...`: values of equal keys are grouped. */
      readonly grouped: boolean;
    }
  /** The parser met something it does not understand. `text` is the source. */
  | { readonly kind: 'invalid'; readonly text: string }
);
