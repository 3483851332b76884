import type { Resource } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import type { AttributePath, ResourceChange } from './plan.ts';
import type { PlanSource } from './plan-source.ts';
import type { ModuleScope, ReferenceResolver } from './references.ts';
import type { Secrets } from './secrets.ts';
import type { Shape } from './shape.ts';

/** What building resources needs from the whole plan. */
export interface ResourceContext {
  /** What the resources of the graph have in common. */
  readonly root: Pick<Resource, 'root' | 'rootFolder' | 'environment'>;
  readonly source: PlanSource | undefined;
  readonly secrets: Secrets;
  readonly isRedacted: boolean;
  readonly resolver: ReferenceResolver | undefined;
  /** The schema of a resource type, where the plan brings schemas along. */
  readonly schema: (provider: string, mode: ResourceChange['mode'], type: string) => Shape | undefined;
  readonly place: (address: string, path: AttributePath) => Span;
  /** Folder of the module at an address. */
  readonly folder: (scope: ModuleScope | undefined) => string;
}
