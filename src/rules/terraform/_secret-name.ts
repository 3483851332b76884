/** A name whose value is a credential: ends in one of these words. */
const SECRET =
  /(?:^|[_-])(?:password|passwd|passphrase|secret|secret[_-]?key|secret[_-]?access[_-]?key|access[_-]?token|auth[_-]?token|api[_-]?token|bot[_-]?token|token|api[_-]?key|private[_-]?key|client[_-]?secret|connection[_-]?string)$/i;

/** Whether a variable or output of this name holds a credential. */
export function isSecretName(name: string): boolean {
  return name.length <= 200 && SECRET.test(name);
}
