import type { AffectedRoots } from '../../plan/roots/affected-root.ts';
import { affectedRoots } from '../../plan/roots/affected-roots.ts';
import type { OpenChange } from '../../ports/change-source.ts';
import type { ReadChange } from '../read-change.ts';

/** The root modules that a change affects, from what was read of both sides. */
export async function affectedRootsOf(open: OpenChange, read: ReadChange): Promise<AffectedRoots> {
  const [base, head] = await Promise.all([open.base.listAll(), open.head.listAll()]);
  return affectedRoots({
    base: { listing: base, files: read.base.files },
    head: { listing: head, files: read.head.files },
    change: open.change,
    policy: read.policy,
    isReadInPart: read.gaps.some(({ code }) => code === 'cap'),
  });
}
