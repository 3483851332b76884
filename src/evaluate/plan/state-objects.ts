import type { PlannedObject } from './plan-resources.ts';
import type { ObjectReader } from './reader.ts';

/**
 * The objects in `planned_values` or in the `values` of a state, those of nested modules too. What has no values yet is
 * left out. Source: https://developer.hashicorp.com/terraform/internals/json-format#values-representation
 */
export function stateObjects(values: ObjectReader | undefined): readonly PlannedObject[] {
  const objects: PlannedObject[] = [];
  const visit = (module: ObjectReader, around: string): void => {
    const moduleAddress = module.text('address') ?? around;
    for (const resource of module.children('resources')) {
      const printed = resource.requiredText('address');
      const type = resource.requiredText('type');
      const name = resource.requiredText('name');
      const mode = resource.text('mode') === 'data' ? 'data' : 'managed';
      const index = resource.json('index');
      const given = resource.child('values');
      // A deposed object stands beside the one that took its place.
      if (printed === undefined || type === undefined || name === undefined || !given) continue;
      if (resource.text('deposed_key') !== undefined) continue;
      const key = typeof index === 'string' || typeof index === 'number' ? index : undefined;
      objects.push({
        address: wholeAddress(printed, moduleAddress, key),
        mode,
        type,
        name,
        index: key,
        provider: resource.text('provider_name') ?? '',
        exists: 'yes',
        side: {
          value: given.object,
          unknown: undefined,
          sensitive: resource.json('sensitive_values'),
          isUnmasked: !resource.object.has('sensitive_values'),
        },
      });
    }
    for (const child of module.children('child_modules')) visit(child, moduleAddress);
  };
  const root = values?.child('root_module');
  if (root) visit(root, '');
  return objects;
}

/** Terraform 0.12 prints the address within the module, without the instance key. */
function wholeAddress(printed: string, module: string, index: string | number | undefined): string {
  if (module !== '' && printed.startsWith(`${module}.`)) return printed;
  const key = index === undefined || printed.endsWith(']') ? '' : `[${JSON.stringify(index)}]`;
  return `${module === '' ? '' : `${module}.`}${printed}${key}`;
}
