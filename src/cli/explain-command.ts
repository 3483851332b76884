import { resolve } from 'node:path';
import { viewOf } from '../engine/resource-view.ts';
import { valueText } from '../engine/value-text.ts';
import { explainValue, type ExplainedLine } from '../evaluate/explain.ts';
import { InputError } from '../model/errors.ts';
import type { Graph, Resource } from '../model/resource.ts';
import type { Value } from '../model/value.ts';
import { redactSecrets } from '../redaction/redact-secrets.ts';
import { visibleText } from '../redaction/visible-text.ts';
import { chosenInputs } from '../review/evaluation-inputs.ts';
import { readSide } from '../review/read-side.ts';
import { isSourceEntry } from '../review/select-files.ts';
import { directoryTree, scanRoot } from '../sources/directory.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Io } from './io.ts';
import { policyFor } from './scan-command.ts';
import { variableFilesIn } from './variable-files.ts';

/** Arguments and options of `diagnose explain`, as commander gives them. */
export interface ExplainArguments {
  /** A resource's address and an argument of it: `module.db.aws_db_instance.this.multi_az`. */
  readonly argument: string;
  readonly dir: string;
  readonly format: 'pretty' | 'json';
  readonly varFile?: readonly string[] | undefined;
  readonly workspace?: string | undefined;
  readonly environment?: string | undefined;
}

/** One place where the argument is written, in one instance of the resource. */
interface Explanation {
  readonly root: string;
  readonly address: string;
  readonly attribute: string;
  readonly value: string;
  /** Why the value is unknown; undefined for a known one. */
  readonly reason?: string | undefined;
  readonly lines: readonly {
    readonly file: string;
    readonly line: number;
    readonly what: string;
    readonly source: string;
  }[];
}

/** `plumbline diagnose explain`: the value of an argument and, line by line, where it comes from. Throws an InputError for none. */
export async function explainCommand(args: ExplainArguments, io: Io): Promise<ExitCode> {
  const { root } = await scanRoot(resolve(io.cwd, args.dir));
  const tree = directoryTree(resolve(io.cwd, args.dir));
  const varFiles = await variableFilesIn(tree, { root, called: 'the folder' }, args.varFile ?? []);
  const flags = { varFiles, workspace: args.workspace, environment: args.environment };
  const inputs = chosenInputs(await policyFor(root, undefined), flags);
  const entries = (await tree.list()).filter(isSourceEntry);
  const { graph } = await readSide({ tree, entries }, { inputs });
  const explanations = explanationsOf(args.argument, graph);
  if (explanations.length === 0) {
    throw new InputError(
      `there is no argument ${args.argument} in ${args.dir}; write the address of a resource and an argument of it, as in aws_s3_bucket.logs.bucket`,
    );
  }
  io.write(
    args.format === 'json' ? `${JSON.stringify(explanations, undefined, 2)}\n` : explanations.map(pretty).join('\n'),
  );
  return EXIT.holds;
}

function explanationsOf(argument: string, graph: Graph): readonly Explanation[] {
  const resources = graph.resources.filter(
    ({ address }) => argument.startsWith(`${address}.`) || argument.startsWith(`${keyless(address)}.`),
  );
  // Of `module.a` and `module.a.aws_x.y` the longer address is meant.
  const length = (resource: Resource): number => keyless(resource.address).length;
  const longest = Math.max(...resources.map(length));
  return resources
    .filter((resource) => length(resource) === longest)
    .flatMap((resource) => {
      const prefix = argument.startsWith(`${resource.address}.`) ? resource.address : keyless(resource.address);
      const attribute = argument.slice(prefix.length + 1);
      return viewOf(resource)
        .attrs(attribute)
        .flatMap(({ value, written }) =>
          written
            ? [
                explanation(
                  resource,
                  attribute,
                  value,
                  explainValue({ what: attribute, span: written.span, value }, (file) => graph.text(file)),
                ),
              ]
            : [],
        );
    });
}

function explanation(
  resource: Resource,
  attribute: string,
  value: Value,
  lines: readonly ExplainedLine[],
): Explanation {
  return {
    root: resource.root,
    address: resource.address,
    attribute,
    value: redactSecrets(valueText(value)),
    ...(value.kind === 'unknown' ? { reason: redactSecrets(value.detail) } : {}),
    lines: lines.map(({ what, span, source }) => ({
      file: span.file,
      line: span.startLine,
      what: redactSecrets(what),
      source: value.sensitive ? '(sensitive)' : redactSecrets(source),
    })),
  };
}

function pretty({ address, attribute, value, reason, lines }: Explanation): string {
  const place = (line: (typeof lines)[number]): string => visibleText(`${line.file}:${line.line}`, 300);
  // Several things that are read in one line are one line to a reader.
  const shown = lines.filter((line, index) => index === 0 || place(line) !== place(lines[index - 1] ?? line));
  const width = Math.max(...shown.map((line) => place(line).length));
  const head = `${address}.${attribute} = ${value}${reason === undefined ? '' : `: ${reason}`}`;
  const rows = shown.map(
    (line) => `  ${place(line).padEnd(width)}  ${visibleText(line.source === '' ? line.what : line.source, 300)}`,
  );
  return `${[visibleText(head, 500), ...rows].join('\n')}\n`;
}

/** An address without the keys of instances. */
function keyless(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, '');
}
