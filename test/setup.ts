// Tests must not depend on who runs them or where: credentials and CI hints of the machine are removed,
// and no test may reach the network (nock in the tests that speak HTTP; loopback only).
for (const name of Object.keys(process.env)) {
  if (/^(GITHUB_|GH_|CI$|TF_|APP_ID$|PRIVATE_KEY|WEBHOOK_|DATABASE_URL$|PG)/.test(name))
    Reflect.deleteProperty(process.env, name);
}
