import { insertIntoYaml } from '../../engine/fixes/insert-yaml.ts';
import { codeRule, same, type CheckContext } from '../../engine/rule.ts';
import { actionReference, usesAction } from '../../evaluate/facts/action-reference.ts';
import { oncePerNode } from '../../evaluate/facts/once-per-node.ts';
import { inputEntry, placeOf, scalarAt, type StepPlace } from '../../evaluate/facts/workflow-facts.ts';
import type { Fix } from '../../model/edit.ts';
import type { Severity } from '../../model/items.ts';
import { get, type YamlMapping, type YamlScalar } from '../../syntax/yaml/tree.ts';

/** Actions that push with the token that the checkout left. */
const PUSHING_ACTIONS = [
  'peter-evans/create-pull-request',
  'stefanzweifel/git-auto-commit-action',
  'endbug/add-and-commit',
  'ad-m/github-push-action',
  'jamesives/github-pages-deploy-action',
  'changesets/action',
  'semantic-release/semantic-release',
  'cycjimmy/semantic-release-action',
  'googleapis/release-please-action',
  'actions-js/push',
];

/** Commands that need the token, or may: releases are pushed by tools of their own. */
const NEEDS_TOKEN =
  /\bgit\s+(?:-\S+\s+){0,5}(?:push|fetch|pull|submodule|lfs|ls-remote|remote)\b|\b(?:semantic-release|release-it|lerna|changeset|standard-version|mike|mkdocs\s+gh-deploy|gh-pages|bump2version|npm\s+version|cargo\s+release|goreleaser)\b/;

const needsToken = oncePerNode((step: YamlMapping): boolean => {
  const run = scalarAt(step, 'run');
  return usesAction(step, ...PUSHING_ACTIONS) || (run !== undefined && scriptNeedsToken(run));
});

const scriptNeedsToken = oncePerNode((script: YamlScalar) => NEEDS_TOKEN.test(script.text));

const uploadsWorkspace = oncePerNode((step: YamlMapping): boolean => {
  if (!usesAction(step, 'actions/upload-artifact')) return false;
  const path = inputEntry(step, 'path')?.value;
  const paths = path?.kind === 'scalar' ? path.text.split('\n').map((line) => line.trim()) : [];
  return paths.some((line) => /^\.{1,2}\/?$/.test(line) || /^\$\{\{ *github\.workspace *\}\}\/?$/i.test(line));
});

/** Indices of the last step that needs the token and the last that uploads the whole folder; -1 for none. */
const lastUses = oncePerNode((steps: readonly YamlMapping[]) => ({
  token: steps.findLastIndex(needsToken),
  upload: steps.findLastIndex(uploadsWorkspace),
}));

export default codeRule({
  id: 'github-actions-credentials-persisted',
  title: 'Checkout leaves the token in the working copy',
  severity: 'low',
  confidence: 'medium',
  resource: ['workflow.step'],
  why: 'The token stays in `.git/config` until the job ends, so every later step can read it, and an uploaded artifact of the folder publishes it.',
  remedy: 'Set `persist-credentials: false` on the checkout where no later step pushes or fetches.',
  items: ['sessions', 'supply-chain'],
  aliases: same('zizmor/artipacked'),
  links: ['https://github.com/actions/checkout#usage'],
  fixable: 'safe',
  check(context) {
    const place = placeOf(context.resource.resource, context.graph);
    if (!place || !usesAction(place.step, 'actions/checkout')) return undefined;
    const written = inputEntry(place.step, 'persist-credentials');
    const at = { attribute: 'with.persist-credentials', span: written?.span ?? context.resource.headerSpan };
    // Whatever is written is a decision (or depends on the run).
    if (written || get(place.step, 'with')?.kind === 'scalar') return { kind: 'pass', ...at };
    const { token, upload: uploadIndex } = lastUses(place.siblings);
    if (token > place.index) return undefined;
    const upload = uploadIndex > place.index ? place.siblings[uploadIndex] : undefined;
    const fix = fixFor(context, place);
    return {
      kind: 'fail',
      ...at,
      message: `${place.label} keeps its token in .git/config${upload ? ', and a later step uploads the whole folder' : ''}`,
      missing: true,
      severity: severityOf(place, upload !== undefined),
      ...(upload ? { confidence: 'high' as const, related: [{ span: upload.span, message: 'uploads it' }] } : {}),
      ...(fix ? { fix } : {}),
    };
  },
});

/** Since version 6 the token lies outside the working copy: https://github.com/actions/checkout/releases/tag/v6.0.0 */
function severityOf(place: StepPlace, isUploaded: boolean): Severity {
  const reference = actionReference(place.step);
  const version = reference?.kind === 'repository' ? /^v?(\d+)(?:\.|$)/.exec(reference.ref)?.[1] : undefined;
  const isNew = version !== undefined && version.length < 4 && Number(version) >= 6;
  if (isUploaded) return isNew ? 'low' : 'high';
  return isNew ? 'info' : 'low';
}

function fixFor({ resource, graph }: CheckContext, place: StepPlace): Fix | undefined {
  const text = graph.text(resource.resource.root);
  const { body } = resource.resource;
  const inputs = body.blocks.find(({ type }) => type === 'with');
  if (text === undefined || (get(place.step, 'with') && !inputs)) return undefined;
  const edit = inputs
    ? insertIntoYaml(text, inputs, ['persist-credentials: false'])
    : insertIntoYaml(text, body, ['with:', '  persist-credentials: false']);
  return edit && { title: 'Set persist-credentials: false', safe: true, edits: [edit] };
}
