import { describe, expect, test } from '@jest/globals';
import { documentStatements, policyStatements } from '../../../src/evaluate/facts/policy.ts';
import { evaluated, resourceAt } from './evaluated.ts';

const TEXT = `variable "v" {}
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "own" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [data.aws_iam_policy_document.override.json]
  statement {
    effect      = "Deny"
    not_actions = ["iam:*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceVpce"
      values   = ["vpce-1"]
    }
  }
}
data "aws_iam_policy_document" "override" {
  statement {
    sid       = "Read"
    actions   = ["s3:PutObject"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "open" {
  dynamic "statement" {
    for_each = var.v
    content {
      actions = [statement.value]
    }
  }
}
data "aws_iam_policy_document" "outside" {
  source_policy_documents = [var.v]
}
data "aws_iam_policy_document" "circle" {
  source_policy_documents = [data.aws_iam_policy_document.circle.json]
}
locals {
  document = data.aws_iam_policy_document.base.json
}
resource "aws_iam_policy" "reference" {
  policy = local.document
}
resource "aws_iam_policy" "choice" {
  policy = var.v == "x" ? data.aws_iam_policy_document.base.json : data.aws_iam_policy_document.open.json
}
resource "aws_iam_policy" "heredoc" {
  policy = <<-EOT
    {
      "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "\${var.v}/x" }
      ]
    }
  EOT
}
resource "aws_iam_policy" "encoded" {
  policy = jsonencode({
    Statement = {
      Effect   = "Allow"
      Action   = "*"
      Resource = [var.v]
    }
  })
}
`;

describe('policy documents', () => {
  test('effect is Allow unless it is written', async () => {
    const [statement] = documentStatements(
      resourceAt(await evaluated(TEXT), 'data.aws_iam_policy_document.base'),
    ).statements;
    expect(statement).toMatchObject({
      sid: 'Read',
      effect: 'Allow',
      actions: ['s3:GetObject'],
      span: { startLine: 3 },
    });
    expect(statement?.elementSpans.get('Action')?.startLine).toBe(5);
  });

  test('sources come first, and overrides replace statements of the same sid', async () => {
    const evaluation = await evaluated(TEXT);
    const { statements, incomplete } = documentStatements(
      resourceAt(evaluation, 'data.aws_iam_policy_document.own'),
      evaluation.graph,
    );
    expect(statements.map(({ effect, actions, notActions }) => [effect, actions ?? notActions])).toEqual([
      ['Deny', ['iam:*']],
      ['Allow', ['s3:PutObject']],
    ]);
    expect(statements[0]?.principals).toEqual(new Map([['AWS', ['*']]]));
    expect(statements[0]?.conditions).toEqual([
      { operator: 'StringEquals', key: 'aws:SourceVpce', values: ['vpce-1'] },
    ]);
    expect(incomplete).toBeUndefined();
  });

  test.each(['open', 'outside', 'circle'])('%s is incomplete', async (name) => {
    const evaluation = await evaluated(TEXT);
    const resource = resourceAt(evaluation, `data.aws_iam_policy_document.${name}`);
    expect(documentStatements(resource, evaluation.graph).incomplete).toBeDefined();
  });
});

describe('policies of resources', () => {
  const read = async (name: string) => {
    const evaluation = await evaluated(TEXT);
    const value = resourceAt(evaluation, `aws_iam_policy.${name}`).body.attributes.get('policy')?.value;
    if (!value) throw new Error('no policy');
    return policyStatements(value, evaluation.graph, '.');
  };

  test('a document is followed through a local', async () => {
    expect(await read('reference')).toMatchObject({ statements: [{ sid: 'Read' }] });
  });

  test('a choice between documents is undecided', async () => {
    expect(await read('choice')).toMatchObject({ undecided: { kind: 'unknown' } });
  });

  test('a heredoc with an interpolation is read at its lines', async () => {
    const line = TEXT.split('\n').findIndex((text) => text.includes('"Action": "*"')) + 1;
    expect(await read('heredoc')).toMatchObject({
      statements: [{ actions: ['*'], resources: ['\u{FFFC}/x'], complete: true, span: { startLine: line } }],
    });
  });

  test('jsonencode is read at its parts', async () => {
    const line = TEXT.split('\n').findIndex((text) => text.includes('Statement = {')) + 1;
    expect(await read('encoded')).toMatchObject({
      statements: [{ actions: ['*'], resources: ['\u{FFFC}'], complete: false, span: { startLine: line } }],
    });
  });
});
