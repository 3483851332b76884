/**
 * The main job on a sample: reviews fixtures/pull-requests/checkout-service and prints what GitHub would receive.
 * `npm run demo -- <format>` prints another format (pretty, markdown, json, sarif, html); default markdown.
 */
import { join } from 'node:path';
import { processIo } from '../src/cli/io.ts';
import { FORMATS, render } from '../src/cli/render.ts';
import { reviewChange } from '../src/review.ts';
import { rules } from '../src/rules/registry.ts';
import { directoryPair } from '../src/sources/directory-pair.ts';

const sample = join(import.meta.dirname, '../fixtures/pull-requests/checkout-service');
const format = FORMATS.find((name) => name === (process.argv[2] ?? 'markdown'));
if (!format) throw new RangeError(`unknown format ${process.argv[2] ?? ''}; choose one of ${FORMATS.join(', ')}`);

const open = await directoryPair(join(sample, 'base'), join(sample, 'head')).open();
const review = await reviewChange(open, { rules });
const io = processIo({ noColor: false, forceColor: false });
io.write(render([{ review, prefix: '' }], { format, rules, verbose: false }, io));
