import type { Span } from '../../model/span.ts';
import type { Value } from '../../model/value.ts';
import { withObject } from '../opaque.ts';
import { container, invalid, originFrom, unknownBecause } from '../origin.ts';
import type { Config } from './config.ts';
import { inputsValue, mergedInputs } from './inputs.ts';

/** Parts of a file that can be read from another one, but that are not evaluated for it. */
const OTHER_PARTS = [
  ...['terraform', 'remote_state', 'generate', 'dependencies', 'feature', 'engine', 'errors', 'exclude'],
  ...['terraform_binary', 'terraform_version_constraint', 'terragrunt_version_constraint', 'download_dir'],
  ...['prevent_destroy', 'skip', 'iam_role', 'retryable_errors', 'iam_web_identity_token'],
];

/**
 * A file as a value, which `include.x` and `read_terragrunt_config` give. Its inputs are evaluated when they are read: they may
 * depend on units that depend on what reads the file.
 */
export function configValue(config: Config, span: Span, eager = false): Value {
  const { path } = config.file;
  const dependency = withObject(unknownBecause('not-evaluated', `all dependencies of ${path} at once`, span), {
    attribute: (name, at) => config.dependencies(name, at),
    index: (_key, at) => unknownBecause('not-evaluated', `a dependency of ${path}`, at),
    elements: () => undefined,
    splat: () => undefined,
  });
  const inputs = (): Value => inputsValue(mergedInputs(config), span);
  const lazyInputs = (): Value =>
    withObject(unknownBecause('not-evaluated', `all inputs of ${path} at once`, span), {
      attribute: (name, at) => {
        const { values, open } = mergedInputs(config);
        return values.get(name)?.value ?? open ?? invalid(`${path} has no input "${name}"`, at);
      },
      index: (_key, at) => unknownBecause('not-evaluated', `an input of ${path}`, at),
      elements: () => undefined,
      splat: () => undefined,
    });
  return container(
    new Map<string, Value>([
      ...OTHER_PARTS.map((name) => [name, unknownBecause('not-evaluated', `${name} of ${path}`, span)] as const),
      ['locals', config.locals()],
      ['inputs', eager ? inputs() : lazyInputs()],
      ['dependency', dependency],
    ]),
    originFrom(span, []),
  );
}
