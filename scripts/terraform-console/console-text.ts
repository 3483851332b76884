/** JSON text with the shortest escapes; the digits of its numbers are not touched. */
export function canonicalJson(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/gu, (quoted) => JSON.stringify(JSON.parse(quoted)));
}

/** The element types of a tuple type as `type()` prints it, each on one line. */
export function tupleElements(text: string): readonly string[] {
  const inner = /^tuple\(\[\n {4}(?<inner>.*),\n\]\)$/su.exec(text)?.groups?.['inner'];
  // Elements of elements are indented further.
  return inner === undefined ? [] : inner.split(/,\n {4}(?=[a-z])/u).map(onOneLine);
}

function onOneLine(type: string): string {
  return type
    .replaceAll(/([([{])\n\s*/gu, '$1')
    .replaceAll(/,\n\s*(?=[)\]}])/gu, '')
    .replaceAll(/,\n\s*/gu, ', ');
}
