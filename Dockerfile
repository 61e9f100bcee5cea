# The web interface is built, and what runs is put together, in the first stage; the second one holds that and nothing else.
# Nothing is compiled, and the Node that runs comes with the packages (ADR 7), so that each architecture builds alike.

# Has npm; the same Node as in package.json.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY bin bin
RUN node bin/bootstrap.mjs install
COPY . .
RUN node bin/bootstrap.mjs build:web && node packaging/stage.mjs /release

# No Node, no npm, no compiler.
FROM debian:12.12-slim
RUN useradd --system --user-group --uid 8470 --home-dir /data --no-create-home --shell /usr/sbin/nologin panoramica \
 && install -d -o panoramica -g panoramica -m 0700 /data
COPY --from=build /release /opt/panoramica
ENV PANORAMICA_HOST=0.0.0.0 PANORAMICA_PORT=8470 PANORAMICA_DATA_DIR=/data HOME=/data
USER panoramica
WORKDIR /data
VOLUME /data
EXPOSE 8470
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/opt/panoramica/bin/node", "/opt/panoramica/packaging/health.mjs"]
ENTRYPOINT ["/opt/panoramica/bin/panoramica"]
CMD ["serve"]
