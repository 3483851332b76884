/**
 * A text as a JSON string the way Terraform writes it: more is escaped than JSON needs.
 * Source: https://developer.hashicorp.com/terraform/language/functions/jsonencode
 */
export function textJson(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
