import { isObject, type KnownValue, type Value } from '../../model/value.ts';
import type { TemplatePart } from '../../syntax/hcl/ast.ts';
import { parseTemplateText, type TemplateText } from '../../syntax/hcl/template-text.ts';
import { sortedEntries } from '../collections.ts';
import { isNull } from '../conversion.ts';
import type { Budget } from '../budget.ts';
import { decidedBy, invalid, isSecret, partOf } from '../origin.ts';
import { bind, type ModuleScope, type Scope } from '../scope.ts';
import { template } from '../template.ts';
import { convertValue } from '../types/convert.ts';
import { textOfBytes } from './encoding/base64.ts';
import { contentOf, inTree } from './files.ts';
import { isFailure } from './refusal.ts';
import { textIn, tooMuch } from './settle.ts';
import { affordable, define, refused, type Call, type Refusal, type TerraformFunction } from './signature.ts';

/**
 * Functions that evaluate a text as a template.
 * Source: https://developer.hashicorp.com/terraform/language/functions/templatefile
 */
export const TEMPLATE_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  [
    'templatefile',
    inTree(define({ parameters: [{ type: 'string' }, { type: 'dynamic' }], partly: true, compute: fromFile })),
  ],
  [
    'templatestring',
    define({ parameters: [{ type: 'dynamic' }, { type: 'dynamic' }], partly: true, compute: fromString }),
  ],
];

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

// A template in a loop is parsed once.
const parsed = new WeakMap<Budget, Map<string, TemplateText>>();

function fromFile(args: readonly KnownValue[], call: Call): Value | Refusal {
  const [path, variables] = args;
  const content = contentOf(textIn(path), args, call);
  if (!('bytes' in content)) return content;
  const text = textOfBytes(content.bytes);
  if (isFailure(text)) return { refused: `${content.path} is no UTF-8 text` };
  return rendered(content.path, text, variables, args, call);
}

function fromString(args: readonly KnownValue[], call: Call): Value | Refusal {
  const [text, variables] = args;
  if (typeof text?.value !== 'string') return { refused: 'the template is no text' };
  const result = rendered(call.span.file, textIn(text), variables, args, call);
  return 'refused' in result ? result : convertValue(result, 'string', call.scope.module.budget);
}

/** The template `text` with nothing but `variables` and Terraform's functions in it. */
function rendered(
  file: string,
  text: string,
  variables: KnownValue | undefined,
  args: readonly Value[],
  call: Call,
): Value | Refusal {
  const { budget } = call.scope.module;
  if (!variables || !isObject(variables.value)) return { refused: 'the variables are no map' };
  if (!affordable(text.length * 4, call)) return tooMuch(args, call);
  const parts = partsOf(file, text, budget);
  if (!parts) return { refused: 'the text is no template' };
  let scope: Scope = { module: isolated(call.scope.module), names: undefined, instance: undefined, watch: undefined };
  for (const [name, value] of sortedEntries(variables.value)) {
    if (!NAME.test(name)) return { refused: `"${name.slice(0, 100)}" is no name for a variable` };
    scope = bind(scope, name, partOf(variables, value));
  }
  if (!budget.enter(call.span)) return tooMuch(args, call);
  const value = template(parts, false, call.span, scope, call.evaluate);
  budget.leave();
  if (isNull(value)) return { refused: 'the template gives null' };
  return decidedBy(
    value,
    args.filter((arg) => arg !== variables || isSecret(arg)),
  );
}

function partsOf(file: string, text: string, budget: Budget): readonly TemplatePart[] | undefined {
  const known = parsed.get(budget) ?? new Map<string, TemplateText>();
  parsed.set(budget, known);
  const key = `${file}\0${text}`;
  const result = known.get(key) ?? parseTemplateText(file, text);
  known.set(key, result);
  return 'parts' in result ? result.parts : undefined;
}

/** A module in which nothing has a name: a template sees its variables only, and reads no other template. */
function isolated(module: ModuleScope): ModuleScope {
  const nothing = (name: string): Value => invalid(`${name} is no variable of the template`, undefined);
  const recursive: TerraformFunction = (args, call) => refused(args, call, 'a template within a template');
  return {
    ...module,
    isolated: true,
    functions: new Map([...(module.functions ?? []), ['templatefile', recursive], ['templatestring', recursive]]),
    variable: (name) => nothing(`var.${name}`),
    local: (name) => nothing(`local.${name}`),
    object: nothing,
    moduleCall: (name) => nothing(`module.${name}`),
    textOf: () => '',
  };
}
