# The image: one static program and nothing else. How to build and run it: docs/image.md.
# Nothing here names an architecture: the build runs on the one it builds for.

# Swift's minor version is pinned: newer toolchains move parts of Embedded Swift's runtime.
ARG SWIFT_IMAGE=swift:6.3-bookworm
# Debian 13 for its OpenSSL 3.5: supported for years, and it speaks X25519MLKEM768.
ARG DEBIAN_IMAGE=debian:trixie-slim

# There is no Swift for Debian 13: the compiler of 12 runs there, mounted where it is used.
FROM ${SWIFT_IMAGE} AS swift

FROM ${DEBIAN_IMAGE} AS build
# What is linked in, OpenSSL, zlib and libc, is known here only: bills of materials look at this
# stage too.
ARG BUILDKIT_SBOM_SCAN_STAGE=true
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/swift/usr/bin
WORKDIR /source

# What to install is written in the Makefile, once; here what the compiler is linked with. Debian's
# newest is wanted, for its fixes, and nothing older is built with.
COPY Makefile ./
COPY tools/install-packages tools/upgrade-packages tools/
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        make libcurl4t64 libncurses6 libsqlite3-0 libstdc++-14-dev libxml2 \
    && make packages current \
    && rm -rf /var/lib/apt/lists/*

COPY . .
RUN --mount=type=bind,from=swift,source=/usr,target=/opt/swift/usr \
    make build EMBEDDED_FLAGS='-debug-info-format none' \
    && install -D --mode=0555 build/under-maintenance /image/under-maintenance

# A program that can't run ends the build here.
WORKDIR /image
RUN ./under-maintenance --version && ./under-maintenance check

FROM scratch
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="under-maintenance" \
      org.opencontainers.image.description="Answers every request with 503 Under maintenance" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

COPY --from=build /image/under-maintenance /under-maintenance

# A page mounted or copied to /under-maintenance.html is found in the working directory.
WORKDIR /
USER 65532:65532
EXPOSE 80 443
HEALTHCHECK --interval=10s --timeout=3s --start-period=1s --start-interval=1s \
    CMD ["/under-maintenance", "healthcheck"]
ENTRYPOINT ["/under-maintenance"]
