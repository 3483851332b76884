/**
 * A security group's protocol in one form: `tcp`, `udp`, `icmp` (v4 and v6), `all`, or another protocol's number or name.
 * Numbers: https://www.iana.org/assignments/protocol-numbers ; `-1` is every protocol:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
export function protocolOf(written: string): string {
  const text = written.trim().toLowerCase();
  switch (text) {
    case '-1':
    case 'all':
      return 'all';
    case '6':
      return 'tcp';
    case '17':
      return 'udp';
    case '1':
    case '58':
    case 'icmp':
    case 'icmpv6':
      return 'icmp';
    default:
      return text;
  }
}
