/** What stands in the place of a value that is taken out. */
const HIDDEN = '(sensitive)';

/** Credentials that the workflow has, by the variables that they are in. */
export const CREDENTIALS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'ARM_OIDC_TOKEN',
  'GOOGLE_OAUTH_ACCESS_TOKEN',
] as const;

/** Definitions that both programs start with. */
const SHARED = `def hidden: "${HIDDEN}";
def credentials: [${CREDENTIALS.map((name) => `$ENV.${name}`).join(', ')}] | map(strings | select(length >= 8));
# Secrets as they are, and as they look inside of JSON text, base64 and URLs.
def forms: [.[] | ., (tojson | .[1:-1]), @base64, @uri] | unique | sort_by(-length);
def scrub($secrets):
  if type == "string" then reduce $secrets[] as $secret (.; if contains($secret) then split($secret) | join(hidden) else . end)
  elif type == "array" then map(scrub($secrets))
  elif type == "object" then with_entries(.key |= scrub($secrets) | .value |= scrub($secrets))
  else . end;
`;

/**
 * A jq program (1.6 and newer) that leaves of a plan (`terraform show -json`) what Plumbline reads, without what is sensitive:
 * every value that either mask of a change marks, the values of sensitive variables and the workflow's credentials wherever values
 * hold them. Of the configuration only names and references stay. What `null` is sensitive stays `null`.
 */
export const REDACT_PLAN = `${SHARED}def masked($mask):
  if . == null then null
  elif $mask == true then hidden
  elif type == "object" and ($mask | type) == "object" then with_entries(.key as $key | .value |= masked($mask[$key]))
  elif type == "array" and ($mask | type) == "array" then [range(0; length) as $at | .[$at] | masked($mask[$at])]
  else . end;
def marked($mask):
  if $mask == true then .. | strings
  elif type == "object" and ($mask | type) == "object" then keys_unsorted[] as $key | .[$key] | marked($mask[$key])
  elif type == "array" and ($mask | type) == "array" then range(0; length) as $at | .[$at] | marked($mask[$at])
  else empty end;
def only($names): with_entries(select(.key as $key | any($names[]; . == $key)));
def changes: (.resource_changes[]?, .resource_drift[]?, .deferred_changes[]?.resource_change, .output_changes[]?) | objects;
def change_of: if has("change") then .change else . end | objects;
def secrets:
  (.configuration.root_module.variables // {}) as $declared
  | [
      (changes | change_of | .before_sensitive as $old | .after_sensitive as $new
        | (.before, .after) | marked($old), marked($new)),
      (.variables // {} | to_entries[] | select($declared[.key].sensitive == true) | .value.value | .. | strings)
    ] | unique | map(select(length >= 8)) | sort_by(-length) | .[:500];
def change($secrets):
  .before_sensitive as $old | .after_sensitive as $new
  | (if .importing then .importing |= only(["id", "unknown"]) else . end)
  | .before |= (masked($old) | masked($new) | scrub($secrets))
  | .after |= (masked($old) | masked($new) | scrub($secrets))
  | only(["actions", "before", "after", "after_unknown", "before_sensitive", "after_sensitive", "replace_paths", "importing"]);
def resource($secrets):
  only(["address", "previous_address", "module_address", "mode", "type", "name", "index", "provider_name", "deposed",
    "action_reason", "change"])
  | if .change then .change |= change($secrets) else . end;
# Expressions: what they refer to, never what they are.
def refers:
  if type == "object" then
    with_entries(select(.key != "constant_value") | .value |= (if type == "array" and all(.[]; type == "string") then . else refers end)
      | select(.value != null))
  elif type == "array" then map(refers)
  else null end;
def address_only: if type == "string" then sub("//[^/@]*@"; "//") else null end;
def shape:
  objects | only(["resources", "module_calls", "outputs"])
  | if .resources then .resources |= map(
      only(["address", "mode", "type", "name", "provider_config_key", "expressions", "count_expression", "for_each_expression",
        "depends_on"])
      | reduce ("expressions", "count_expression", "for_each_expression") as $key (.;
          if has($key) then .[$key] |= refers else . end))
    else . end
  | if .outputs then .outputs |= map_values(only(["expression", "sensitive", "depends_on"])
      | if .expression then .expression |= refers else . end) else . end
  | if .module_calls then .module_calls |= map_values(
      only(["source", "version_constraint", "expressions", "count_expression", "for_each_expression", "depends_on", "module"])
      | (if .source then .source |= address_only else . end)
      | reduce ("expressions", "count_expression", "for_each_expression") as $key (.;
          if has($key) then .[$key] |= refers else . end)
      | if .module then .module |= shape else . end)
    else . end;
if type != "object" or (.format_version | type) != "string" then error("not a plan") else . end
| ((secrets + credentials) | forms) as $secrets
| (.configuration.root_module // {} | shape) as $shape
| only(["format_version", "terraform_version", "timestamp", "applyable", "complete", "errored", "checks", "relevant_attributes",
    "resource_changes", "resource_drift", "deferred_changes", "output_changes"])
| (if .resource_changes then .resource_changes |= map(resource($secrets)) else . end)
| (if .resource_drift then .resource_drift |= map(resource($secrets)) else . end)
| (if .deferred_changes then .deferred_changes |= map(
    only(["reason", "resource_change"]) | if .resource_change then .resource_change |= resource($secrets) else . end) else . end)
| (if .output_changes then .output_changes |= map_values(change($secrets)) else . end)
| (if .checks then .checks |= map(if .instances then .instances |= map(
    if .problems then .problems |= scrub($secrets) else . end) else . end) else . end)
| .configuration = { root_module: $shape }
`;

/**
 * A jq program for the lines of `terraform plan -json` and what else the tool prints (with `--raw-input --raw-output`): without the
 * values that diagnostics quote, and without the workflow's credentials.
 */
export const REDACT_EVENTS = `${SHARED}(credentials | forms) as $secrets
| . as $line
| (try fromjson catch null)
| if type == "object" then
    (if (.diagnostic.snippet? | type) == "object" then del(.diagnostic.snippet.values) else . end) | scrub($secrets) | tojson
  else $line | scrub($secrets) end
`;
