import { attributeRule, blockRule, companionRule, same } from '../../engine/kits.ts';

export default [
  attributeRule({
    id: 'aws-cloudfront-tls-version',
    title: 'CloudFront accepts TLS 1.0 or 1.1',
    severity: 'high',
    resource: ['aws_cloudfront_distribution'],
    when: [
      // The shared certificate of *.cloudfront.net leaves no choice.
      { attribute: 'viewer_certificate.cloudfront_default_certificate', expect: { noneOf: [true] }, whenAbsent: true },
    ],
    attribute: 'viewer_certificate.minimum_protocol_version',
    expect: { matches: /^TLSv1\.[23]_/ },
    whenAbsent: 'fail',
    defaultValue: 'TLSv1',
    fixTo: '"TLSv1.2_2021"',
    // Clients that know no TLS 1.2 are refused.
    fixIsSafe: false,
    why: 'Old protocol versions let an attacker on the way weaken or read the connection, and auditors reject them.',
    remedy: 'Set `minimum_protocol_version = "TLSv1.2_2021"`.',
    items: ['encryption-in-transit'],
    aliases: same('CKV_AWS_174', 'AVD-AWS-0013'),
    links: [
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html',
    ],
    example: {
      bad: `
resource "aws_cloudfront_distribution" "site" {
  enabled = true

  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:111122223333:certificate/0abc"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.1_2016" # expect
  }
}
`,
      good: `
resource "aws_cloudfront_distribution" "site" {
  enabled = true

  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:111122223333:certificate/0abc"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}
`,
    },
  }),

  blockRule({
    id: 'aws-cloudfront-viewer-https',
    title: 'CloudFront serves pages without TLS',
    severity: 'high',
    resource: ['aws_cloudfront_distribution'],
    block: 'default_cache_behavior',
    each: [
      {
        attribute: 'viewer_protocol_policy',
        expect: { noneOf: ['allow-all'] },
        whenAbsent: 'unknown',
        fixTo: '"redirect-to-https"',
      },
    ],
    whenAbsent: 'not-applicable',
    why: 'Pages, cookies and what users send can be read and changed on the way.',
    remedy: 'Set `viewer_protocol_policy = "redirect-to-https"`.',
    items: ['encryption-in-transit'],
    aliases: same('CKV_AWS_34', 'AVD-AWS-0012'),
    links: [
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html',
    ],
    example: {
      bad: `
resource "aws_cloudfront_distribution" "site" {
  enabled = true

  default_cache_behavior {
    target_origin_id       = "site"
    viewer_protocol_policy = "allow-all" # expect
  }
}
`,
      good: `
resource "aws_cloudfront_distribution" "site" {
  enabled = true

  default_cache_behavior {
    target_origin_id       = "site"
    viewer_protocol_policy = "redirect-to-https"
  }
}
`,
    },
  }),

  blockRule({
    id: 'aws-cloudfront-path-viewer-https',
    title: 'CloudFront serves some paths without TLS',
    severity: 'high',
    resource: ['aws_cloudfront_distribution'],
    block: 'ordered_cache_behavior',
    each: [
      {
        attribute: 'viewer_protocol_policy',
        expect: { noneOf: ['allow-all'] },
        whenAbsent: 'unknown',
        fixTo: '"redirect-to-https"',
      },
    ],
    whenAbsent: 'not-applicable',
    why: 'Pages, cookies and what users send can be read and changed on the way.',
    remedy: 'Set `viewer_protocol_policy = "redirect-to-https"`.',
    items: ['encryption-in-transit'],
    aliases: same('CKV_AWS_34', 'AVD-AWS-0012'),
    links: [
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html',
    ],
    example: {
      bad: `
resource "aws_cloudfront_distribution" "site" {
  enabled = true

  ordered_cache_behavior {
    target_origin_id       = "site"
    viewer_protocol_policy = "allow-all" # expect
  }
}
`,
      good: `
resource "aws_cloudfront_distribution" "site" {
  enabled = true

  ordered_cache_behavior {
    target_origin_id       = "site"
    viewer_protocol_policy = "redirect-to-https"
  }
}
`,
    },
  }),

  blockRule({
    id: 'aws-cloudfront-origin-tls-version',
    title: 'CloudFront speaks old TLS to its origin',
    severity: 'medium',
    resource: ['aws_cloudfront_distribution'],
    block: 'origin.custom_origin_config',
    each: [
      {
        attribute: 'origin_ssl_protocols',
        expect: { excludes: ['SSLv3', 'TLSv1', 'TLSv1.1'] },
        whenAbsent: 'unknown',
        fixTo: '["TLSv1.2"]',
      },
    ],
    whenAbsent: 'not-applicable',
    why: 'An attacker between CloudFront and the origin can force the weaker version and read the traffic.',
    remedy: 'Set `origin_ssl_protocols = ["TLSv1.2"]`.',
    items: ['encryption-in-transit'],
    aliases: same('CKV2_AWS_54'),
    links: [
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-ciphers-cloudfront-to-origin.html',
    ],
    example: {
      bad: `
resource "aws_cloudfront_distribution" "site" {
  enabled = true

  origin {
    domain_name = "api.example.com"
    origin_id   = "api"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.1", "TLSv1.2"] # expect
    }
  }
}
`,
      good: `
resource "aws_cloudfront_distribution" "site" {
  enabled = true

  origin {
    domain_name = "api.example.com"
    origin_id   = "api"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-cloudfront-default-certificate',
    title: 'CloudFront serves under its own domain, with TLS 1.0',
    severity: 'low',
    resource: ['aws_cloudfront_distribution'],
    attribute: 'viewer_certificate.cloudfront_default_certificate',
    expect: { oneOf: [false] },
    whenAbsent: 'pass',
    why: 'With the certificate of *.cloudfront.net AWS accepts TLS 1.0, whatever `minimum_protocol_version` says.',
    remedy:
      'Serve under a domain of your own: `acm_certificate_arn`, `ssl_support_method = "sni-only"` and `minimum_protocol_version = "TLSv1.2_2021"`.',
    items: ['encryption-in-transit'],
    aliases: same('CKV_AWS_174', 'CKV2_AWS_42'),
    links: [
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesGeneral.html#DownloadDistValues-security-policy',
    ],
    example: {
      bad: `
resource "aws_cloudfront_distribution" "site" {
  enabled = true

  viewer_certificate {
    cloudfront_default_certificate = true # expect
  }
}
`,
      good: `
resource "aws_cloudfront_distribution" "site" {
  enabled = true

  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:111122223333:certificate/0abc"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}
`,
    },
  }),

  companionRule({
    id: 'aws-cloudfront-access-logs',
    title: 'CloudFront keeps no record of requests',
    severity: 'low',
    resource: ['aws_cloudfront_distribution'],
    // Version 2 of the logs is set up as a delivery.
    companion: ['aws_cloudwatch_log_delivery_source'],
    through: 'resource_arn',
    identity: [],
    orOwn: [{ attribute: 'logging_config.bucket', expect: { set: true }, whenAbsent: false }],
    whenAbsent: 'fail',
    why: 'Attacks, abuse and errors at the edge cannot be traced afterwards.',
    remedy:
      'Add a `logging_config` block with a bucket, or a log delivery (`aws_cloudwatch_log_delivery_source`) for the distribution.',
    items: ['audit-logging', 'observability'],
    aliases: same('CKV_AWS_86', 'AVD-AWS-0010'),
    links: ['https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html'],
    example: {
      bad: `
resource "aws_cloudfront_distribution" "site" { # expect
  enabled = true
}
`,
      good: `
resource "aws_cloudfront_distribution" "site" {
  enabled = true

  logging_config {
    bucket = "acme-logs.s3.amazonaws.com"
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-cloudfront-web-acl',
    title: 'CloudFront distribution has no web application firewall',
    severity: 'low',
    resource: ['aws_cloudfront_distribution'],
    attribute: 'web_acl_id',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Injection attempts, bots and floods of requests reach the application unfiltered.',
    remedy: 'Set `web_acl_id` to the ARN of an `aws_wafv2_web_acl` with managed rules and a rate limit.',
    items: ['sql-injection', 'xss', 'rate-limiting'],
    aliases: same('CKV_AWS_68', 'AVD-AWS-0011'),
    links: ['https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-awswaf.html'],
    example: {
      bad: `
resource "aws_cloudfront_distribution" "site" { # expect
  enabled = true
}
`,
      good: `
resource "aws_cloudfront_distribution" "site" {
  enabled    = true
  web_acl_id = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/site/0abc"
}
`,
    },
  }),
];
