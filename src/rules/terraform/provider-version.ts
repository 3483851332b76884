import { codeRule, type Outcome } from '../../engine/rule.ts';
import { isObject, isScalar } from '../../model/value.ts';

export default codeRule({
  id: 'terraform-provider-version',
  title: 'Any version of a provider may be installed',
  severity: 'low',
  resource: ['terraform'],
  why: 'Where no lock file says otherwise, `terraform init` takes the newest release: a new major version changes or replaces resources without a change here.',
  remedy: 'Add `version = "~> 6.0"` (the series that you use) and commit `.terraform.lock.hcl`.',
  items: ['supply-chain', 'maintenance'],
  links: ['https://developer.hashicorp.com/terraform/language/providers/requirements#version-constraints'],
  check({ resource, graph }) {
    const { root, folder } = resource.resource;
    // What a called module leaves open, its caller decides.
    if (root !== folder) return undefined;
    const lock = graph.text(folder === '.' ? '.terraform.lock.hcl' : `${folder}/.terraform.lock.hcl`);
    return resource.blocks('required_providers').blocks.flatMap((block) =>
      [...block.attributes.values()].flatMap(({ name, value, span }): Outcome[] => {
        const attribute = `required_providers.${name}`;
        if (value.kind === 'unknown') return [{ kind: 'unknown', attribute, value, span }];
        if (value.kind === 'absent') return [];
        // `aws = "~> 5.0"` is the form of Terraform 0.12.
        const content = value.value;
        const source = isObject(content) ? content.get('source') : undefined;
        const version = isObject(content) ? content.get('version') : value;
        if (version?.kind === 'unknown') return [{ kind: 'unknown', attribute, value: version, span }];
        const hasVersion = version?.kind === 'known' && isScalar(version.value) && version.value !== null;
        const address =
          source?.kind === 'known' && typeof source.value === 'string' ? source.value : `hashicorp/${name}`;
        // Built into Terraform.
        if (address.startsWith('terraform.io/builtin/')) return [];
        if (hasVersion || lock?.includes(`/${address}"`)) return [{ kind: 'pass', attribute, span }];
        return [{ kind: 'fail', message: `terraform takes any version of the provider ${address}`, attribute, span }];
      }),
    );
  },
});
