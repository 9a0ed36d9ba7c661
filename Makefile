# Tally. `make` prints what it can do.
SHELL := /bin/bash
MVN ?= ./mvnw -B
FUNCTION ?= aggregator
EVENT ?= functions/$(FUNCTION)/events/$(if $(filter press,$(FUNCTION)),press,fifo-batch).json
LAMBDA_URL ?= http://localhost:9001
STACK := localstack/target/quarkus-app/quarkus-run.jar
SOURCES := $(shell find pom.xml functions/*/pom.xml functions/*/src/main localstack/pom.xml localstack/src/main -type f)

NO_OTHER_TESTS := -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dexec.skip=true

.PHONY: help run build test test-quick format check invoke many-clicks bench bench-live bench-cold-start sbom clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(STACK) ## Start the whole stack on this machine, building it first if need be; Ctrl-C stops it
	@exec java -XX:+UseParallelGC -XX:TieredStopAtLevel=1 -jar $(STACK)

build: $(STACK) ## Build the function zips and the local stack, without tests

$(STACK): $(SOURCES)
	$(MVN) -q package -DskipTests
	@touch $(STACK)

test: ## Run every check and test; what is missing on this machine is skipped aloud
	$(MVN) verify

test-quick: ## Run the checks and the tests that need no stack
	$(MVN) test

format: ## Format the code
	$(MVN) -q spotless:apply

check: ## Check format, compile and lint, without tests
	$(MVN) -q test-compile

invoke: ## Invoke a function of the running stack: FUNCTION=aggregator EVENT=functions/aggregator/events/fifo-batch.json
	@localstack/invoke.sh "$(LAMBDA_URL)" "$(FUNCTION)" "$(EVENT)"

many-clicks: ## Press 20,000 times while the aggregator is killed every two seconds, and check the count
	$(MVN) -q verify -Dtest=None -Dit.test=ManyClicksIT -Dclicks=20000 $(NO_OTHER_TESTS)
	@grep -h '^clicks=' localstack/target/failsafe-reports/*ManyClicksIT-output.txt

bench: ## Measure clicks per second, latency and writes per click (docs/performance.md)
	$(MVN) -q verify -Dtest=None -Dit.test=ClickBench $(NO_OTHER_TESTS)
	@cat localstack/target/bench/clicks.md

bench-live: ## Measure the time from a press to every screen, and what it costs (docs/performance.md)
	$(MVN) -q verify -Dtest=None -Dit.test=LiveBench $(NO_OTHER_TESTS)
	@cat localstack/target/bench/live.md

bench-cold-start: ## Measure zip sizes and cold starts on this JDK (docs/performance.md)
	$(MVN) -q verify -Dtest=None -Dit.test=ColdStartBench $(NO_OTHER_TESTS)
	@cat localstack/target/bench/cold-start.md

sbom: ## Write down what the packages are made of, as CycloneDX: target/bom.json
	$(MVN) -q org.cyclonedx:cyclonedx-maven-plugin:makeAggregateBom

clean: ## Remove everything that was built
	$(MVN) -q clean
