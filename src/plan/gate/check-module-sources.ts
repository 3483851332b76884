import { callsOf, calledFolder, type GateBlock, type ModuleFolder } from './closure.ts';
import { settingKey, textAt } from './comparison.ts';
import { tellAt, type GateContext } from './gate-context.ts';
import { shown } from './gate-report.ts';
import { gateModuleSource } from './module-source.ts';
import { PUBLIC_REGISTRIES } from './provider-address.ts';
import { plainText } from './walk-expressions.ts';

/**
 * Judges where each module call of the closure points: the tree, or a host of the allow-list. `isJudged` says whether the folder of a
 * local call (undefined outside of the tree) is among what is judged.
 */
export function checkModuleSources(
  context: GateContext,
  isJudged: (folder: string | undefined, name: string) => boolean = (folder) => folder !== undefined,
): void {
  const { policy, tool } = context.input;
  const hosts = new Set(policy.allow.moduleHosts.map((host) => host.toLowerCase()));
  for (const module of context.closure.modules) {
    for (const call of callsOf(module)) {
      const { block } = call;
      const name = block.labels[0]?.text ?? '';
      const subject = `module ${shown(name)}`;
      const written = block.body.attributes.filter((attribute) => attribute.name === 'source');
      const [attribute] = written;
      const text = written.length === 1 ? plainText(attribute?.expression) : undefined;
      const at = attribute?.span ?? block.headerSpan;
      if (text === undefined) {
        // In an override file a call may leave out its source.
        if (call.inOverride && written.length === 0) {
          judgeVersion(context, module, call, hosts);
          continue;
        }
        tellAt(
          context,
          call,
          'module-source-unclear',
          'refuse',
          `Cannot be gated: the source of ${subject} is not a plain text`,
          at,
        );
        continue;
      }
      const source = gateModuleSource(text, PUBLIC_REGISTRIES[tool]);
      if (source.kind === 'local') {
        if (isJudged(calledFolder(module.folder, block), name)) continue;
        tellAt(
          context,
          call,
          'module-outside-tree',
          'refuse',
          `The source of ${subject}, ${shown(text)}, leaves the tree`,
          at,
        );
      } else if (source.kind === 'host') {
        if (hosts.has(source.host)) continue;
        const isSame = isSameCall(context, module, call);
        const message = `${subject} comes from ${shown(source.host)}, which is not in plan.allow.moduleHosts`;
        tellAt(
          context,
          call,
          'module-host',
          isSame ? 'flag' : 'refuse',
          isSame ? `${message}; the base calls it as well` : message,
          at,
        );
      } else {
        const code = (
          { outside: 'module-outside-tree', transport: 'module-transport', unclear: 'module-source-unclear' } as const
        )[source.kind];
        tellAt(
          context,
          call,
          code,
          'refuse',
          `The source of ${subject}, ${shown(text)}, is refused: ${source.why}`,
          at,
        );
      }
    }
  }
}

/** An override of the version alone: a version of a host off the list must be the base's. */
function judgeVersion(context: GateContext, module: ModuleFolder, call: GateBlock, hosts: ReadonlySet<string>): void {
  const version = call.block.body.attributes.find((attribute) => attribute.name === 'version');
  if (!version || isSameCall(context, module, call)) return;
  const name = call.block.labels[0]?.text ?? '';
  for (const { block } of callsOf(module)) {
    if (block.labels[0]?.text !== name) continue;
    const text = plainText(block.body.attributes.find((attribute) => attribute.name === 'source')?.expression);
    const source = text === undefined ? undefined : gateModuleSource(text, PUBLIC_REGISTRIES[context.input.tool]);
    if (source?.kind !== 'host' || hosts.has(source.host)) continue;
    const message = `The version of module ${shown(name)} is overridden, and ${shown(source.host)} is not in plan.allow.moduleHosts`;
    tellAt(context, call, 'module-host', 'refuse', message, version.span);
  }
}

/** True when the base has the call with the same source and version, whatever its other arguments. */
export function isSameCall({ compare }: GateContext, module: ModuleFolder, call: GateBlock): boolean {
  const { block, file } = call;
  const decisive = block.body.attributes.filter(({ name }) => name === 'source' || name === 'version');
  return (
    decisive.length > 0 &&
    decisive.every(({ name, expression, span }) =>
      compare.sameSetting(module.folder, settingKey(block, [name]), textAt(file, span), expression),
    )
  );
}
