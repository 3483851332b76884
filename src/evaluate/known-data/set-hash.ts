/** Polynomial of CRC-32 as ISO 3309 has it, its bits reversed. */
const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  return rest;
});

/**
 * The text by which the Terraform plugin SDK tells the elements of a set apart and in the order of which it lists them: the
 * decimal digits of the CRC-32 of the element, written as `serialized`. Linear.
 * Source: https://pkg.go.dev/github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema#Set.List
 */
export function setHash(serialized: string): string {
  let rest = 0xffffffff;
  for (const byte of new TextEncoder().encode(serialized)) rest = (rest >>> 8) ^ (TABLE[(rest ^ byte) & 0xff] ?? 0);
  return String((rest ^ 0xffffffff) >>> 0);
}

/** Texts of a set as the SDK writes them into an element that holds the set: each once, in its order. */
export function serializedTexts(texts: readonly string[]): string {
  const byHash = new Map(texts.map((text) => [setHash(`${text};`), `${text};`]));
  return [...byHash]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text)
    .join('');
}
