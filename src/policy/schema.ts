import { z } from 'zod';
import { ITEMS, SEVERITIES } from '../model/items.ts';
import { MAX_GLOB_LENGTH, globProblem } from './glob.ts';
import { planJob } from './plan-job-schema.ts';
import { variableFileProblem } from './variable-file.ts';

/** Inline comments of one review, at most. */
const MAX_INLINE_COMMENTS = 25;

/** Entries of one list: matching costs patterns × resources. */
const MAX_LIST = 200;

const text = (describe: string) => z.string().min(1).max(1000).describe(describe);
const flag = (describe: string) => z.boolean().describe(describe);
const severity = z.enum(SEVERITIES);

const glob = z
  .string()
  .min(1)
  .max(MAX_GLOB_LENGTH)
  .superRefine((pattern, context) => {
    const problem = globProblem(pattern);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });
const globs = (describe: string) => z.array(glob).max(MAX_LIST).describe(describe);

/** Evaluations of one root module, at most: each costs as much as the root itself. */
const MAX_ENVIRONMENTS = 10;

const variableFile = z
  .string()
  .min(1)
  .max(1000)
  .superRefine((path, context) => {
    const problem = variableFileProblem(path);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });
const variableFiles = (describe: string) => z.array(variableFile).max(50).default([]).describe(describe);

/** Tiers of docs/scoring.md. */
const tier = z.enum(['critical', 'standard', 'non-critical']);

/** GitHub's repository permissions, least first. */
const permission = z.enum(['read', 'triage', 'write', 'maintain', 'admin']);

const ruleSetting = z.strictObject({
  enabled: flag('False switches the rule off.').optional(),
  severity: severity.describe('Severity of its findings instead of its own.').optional(),
});

// Sections that are in force: always there, with their defaults.

const gate = z
  .strictObject({
    severity: severity
      .default('high')
      .describe('Introduced or worsened findings of at least this severity fail the check.'),
    required: z.array(z.enum(ITEMS)).max(MAX_LIST).default([]).describe('Items that must not fail at head.'),
    score: z.number().min(0).max(100).optional().describe('Least overall score, of 100.'),
    incomplete: z
      .enum(['neutral', 'failure'])
      .default('neutral')
      .describe('Conclusion when a part could not be reviewed.'),
  })
  .prefault({})
  .describe('When the check fails.');

const critical = z
  .strictObject({
    paths: globs('Folders or files whose resources are critical.').default([]),
    names: globs('Names of critical resources or modules.').default([]),
    tags: z
      .record(z.string(), z.union([z.string(), z.array(z.string()).max(MAX_LIST)]))
      .default({})
      .describe('Tags or labels that mark a critical resource: key, and the value or values.'),
  })
  .prefault({})
  .describe('What is critical: its defects weigh 1 instead of 0.7.');

const paths = z
  .strictObject({ ignore: globs('Files that are not reviewed.').default([]) })
  .prefault({})
  .describe('Which files are reviewed.');

const comments = z
  .strictObject({
    inline: z
      .enum([...SEVERITIES, 'off'])
      .default('medium')
      .describe('Least severity of an inline comment, or off.'),
    cap: z
      .int()
      .min(0)
      .max(MAX_INLINE_COMMENTS)
      .default(MAX_INLINE_COMMENTS)
      .describe('Most inline comments of one review; the rest are annotations.'),
  })
  .prefault({})
  .describe('Comments on the pull request.');

const environment = z.strictObject({
  varFiles: variableFiles('Variable files of this environment, after those of plan.varFiles; later ones win.'),
  workspace: text('terraform.workspace; default when left out.').optional(),
  roots: globs('Folders of the root modules that have this environment; all when left out.').optional(),
});

const plan = z
  .strictObject({
    varFiles: variableFiles(
      'Variable files that every evaluation and plan is given, as with -var-file; later ones win.',
    ),
    environments: z
      .record(z.string(), environment)
      .superRefine((environments, context) => {
        const names = Object.keys(environments);
        const complain = (message: string, path: string[] = []) => {
          context.addIssue({ code: 'custom', message, path });
        };
        if (names.length > MAX_ENVIRONMENTS) complain(`may have at most ${MAX_ENVIRONMENTS} environments`);
        for (const name of names) {
          if (!/^\w[\w.-]{0,59}$/.test(name)) {
            complain('must have a name of at most 60 letters, digits, _, . and -, with a letter or digit first', [
              name,
            ]);
          }
        }
      })
      .default({})
      .describe('By name: each is one evaluation of its root modules.'),
    ...planJob,
  })
  .prefault({})
  .describe('Inputs of evaluation, and the plan-only job.');

// Sections that are checked but not in force yet (see not-in-force.ts): only there when the file has them.

const targets = z
  .strictObject({
    availability: z.number().gt(0).lt(100).optional().describe('Percent; default 99.9.'),
    criticalAvailability: z.number().gt(0).lt(100).optional().describe('Percent; default 99.99.'),
    maintenance: z.number().positive().optional().describe('Planned hours a month; default 2.'),
    recovery: z.number().positive().optional().describe('Seconds for critical services; default 300.'),
    apiLatency: z.number().positive().optional().describe('Milliseconds; default 200.'),
    dbLatency: z.number().positive().optional().describe('Milliseconds; default 100.'),
    errorRate: z.number().gt(0).lt(100).optional().describe('Percent; default 0.1.'),
    throughput: z.number().positive().optional().describe('Requests a second; default 1000.'),
  })
  .describe('Targets of the reliability standards.');

const suppressions = z
  .strictObject({
    requireReason: flag('A suppression must give a reason.').optional(),
    requireExpiry: flag('A suppression must end on a date.').optional(),
    requireApproval: flag('A suppression counts after a code owner approved it.').optional(),
  })
  .describe('Suppressions in the source.');

const diagnose = z
  .strictObject({
    reports: permission.optional().describe('Who may ask for reports; default read.'),
    terraform: permission.optional().describe('Who may run Terraform or read state; default write.'),
  })
  .describe('Who may use /diagnose.');

const features = z
  .strictObject({ sarifUpload: flag('Upload SARIF to code scanning.').optional() })
  .describe('Optional uploads.');

const reliability = z
  .strictObject({
    services: z
      .array(
        z.strictObject({
          match: glob.describe('Resource address, name or folder.'),
          tier: tier.describe('critical, standard or non-critical.'),
        }),
      )
      .max(MAX_LIST)
      .default([])
      .describe('Tier of services; the first match counts.'),
    softDependencies: globs('Addresses that a request can do without.').optional(),
    entryPoints: globs('Addresses where requests come in.').optional(),
    demand: z
      .record(z.string(), z.number().positive())
      .optional()
      .describe('Calls per request, by resource address; default 1.'),
    sla: z
      .array(
        z.strictObject({
          match: glob.describe('Resource address or type.'),
          availability: z.number().gt(0).lt(100).describe('Percent.'),
          source: text('Where the number is published.').optional(),
        }),
      )
      .max(MAX_LIST)
      .optional()
      .describe('Service levels that replace the built-in ones.'),
  })
  .prefault({})
  .describe('Input of the reliability model.');

/** The policy file of docs/configure.md. Unknown keys are errors everywhere. */
export const policySchema = z.strictObject({
  gate,
  critical,
  targets: targets.optional(),
  features: features.optional(),
  rules: z
    .record(z.string(), z.union([z.literal('off'), ruleSetting]))
    .default({})
    .describe('Settings by rule id: off, or enabled and severity.'),
  paths,
  comments,
  plan,
  suppressions: suppressions.optional(),
  diagnose: diagnose.optional(),
  reliability,
});

/** A checked policy with its defaults filled in. Plain data. */
export type Policy = z.output<typeof policySchema>;

/** The policy of a repository without a policy file. */
export const defaultPolicy: Policy = policySchema.parse({});
