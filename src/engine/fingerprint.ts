import { createHash } from 'node:crypto';

/** What makes two findings the same finding, whatever line they stand on (docs/reviews.md). */
export interface Identity {
  readonly ruleId: string;
  readonly root: string;
  readonly address: string;
  readonly attribute: string;
  readonly valueClass: string;
}

/** 32 hexadecimal characters: the first half of the SHA-256 over the parts of the identity, instance keys dropped. */
export function fingerprint(identity: Identity): string {
  return createHash('sha256').update(identityKey(identity)).digest('hex').slice(0, 32);
}

/** The identity as one text, for maps. JSON keeps the parts apart, whatever characters they hold. */
export function identityKey({ ruleId, root, address, attribute, valueClass }: Identity): string {
  return JSON.stringify([ruleId, root, withoutIndex(address), attribute, valueClass]);
}

/** An address without instance keys: `module.a["x"].aws_instance.b[0]` is `module.a.aws_instance.b`. Steps keep theirs. */
export function withoutIndex(address: string): string {
  // A step of a job has no other name than its position.
  return address.startsWith('jobs.') ? address : address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '');
}
