import type { Span } from '../../model/span.ts';

/**
 * One statement of an IAM policy. Lists are normalised (a single text becomes a list of one); an element that is
 * partly unknown keeps its known text with `\u{FFFC}` in place of each unknown piece (`arn:aws:s3:::\u{FFFC}/*`), so a
 * comparison with "*" stays true only when it is certain. `undefined` means the element is not written.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny' | 'unknown';
  readonly actions: readonly string[] | undefined;
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
  readonly notResources: readonly string[] | undefined;
  /** By type (`AWS`, `Service`, `Federated`, `*`). */
  readonly principals: ReadonlyMap<string, readonly string[]> | undefined;
  readonly notPrincipals: ReadonlyMap<string, readonly string[]> | undefined;
  readonly conditions: readonly {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
  }[];
  /** False when a part of the statement could not be read, so that what is not there proves nothing. */
  readonly complete: boolean;
  /** The statement, or the nearest place to it. */
  readonly span: Span;
  /** Where actions, resources and principals stand, when they have a place of their own. */
  readonly elementSpans: ReadonlyMap<string, Span>;
}
