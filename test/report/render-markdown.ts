import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** HTML of GitHub-flavoured Markdown, raw HTML let through: whatever a text could inject shows up as a tag. */
export function renderMarkdown(markdown: string): string {
  return micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

/** Names of all tags in HTML, sorted, unique; comments count as `!--`. */
export function tagsOf(html: string): readonly string[] {
  return [...new Set([...html.matchAll(/<\/?(!--|[a-zA-Z][a-zA-Z0-9]*)/g)].map((match) => String(match[1])))].sort();
}

/** What a reader sees of HTML: tags dropped, entities decoded. */
export function seenText(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('\u200B', '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
