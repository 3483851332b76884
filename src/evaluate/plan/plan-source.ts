import type { Resource } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import type { AttributePath } from './plan.ts';

/**
 * What the source says about what a plan holds values of: places, references, and what plans leave out (`lifecycle`, module
 * blocks, which arguments are written). A plan that is loaded with it can be judged as the source is.
 */
export interface PlanSource extends Pick<Resource, 'root' | 'rootFolder' | 'environment'> {
  /** The block of a planned address, of the right instance where instances are told apart; undefined when it is not in the tree. */
  readonly resource: (address: string) => Resource | undefined;
  /** What Terraform plans no values for: module calls, variables, outputs, providers, `terraform`, `moved` and other blocks. */
  readonly declared: readonly Resource[];
  /** Data sources of the root module and of its modules. */
  readonly dataSources: readonly Resource[];
  /** Where something is written: an empty path is the header of a block. Undefined where that is not known. */
  readonly place: (address: string, path: AttributePath) => Span | undefined;
  /** Text of a file that places point into. */
  readonly text: (file: string) => string | undefined;
}
