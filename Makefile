# Tally. `make` prints its targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MVN ?= ./mvnw -B
FUNCTION ?= aggregator
EVENT ?= functions/$(FUNCTION)/events/$(if $(filter press,$(FUNCTION)),press,fifo-batch).json
JAVA := $(if $(JAVA_HOME),$(JAVA_HOME)/bin/)java
STACK := localstack/target/quarkus-app/quarkus-run.jar
SOURCES := $(shell find pom.xml functions/*/pom.xml functions/*/src/main localstack/pom.xml localstack/src/main \
  web/client/package.json web/client/src web/button/package.json web/button/src web/app/package.json web/app/index.html web/app/public web/app/src -type f 2>/dev/null)

# The place of the stack: local, an emulator in Docker, or aws.
CLOUD ?= local
ifeq ($(CLOUD),local)
  TAIL := tools/local.sh tail
  INVOKE := tools/invoke.sh
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

# A release has its packages and its page, and no sources.
BUILT := $(if $(wildcard packages/*.zip),,$(STACK))

# The folder that keeps the tables and queues of the local stack.
ifdef DATA
  export TALLY_DATA := $(DATA)
endif

NO_OTHER_TESTS := -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dweb.test.skip=true
PRINT_SKIPPED := grep -Ehs '^(cloud|SKIPPED): ' */target/*-reports/*-output.txt functions/*/target/*-reports/*-output.txt | sort -u || true
# The number of files of tests with an ending, for the progress of their run.
TEST_FILES = $(shell find functions localstack system -path '*/src/test/*' | grep -cE '($(1))\.java$$')
FAULTS := system/target/failsafe-reports/*FaultSuite-output.txt

# The benchmark of each OF. COMPILER enables all compiler tiers, and early: the warm-up must end with compiled code, because
# compilers that still run would take time from the product.
COMPILER := -Dtest.compiler="-XX:TieredStopAtLevel=4 -XX:CompileThresholdScaling=0.1"
OF ?= clicks
BENCH.clicks := ClickBench
BENCH.votes := VoteBench
BENCH.live := LiveBench $(COMPILER)
BENCH.web := WebBench $(COMPILER)
BENCH.cold-start := ColdStartBench
BENCH.isolation := IsolationBench $(COMPILER)
BENCH.growth := GrowthBench

.PHONY: run check-run test help \
  deploy plan rollback tail invoke redrive audit rebuild adjust reset delete-post export forget destroy \
  test-quick prove faults load bench scale picture drill cost fuzz test-native test-localstack audit-dependencies \
  build check format build-native sbom clean

##@ start here

run: check-run $(STACK) ## Start the whole stack on this machine; Ctrl-C stops it [LOG=1] [DATA=folder] [NATIVE=yes] [CLOUD=localstack|localstack-token|floci]
	@exec localstack/run.sh "$(CLOUD)" $(JAVA) @localstack/jvm.options -jar $(STACK)

check-run:
	@localstack/check.sh run "$(CLOUD)"

test: ## Run every check and test except those of make prove; print the skipped ones with the reason
	@tools/progress.sh test classes $(call TEST_FILES,Test|IT) $(MVN) verify
	@$(PRINT_SKIPPED)

help: ## Print this list
	@awk -F ':.*## ' '/^##@/ {print "\n" substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ operate

deploy: $(BUILT) ## Build, plan, ask, apply exactly that plan with the page, press once, and print the URLs [CONFIRM=yes] [PAGE=no] [CHECK=no] [VARS=localstack.tfvars]
	@infra/terraform/run.sh deploy "$(VARS)"

plan: $(BUILT) ## Print the changes that make deploy would make [VARS=localstack.tfvars] [INIT_FLAGS=-migrate-state]
	@infra/terraform/run.sh plan "$(VARS)"

rollback: ## List the versions of the previous deployment on AWS; with CONFIRM=yes, make them live within seconds [SHARE=0.1 for a part]
	@tools/aws.sh rollback "$(CONFIRM)" "$(SHARE)"

tail: ## Follow the logs of the functions [FUNCTION=press] [CLOUD=aws]
	@$(TAIL) "$(if $(filter command line environment,$(origin FUNCTION)),$(FUNCTION))"

invoke: ## Invoke a function [FUNCTION=aggregator] [EVENT=functions/aggregator/events/fifo-batch.json] [CLOUD=aws]
	@$(INVOKE) "$(FUNCTION)" "$(EVENT)"

redrive: ## List the dead letters; with CONFIRM=yes, send them back to their queue [CLOUD=aws]
	@$(QUEUES) redrive "$(CONFIRM)"

audit: ## Check that the clicks of a counter are counted, in flight or dead: COUNTER=likes [ACCEPTED=42] [CLOUD=aws]
	@tools/audit.sh "$(COUNTER)" "$(ACCEPTED)" $(QUEUES) $(INVOKE)

rebuild: ## Publish the total of a counter again from its shards, for a counter of votes from the votes: COUNTER=likes [CLOUD=aws]
	@tools/rebuild.sh "$(COUNTER)" $(INVOKE)

adjust: ## Change a counter by a large delta, to import or correct a number: COUNTER=likes DELTA=1000000 [CLOUD=aws]
	@tools/administer.sh adjust "$(COUNTER)" "$(DELTA)" $(INVOKE)

reset: ## Set a counter to 0: COUNTER=likes [CLOUD=aws]
	@tools/administer.sh reset "$(COUNTER)" $(INVOKE)

delete-post: ## Delete a post: POST=01a202b3-3a30-7000-b0f1-15c28f4439e0 [CLOUD=aws]
	@tools/administer.sh delete-post "$(POST)" $(INVOKE)

export: ## Print the votes of a counter, each with its voter: COUNTER=like~article-1 [CLOUD=aws]
	@tools/votes.sh export "$(COUNTER)" $(INVOKE)

forget: ## Take back and delete every vote of a voter in this region: VOTER=a-5f0c1d7ab3e94c28 [CLOUD=aws]
	@tools/votes.sh forget "$(VOTER)" $(INVOKE)

destroy: ## Plan the removal of everything that make deploy created, ask, and remove it [CONFIRM=yes DESTROY=... LOSE_MESSAGES=...]
	@infra/terraform/run.sh destroy "$(VARS)"

##@ prove

test-quick: ## Run the checks and the tests that need no stack
	@tools/progress.sh test-quick classes $(call TEST_FILES,Test) $(MVN) test

prove: ## Run the slowest proofs: faults, every screen of the page in a browser, and Terraform against an emulator
	@tools/progress.sh prove classes "$$(grep -rl '@Tag("slow")' system/src/test | wc -l)" $(MVN) -q verify -Dtest=None -Dit.test='dev/tally/system/**/*IT' -Dproofs.groups=slow -Dproofs.excluded= -Dvoters=2000 -Dvotes.seconds=60 $(NO_OTHER_TESTS)
	@$(PRINT_SKIPPED)

faults: ## Inject faults while clients press, and check the count [SEEDS=100, or SEED=17 for the plan of one seed] [QUOTAS=aws SCALE=0.02]
	@tools/progress.sh faults steps '' $(MVN) -q verify -Dtest=None -Dit.test=FaultSuite $(NO_OTHER_TESTS) \
	  -Dfaults.seeds=$(or $(SEEDS),100) $(if $(SEED),-Dfaults.seed=$(SEED)) \
	  $(if $(QUOTAS),-Dfaults.quotas=$(QUOTAS) -Dfaults.quotas.scale=$(or $(SCALE),0.02)) || { sed -n 's/^faults: //p' $(FAULTS); exit 1; }
	@sed -n 's/^faults: //p' $(FAULTS)

load: $(if $(TALLY_URL),,$(STACK)) ## Put load on a stack and check the count [SCENARIO=hot] [SECONDS=] [RATE=] [USERS=] [WARM_UP=] [TALLY_URL=] [TALLY_WS_URL=]
	@rm -rf load/target/load/$(or $(SCENARIO),*) load/target/load/$(or $(SCENARIO),*).json load/target/load.md
	@tools/progress.sh load steps '' $(MVN) -q verify -Pload -pl functions/runtime,functions/counter,load -DskipTests \
	  $(if $(SCENARIO),-Dload.scenario=$(SCENARIO) -Dgatling.simulationClass=dev.tally.load.$(shell awk '{print toupper(substr($$0, 1, 1)) substr($$0, 2)}' <<<"$(SCENARIO)")Simulation) \
	  -Dload.url=$(TALLY_URL) -Dload.webSocketUrl=$(TALLY_WS_URL) \
	  -Dload.warmUp=$(WARM_UP) -Dload.seconds=$(SECONDS) -Dload.users=$(USERS) -Dload.rate=$(RATE); status=$$?; \
	  if test -t 1 -a -z "$(LOG)" -a -f load/target/load.md; then cat load/target/load.md; fi; exit $$status

bench: ## Measure clicks, or with OF votes beside clicks, the live path, the page, cold starts, isolation or growth [OF=clicks|votes|live|web|cold-start|isolation|growth] (docs/performance.md)
	$(if $(BENCH.$(OF)),,$(error OF must be clicks, votes, live, web, cold-start, isolation or growth, not '$(OF)'))
	@tools/progress.sh bench steps '' $(MVN) -q verify -Dtest=None -Dit.test=$(BENCH.$(OF)) $(NO_OTHER_TESTS)
	@cat system/target/bench/$(OF).md

scale: ## Simulate 1,000 to a million clicks/s and viewers under AWS's quotas; print delays, dollars and quotas [SEED=1] (docs/performance.md)
	@tools/progress.sh scale steps '' $(MVN) -q verify -pl system -am -Dtest=None -Dit.test=ScaleProof $(NO_OTHER_TESTS) -Dscale.seed=$(or $(SEED),1) \
	  || { cat system/target/bench/scale.md; exit 1; }
	@cat system/target/bench/scale.md

picture: ## Record the moving picture of two windows for the README: docs/images/two-windows.png
	$(MVN) -q verify -Dtest=None -Dit.test=TwoWindowsPicture $(NO_OTHER_TESTS)

drill: ## Stop each part in turn while clients press; report the effects and the time to recover (docs/operations.md)
	@tools/progress.sh drill steps '' $(MVN) -q verify -Dtest=None -Dit.test=OutageDrill,RestartIT -Dproofs.excluded= $(NO_OTHER_TESTS)
	@sed -n 's/^drill: //p' system/target/failsafe-reports/*OutageDrill-output.txt system/target/failsafe-reports/*RestartIT-output.txt

cost: ## Count the AWS calls of clicks, pushes and viewers, and print their cost in dollars (docs/operations.md)
	$(MVN) -q verify -Dtest=None -Dit.test=CostIT $(NO_OTHER_TESTS)
	@sed -n 's/^cost: //p' system/target/failsafe-reports/*CostIT-output.txt

fuzz: ## Give generated inputs to every parser, for a time or a number of tries each [FUZZ_SECONDS=60] [FUZZ_TRIES=]
	@tools/progress.sh fuzz steps "$$(grep -rho 'Fuzz\.check(' functions/*/src/test | wc -l)" $(MVN) -q test -pl functions/runtime,functions/counter,functions/press,functions/aggregator,functions/broadcaster \
	  -Dtest='*FuzzTest' $(NO_OTHER_TESTS) $(if $(FUZZ_TRIES),-Dfuzz.tries=$(FUZZ_TRIES),-Dfuzz.seconds=$(or $(FUZZ_SECONDS),60))
	@grep -ahs '^fuzz: ' functions/*/target/surefire-reports/*FuzzTest-output.txt

test-native: ## Run the native packages that make build-native made, with their AWS calls against the local stack
	$(MVN) verify -Dtest=None -Dit.test=NativeIT -Dnative.required=true $(NO_OTHER_TESTS)

test-localstack: ## Run the rules of queues and tables, and the whole path, on LocalStack in Docker
	$(MVN) verify -Dcloud=localstack -Dtest='*RulesTest' -Dit.test='ExactlyOnceIT,LiveIT' $(NO_OTHER_TESTS)

audit-dependencies: sbom ## Search the database of open-source vulnerabilities for every dependency (accepted-advisories.txt)
	@$(MVN) -q verify -Dtest=None -Dit.test=DependencyAudit $(NO_OTHER_TESTS); status=$$?; \
	  grep -Ehs '^(advisory|SKIPPED): ' system/target/failsafe-reports/*DependencyAudit-output.txt; exit $$status

##@ build

build: $(STACK) ## Build the function zips and the local stack, without tests

$(STACK): $(SOURCES)
	@localstack/build.sh $(MVN)

check: ## Check the format, compile and lint, without tests
	$(MVN) -q test-compile

format: ## Format the code
	$(MVN) -q -Pload spotless:apply

build-native: ## Build the function zips as native binaries, with GraalVM, or in a container if there is no GraalVM
	@for tool in "$(GRAALVM_HOME)/bin/native-image --version" "$(JAVA_HOME)/bin/native-image --version" \
	  "native-image --version" "docker info" "podman info"; do $$tool >/dev/null 2>&1 && exit 0; done; \
	echo "build-native: found neither GraalVM's native-image nor a running Docker or Podman:" \
	  "install Mandrel or GraalVM 25 and set GRAALVM_HOME, or start Docker" >&2; exit 1
	$(MVN) -q package -DskipTests -Dnative -pl functions/press,functions/aggregator,functions/broadcaster -am
	@ls -l functions/*/target/native/function.zip

sbom: ## Write the bill of materials of the packages, as CycloneDX: target/bom.json
	$(MVN) -q org.cyclonedx:cyclonedx-maven-plugin:makeAggregateBom

clean: ## Remove everything that was built
	$(MVN) -q clean
