# The two bases can be replaced, for a mirror or a hardened image, as long as they bring Node 24 with glibc.
ARG BUILD_BASE=node:24.21.0-bookworm-slim
ARG RUNTIME_BASE=node:24.21.0-bookworm-slim

FROM ${BUILD_BASE} AS build
# Behind a private certificate authority: the path, inside the build, of a mounted bundle that npm shall trust.
ARG NODE_EXTRA_CA_CERTS
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages are a Node for machines that lack one and native parts of the test tools.
RUN npm ci --omit=optional
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY src src
RUN npm run build

# A stage of its own, so that a change of the sources alone does not install these again.
FROM ${BUILD_BASE} AS packages
ARG NODE_EXTRA_CA_CERTS
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional

# Compiled code, which Node keeps for the user that runs it and that main.js reads.
FROM ${RUNTIME_BASE} AS compiled
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
RUN mkdir dist/.compiled && chown 10001:10001 dist/.compiled
USER 10001:10001
RUN node --input-type=module --eval "import { enableCompileCache } from 'node:module'; \
  enableCompileCache('dist/.compiled'); await import('./dist/run-service.js'); await import('./dist/config/load-config.js')"

FROM ${RUNTIME_BASE}
ENV NODE_ENV=production
# From 128 KiB on the memory of images goes back to the system as soon as it is free. Left to itself glibc moves that
# line up with the first image to 32 MiB, and keeps what later ones leave in pieces: 120 MiB more under a flood.
ENV MALLOC_MMAP_THRESHOLD_=131072
WORKDIR /app
# Everything belongs to root and the service writes nothing: the root file system may be read-only.
COPY package.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=compiled /app/dist dist
COPY openapi/openapi.json openapi/
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 3000
# Node itself is process 1: a shell or npm in between would swallow the signal that starts the graceful stop.
# Without the flag SIGUSR1 would open a debugger.
ENTRYPOINT ["node", "--disable-sigusr1", "dist/main.js"]
