import { attributeRule } from '../../engine/kits.ts';
import { same } from '../../engine/rule.ts';

const PUBLIC_DOCS = 'https://cloud.google.com/storage/docs/access-control/making-data-public';
const IAM_DOCS = 'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/storage_bucket_iam';
const ACL_DOCS =
  'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/storage_bucket_access_control';

/** Everyone, and everyone with a Google account: both are the world. */
const WORLD = ['allUsers', 'allAuthenticatedUsers'];

export default [
  attributeRule({
    id: 'google-storage-bucket-public-member',
    title: 'Cloud Storage bucket is open to everyone',
    severity: 'high',
    resource: ['google_storage_bucket_iam_member'],
    attribute: 'member',
    expect: { noneOf: WORLD },
    whenAbsent: 'not-applicable',
    why: 'Anyone on the internet gets the role on every object of the bucket, those stored later too.',
    remedy: 'Grant the role to the accounts that need it; serve public files through a load balancer with Cloud CDN.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_GCP_28'),
    links: [IAM_DOCS, PUBLIC_DOCS],
    example: {
      bad: `
resource "google_storage_bucket_iam_member" "readers" {
  bucket = "acme-orders"
  role   = "roles/storage.objectViewer"
  member = "allUsers" # expect
}
`,
      good: `
resource "google_storage_bucket_iam_member" "readers" {
  bucket = "acme-orders"
  role   = "roles/storage.objectViewer"
  member = "group:readers@example.com"
}
`,
    },
  }),

  attributeRule({
    id: 'google-storage-bucket-public-binding',
    title: 'Cloud Storage bucket is open to everyone',
    severity: 'high',
    resource: ['google_storage_bucket_iam_binding'],
    attribute: 'members',
    expect: { excludes: WORLD },
    whenAbsent: 'not-applicable',
    why: 'Anyone on the internet gets the role on every object of the bucket, those stored later too.',
    remedy: 'List the accounts that need the role; serve public files through a load balancer with Cloud CDN.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_GCP_28'),
    links: [IAM_DOCS, PUBLIC_DOCS],
    example: {
      bad: `
resource "google_storage_bucket_iam_binding" "readers" {
  bucket  = "acme-orders"
  role    = "roles/storage.objectViewer"
  members = ["group:readers@example.com", "allUsers"] # expect
}
`,
      good: `
resource "google_storage_bucket_iam_binding" "readers" {
  bucket  = "acme-orders"
  role    = "roles/storage.objectViewer"
  members = ["group:readers@example.com"]
}
`,
    },
  }),

  attributeRule({
    id: 'google-storage-acl-public',
    title: 'Cloud Storage objects are open to everyone',
    severity: 'high',
    resource: [
      'google_storage_bucket_access_control',
      'google_storage_default_object_access_control',
      'google_storage_object_access_control',
    ],
    attribute: 'entity',
    expect: { noneOf: WORLD },
    whenAbsent: 'not-applicable',
    why: 'Anyone on the internet can read what the entry covers: the bucket list, one object, or each object stored from now on.',
    remedy: 'Name the users or groups that need access; turn on uniform bucket-level access and grant by IAM.',
    items: ['network-exposure', 'rbac'],
    links: [ACL_DOCS, PUBLIC_DOCS],
    example: {
      bad: `
resource "google_storage_default_object_access_control" "readers" {
  bucket = "acme-orders"
  role   = "READER"
  entity = "allUsers" # expect
}
`,
      good: `
resource "google_storage_default_object_access_control" "readers" {
  bucket = "acme-orders"
  role   = "READER"
  entity = "group-readers@example.com"
}
`,
    },
  }),

  attributeRule({
    id: 'google-storage-public-access-prevention',
    title: 'Cloud Storage bucket can be made public',
    severity: 'low',
    resource: ['google_storage_bucket'],
    attribute: 'public_access_prevention',
    expect: { oneOf: ['enforced'] },
    // The organisation may enforce it; in the bucket the default is "inherited".
    whenAbsent: 'fail',
    defaultValue: 'inherited',
    fixTo: '"enforced"',
    // Readers who rely on public access lose it.
    fixIsSafe: false,
    why: 'One grant to `allUsers`, here or by hand, puts the bucket on the internet unless an organisation policy forbids it.',
    remedy: 'Set `public_access_prevention = "enforced"`.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_GCP_114'),
    links: ['https://cloud.google.com/storage/docs/public-access-prevention'],
    example: {
      bad: `
resource "google_storage_bucket" "orders" {
  name                     = "acme-orders"
  location                 = "EU"
  public_access_prevention = "inherited" # expect
}
`,
      good: `
resource "google_storage_bucket" "orders" {
  name                     = "acme-orders"
  location                 = "EU"
  public_access_prevention = "enforced"
}
`,
    },
  }),
];
