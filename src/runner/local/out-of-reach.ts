/** What programs say when there is no network, no way through the proxy, no program to download with. */
const NETWORK =
  /connection refused|no such host|dial tcp|network is unreachable|proxyconnect|is not on the allow-list|is not a public one|Only host names may be reached|executable file not found|must be available and on the PATH/i;
/** What providers say when they find no credentials. */
const CREDENTIALS =
  /no valid credential sources|could not find default credentials|unable to locate credentials|failed to (?:get|retrieve|refresh) (?:cached )?credentials|unable to build authorizer|no EC2 IMDS role/i;

/** Whether a message of Terraform, which may be wrapped, says that something could not be reached from the sandbox. */
export function saysOutOfReach(message: string): boolean {
  const line = message.replaceAll(/\s+/g, ' ');
  return NETWORK.test(line) || CREDENTIALS.test(line);
}
