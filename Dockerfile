# syntax=docker/dockerfile:1
FROM node:24.11.1-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package needs its install script here: they would build or fetch what only development uses, or is there already.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.11.1-bookworm-slim
# bubblewrap and util-linux (prlimit): the sandbox of the plan-only job. git: reviews of local ranges. ca-certificates: git and
# GitHub Enterprise.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends bubblewrap util-linux git ca-certificates \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
# Terraform or OpenTofu is not in the image: mount a folder with the versions to plan with, and with what `terraform providers mirror`
# wrote (docker run --volume /srv/terraform:/opt/terraform:ro --volume /srv/mirror:/opt/mirror:ro --env
# PLUMBLINE_PROVIDER_MIRROR=/opt/mirror). Without it reviews work, and `node dist/cli.js doctor` says that nothing is planned, and why.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 PLUMBLINE_DATA=/data PLUMBLINE_TERRAFORM=/opt/terraform
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json app.yml ./
# Plans work in /data/plan-jobs; with a Postgres, and to try the sandbox out, in /tmp, which must be writable too.
# Registering the App (`docker run --env NODE_ENV=development`) writes its credentials to .env: kept in the volume.
RUN install --directory --owner=10001 --group=10001 /data && ln --symbolic /data/.env .env
# A number, so that Kubernetes can see that it is not root (runAsNonRoot).
USER 10001:10001
VOLUME /data
EXPOSE 3000
# 15 s to start: a new embedded database takes up to 4 s, a Postgres that starts beside us longer.
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
