import { fileSpan } from '../../../src/model/span.ts';
import type { Expression, HclBlock, HclBody } from '../../../src/syntax/hcl/ast.ts';
import type { ParsedFile } from '../../../src/syntax/parsed-file.ts';

/** Parsed files by path. */
export type Files = ReadonlyMap<string, ParsedFile>;

/** A tree with something left open, and what that is. */
export interface Opened {
  readonly what: string;
  readonly files: Files;
}

/** Blocks of which the arguments are what a configuration is computed from. */
const INPUTS = new Set(['locals', 'module', 'resource', 'data', 'output']);
/** Arguments (and blocks of them) that must be written out: not expressions to Terraform. */
const STATIC = new Set(['source', 'version', 'providers', 'provider', 'depends_on', 'lifecycle', 'iterator', 'labels']);

/** The tree with `data "outside" "open" {}` in every module, for what is put in the place of arguments. */
export function withOutside(files: Files): Files {
  const added = new Map(files);
  for (const { path, kind, hcl } of files.values()) {
    if (kind !== 'terraform' || !hcl) continue;
    const outside = path.replace(/[^/]*$/, 'outside.tf');
    const span = fileSpan(outside);
    const labels = ['outside', 'open'].map((text) => ({ text, span }));
    const body: HclBody = { attributes: [], blocks: [], span };
    const blocks = [{ type: 'data', labels, body, span, headerSpan: span }];
    added.set(outside, { path: outside, kind, text: '', diagnostics: [], hcl: { ...body, blocks } });
  }
  return added;
}

/** For each variable of the root module (the folder `.`): the tree without its default and without any value in variable files. */
export function openedVariables(files: Files): readonly Opened[] {
  const names = new Set<string>();
  for (const { path, hcl } of files.values()) {
    if (path.includes('/')) continue;
    for (const { type, labels } of hcl?.blocks ?? []) if (type === 'variable') names.add(labels[0]?.text ?? '');
  }
  return [...names].sort().map((name) => ({ what: `var.${name}`, files: mapBodies(files, withoutVariable(name)) }));
}

function withoutVariable(name: string): (hcl: HclBody, file: ParsedFile) => HclBody {
  return (hcl, file) => {
    if (file.kind === 'variables') return { ...hcl, attributes: hcl.attributes.filter((one) => one.name !== name) };
    if (file.path.includes('/')) return hcl;
    const blocks = hcl.blocks.map((block): HclBlock => {
      if (block.type !== 'variable' || block.labels[0]?.text !== name) return block;
      const attributes = block.body.attributes.filter((one) => one.name !== 'default');
      return { ...block, body: { ...block.body, attributes } };
    });
    return { ...hcl, blocks };
  };
}

/**
 * For each argument of locals, module calls, resources, data sources and outputs, in every module and at any depth of nested
 * blocks: the tree with what a data source reads in its place.
 */
export function openedArguments(files: Files): readonly Opened[] {
  const opened: Opened[] = [];
  for (const [path, file] of files) {
    const { hcl } = file;
    if (!hcl || file.kind !== 'terraform') continue;
    hcl.blocks.forEach((block, index) => {
      if (!INPUTS.has(block.type)) return;
      const name = [block.type, ...block.labels.map(({ text }) => text)].join('.');
      for (const { where, body } of openedBodies(block.body)) {
        const blocks = hcl.blocks.with(index, { ...block, body });
        opened.push({
          what: `${path}: ${name}.${where}`,
          files: new Map([...files, [path, { ...file, hcl: { ...hcl, blocks } }]]),
        });
      }
    });
  }
  return opened;
}

function openedBodies(body: HclBody): readonly { readonly where: string; readonly body: HclBody }[] {
  return [
    ...body.attributes.flatMap((attribute, index) => {
      if (STATIC.has(attribute.name)) return [];
      const expression = outside(attribute.expression);
      return [
        {
          where: attribute.name,
          body: { ...body, attributes: body.attributes.with(index, { ...attribute, expression }) },
        },
      ];
    }),
    ...body.blocks.flatMap((block, index) => {
      if (STATIC.has(block.type)) return [];
      return openedBodies(block.body).map((inner) => ({
        where: `${block.type}.${inner.where}`,
        body: { ...body, blocks: body.blocks.with(index, { ...block, body: inner.body }) },
      }));
    }),
  ];
}

/** `data.outside.open.value`, which only the provider knows. */
function outside({ span }: Expression): Expression {
  const path = ['outside', 'open', 'value'];
  return path.reduce<Expression>((target, name) => ({ kind: 'get-attribute', target, name, span }), {
    kind: 'variable',
    name: 'data',
    span,
  });
}

function mapBodies(files: Files, map: (hcl: HclBody, file: ParsedFile) => HclBody): Files {
  return new Map(
    [...files].map(([path, file]) => [path, file.hcl ? { ...file, hcl: map(file.hcl, file) } : file] as const),
  );
}
