import { z } from 'zod';
import { RemoteError } from '../../model/errors.ts';
import { plainText } from '../log/plain-text.ts';

const errors = z.object({
  errors: z.array(z.object({ title: z.string().nullish(), detail: z.string().nullish() })).max(100),
});

/** What HCP Terraform says of an error, for people: at most 300 characters, no addresses (they can be secrets). */
function hcpMessage(body: string): string {
  const said = errors.safeParse(parsed(body));
  if (!said.success) return '';
  const texts = said.data.errors.map(({ title, detail }) => detail ?? title ?? '').filter((text) => text !== '');
  return plainText(texts.join('; ').slice(0, 1000))
    .replaceAll(/https?:\/\/\S+/g, '[address]')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);
}

/**
 * An answer that is no success as an error that says who must do what. `doing` has the verb first; the token's kind and rights
 * are what mostly is wrong: HCP Terraform answers 404 where a right is missing.
 * Source: https://developer.hashicorp.com/terraform/cloud-docs/api-docs#response-codes
 */
export function hcpError(doing: string, host: string, status: number, body: string, retryAfter?: number): RemoteError {
  const said = hcpMessage(body);
  const failed = (reason: string, retryable = false): RemoteError =>
    new RemoteError(`could not ${doing}: ${reason}${said === '' ? '' : ` (${host} says: ${said})`}`, {
      retryable,
      retryAfter,
      cause: new Error(`HTTP ${String(status)}`),
    });
  switch (status) {
    case 401:
      return failed(`${host} does not accept the token (401); make a new team token and set TF_CLOUD_TOKEN`);
    case 403:
      return failed(`${host} refuses it (403); the token's team needs the permission to plan in this workspace`);
    case 404:
      return failed(
        `${host} does not find it (404); check organisation and workspace under plan.hcp of the policy, ` +
          "or the token's team lacks a permission there (HCP Terraform answers 404 then too)",
      );
    case 409:
      return failed(`it is at odds with the state of the workspace (409); try again when other runs are done`, true);
    case 422:
      return failed(`${host} does not take it (422)`);
    case 429:
      return failed(`${host}'s rate limit is reached (429); other users of this token's account take part in it`, true);
    default:
      return failed(`${host} answers ${String(status)}`, status >= 500 || status === 408);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // an error page of a proxy has nothing to say
  }
}
