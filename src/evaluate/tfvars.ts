import { unknown } from '../model/value.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { evaluateExpression } from './expression.ts';
import { baseName, folderOf } from '../model/path.ts';
import { moduleLevel, type ModuleScope } from './scope.ts';
import type { GivenValue } from './variable-value.ts';

/**
 * The variable files of a root module in the order in which Terraform reads them, later ones winning:
 * terraform.tfvars, terraform.tfvars.json, *.auto.tfvars and *.auto.tfvars.json by name, then `extra` in the given order.
 * Source: https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 */
export function variableFiles(
  root: string,
  files: readonly ParsedFile[],
  extra: readonly ParsedFile[],
): readonly ParsedFile[] {
  const own = files.filter((file) => folderOf(file.path) === root);
  const named = (name: string): readonly ParsedFile[] => own.filter((file) => baseName(file.path) === name);
  const automatic = own.filter((file) => /\.auto\.tfvars(?:\.json)?$/.test(file.path));
  automatic.sort((a, b) => (a.path < b.path ? -1 : 1));
  return [...named('terraform.tfvars'), ...named('terraform.tfvars.json'), ...automatic, ...extra];
}

/** Values that variable files give, by variable. They are plain values: `module` is only there to evaluate them in. */
export function valuesFrom(files: readonly ParsedFile[], module: ModuleScope): ReadonlyMap<string, GivenValue> {
  const values = new Map<string, GivenValue>();
  for (const file of files) {
    for (const attribute of file.hcl?.attributes ?? []) {
      const value = evaluateExpression(attribute.expression, moduleLevel(module));
      values.set(attribute.name, { value, step: { what: baseName(file.path), span: attribute.span } });
    }
  }
  return values;
}

/**
 * What variable files below a root module set that Terraform reads only with `-var-file` (`environments/prod.tfvars`): the default
 * says nothing about such a variable, so its value is unknown. By variable; `isModule` tells folders with a module of their own.
 */
export function openVariables(
  root: string,
  files: readonly ParsedFile[],
  loaded: readonly ParsedFile[],
  isModule: (folder: string) => boolean,
): ReadonlyMap<string, GivenValue> {
  const values = new Map<string, GivenValue>();
  for (const file of files) {
    const folder = folderOf(file.path);
    const isBelow = folder === root || (!isModule(folder) && (root === '.' || folder.startsWith(`${root}/`)));
    if (!isBelow || loaded.includes(file)) continue;
    for (const { name, span } of file.hcl?.attributes ?? []) {
      const detail = `variable "${name}" is set by ${file.path}, which Terraform reads only with -var-file`;
      const value = unknown('variable-without-value', detail, { span, trace: [], references: [] });
      if (!values.has(name)) values.set(name, { value, step: { what: baseName(file.path), span } });
    }
  }
  return values;
}
