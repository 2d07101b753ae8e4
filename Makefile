# The words a newcomer types. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run build test lint format unit end-to-end size clean packages

BINARY := build/under-maintenance
HTTP_PORT ?= 8080
# What compiling and linking needs besides Swift.
BUILD_PACKAGES := g++ libc6-dev
# Bytes of the shipped binary at most.
SIZE_LIMIT := 1000000

EMBEDDED := swift build -c release --traits Embedded --scratch-path .build-embedded

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build what ships and serve it on port 8080 (HTTP_PORT=… for another)
	@echo "Serving http://localhost:$(HTTP_PORT)/ until Ctrl-C; try: curl -i http://127.0.0.1:$(HTTP_PORT)/any/path"
	@UNDER_MAINTENANCE_HTTP_LISTEN='[::]:$(HTTP_PORT)' exec $(BINARY)

packages:
	@Tests/Tools/install-packages $(BUILD_PACKAGES)

build: packages ## Build the shipped binary: static, Embedded Swift, stripped
	@Tests/Tools/without-warnings $(EMBEDDED)
	@mkdir -p build
	@strip -o $(BINARY) .build-embedded/release/under-maintenance

test: lint build size unit end-to-end ## Everything: lint, both builds, unit tests, end-to-end tests

lint: ## Check the format of the Swift sources
	swift format lint --strict --recursive --configuration .swift-format Package.swift Sources Tests

format: ## Format the Swift sources
	swift format --in-place --recursive --configuration .swift-format Package.swift Sources Tests

size: build ## Check that the binary is static, small and free of Foundation
	@Tests/Tools/guard-binary $(BINARY) $(SIZE_LIMIT)

unit: packages ## Run the unit tests: the same sources as ordinary Swift
	@Tests/Tools/without-warnings swift build --build-tests
	swift test --skip-build

end-to-end: build ## Run the shipped binary against real clients and real proxies
	@UNDER_MAINTENANCE_BINARY='$(CURDIR)/$(BINARY)' Tests/Tools/end-to-end

clean: ## Remove everything that was built
	rm -rf .build .build-embedded build .venv
