import { ConfigError, RemoteError } from '../../model/errors.ts';

const LOOPBACK = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|localhost)$/;

/**
 * The root of a host's API: `https://app.terraform.io`. `http` only where `plainHttpOnLoopback` is set and the host is this
 * machine. Throws a ConfigError for what is no host.
 */
export function hcpOrigin(host: string, plainHttpOnLoopback: boolean): string {
  const text = plainHttpOnLoopback ? `http://${host}` : `https://${host}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare =
    url?.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (!url || !isBare || !/^[\w.:[\]-]+$/.test(host)) {
    throw new ConfigError('TF_CLOUD_HOST', 'must be a host name such as app.terraform.io');
  }
  if (plainHttpOnLoopback && !LOOPBACK.test(url.hostname)) {
    throw new ConfigError('TF_CLOUD_HOST', 'may be asked without TLS on this machine only');
  }
  return url.origin;
}

/**
 * An address that an answer gave, for an upload, a download or a redirection: https, or what `origin` itself is on loopback;
 * without a user. Throws a RemoteError, which does not hold the address: whoever knows it needs no token.
 */
export function givenAddress(text: string, base: string, origin: string, doing: string): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  const isSafe =
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && origin.startsWith('http:') && LOOPBACK.test(url.hostname));
  if (!url || !isSafe || url.username !== '' || url.password !== '') {
    throw new RemoteError(`could not ${doing}: the address that HCP Terraform gave for it is not an https one`, {
      retryable: false,
      cause: new Error('address without TLS'),
    });
  }
  return url;
}
