# The words a newcomer types. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run certs build current test lint format unit end-to-end deploy image image-test package \
	package-test matrix reproduce foreign size size-table facts values variables bench performance pictures fuzz \
	soak differential clean packages test-packages test-environment

BINARY := build/under-maintenance
IMAGE_BINARY := build/image/under-maintenance
# What is served and tested, and the target that makes it; `make test` takes the image's.
PROGRAM := $(BINARY)
MADE_BY := build
HTTP_PORT ?= 8080
HTTPS_PORT ?= 8443
# What compiling and linking needs besides Swift; of g++ only what it links every program with.
BUILD_PACKAGES := g++,libstdc++-14-dev libc6-dev libssl-dev zlib1g-dev pkg-config openssl binutils
# Of these, what becomes a part of the program.
LINKED_PACKAGES := libssl-dev zlib1g-dev libc6-dev
# What the tests need besides: clients, proxies, a browser, and what makes an image and runs it.
TEST_PACKAGES := apache2 bubblewrap buildah caddy chromium chromium-driver curl docker-compose \
	fonts-dejavu-core fonts-noto-core git goaccess haproxy iproute2 libnginx-mod-stream lintian \
	man-db mmdebstrap nghttp2-client nghttp2-proxy nghttp2-server nginx poppler-utils prometheus \
	python3-venv runsc sslh strace systemd testssl.sh util-linux
# What the unit tests need besides: another decoder of HTTP/2's fields.
UNIT_PACKAGES := libnghttp2-dev
# Bytes of the program at most, with the OpenSSL of Debian 12 and of the image's Debian.
SIZE_LIMIT := 3600000
IMAGE_SIZE_LIMIT := 4120000

# What `make test` consists of; it also sets how its parts run and how the unit tests are built.
PARTS := lint size unit fuzz end-to-end deploy image-test package-test
NICE :=
UNIT_FLAGS :=
# One program is enough to compile: the one in the image, where an image is made at all.
TESTED = $(if $(filter image-test,$(PARTS)),PROGRAM=$(IMAGE_BINARY) MADE_BY=image SIZE_LIMIT=$(IMAGE_SIZE_LIMIT))
# For who builds all of it and changes nothing: each module compiled whole instead of in batches that each
# read all of it, nothing for debuggers, and the index, by which the tests are found, of what is ours only.
ALL_AT_ONCE := -debug-info-format none -Xswiftc -index-ignore-system-modules \
	-Xswiftc -whole-module-optimization -Xswiftc -no-emit-module-separately-wmo \
	-Xswiftc -disable-batch-mode -Xswiftc -num-threads -Xswiftc 2

FUZZ_TARGETS := exchange session decoder proxy responder configuration announcement pem hello
# For each of them; in `make test` less.
FUZZ_SECONDS := 60
FUZZ_TEST_SECONDS := 6
SOAK_SECONDS := 600

EMBEDDED_FLAGS :=
EMBEDDED = swift build -c release --traits Embedded --scratch-path .build-embedded $(EMBEDDED_FLAGS)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(MADE_BY) certs ## Build what ships and serve it on 8080 and, with TLS, 8443 (HTTP_PORT=…, HTTPS_PORT=…)
	@echo "Serving until Ctrl-C; try:"
	@echo "  curl -i http://localhost:$(HTTP_PORT)/any/path"
	@echo "  curl -i --cacert certs/dev/ca.crt https://localhost:$(HTTPS_PORT)/any/path"
	@UNDER_MAINTENANCE_HTTP_LISTEN='[::]:$(HTTP_PORT)' UNDER_MAINTENANCE_HTTPS_LISTEN='[::]:$(HTTPS_PORT)' \
	UNDER_MAINTENANCE_TLS_CERTIFICATE_PATH=certs/dev/ecdsa.crt \
	UNDER_MAINTENANCE_TLS_KEY_PATH=certs/dev/ecdsa.key \
	exec $(PROGRAM)

certs: packages ## Make a throw-away CA and certificates for localhost and *.example.test
	@certs/dev/make

packages:
	@tools/install-packages $(BUILD_PACKAGES)
	@tools/upgrade-packages $(LINKED_PACKAGES)

current: ## Refuse to go on with an OpenSSL, zlib or libc older than the archive's
	@tools/upgrade-packages --refuse $(LINKED_PACKAGES)

build: packages ## Build the shipped binary: static, Embedded Swift, stripped
	@tools/without-warnings $(EMBEDDED)
	@mkdir -p build
	@strip -o $(BINARY) .build-embedded/release/under-maintenance

# Compilers want a processor, tests mostly wait: all go on at once. The end-to-end tests take longest
# and wait for the program that ships, so whatever doesn't need that is nice. Each part's output comes
# in one piece when it ends, and the last lines say again which parts have failed.
test: test-packages ## Everything: lint, both builds, all tests, deployments, image
	@echo "Side by side, each reports when it ends: $(PARTS)"
	@mkdir -p build
	@$(MAKE) --jobs --keep-going --output-sync=target --no-print-directory NICE='nice -n 5' $(TESTED) \
		UNIT_FLAGS='$(ALL_AT_ONCE)' FUZZ_SECONDS=$(FUZZ_TEST_SECONDS) $(PARTS) 2>&1 | tee build/test.log || { grep -F ': *** [' build/test.log; exit 1; }

test-packages:
	@tools/install-packages $(BUILD_PACKAGES) $(UNIT_PACKAGES) $(TEST_PACKAGES)

test-environment: test-packages
	@Tests/python-environment

lint: ## Check the format of the Swift sources
	swift format lint --strict --recursive --configuration .swift-format Package.swift Sources Tests Fuzz

format: ## Format the Swift sources
	swift format --in-place --recursive --configuration .swift-format Package.swift Sources Tests Fuzz

size: $(MADE_BY) ## Check that the program is static, small and free of Foundation
	@tools/guard-binary $(PROGRAM) $(SIZE_LIMIT)

unit: packages ## Run the unit tests: the same sources as ordinary Swift
	@tools/install-packages $(UNIT_PACKAGES)
	@$(NICE) tools/without-warnings swift build --build-tests $(UNIT_FLAGS)
	$(NICE) swift test --skip-build

end-to-end: $(MADE_BY) test-environment ## Run the program against real clients and proxies (TESTS=…: some)
	@UNDER_MAINTENANCE_BINARY=$(PROGRAM) Tests/run EndToEndTests $(TESTS)

# Of the same objects: linked once more, with all of OpenSSL. The image's program is there after
# image-test.
matrix: export UNDER_MAINTENANCE_TESTS := whole
matrix: build test-environment ## Try every kind of TLS on this program, on one with all of OpenSSL, on the image's
	@python3 Tests/EndToEndTests/Support/linking.py build/under-maintenance-all
	@Tests/run EndToEndTests TLS/test_tls_matrix.py TLS/test_tls_scan.py
	@UNDER_MAINTENANCE_BINARY=build/under-maintenance-all UNDER_MAINTENANCE_LINKED=all \
		Tests/run EndToEndTests TLS/test_tls_matrix.py
	@[[ ! -e $(IMAGE_BINARY) ]] || UNDER_MAINTENANCE_BINARY=$(IMAGE_BINARY) Tests/run EndToEndTests TLS

deploy: $(MADE_BY) test-environment ## Check deploy/ and play it with Traefik, Envoy, HAProxy and Helm
	@UNDER_MAINTENANCE_BINARY=$(PROGRAM) Tests/run Deploy $(TESTS)

image: test-packages
	@Tests/Image/run --image

image-test: image test-environment ## Build the image as Docker would and test it (as root)
	@Tests/Image/run

package: image ## Make a Debian package and a tarball of the image's program, in build/package (as root)
	@rm -rf build/package
	@tools/package $(IMAGE_BINARY) build/package

package-test: package test-environment ## Boot a Debian, install them there, upgrade, remove, purge (as root; TESTS=…: some)
	@Tests/Package/run $(TESTS)

# In another folder, whose name is longer: nothing of it may be left in the program.
reproduce: build ## Build once more in another folder and show that the bytes are the same
	@tools/reproduce $(BINARY)

foreign: build ## Link with arm64's archives, of Debian 12 and 13: every name must be there
	@tools/link-foreign arm64 bookworm
	@tools/link-foreign arm64 trixie

size-table: packages ## Print what each part weighs in the shipped binary
	@bench/size

facts: ## Write the README's fact table from the image's program, which make image-test leaves
	@bench/facts $(IMAGE_BINARY)

variables: build ## Write what documents and package say of the variables from what the shipped binary says
	@bench/variables $(BINARY)
	@WRITE_DOCUMENTS=1 swift test --filter ConfigurationDocumentTests

values: test-environment ## Write the chart's values.yaml and README table from values.schema.json
	@.venv/bin/python deploy/helm/describe

bench: build ## Measure it against nginx, HAProxy, lighttpd and others; build/bench/report.md
	@bench/run

pictures: build test-environment ## Take the pictures of the page in docs/images, with Chromium
	@UNDER_MAINTENANCE_SCREENSHOTS=$(CURDIR)/docs/images Tests/run EndToEndTests Pages/test_page_browser.py \
		-k 'every_look and (light or dark or until)'

performance: ## Write docs/performance.md and its plot from what `make bench` has measured
	@bench/plot

fuzz: packages ## Fuzz what others send and write (FUZZ_SECONDS=… each, FUZZ_TARGETS=…)
	@tools/install-packages $(UNIT_PACKAGES)
	@FUZZ_SECONDS=$(FUZZ_SECONDS) $(NICE) Fuzz/run $(FUZZ_TARGETS)

soak: build test-environment ## Load it for ten minutes with everything and see what grows (SOAK_SECONDS=…)
	@bench/soak $(SOAK_SECONDS)

differential: packages ## Hold the field decoder against nghttp2's on ten million blocks (BLOCKS=…)
	@tools/install-packages $(UNIT_PACKAGES)
	BLOCKS=$(or $(BLOCKS),10000000) swift test -c release --scratch-path .build-release \
		-Xswiftc -enable-testing --filter DifferentialTests

clean: ## Remove everything that was built
	rm -rf .build .build-embedded .build-release .build-size build .venv
