import { z } from 'zod';

// Only what is read; GitHub sends much more. Reference: https://docs.github.com/en/rest

const sha = z.string().regex(/^[0-9a-f]{40,64}$/);

/** `GET /repos/{owner}/{repo}/pulls/{pull_number}` */
export const pullSchema = z.object({
  title: z.string(),
  state: z.string(),
  changed_files: z.number(),
  user: z.object({ login: z.string() }).nullish(), // null for a deleted account
  author_association: z.string().optional(),
  // The repository is null when it was deleted, as a fork may be.
  head: z.object({ sha, repo: z.object({ full_name: z.string() }).nullish() }),
  base: z.object({ sha, ref: z.string(), repo: z.object({ full_name: z.string() }).nullish() }),
});

/** `GET /repos/{owner}/{repo}/compare/{basehead}` */
export const compareSchema = z.object({
  base_commit: z.object({ sha }),
  merge_base_commit: z.object({ sha }),
});

/** `GET /repos/{owner}/{repo}/pulls/{pull_number}/files` */
export const filesSchema = z.array(
  z.object({
    filename: z.string(),
    previous_filename: z.string().optional(),
    status: z.string(),
    changes: z.number(),
    patch: z.string().nullish(),
    contents_url: z.string().optional(),
  }),
);

/** `GET /repos/{owner}/{repo}/git/trees/{tree_sha}` */
export const treeSchema = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha, size: z.number().optional() })),
});

/** `GET /repos/{owner}/{repo}/git/blobs/{file_sha}` */
export const blobSchema = z.object({ encoding: z.string(), content: z.string() });

/** A `Blob` of GraphQL under each alias. Source: https://docs.github.com/en/graphql/reference/objects#blob */
export const graphqlBlobsSchema = z.object({
  repository: z
    .record(
      z.string(),
      z
        .object({ text: z.string().nullish(), isTruncated: z.boolean().optional(), isBinary: z.boolean().nullish() })
        .nullable(),
    )
    .nullable(),
});

/** A pull request, as far as it is read. */
export type GitHubPull = z.infer<typeof pullSchema>;
/** A changed file of a pull request, as far as it is read. */
export type GitHubFile = z.infer<typeof filesSchema>[number];
/** A tree listing, as far as it is read. */
export type GitHubTree = z.infer<typeof treeSchema>;
