/** A request as Node gives it: headers and a stream of bytes. */
export interface BodyRequest extends AsyncIterable<Uint8Array> {
  readonly headers: { readonly 'content-length'?: string | undefined };
}

/** GitHub sends nothing larger: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;
/** Bodies of all requests together that are held before their signature is known to be right. */
const MAX_BUFFERED_BYTES = 8 * MAX_BODY_BYTES;

let buffered = 0;

/** The body as text, or the HTTP status that refuses it: 413 when it is too large, 503 when too many are being read. */
export async function readBody(
  request: BodyRequest,
): Promise<{ readonly text: string } | { readonly status: 413 | 503 }> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return { status: 413 };
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      length += chunk.length;
      buffered += chunk.length;
      if (length > MAX_BODY_BYTES) return { status: 413 };
      if (buffered > MAX_BUFFERED_BYTES) return { status: 503 };
      chunks.push(chunk);
    }
    return { text: Buffer.concat(chunks).toString('utf8') };
  } finally {
    buffered -= length;
  }
}
