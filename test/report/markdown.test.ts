import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { code, escapeMarkdown, fenced, link, prose, row, tableHead } from '../../src/report/markdown.ts';
import { clip, visibleLines, visibleText } from '../../src/redaction/visible-text.ts';
import { renderMarkdown, seenText, tagsOf } from './render-markdown.ts';

const NASTY: readonly string[] = [
  'plain words',
  'aws_s3_bucket.logs',
  '_under_ __score__ a_ _b',
  '*bold* **x** ~~gone~~ ~x~',
  '`code` ``two`` ```three',
  '</details><script>alert(1)</script>',
  '<!-- plumbline:summary -->',
  '<img src=x onerror=alert(1)>',
  '![x](http://evil.example/a.png)',
  '[click](javascript:alert(1))',
  '[ref]: http://evil.example',
  'see http://evil.example and www.evil.example or a@evil.example',
  '@org/team and @user',
  '#123, GH-7, org/repo#1, org/repo@0123456789abcdef0123456789abcdef01234567',
  '0123456 deadbeef',
  'a | b | c \\| d',
  '\\',
  'ends in a backslash\\',
  '&amp; &lt; &#60;script&#62; &nbsp;',
  '# heading',
  '- list',
  '+ list',
  '1. list',
  '12) list',
  '> quote',
  '---',
  '===',
  '```\nfence\n```',
  '~~~\nfence',
  '    indented',
  'line\nbreak\r\n\r\n# heading',
  '$a$ and $$b$$ $`c`$',
  ':smile: :+1:',
  '||',
  '` `',
  '``',
  'x`',
  '[^1] [x] - [ ] task',
];

describe('escaped text', () => {
  test.each(NASTY)('%j is shown literally', (text) => {
    const html = renderMarkdown(`Before ${escapeMarkdown(text)} after`);
    expect(tagsOf(html).filter((tag) => tag !== 'p' && tag !== 'span')).toEqual([]);
    expect(seenText(html)).toBe(`Before ${visibleText(text)} after`.replaceAll(/\s+/g, ' '));
  });

  test.each(NASTY)('%j at the start of a line makes no block', (text) => {
    const html = renderMarkdown(escapeMarkdown(text));
    expect(tagsOf(html).filter((tag) => tag !== 'p' && tag !== 'span')).toEqual([]);
    expect(seenText(html)).toBe(visibleText(text).replaceAll(/\s+/g, ' '));
  });

  test('any text is shown literally, at the start of a line and in a table', () => {
    const special = fc.string({
      unit: fc.constantFrom(...Array.from('`*_~[]()<>!&|\\#@$:-+=.1a \n"/')),
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), special), (text) => {
        const html = renderMarkdown(escapeMarkdown(text));
        expect(tagsOf(html).filter((tag) => tag !== 'p' && tag !== 'span')).toEqual([]);
        expect(seenText(html)).toBe(visibleText(text).replaceAll(/\s+/g, ' ').trim());
        const table = renderMarkdown(`${tableHead(['A', 'B'])}\n${row([escapeMarkdown(text), code(text)])}`);
        expect(table.match(/<td>/g)).toHaveLength(2);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['@org/team', '@&#8203;org/team'],
    ['#123', '#&#8203;123'],
    ['org/repo#1', 'org/repo#&#8203;1'],
    ['GH-12', 'GH&#8203;-12'],
    ['http://x.example', 'http:&#8203;//x.example'],
    ['www.x.example', 'www&#8203;.x.example'],
    ['deadbeef', 'd&#8203;eadbeef'],
    [':tada:', ':&#8203;tada:'],
    ['$x$', '<span>$</span>x<span>$</span>'],
  ])('%s is not linked or turned into anything', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  test('an address stays readable in the source of the comment', () => {
    expect(escapeMarkdown('module.db_main.aws_db_instance.this_one')).toBe('module.db_main.aws_db_instance.this_one');
  });
});

describe('inline code', () => {
  test.each(NASTY)('%j is one code element', (text) => {
    const html = renderMarkdown(`Before ${code(text)} after`);
    expect(tagsOf(html).filter((tag) => !['p', 'code', 'span'].includes(tag))).toEqual([]);
    expect(seenText(html)).toBe(`Before ${visibleText(text)} after`.replaceAll(/\s+/g, ' '));
  });

  test('any text stays inside its code element', () => {
    const special = fc.string({ unit: fc.constantFrom(...Array.from('`|\\ <a\n')), maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), special), (text) => {
        const html = renderMarkdown(`x ${code(text)} y`);
        expect(html.match(/<code>/g)).toHaveLength(1);
        expect(html).toMatch(/^<p>x <code>[^]*<\/code> y<\/p>$/);
      }),
      { numRuns: 500 },
    );
  });

  test('an empty text is shown as empty quotes', () => {
    expect(code(' \n ')).toBe('`""`');
  });
});

describe('prose', () => {
  test('keeps code in backticks and escapes the rest', () => {
    expect(prose('Set `a_b = true` for *all*')).toBe(String.raw`Set ${'`a_b = true`'} for \*all\*`);
  });

  test('shows addresses as code, but not a part of a longer name', () => {
    expect(prose('aws_x.log and aws_x.logs and aws_x.log', ['aws_x.log'])).toBe(
      '`aws_x.log` and aws_x.logs and `aws_x.log`',
    );
  });

  test('two code spans that touch stay two', () => {
    expect(renderMarkdown(prose('`a``<b>`'))).toBe('<p><code>a</code>\u200B<code>&lt;b&gt;</code></p>');
    expect(tagsOf(renderMarkdown(prose('`<b>`x`<i>`', ['x`<i>`'])))).toEqual(['code', 'p']);
  });

  test('an action or an account with an at sign is code', () => {
    expect(prose('uses "actions/checkout@v4": by @octocat')).toBe('uses "`actions/checkout@v4`": by `@octocat`');
  });

  test('any message renders as code and text only', () => {
    const literals = fc.array(
      fc.string({ unit: fc.constantFrom('`', '<', 'a', '>', '@'), minLength: 1, maxLength: 4 }),
      { maxLength: 2 },
    );
    const special = fc.string({ unit: fc.constantFrom(...Array.from('`*_[]()<>!|\\@ab \n')), maxLength: 40 });
    fc.assert(
      fc.property(special, literals, (text, names) => {
        const html = renderMarkdown(`x ${prose(text, names)} y`);
        expect(tagsOf(html).filter((tag) => !['p', 'code', 'span'].includes(tag))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('fenced blocks', () => {
  test.each(['```', 'a\n````\nb', '</details>', '~~~', '```suggestion\nrm\n```', ''])(
    '%j cannot leave its fence',
    (text) => {
      const html = renderMarkdown(`${fenced(visibleLines(text), '')}\n\nafter`);
      expect(html.match(/<pre>/g)).toHaveLength(1);
      expect(html).toMatch(/<p>after<\/p>$/);
    },
  );

  test('keep the text of a suggestion as it is', () => {
    expect(fenced('  a = "```"', 'suggestion')).toBe('````suggestion\n  a = "```"\n````');
  });
});

describe('links', () => {
  test('only plain https addresses become links', () => {
    expect(link('https://docs.aws.amazon.com/x?y=1#z')).toBe('<https://docs.aws.amazon.com/x?y=1#z>');
    expect(link('javascript:alert(1)')).toBe('`javascript:alert(1)`');
    expect(link('https://x.example/)[a](b')).toBe('`https://x.example/)[a](b`');
  });
});

describe('visible text', () => {
  test.each([
    ['a\u202Eb', 'a⟨U+202E⟩b'],
    ['a\u200Bb', 'a⟨U+200B⟩b'],
    ['a\u0000b', 'a⟨U+0000⟩b'],
    ['\u001B[31mred', '⟨U+001B⟩[31mred'],
    ['\u2066x\u2069', '⟨U+2066⟩x⟨U+2069⟩'],
    ['\uFEFFx', '⟨U+FEFF⟩x'],
    ['\u{E0041}', '⟨U+E0041⟩'],
    ['\uD800', '⟨U+D800⟩'],
    ['a\u2028b', 'a⟨U+2028⟩b'],
    ['tab\tand\nbreak', 'tab and break'],
    ['Größe 東京 مرحبا', 'Größe 東京 مرحبا'],
  ])('%j becomes %j', (text, expected) => {
    expect(visibleText(text)).toBe(expected);
  });

  test('source text keeps its line breaks and tabs', () => {
    expect(visibleLines('a\r\n\tb\u202E\n')).toBe('a\n\tb⟨U+202E⟩\n');
  });

  test('a text of megabytes is cut', () => {
    expect(visibleText('x'.repeat(5_000_000))).toHaveLength(600);
    expect(visibleText('\u200B'.repeat(100_000)).length).toBeLessThanOrEqual(600);
  });

  test('a cut never leaves half of a character', () => {
    expect(clip('ab😀cd', 4)).toBe('ab…');
  });
});
