/** Escapes of quoted strings (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions). */
const QUOTED_ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))|\$\$\{|%%\{/g;

const SHORT: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** The value of the inside of a quoted string, without its sequences. An unknown escape stays as it is written. */
export function decodeQuoted(raw: string): string {
  if (!raw.includes('\\') && !raw.includes('{')) return raw;
  return raw.replace(
    QUOTED_ESCAPE,
    (all: string, four: string | undefined, eight: string | undefined, short: string | undefined) => {
      const hex = four ?? eight;
      if (hex !== undefined) {
        const code = Number.parseInt(hex, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : all;
      }
      if (short !== undefined) return Object.hasOwn(SHORT, short) ? (SHORT[short] ?? all) : all;
      return all.slice(1);
    },
  );
}

/** The value of heredoc text: backslashes mean nothing there, only `$${` and `%%{` are escapes. */
export function decodeHeredoc(raw: string): string {
  return raw.includes('{') ? raw.replace(/\$\$\{|%%\{/g, (all) => all.slice(1)) : raw;
}
