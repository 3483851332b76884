import type { GateBlock, ModuleFolder } from './closure.ts';
import { settingKey, textAt } from './comparison.ts';
import { heldUnlessSame, tellAt, type GateContext } from './gate-context.ts';
import { shown } from './gate-report.ts';
import { settingsOf } from './settings.ts';

/** Blocks at the top of a file that the checks know. Source: https://developer.hashicorp.com/terraform/language */
const TOP = new Set([
  'terraform',
  'provider',
  'variable',
  'locals',
  'output',
  'module',
  'resource',
  'data',
  'ephemeral',
  'moved',
  'import',
  'removed',
  'check',
  'action',
  // Inside of a check.
  'assert',
]);

/** Inside of `terraform`. Source: https://developer.hashicorp.com/terraform/language/block/terraform */
const IN_TERRAFORM = new Set([
  'backend',
  'cloud',
  'state_store',
  'required_providers',
  'provider_meta',
  'encryption',
  'required_version',
  'experiments',
  'language',
]);

/** Judges parts of the language that run or fetch something, and those that the gate does not know. */
export function checkLanguage(context: GateContext): void {
  for (const module of context.closure.modules) {
    for (const file of module.files) {
      // In JSON a block of a type that the parser does not know is an argument.
      for (const { name, span } of file.hcl?.attributes ?? []) {
        const place = { span, text: file.text };
        if (name === 'action') {
          context.tell({ code: 'action', effect: 'hold', message: 'An action is declared', place });
        } else {
          const message = `The block ${shown(name)} is not known to the gate`;
          context.tell({ code: 'block-not-known', effect: 'hold', message, place });
        }
      }
    }
    for (const at of module.blocks) judge(context, module, at);
  }
}

function judge(context: GateContext, module: ModuleFolder, at: GateBlock): void {
  const { block } = at;
  const isSame = (): boolean => context.compare.sameBlock(module.folder, at);
  const name = block.labels.map(({ text }) => text).join('.');
  switch (block.type) {
    case 'terraform':
      judgeTerraform(context, module, at);
      break;
    case 'ephemeral':
      tellAt(
        context,
        at,
        'ephemeral',
        heldUnlessSame(isSame()),
        `The ephemeral resource ${shown(name)} is opened while planning`,
      );
      break;
    case 'action':
      tellAt(context, at, 'action', heldUnlessSame(isSame()), `The action ${shown(name)} is prepared while planning`);
      break;
    case 'resource':
      for (const inner of block.body.blocks) {
        if (inner.type !== 'provisioner' || inner.labels.length === 0) continue;
        const message = `The provisioner ${shown(inner.labels[0]?.text ?? '')} of ${shown(name)} runs when the plan is applied`;
        tellAt(context, at, 'provisioner', 'flag', message, inner.headerSpan);
      }
      break;
    case 'import':
      tellAt(context, at, 'import', 'flag', 'An object that exists is read by its id and imported');
      break;
    default:
      if (!TOP.has(block.type))
        tellAt(context, at, 'block-not-known', 'hold', `The block ${shown(block.type)} is not known to the gate`);
  }
}

function judgeTerraform(context: GateContext, module: ModuleFolder, at: GateBlock): void {
  const { block, file } = at;
  for (const { type, headerSpan, labels } of block.body.blocks) {
    if (type === 'provider_meta') {
      const message = `Text is handed to the provider ${shown(labels[0]?.text ?? '')}`;
      tellAt(context, at, 'provider-meta', 'flag', message, headerSpan);
    }
  }
  const encryption: { readonly span: GateBlock['block']['span']; readonly isSame: boolean }[] = [];
  for (const { path, expression, span } of settingsOf(block.body)) {
    const [first = '', second = '', third = ''] = path;
    if (first === 'encryption') {
      if (
        (second === 'key_provider' || second === 'method') &&
        (third === 'external' || third === '*' || third === '')
      ) {
        tellAt(
          context,
          at,
          'encryption-program',
          'refuse',
          `The ${second} ${shown(third)} of the encryption runs a program`,
          span,
        );
      }
      const isSame = context.compare.sameSetting(
        module.folder,
        settingKey(block, path),
        textAt(file, span),
        expression,
      );
      encryption.push({ span, isSame });
    } else if (!IN_TERRAFORM.has(first)) {
      tellAt(
        context,
        at,
        'block-not-known',
        'hold',
        `${shown(first)} in the terraform block is not known to the gate`,
        span,
      );
    }
  }
  const changed = encryption.find(({ isSame }) => !isSame);
  const shownOne = changed ?? encryption[0];
  if (shownOne) {
    tellAt(
      context,
      at,
      'encryption',
      changed ? 'hold' : 'flag',
      'Encryption of state and plan is set up',
      shownOne.span,
    );
  }
}
