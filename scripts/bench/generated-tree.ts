import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Resources of one kind after the other, as services have them; `count` blocks of about 15 lines. */
export function terraformText(count: number): string {
  return Array.from({ length: count }, (_, index) => RESOURCES[index % RESOURCES.length]?.(index) ?? '').join('\n');
}

const RESOURCES: readonly ((index: number) => string)[] = [
  (i) => `resource "aws_s3_bucket" "b${i}" {
  bucket = "\${local.prefix}-data-${i}"

  tags = merge(local.tags, {
    Name = "data ${i}"
  })
}

resource "aws_s3_bucket_versioning" "b${i}" {
  bucket = aws_s3_bucket.b${i}.id

  versioning_configuration {
    status = "Enabled"
  }
}
`,
  (i) => `resource "aws_db_instance" "d${i}" {
  identifier              = "\${local.prefix}-db-${i}"
  engine                  = "postgres"
  instance_class          = var.instance_class
  allocated_storage       = 100
  multi_az                = var.multi_az
  storage_encrypted       = true
  backup_retention_period = 14
  vpc_security_group_ids  = [aws_security_group.s${i}.id]
}

resource "aws_security_group" "s${i}" {
  name = "\${local.prefix}-db-${i}"

  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = var.cidr_blocks
  }
}
`,
  (i) => `resource "aws_iam_role_policy" "p${i}" {
  name = "p${i}"
  role = "service"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = "\${aws_s3_bucket.b${i - 2}.arn}/*"
      },
    ]
  })
}
`,
];

const VARIABLES = `variable "environment" {
  type    = string
  default = "prod"
}

variable "instance_class" {
  type    = string
  default = "db.r6g.large"
}

variable "multi_az" {
  type    = bool
  default = true
}

variable "cidr_blocks" {
  type    = list(string)
  default = ["10.0.0.0/8"]
}

locals {
  prefix = "acme-\${var.environment}"
  tags   = { environment = var.environment }
}
`;

/** A tree of `files` Terraform files: ten-file folders, every second one a root module that calls its neighbour. By path. */
export function moduleTree(files: number): ReadonlyMap<string, string> {
  const tree = new Map<string, string>();
  for (let folder = 0; tree.size < files; folder += 1) {
    const isRoot = folder % 2 === 0;
    const dir = isRoot ? `roots/r${folder}` : `modules/m${folder}`;
    tree.set(`${dir}/variables.tf`, VARIABLES);
    const call = `module "part" {\n  source         = "../../modules/m${folder + 1}"\n  instance_class = var.instance_class\n}\n`;
    if (isRoot && tree.size + 9 < files) tree.set(`${dir}/part.tf`, call);
    for (let file = 0; file < 8 && tree.size < files; file += 1) {
      // Names must differ between the files of one module.
      tree.set(`${dir}/f${file}.tf`, terraformText(6).replaceAll(/\b([bdsp])(\d)/g, `$1${file}$2`));
    }
  }
  return tree;
}

/** How large a generated repository is. */
interface RepositorySize {
  readonly modules: number;
  readonly calls: number;
  readonly lines: number;
}

/** Calls in one root module. */
const CALLS_PER_ROOT = 20;

/** A tree of about `lines` lines: `modules` modules that root modules call `calls` times, with inputs of their own. By path. */
export function repositoryTree({ modules, calls, lines }: RepositorySize): ReadonlyMap<string, string> {
  const tree = new Map<string, string>();
  const part = terraformText(6);
  const files = Math.round(lines / modules / lineCount(part));
  for (let module = 0; module < modules; module += 1) {
    tree.set(`modules/m${module}/variables.tf`, VARIABLES);
    for (let file = 0; file < files; file += 1) {
      // Names must differ between the files of one module.
      tree.set(`modules/m${module}/f${file}.tf`, part.replaceAll(/\b([bdsp])(\d)/g, `$1${file}_$2`));
    }
  }
  for (let root = 0; root * CALLS_PER_ROOT < calls; root += 1) {
    const here = Array.from({ length: Math.min(CALLS_PER_ROOT, calls - root * CALLS_PER_ROOT) }, (_, index) => {
      const call = root * CALLS_PER_ROOT + index;
      return `module "c${index}" {\n  source      = "../../modules/m${call % modules}"\n  environment = "e${call}"\n}\n`;
    });
    tree.set(`roots/r${root}/main.tf`, here.join('\n'));
  }
  return tree;
}

/** Lines of a text that ends with one. */
export function lineCount(text: string): number {
  return text.split('\n').length - 1;
}

/** A workflow of `jobs` jobs with three steps each. */
export function workflowText(jobs: number): string {
  const job = (index: number): string => `  job${index}:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
      - run: |
          echo "job ${index}"
          make test
      - run: make deploy
        env:
          TARGET: \${{ github.ref_name }}
`;
  return `name: CI\non: [push]\npermissions:\n  contents: read\njobs:\n${Array.from({ length: jobs }, (_, index) => job(index)).join('')}`;
}

/** Writes the files below `dir`; the number of files. */
export function writeTree(dir: string, tree: ReadonlyMap<string, string>): number {
  for (const [path, text] of tree) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return tree.size;
}
