import type { GateInput } from './gate-input.ts';
import { shown, type Tell } from './gate-report.ts';

/** Associations of people who may write to the repository. Source: https://docs.github.com/en/graphql/reference/enums#commentauthorassociation */
const INSIDERS = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

/** Holds or refuses what comes from outside of the repository; never a local run. */
export function checkAuthor({ author, policy, backEnd }: GateInput, tell: Tell): void {
  if (!author) return;
  const effect = policy.forks === 'refuse' ? 'refuse' : 'hold';
  if (author.fromFork) {
    const isActions = backEnd === 'actions';
    const why = isActions ? '; the back end actions never plans a fork' : '';
    const message = `${shown(author.login)} proposes this from a fork${why}`;
    tell({ code: 'fork', effect: isActions ? 'refuse' : effect, message });
  }
  if (!INSIDERS.has(author.association)) {
    const message = `${shown(author.login)} is ${shown(author.association)} to the repository, not an owner, member or collaborator`;
    tell({ code: 'outside-contributor', effect, message });
  }
}
