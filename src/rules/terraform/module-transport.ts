import { unknownAt } from '../../engine/kits/conditions.ts';
import { codeRule } from '../../engine/rule.ts';
import { moduleSourceOf } from './_module-source.ts';

export default codeRule({
  id: 'terraform-module-transport',
  title: 'Module code is fetched over an open connection',
  severity: 'high',
  resource: ['module'],
  why: 'Anyone on the way can replace the code, and it is applied with your credentials.',
  remedy: 'Use `https://`, `git::https://` or `git::ssh://`.',
  items: ['supply-chain', 'encryption-in-transit'],
  links: ['https://developer.hashicorp.com/terraform/language/modules/sources#http-urls'],
  check({ resource }) {
    const place = resource.attr('source');
    const { value, span } = place;
    if (value.kind === 'unknown') return unknownAt(place, value);
    if (value.kind === 'absent' || typeof value.value !== 'string') return undefined;
    const source = moduleSourceOf(value.value);
    if (source.kind !== 'git' && source.kind !== 'archive') return undefined;
    if (source.transport === 'safe') return { kind: 'pass', attribute: 'source', span };
    // The protocol only: an address may hold a token.
    const scheme = /^(?:git::)?([a-z]+):/.exec(value.value)?.[1] ?? 'http';
    const message = `${resource.address} is fetched over ${scheme}:// without encryption`;
    return { kind: 'fail', message, attribute: 'source', span };
  },
});
