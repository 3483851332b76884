import type { ChangedFile } from '../../src/model/change.ts';
import type { ComparedFinding } from '../../src/model/finding.ts';
import type { Item } from '../../src/model/items.ts';
import { ITEMS } from '../../src/model/items.ts';
import type { Review } from '../../src/model/review.ts';
import type { ItemScore, Scorecard, Verdict } from '../../src/model/scorecard.ts';
import type { Span } from '../../src/model/span.ts';

/** Head of the sample: a service with a database, a bucket, a load balancer and a workflow. */
export const HEAD: Readonly<Record<string, string>> = {
  'infra/database.tf': `resource "aws_db_instance" "orders" {
  identifier          = "orders"
  engine              = "postgres"
  instance_class      = "db.m6g.large"
  storage_encrypted   = false
  publicly_accessible = var.public_database
  multi_az            = var.multi_az

  backup_retention_period = 1
  username                = "orders"
  password                = "hunter2-hunter2"
}
`,
  'infra/variables.tf': `variable "public_database" {
  type    = bool
  default = true
}

variable "multi_az" {
  type = bool
}
`,
  'infra/storage.tf': `resource "aws_s3_bucket" "invoices" {
  bucket = "acme-invoices"
}

resource "aws_s3_bucket_acl" "invoices" {
  bucket = aws_s3_bucket.invoices.id
  acl    = "private"
}
`,
  'infra/network.tf': `${'# rules of the office network\n'.repeat(39)}resource "aws_security_group" "ssh" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
  '.github/workflows/deploy.yml': `name: deploy
on: pull_request_target
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: echo "\${{ github.event.pull_request.title }}"
`,
};

/** Base of the sample, where it differs. */
export const BASE: Readonly<Record<string, string>> = {
  'infra/database.tf': `resource "aws_db_instance" "orders" {
  identifier          = "orders"
  engine              = "postgres"
  instance_class      = "db.m6g.large"
  storage_encrypted   = true
  deletion_protection = true

  backup_retention_period = 7
  username                = "orders"
}
`,
  'infra/storage.tf': `resource "aws_s3_bucket" "invoices" {
  bucket = "acme-invoices"
}

resource "aws_s3_bucket_acl" "invoices" {
  bucket = aws_s3_bucket.invoices.id
  acl    = "public-read"
}
`,
};

const FILES: readonly ChangedFile[] = [
  {
    path: '.github/workflows/deploy.yml',
    basePath: undefined,
    status: 'added',
    hunks: [{ baseStart: 0, baseCount: 0, headStart: 1, headCount: 8 }],
  },
  {
    path: 'infra/database.tf',
    basePath: 'infra/database.tf',
    status: 'modified',
    hunks: [{ baseStart: 2, baseCount: 9, headStart: 2, headCount: 11 }],
  },
  {
    path: 'infra/network.tf',
    basePath: 'infra/network.tf',
    status: 'modified',
    hunks: [{ baseStart: 1, baseCount: 4, headStart: 1, headCount: 6 }],
  },
  {
    path: 'infra/storage.tf',
    basePath: 'infra/storage.tf',
    status: 'modified',
    hunks: [{ baseStart: 4, baseCount: 5, headStart: 4, headCount: 5 }],
  },
  {
    path: 'infra/variables.tf',
    basePath: undefined,
    status: 'added',
    hunks: [{ baseStart: 0, baseCount: 0, headStart: 1, headCount: 8 }],
  },
  { path: 'infra/generated.tf', basePath: 'infra/generated.tf', status: 'modified', hunks: undefined },
];

/** The span of the first place where `needle` stands in a text of the sample. */
export function spanOf(file: string, needle: string, texts: Readonly<Record<string, string>> = HEAD): Span {
  const text = texts[file] ?? '';
  const start = text.indexOf(needle);
  if (start === -1) throw new Error(`"${needle}" is not in ${file}`);
  const end = start + needle.length;
  const place = (offset: number): { line: number; column: number } => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
  };
  return {
    file,
    startLine: place(start).line,
    startColumn: place(start).column,
    endLine: place(end).line,
    endColumn: place(end).column,
    start,
    end,
  };
}

/** A finding of the sample; what is not given is filled with something ordinary. */
export function finding(part: Partial<ComparedFinding> & Pick<ComparedFinding, 'ruleId' | 'anchor'>): ComparedFinding {
  return {
    title: 'Something is wrong',
    severity: 'high',
    confidence: 'high',
    items: ['network-exposure'],
    message: `${part.address ?? 'aws_db_instance.orders'} is wrong`,
    why: 'It matters.',
    remedy: 'Write something else.',
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html'],
    root: 'infra',
    address: 'aws_db_instance.orders',
    resourceType: 'aws_db_instance',
    attribute: '',
    valueClass: '',
    missing: false,
    degree: 0,
    span: part.anchor,
    trace: [],
    related: [],
    instances: [],
    fingerprint: `fp-${part.ruleId}`,
    state: 'introduced',
    side: 'RIGHT',
    ...part,
  };
}

/** Findings in all states: on a line of the diff, outside of it, in a file without a diff, removed, with and without a fix. */
export function sampleFindings(): readonly ComparedFinding[] {
  const encrypted = spanOf('infra/database.tf', 'storage_encrypted   = false');
  return [
    finding({
      ruleId: 'aws-rds-public',
      title: 'Database can be reached from the internet',
      severity: 'critical',
      items: ['network-exposure'],
      message: 'aws_db_instance.orders has publicly_accessible = true',
      why: 'Anyone can try passwords against the database, and one flaw of the engine is enough to lose the data.',
      remedy: 'Set `publicly_accessible = false` and reach the database from inside the VPC.',
      attribute: 'publicly_accessible',
      anchor: spanOf('infra/database.tf', 'publicly_accessible = var.public_database'),
      trace: [
        { what: 'var.public_database', span: spanOf('infra/database.tf', 'var.public_database') },
        { what: 'default of variable "public_database"', span: spanOf('infra/variables.tf', 'default = true') },
      ],
    }),
    finding({
      ruleId: 'github-actions-template-injection',
      title: 'Text of a stranger is run as a script',
      severity: 'critical',
      items: ['supply-chain', 'input-validation'],
      message: 'jobs.deploy.steps[1] puts `github.event.pull_request.title` into a shell script',
      why: 'Whoever opens a pull request chooses the title, and with it what the runner executes with the repository’s token.',
      remedy: 'Pass the value through `env:` and use the variable in the script.',
      root: '.github/workflows/deploy.yml',
      address: 'jobs.deploy.steps[1]',
      resourceType: 'workflow.step',
      attribute: 'run',
      anchor: spanOf('.github/workflows/deploy.yml', 'run: echo "${{ github.event.pull_request.title }}"'),
      related: [
        {
          span: spanOf('.github/workflows/deploy.yml', 'on: pull_request_target'),
          message: 'runs with secrets for forks',
        },
      ],
    }),
    finding({
      ruleId: 'aws-rds-encryption',
      title: 'Database storage is not encrypted',
      severity: 'high',
      items: ['encryption-at-rest'],
      message: 'aws_db_instance.orders has storage_encrypted = false',
      why: 'A copied snapshot or a lost disk can be read by anyone who gets hold of it.',
      remedy: 'Set `storage_encrypted = true`; an existing database must be restored from an encrypted snapshot.',
      attribute: 'storage_encrypted',
      anchor: encrypted,
      fix: {
        title: 'Set storage_encrypted = true',
        safe: true,
        edits: [{ span: spanOf('infra/database.tf', 'false'), newText: 'true' }],
      },
    }),
    finding({
      ruleId: 'aws-sg-ssh-open',
      title: 'SSH is open to the world',
      severity: 'high',
      message: 'aws_security_group.ssh lets 0.0.0.0/0 reach port 22',
      why: 'Port 22 on the internet is tried within minutes by password guessers.',
      remedy: 'Name the networks that need it, or use Session Manager.',
      address: 'aws_security_group.ssh',
      resourceType: 'aws_security_group',
      attribute: 'ingress.cidr_blocks',
      valueClass: '22',
      anchor: spanOf('infra/network.tf', 'cidr_blocks = ["0.0.0.0/0"]'),
    }),
    finding({
      ruleId: 'aws-rds-deletion-protection',
      title: 'Database can be deleted by accident',
      severity: 'medium',
      items: ['backups'],
      message: 'aws_db_instance.orders no longer has deletion_protection = true',
      why: 'One mistaken `terraform destroy` removes the database.',
      remedy: 'Set `deletion_protection = true`.',
      attribute: 'deletion_protection',
      missing: true,
      side: 'LEFT',
      anchor: spanOf('infra/database.tf', 'deletion_protection = true', BASE),
      span: spanOf('infra/database.tf', 'resource "aws_db_instance" "orders"'),
    }),
    finding({
      ruleId: 'aws-s3-logging',
      title: 'Bucket does not log access',
      severity: 'medium',
      items: ['audit-logging'],
      message: 'aws_s3_bucket.generated has no access log',
      remedy: 'Add an `aws_s3_bucket_logging`.',
      address: 'aws_s3_bucket.generated',
      resourceType: 'aws_s3_bucket',
      missing: true,
      anchor: {
        file: 'infra/generated.tf',
        startLine: 7,
        startColumn: 1,
        endLine: 7,
        endColumn: 30,
        start: 90,
        end: 119,
      },
    }),
    finding({
      ruleId: 'aws-rds-backup-retention',
      title: 'Backups are kept for too short a time',
      severity: 'high',
      items: ['backups'],
      message: 'aws_db_instance.orders keeps backups for 1 day',
      why: 'A mistake that is noticed after a weekend cannot be undone.',
      remedy: 'Set `backup_retention_period` to 7 or more.',
      attribute: 'backup_retention_period',
      state: 'worsened',
      baseSeverity: 'low',
      degree: 6,
      anchor: spanOf('infra/database.tf', 'backup_retention_period = 1'),
      instances: ['module.replica.aws_db_instance.orders'],
    }),
    finding({
      ruleId: 'aws-s3-public-acl',
      title: 'Bucket is public',
      severity: 'critical',
      state: 'fixed',
      side: 'LEFT',
      message: 'aws_s3_bucket_acl.invoices has acl = "public-read"',
      address: 'aws_s3_bucket_acl.invoices',
      resourceType: 'aws_s3_bucket_acl',
      attribute: 'acl',
      anchor: spanOf('infra/storage.tf', 'acl    = "public-read"', BASE),
    }),
    finding({
      ruleId: 'aws-s3-versioning',
      title: 'Bucket keeps no versions',
      severity: 'medium',
      items: ['backups'],
      state: 'pre-existing',
      message: 'aws_s3_bucket.invoices has no versioning',
      address: 'aws_s3_bucket.invoices',
      resourceType: 'aws_s3_bucket',
      missing: true,
      anchor: spanOf('infra/storage.tf', 'resource "aws_s3_bucket" "invoices"'),
    }),
  ];
}

const HEAD_VERDICTS: Partial<Record<Item, [Verdict, number]>> = {
  'network-exposure': ['fail', 1],
  'encryption-at-rest': ['fail', 0.6],
  'supply-chain': ['fail', 1],
  'input-validation': ['fail', 0.5],
  'audit-logging': ['fail', 0.3],
  backups: ['fail', 0.7],
  rbac: ['pass', 0],
  availability: ['unknown', 0.2],
  recovery: ['unknown', 0.2],
};

const BASE_VERDICTS: Partial<Record<Item, [Verdict, number]>> = {
  'network-exposure': ['fail', 1],
  'encryption-at-rest': ['pass', 0],
  backups: ['pass', 0],
  rbac: ['pass', 0],
  availability: ['unknown', 0.2],
  recovery: ['unknown', 0.2],
};

function card(
  verdicts: Partial<Record<Item, [Verdict, number]>>,
  scores: readonly [number, number, number],
): Scorecard {
  const figure = (score: number, of: number): Scorecard['overall'] => ({
    score,
    low: Math.max(0, score - 12),
    high: Math.min(100, score + 8),
    coverage: 0.64,
    points: of,
  });
  const items = ITEMS.map((item): ItemScore => {
    const [verdict, deficit] = verdicts[item] ?? ['not-applicable', 0];
    return {
      item,
      verdict,
      deficit,
      weight: 2,
      penalty: 2 * deficit,
      passes: verdict === 'pass' ? 3 : 0,
      deductions:
        verdict === 'fail'
          ? [
              {
                ruleId: 'aws-rds-public',
                x: deficit,
                address: 'aws_db_instance.orders',
                file: 'infra/database.tf',
                line: 6,
                count: 2,
              },
            ]
          : [],
      undecided: verdict === 'unknown' ? 'not computed in this version' : undefined,
    };
  });
  return {
    overall: figure(scores[0], 100),
    reliability: figure(scores[1], 71),
    security: figure(scores[2], 26),
    items,
  };
}

/** A realistic review of one pull request; `part` overrides. */
export function sampleReview(part: Partial<Review> = {}): Review {
  const findings = part.findings ?? sampleFindings();
  return {
    change: {
      name: 'acme/shop#42',
      title: 'Orders database and deployment',
      baseSha: '1111111111111111111111111111111111111111',
      headSha: '2222222222222222222222222222222222222222',
      files: FILES,
      truncated: false,
    },
    mode: 'change',
    findings,
    provenFixes: new Set(['fp-aws-rds-encryption']),
    base: card(BASE_VERDICTS, [88.4, 91.2, 84.6]),
    head: card(HEAD_VERDICTS, [71.3, 80.1, 55.2]),
    newPenalty: 16.2,
    gate: {
      conclusion: 'failure',
      reasons: ['5 findings of this change are high or critical; the gate allows none'],
    },
    coverage: {
      filesReviewed: 6,
      gaps: [
        {
          code: 'module-not-resolved',
          severity: 'warning',
          span: { ...spanOf('infra/database.tf', 'resource'), file: 'infra/main.tf', startLine: 3, endLine: 3 },
          message: 'module "vpc" comes from registry.terraform.io and was not read',
        },
        {
          code: 'hcl-syntax',
          severity: 'error',
          span: { ...spanOf('infra/database.tf', 'resource'), file: 'infra/broken.tf', startLine: 9, endLine: 9 },
          message: 'missing closing brace; the file was not reviewed',
        },
      ],
      undecided: ['aws-rds-multi-az', 'aws-rds-performance-insights'].map((ruleId) => ({
        ruleId,
        items: ['availability'],
        root: 'infra',
        address: 'aws_db_instance.orders',
        attribute: 'multi_az',
        reason: 'variable-without-value',
        detail: 'variable "multi_az" has no value',
        span: spanOf('infra/database.tf', 'multi_az            = var.multi_az'),
      })),
      ruleErrors: [],
      notes: ['Terraform was not planned: no back end is configured.'],
    },
    text: (side, file) => (side === 'RIGHT' ? HEAD[file] : (BASE[file] ?? undefined)),
    ...part,
  };
}

/** A change with nothing to say about: only pre-existing findings and no gap. */
export function cleanReview(): Review {
  const sample = sampleReview();
  return sampleReview({
    findings: sampleFindings().filter((each) => each.state === 'pre-existing'),
    gate: { conclusion: 'success', reasons: [] },
    head: card(BASE_VERDICTS, [88.4, 91.2, 84.6]),
    newPenalty: 0,
    coverage: { ...sample.coverage, gaps: [], undecided: [], notes: [] },
  });
}
