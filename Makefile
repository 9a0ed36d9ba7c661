# Tally. `make` prints what it can do.
SHELL := /bin/bash
MVN ?= ./mvnw -B
FUNCTION ?= aggregator
EVENT ?= functions/$(FUNCTION)/events/$(if $(filter press,$(FUNCTION)),press,fifo-batch).json
LAMBDA_URL ?= http://localhost:9001
STACK := localstack/target/quarkus-app/quarkus-run.jar
SOURCES := $(shell find pom.xml functions/*/pom.xml functions/*/src/main localstack/pom.xml localstack/src/main \
  web/client/package.json web/client/src web/app/package.json web/app/index.html web/app/public web/app/src -type f)

# The place of the stack: local, an emulator in Docker, or aws.
CLOUD ?= local
ifeq ($(CLOUD),local)
  TAIL := tools/local.sh tail
  INVOKE := tools/invoke.sh "$(LAMBDA_URL)"
  QUEUES := tools/local.sh
else ifeq ($(CLOUD),aws)
  TAIL := tools/aws.sh tail
  INVOKE := tools/aws.sh invoke
  QUEUES := tools/aws.sh
else ifneq ($(filter localstack localstack-token floci,$(CLOUD)),)
  # The functions run in the emulator, but the local stack in front of it moves the dead letters.
  ON_EMULATOR := env AWS_ENDPOINT_URL=http://localhost:$(or $(TALLY_EMULATOR_PORT),4566) \
    AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test TALLY_STATE=$(CURDIR)/localstack/target/emulator/terraform.tfstate
  TAIL := $(ON_EMULATOR) tools/aws.sh tail
  INVOKE := $(ON_EMULATOR) tools/aws.sh invoke
  QUEUES := tools/local.sh
else
  $(error CLOUD must be local, localstack, localstack-token, floci or aws, not '$(CLOUD)')
endif

FAULTS := localstack/target/failsafe-reports/*FaultSuite-output.txt
NO_OTHER_TESTS := -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dweb.test.skip=true

.PHONY: help run build build-native test test-native test-localstack test-quick format check invoke tail redrive rebuild audit \
  faults drill load fuzz cost bench plan deploy destroy sbom audit-dependencies clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(STACK) ## Start the whole stack on this machine, or on an emulator with CLOUD=localstack or floci; Ctrl-C stops it
	@exec localstack/run.sh "$(CLOUD)" java -XX:+UseParallelGC -XX:TieredStopAtLevel=1 -jar $(STACK)

build: $(STACK) ## Build the function zips and the local stack, without tests

$(STACK): $(SOURCES)
	$(MVN) -q package -DskipTests
	@touch $(STACK)

build-native: ## Build the function zips as native binaries, with GraalVM or in a container where there is none
	@for tool in "$(GRAALVM_HOME)/bin/native-image --version" "$(JAVA_HOME)/bin/native-image --version" \
	  "native-image --version" "docker info" "podman info"; do $$tool >/dev/null 2>&1 && exit 0; done; \
	echo "build-native: neither GraalVM's native-image nor a running Docker or Podman is here:" \
	  "install Mandrel or GraalVM 25 and set GRAALVM_HOME, or start Docker" >&2; exit 1
	$(MVN) -q package -DskipTests -Dnative -pl functions/press,functions/aggregator,functions/broadcaster -am
	@ls -l functions/*/target/native/function.zip

test: ## Run every check and test; what is missing on this machine is skipped aloud
	$(MVN) verify
	@grep -Ehs '^(cloud|SKIPPED): ' */target/*-reports/*-output.txt functions/*/target/*-reports/*-output.txt | sort -u || true

test-native: ## Start each native package that make build-native made, and invoke it
	$(MVN) verify -Dtest=None -Dit.test=NativeIT -Dnative.required=true $(NO_OTHER_TESTS)

test-localstack: ## Run the rules of queues and tables and the whole path on LocalStack in Docker
	$(MVN) verify -Dcloud=localstack -Dtest='*RulesTest' -Dit.test='ExactlyOnceIT,LiveIT' $(NO_OTHER_TESTS)

test-quick: ## Run the checks and the tests that need no stack
	$(MVN) test

format: ## Format the code
	$(MVN) -q -Pload spotless:apply

check: ## Check format, compile and lint, without tests
	$(MVN) -q test-compile

invoke: ## Invoke a function: FUNCTION=aggregator EVENT=functions/aggregator/events/fifo-batch.json [CLOUD=aws]
	@$(INVOKE) "$(FUNCTION)" "$(EVENT)"

tail: ## Follow what functions log: [FUNCTION=press] [CLOUD=aws]
	@$(TAIL) "$(if $(filter command line environment,$(origin FUNCTION)),$(FUNCTION))"

redrive: ## List dead letters; with CONFIRM=yes, send them back to their queue [CLOUD=aws]
	@$(QUEUES) redrive "$(CONFIRM)"

rebuild: ## Publish the total of a counter anew from its shards: COUNTER=likes [CLOUD=aws]
	@tools/rebuild.sh "$(COUNTER)" $(INVOKE)

audit: ## Hold what was accepted of a counter against counted, in flight and dead: COUNTER=likes [ACCEPTED=42] [CLOUD=aws]
	@tools/audit.sh "$(COUNTER)" "$(ACCEPTED)" $(QUEUES) $(INVOKE)

faults: ## Press while everything fails, by the plans of SEEDS seeds (100), or by that of one: SEED=17
	$(MVN) -q verify -Dtest=None -Dit.test=FaultSuite $(NO_OTHER_TESTS) \
	  -Dfaults.seeds=$(or $(SEEDS),100) $(if $(SEED),-Dfaults.seed=$(SEED)) || { sed -n 's/^faults: //p' $(FAULTS); exit 1; }
	@sed -n 's/^faults: //p' $(FAULTS)

drill: ## Take each part away in turn while people press, and tell what they see and how long it takes to be well again (docs/operations.md)
	$(MVN) -q verify -Dtest=None -Dit.test=OutageDrill $(NO_OTHER_TESTS)
	@sed -n 's/^drill: //p' localstack/target/failsafe-reports/*OutageDrill-output.txt

load: $(if $(TALLY_URL),,$(STACK)) ## Put load on a stack and check the count: [SCENARIO=hot] [SECONDS=] [RATE=] [USERS=] [WARM_UP=] [TALLY_URL=] [TALLY_WS_URL=]
	@rm -rf load/target/load/$(or $(SCENARIO),*) load/target/load/$(or $(SCENARIO),*).json
	@exec $(MVN) -q verify -Pload -pl functions/counter,load -DskipTests \
	  $(if $(SCENARIO),-Dload.scenario=$(SCENARIO) -Dgatling.simulationClass=dev.tally.load.$(shell name=$(SCENARIO); echo $${name^})Simulation) \
	  -Dload.url=$(TALLY_URL) -Dload.webSocketUrl=$(TALLY_WS_URL) \
	  -Dload.warmUp=$(WARM_UP) -Dload.seconds=$(SECONDS) -Dload.users=$(USERS) -Dload.rate=$(RATE)

fuzz: ## Hand generated inputs to every parser, for FUZZ_SECONDS each (60), or FUZZ_TRIES of them
	$(MVN) -q test -pl functions/counter,functions/press,functions/aggregator,functions/broadcaster -Dtest='*FuzzTest' $(NO_OTHER_TESTS) \
	  $(if $(FUZZ_TRIES),-Dfuzz.tries=$(FUZZ_TRIES),-Dfuzz.seconds=$(or $(FUZZ_SECONDS),60))
	@grep -ahs '^fuzz: ' functions/*/target/surefire-reports/*FuzzTest-output.txt

cost: ## Count what clicks, pushes and viewers call, and print it in dollars (docs/operations.md)
	$(MVN) -q verify -Dtest=None -Dit.test=CostIT $(NO_OTHER_TESTS)
	@sed -n 's/^cost: //p' localstack/target/failsafe-reports/*CostIT-output.txt

# The benchmark of each OF. COMPILER enables all compiler tiers, and early: the warm-up must end with compiled code, because
# compilers that still run would take time from the product.
COMPILER := -Dtest.compiler="-XX:TieredStopAtLevel=4 -XX:CompileThresholdScaling=0.1"
OF ?= clicks
BENCH.clicks := ClickBench
BENCH.live := LiveBench $(COMPILER)
BENCH.web := WebBench $(COMPILER)
BENCH.cold-start := ColdStartBench

bench: ## Measure clicks, the live path, the page or cold starts [OF=clicks|live|web|cold-start] (docs/performance.md)
	$(if $(BENCH.$(OF)),,$(error OF must be clicks, live, web or cold-start, not '$(OF)'))
	$(MVN) -q verify -Dtest=None -Dit.test=$(BENCH.$(OF)) $(NO_OTHER_TESTS)
	@cat localstack/target/bench/$(OF).md

sbom: ## Write down what the packages are made of, as CycloneDX: target/bom.json
	$(MVN) -q org.cyclonedx:cyclonedx-maven-plugin:makeAggregateBom

audit-dependencies: sbom ## Look every dependency up in the database of open-source vulnerabilities (accepted-advisories.txt)
	@$(MVN) -q verify -Dtest=None -Dit.test=DependencyAudit $(NO_OTHER_TESTS); status=$$?; \
	  grep -Ehs '^(advisory|SKIPPED): ' localstack/target/failsafe-reports/*DependencyAudit-output.txt; exit $$status

plan: $(STACK) ## Show what make deploy would change; VARS=localstack.tfvars for an emulator
	@infra/terraform/run.sh plan "$(VARS)"

deploy: $(STACK) ## Build and deploy with Terraform, and print the URLs; VARS=localstack.tfvars for an emulator
	@infra/terraform/run.sh deploy "$(VARS)"

destroy: ## Remove what make deploy created, after asking
	@infra/terraform/run.sh destroy "$(VARS)"

clean: ## Remove everything that was built
	$(MVN) -q clean
