# SPDX-License-Identifier: GPL-2.0-or-later
# One makefile, not recursive. `make help` lists the targets.
#
# Knobs (recorded with each result): O= build folder, CACHE= downloads and
# object trees, KERNEL_SRC= QEMU_SRC= your own sources, V=1 the commands,
# ENGINE=slurm: cells as a Slurm job array instead of on the local cores,
# KERNEL=6.12 another kernel, PROFILE=debug another configuration of it.

O ?= build
CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/gtt2m
override O := $(abspath $(O))
export O
export CACHE
export ENGINE

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := help

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-7s %s\n'
endif

ifeq ($(origin CC),default)
CC := gcc
endif
CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Werror -Wmissing-prototypes -Wstrict-prototypes \
	-Wno-unused-parameter
CPPFLAGS_ALL := -std=gnu11 -D_GNU_SOURCE -I. -Ibench -Ibench/lib $(WARN) -MMD -MP
# The uAPI headers of the packages, asked for only when something is compiled.
DRM_CFLAGS = $(shell pkg-config --cflags libdrm)
LIBS := -ljansson -lmd -lm
SAN := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# Where the kernels of this KERNEL and PROFILE are: scripts/lib.sh decides.
B = $(shell KERNEL='$(KERNEL)' PROFILE='$(PROFILE)' bash -c '. scripts/lib.sh && echo "$$B"')

# Names of files, which may be a stranger's, reach the recipes as they are, by
# the environment: make and the shell would run what stands in them.
$(foreach v,NAME FROM TO LINK MESSAGE QUOTE RUN,$(if $(value $v),\
	$(eval override $v := $$(value $v)) $(eval export $v)))

known_variants := $(notdir $(patsubst %/,%,$(dir $(wildcard variants/*/README*))))

# ---- the program ---------------------------------------------------------
bench_src := $(filter-out %_test.c bench/fuzz/% bench/user/%,$(wildcard bench/*/*.c))
# What replays traces of the GPU model: its memory and costs, not the device.
clock_src := $(wildcard gpu/host/*.c gpu/memory/*.c)
bench_obj := $(patsubst %.c,$(O)/obj/%.o,$(bench_src) $(clock_src))
bench_lib := $(filter-out $(O)/obj/bench/verbs/main.o,$(bench_obj))

$(O)/gtt2m: $(bench_obj) $(O)/flags
	$(say) LINK $(@F)
	$(Q)$(CC) $(CFLAGS) -o $@ $(bench_obj) $(LIBS)

# What objects are compiled with; a new file only when that has changed.
flags = $(CC) $(CPPFLAGS_ALL) $(CFLAGS) $(SAN)
$(O)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(flags))' >$@.new; \
	if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
.PHONY: FORCE

$(O)/obj/%.o: %.c $(O)/flags
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS_ALL) $(DRM_CFLAGS) $(CFLAGS) -c -o $@ $<

# What the program is built from; a new file only when that has changed.
$(O)/suite_commit.h: FORCE
	@mkdir -p $(@D)
	@commit=$$(git rev-parse HEAD 2>/dev/null || echo unknown); \
	changed=$$(git status --porcelain --untracked-files=no 2>/dev/null | wc -l); \
	printf '#define SUITE_COMMIT "%s"\n#define SUITE_MODIFIED %d\n' \
		"$$commit" "$$((changed > 0))" >$@.new; \
	if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
$(O)/obj/bench/lib/suite.o $(O)/san/bench/lib/suite.o: $(O)/suite_commit.h
$(O)/obj/bench/lib/suite.o $(O)/san/bench/lib/suite.o: private CPPFLAGS_ALL += -I$(O)

# ---- tests: plain programs, with sanitizers ------------------------------
bench_test := $(patsubst %.c,$(O)/test/%,$(wildcard bench/*/*_test.c))
gpu_test := $(patsubst %.c,$(O)/test/%,$(wildcard gpu/tests/*_test.c))
gpu_fuzz := $(patsubst %.c,$(O)/test/%,$(wildcard gpu/tests/fuzz_*.c))
bench_fuzz := $(patsubst %.c,$(O)/test/%,$(wildcard bench/fuzz/fuzz_*.c))
# The model: all of gpu/ but its tests and what belongs to QEMU.
gpu_src := $(filter-out gpu/tests/% gpu/qemu/%,$(wildcard gpu/*/*.c))
gpu_core := $(gpu_src:%.c=$(O)/san/%.o)

$(O)/san/%.o: %.c $(O)/flags
	@mkdir -p $(@D)
	$(say) CC-SAN $<
	$(Q)$(CC) $(CPPFLAGS_ALL) $(DRM_CFLAGS) -O1 -g $(SAN) -c -o $@ $<

$(bench_test): $(O)/test/%: $(O)/san/%.o $(bench_lib:$(O)/obj/%=$(O)/san/%)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SAN) -o $@ $^ -lcmocka $(LIBS)

# The streams of published figures, held against the blitter.
$(O)/test/gpu/tests/synth_test: $(O)/san/bench/clock/synth.o

# The batches of blit-render, executed.
$(O)/test/gpu/tests/draw_copy_test: $(O)/san/bench/host/drawcopy.o

# It sees each translation that is asked for.
$(O)/test/gpu/tests/blt_order_test: SAN += -Wl,--wrap=gen9_translate

$(gpu_test) $(gpu_fuzz): $(O)/test/%: $(O)/san/%.o $(gpu_core)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SAN) -o $@ $^ -lcmocka -lm

$(bench_fuzz): $(O)/test/%: $(O)/san/%.o $(bench_lib:$(O)/obj/%=$(O)/san/%) $(gpu_core)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SAN) -o $@ $^ $(LIBS)

.SECONDARY:

# ---- what the user types -------------------------------------------------
.PHONY: help gtt2m calibrate census census-policy compare repeat plots html reply bench sweep try-metal metal-check kvm-check test test-unit test-model test-machine setup qemu kernels \
	images purity variant shellcheck clang clean distclean perf-gpu perf-clock perf-cell perf-guest perf-build perf-instrumentation perf-suite test-slurm publish

help: ## this list
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 24
	@printf '\nENGINE=slurm: cells run as a Slurm job array, a task a cell\n'
	@printf 'SNAPSHOT=0: each cell boots\n'
	@printf 'variants: %s\n' '$(known_variants)'

# On hardware: kernels with a disk, no emulator; what is missing is said
# before anything is built.
ifeq ($(ACCEL),kvm)
export ACCEL
MACHINE := emulated-kvm
bench_needs := kvm-check
kvm-check: gtt2m
	$(Q)$(O)/gtt2m check --kvm
	$(Q)$(MAKE) --no-print-directory qemu images kernels_of='$(kernels_of)'
else ifeq ($(MACHINE)/$(BROUGHT),metal/1)
# scripts/bring.sh filled build/metal elsewhere: nothing is built here.
export PROFILE := metal
bench_needs := brought-check
run_program = $(B)/gtt2m
.PHONY: brought-check
brought-check:
	$(Q)[ -x $(run_program) ] || { echo "BROUGHT=1: $(run_program) is missing: scripts/bring.sh, docs/metal.md" >&2; exit 4; }
	$(Q)$(run_program) check $(if $(NEXT),--next)
else ifneq ($(BROUGHT),)
$(error BROUGHT=1 goes with MACHINE=metal)
else ifeq ($(MACHINE),metal)
export PROFILE := metal
bench_needs := metal-check
metal-check: gtt2m
	$(Q)$(O)/gtt2m check $(if $(NEXT),--next)
	$(Q)$(MAKE) --no-print-directory images kernels_of='$(kernels_of)'
	$(Q)scripts/images.sh metal
else
bench_needs := setup qemu kernels images
endif

# Images of user space, only for the guests that have programs in them: of the
# named ones, or all of a profile.
named := $(strip $(SCENARIOS) $(CELL))
image_of = $(if $(strip $(foreach p,$(2),$(findstring guest:$(p),$(named)))),user-$(1))
user_images := $(strip $(if $(named),\
	$(call image_of,neo,user-neo user-clpeak) \
	$(call image_of,mesa,user-mesa user-weston) $(call image_of,x,user-x) \
	$(call image_of,media,user-media) $(call image_of,cl,cl-) \
	$(call image_of,gl,gl- vk-),\
	$(if $(filter census census-policy full,$(PLAN)),user-neo user-mesa user-x user-media) \
	$(if $(filter full small-pages,$(PLAN)),user-cl user-gl)))

ifneq ($(bench_needs),brought-check)
run_program = $(O)/gtt2m
endif
# Not all kernels that there are, but those that the run takes.
bench: kernels_of = --run "$(VARIANTS)"
bench: $(bench_needs) ## build what is missing, run the cells, write the report
	$(if $(user_images),$(Q)scripts/images.sh $(user_images))
	$(if $(filter brought-check,$(bench_needs)),,$(Q)scripts/purity.sh >$(B)/purity.txt || { cat $(B)/purity.txt; exit 3; })
	$(Q)$(run_program) run --build $(B) $(if $(SCENARIOS),--scenarios "$(SCENARIOS)") \
		$(if $(VARIANTS),--variants "$(VARIANTS)") \
		$(if $(PLAN),--profile "$(PLAN)") $(if $(SEEDS),--seeds "$(SEEDS)") \
		$(addprefix --machine ,$(or $(MACHINE),$(filter debug,$(PROFILE)))) \
		$(if $(NEXT),--next "$(NEXT)") \
		$(if $(ENGINE),--engine "$(ENGINE)") $(if $(filter 0,$(SNAPSHOT)),--no-snapshot) $(if $(PRECISION),--precision "$(PRECISION)")

# With the kernels for hardware, on a disk. FULL=1: from a Debian 12 of its own,
# as its owner. FULL=check: no further than the checks.
try-metal: export PROFILE := metal
comma := ,
walked = $(subst $(comma), ,$(or $(VARIANTS),stock baseline vfio-only))
ifneq ($(FULL),)
try-metal: qemu gtt2m
	$(if $(filter check,$(FULL)),,$(Q)scripts/kernels.sh $(walked) && \
		scripts/images.sh l1 metal $(walked:%=modules-%))
	$(Q)VARIANTS='$(walked)' scripts/try-debian.sh $(filter check,$(FULL))
else
try-metal: kernels_of = $(walked)
try-metal: qemu images ## rehearse MACHINE=metal NEXT=kexec (FULL=1: from an installed Debian 12)
	$(Q)scripts/images.sh metal
	$(Q)scripts/try-metal.sh $(walked)
endif

.PHONY: try-clpeak
try-clpeak: export PROFILE := metal
try-clpeak: qemu ## Debian's clpeak in L1 itself, on i915 and the emulated GPU: its bandwidth rows, MEM=256M (fetches packages)
	$(Q)scripts/kernels.sh stock
	$(Q)$(MAKE) --no-print-directory $(O)/gtt2m
	$(Q)scripts/images.sh l1 modules-stock user-neo
	$(Q)scripts/try-clpeak.sh

census: ## who writes 2MiB entries? unmodified user space in guests (fetches packages)
	$(Q)$(MAKE) --no-print-directory bench PLAN=census VARIANTS=baseline

census_variants := baseline,kvm-memslot,vfio-only,no-check,vfio-aligned,fixed
census-policy: ## what each policy makes of the entries that real drivers write
	$(Q)$(MAKE) --no-print-directory bench PLAN=census-policy \
		VARIANTS="$(census_variants)"

sweep: ## only the curves over the cost parameters of GPU and IOMMU
	$(Q)$(MAKE) --no-print-directory bench \
		SCENARIOS="sweep-1g,sweep-1g@vtd-strict,sweep-1g@vtd-lazy,sweep-1g@vtd-pt"

# The run that these take: RUN=results/<run>, or the newest.
RUN ?= $(patsubst %/records.jsonl,%,$(lastword $(sort $(wildcard results/*/records.jsonl))))
ifneq ($(RUN),)
export RUN
endif
need_run = $(if $(RUN),,$(error no run below results/: type make bench first))

compare: gtt2m ## variants of a run against BASE=baseline (RUN=results/..., default newest)
	$(need_run)$(Q)$(O)/gtt2m compare --base "$(or $(BASE),baseline)" "$$RUN"

# CELL=scenario VARIANT=name SEEDS=n: other cells than the short one.
repeat: kernels_of = --run "$(or $(VARIANT),baseline)"
repeat: qemu images ## run a guest twice with one seed: counts must be equal, times within 1e-4
	$(if $(user_images),$(Q)scripts/images.sh $(user_images))
	$(Q)for i in 1 2; do rm -rf $(O)/repeat-$$i; $(O)/gtt2m run -j1 \
		--out $(O)/repeat-$$i --variants "$(or $(VARIANT),baseline)" \
		--scenarios "$(or $(CELL),guest:blit-thp)" --order-seed 1 \
		--seeds "$(or $(SEEDS),1)" >$(O)/repeat-$$i.log || \
		{ cat $(O)/repeat-$$i.log; exit 4; }; done
	$(Q)$(O)/gtt2m repeat $(O)/repeat-1 $(O)/repeat-2

plots: gtt2m ## draw the run's plots with gnuplot
	$(need_run)$(Q)$(O)/gtt2m plot "$$RUN"

html: plots ## report and plots as one page, RESULTS/RUN/report.html
	$(Q)$(O)/gtt2m html "$$RUN"

reply: gtt2m ## TO=thread.mbox [MESSAGE=N|ID] [QUOTE=N,..] [LINK=URL of the bundle]: write reply.eml, which answers its passages
	$(need_run)$(if $(TO),,$(error TO=FILE: the message to reply to))$(Q)$(O)/gtt2m reply --to "$$TO" $(if $(MESSAGE),--message "$$MESSAGE") $(if $(QUOTE),--quote "$$QUOTE") $(if $(LINK),--link "$$LINK") "$$RUN"

gtt2m: $(O)/gtt2m ## the program only

# clpeak's rows are run on the model; its kernels are compiled here.
$(O)/peak/peak.bin: gpu/tests/peak/peak.cl
	@mkdir -p $(@D)
	$(say) OCLOC $<
	$(Q)ocloc compile -file $< -device kbl --format zebin -output peak \
		-options -cl-mad-enable -out_dir $(@D) >$(@D)/peak.log 2>&1 || \
		{ cat $(@D)/peak.log; exit 1; }
	$(Q)mv $(@D)/peak_Gen9core.bin $@
$(O)/cl_peak: $(O)/obj/gpu/tests/cl_peak.o $(gpu_src:%.c=$(O)/obj/%.o)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ -lm

calibrate: gtt2m ## compare the GPU's clock with published measurements (WRITE=1: choose its parameter sets again)
	$(Q)EU=1 scripts/setup.sh
	$(Q)$(MAKE) --no-print-directory $(O)/peak/peak.bin $(O)/cl_peak
	$(Q)$(O)/cl_peak $(O)/peak >$(O)/peak/said; peak=$$?; [ $$peak -le 1 ] && \
		$(O)/gtt2m calibrate $(if $(WRITE),--write) --peak $(O)/peak && \
		echo && cat $(O)/peak/said && \
		printf '\nGVT-g'"'"'s accesses to guest memory (vfio_dma_rw), %s\n' \
			docs/results-census-6.1 && \
		sed -n '/^The same by size/,/^$$/p' docs/results-census-6.1/report.txt && \
		exit $$peak

setup: ## install missing packages, fetch sources
	$(Q)scripts/setup.sh

qemu: setup ## QEMU with the emulated Gen9 GPU
	$(Q)scripts/qemu.sh

kernels: setup ## the kernels of all variants (KERNEL=6.12, PROFILE=debug: others)
	$(Q)scripts/kernels.sh $(kernels_of)

images: kernels ## initramfs images for L1 and L2
	$(Q)$(MAKE) --no-print-directory $(O)/gtt2m
	$(Q)scripts/images.sh

purity: kernels ## prove that variants differ only as declared
	$(Q)scripts/purity.sh

variant: setup ## NAME=foo FROM=series.mbox|folder: your patches as one more variant
	$(Q)scripts/variant.sh "$$NAME" "$$FROM"

test: test-unit test-model test-machine ## all three tiers

test-unit: setup ## seconds: tables, statistics, parsers, golden reports, scripts
	$(Q)$(MAKE) --no-print-directory $(bench_test) $(gpu_core) $(O)/gtt2m
	$(Q)scripts/test.sh unit $(bench_test)

test-model: setup ## a minute: the GPU model as a plain program, fuzzed parsers, saved cases
	$(Q)EU=1 scripts/setup.sh
	$(Q)$(MAKE) --no-print-directory $(gpu_test) $(gpu_fuzz) $(bench_fuzz) \
		$(cl_bin) $(eu_bin) $(O)/test/gpu/tests/cl_check \
		$(O)/test/gpu/tests/eu_iga $(O)/peak/peak.bin $(O)/cl_peak
	$(Q)scripts/test.sh model $(gpu_test) $(gpu_fuzz) $(bench_fuzz)

test-machine: qemu images ## minutes: boot two variants, compare exact counts
	$(Q)scripts/test.sh machine

test-slurm: qemu images ## as root: a private one-node Slurm, its records against a local run's
	$(Q)ENGINE=slurm scripts/setup.sh
	$(Q)scripts/slurm-node.sh try $(O)/slurm

# All sources but QEMU's glue with the other compiler: warnings are errors.
# bench/user/, which is compiled against a guest's packages, if these are there.
clang: $(O)/suite_commit.h setup-lint ## every source compiles with clang, too
	$(Q)for f in $(sort $(wildcard bench/*/*.c gpu/*/*.c)); do \
		case $$f in gpu/qemu/*|bench/user/*) continue ;; esac; \
		clang $(filter-out -MMD -MP,$(CPPFLAGS_ALL)) -I$(O) $(DRM_CFLAGS) \
			-fsyntax-only $$f || exit 1; done
	$(Q)CC=clang scripts/user.sh check

.PHONY: setup-lint lint coverage
setup-lint:
	$(Q)LINT=1 scripts/setup.sh

lint: clang shellcheck ## clang, clang-format, shellcheck, cppcheck and gcc's analyzer: no findings
	$(Q)scripts/format.sh --self-test && scripts/format.sh
	$(Q)scripts/lint.sh

# The unit tier once more, counted instead of sanitized, by itself.
coverage_of := bench/(lib|plan|records|report|run)/
coverage: setup-lint ## lines that the unit tests run, by file; at least 75 %
	$(Q)$(MAKE) --no-print-directory O=$(O)/cov SAN=--coverage \
		$(bench_test:$(O)/%=$(O)/cov/%)
	$(Q)find $(O)/cov -name '*.gcda' -delete
	$(Q)for t in $(bench_test:$(O)/%=$(O)/cov/%); do \
		$$t >$$t.log 2>&1 </dev/null || { cat $$t.log; exit 1; }; done
	$(Q)gcovr -r . $(O)/cov/san --filter '$(coverage_of)' \
		--exclude '.*(_test|/test|/test_dir)\.[ch]' --fail-under-line 75

shellcheck: setup ## check the scripts
	$(Q)shellcheck -x scripts/*.sh .ci/run

perf-suite: gtt2m ## what the suite's own commands cost, by hyperfine (RUN=..)
	$(need_run)$(Q)scripts/perf-suite.sh "$$RUN"

# OTHER=build folder of another clone: in turns with it. CELLS= other scenarios.
perf-cell: qemu images ## CPU time of probe cells on the host, by phase
	$(Q)OTHER='$(OTHER)' scripts/perf-cell.sh $(CELLS)

# CELLS="blit-thp pair-thp": other guests.
perf-guest: qemu images ## CPU time of guest cells, until i915 is ready and in all (limits 15 s, 45 s)
	$(Q)scripts/perf-guest.sh $(CELLS)

# OTHER=build folder of another clone: in turns with it. RUN=: traces of its cells.
perf-clock: gtt2m ## CPU time of deciding a load under the 200 parameter sets (limit 60 s)
	$(Q)OTHER='$(OTHER)' scripts/perf-clock.sh $(if $(filter override,$(origin RUN)),"$$RUN")

perf-build: setup ## time to build all variants, compared with one (10 minutes and more)
	$(Q)scripts/perf-build.sh

perf-instrumentation: qemu ## cost of the counters in the populate path (limit 1 %, virtual time)
	$(Q)$(MAKE) --no-print-directory $(O)/gtt2m
	$(Q)scripts/perf-instrumentation.sh

$(O)/device_test $(O)/dma_test $(O)/migrate_test $(O)/cell_test: $(O)/%: $(O)/san/gpu/qemu/tests/%.o
	$(Q)$(CC) $(SAN) -o $@ $<

test-device: qemu $(O)/device_test $(O)/dma_test $(O)/migrate_test $(O)/cell_test ## seconds: the GPU inside QEMU: counters, hostile accesses, its DMA, migration
	$(Q)for s in 1 2 3; do $(O)/device_test $(O)/qemu/qemu-system-x86_64 $$s || exit 1; done
	$(Q)$(O)/dma_test $(O)/qemu/qemu-system-x86_64
	$(Q)$(O)/cell_test $(O)/qemu/qemu-system-x86_64
	$(Q)for s in 1 2; do $(O)/migrate_test $(O)/qemu/qemu-system-x86_64 $$s || exit 1; done

.PHONY: test-device qemu-faults i915-selftest
qemu-faults: qemu ## show QEMU's faults without and with gpu/qemu/patches 0001, 0005, 0006, 0007, and that 0008 changes no result
	$(Q)scripts/qemu-fault.sh svm_inject
	$(Q)scripts/qemu-fault.sh icount_warp
	$(Q)scripts/qemu-fault.sh svm_intercepts
	$(Q)scripts/qemu-fault.sh icount_turns
	$(Q)scripts/qemu-fault.sh rep_bulk

# VARIANT=baseline: of the kernel that opens the 2MiB gate.
st_variant = $(or $(VARIANT),stock)
i915-selftest: qemu ## i915's selftests on the model (GROUPS="gtt gem": only those; VARIANT=)
	$(Q)PROFILE=selftest scripts/kernels.sh $(st_variant)
	$(Q)$(MAKE) --no-print-directory $(O)/gtt2m
	$(Q)PROFILE=selftest scripts/images.sh l1 modules-$(st_variant)
	$(Q)$(O)/gtt2m selftest --kernel $(O)/selftest/kernels/$(st_variant) \
		--images $(O)/selftest/images --variant $(st_variant) \
		--qemu $(O)/qemu/qemu-system-x86_64 \
		--out $(O)/i915-selftest$(VARIANT:%=-%) \
		--expected gpu/tests/selftests $(KEEP:%=--keep %) $(GROUPS)

.PHONY: i915-perf
i915-perf: ## run i915's performance selftests again, for make calibrate
	$(Q)$(MAKE) --no-print-directory i915-selftest KEEP=gpu/tests/selftests.perf \
		GROUPS="perf_engine_cs perf_request perf_migrate"

.PHONY: repro
repro: qemu ## NAME=repro-level: a defect before and after its patch; without NAME= all, in one table
	$(Q)$(MAKE) --no-print-directory $(O)/gtt2m
	$(Q)scripts/repro.sh "$(NAME)"

.PHONY: repro-c repro-c-test repro-debug series prefixes
repro-c: export NAME := $(value NAME)
repro-c: ## NAME=repro-level: a reproducer as one C file, for any host with kvmgt
	$(Q)mkdir -p $(O)/repro-c
	$(Q)scripts/repro-c.sh "$$NAME" >$(O)/repro-c/.c && \
		mv $(O)/repro-c/.c "$(O)/repro-c/$$NAME.c" && echo "$(O)/repro-c/$$NAME.c"

repro-c-test: qemu ## run these programs on the emulated machine: seen on stock, not on stock-fixed
	$(Q)$(MAKE) --no-print-directory $(O)/gtt2m
	$(Q)scripts/kernels.sh stock stock-fixed
	$(Q)scripts/alone-test.sh $(if $(value NAME),"$$NAME")
repro-c-test: export NAME := $(value NAME)

# report-unbind takes the GPU away: last.
repro-debug: qemu ## all reproducers and a fuzzer in one boot of fixed's debug kernel: KASAN, lockdep, kmemleak
	$(Q)PROFILE=debug scripts/kernels.sh fixed
	$(Q)$(MAKE) --no-print-directory $(O)/gtt2m
	$(Q)PROFILE=debug scripts/images.sh l1 modules-fixed
	$(Q)$(O)/gtt2m together --kernel $(debug_of)/kernels/fixed \
		--images $(debug_of)/images --out $(debug_of)/together \
		--qemu $(O)/qemu/qemu-system-x86_64 fuzz-tables \
		$$($(O)/gtt2m defects --list --kernel $(or $(KERNEL),6.1) | \
			grep -vx report-unbind) report-unbind
debug_of = $(shell PROFILE=debug KERNEL='$(KERNEL)' bash -c '. scripts/lib.sh && echo "$$B"')

series: export VARIANT := $(or $(value VARIANT),fixed)
series: $(O)/gtt2m ## VARIANT=fixed KERNEL=6.12: a folder for git send-email, with its cover letter
	$(Q)scripts/series.sh "$$VARIANT"

prefixes: export VARIANT := $(or $(value VARIANT),fixed)
prefixes: qemu ## VARIANT=fixed: compile after each patch, and boot the last (BOOT="3 9": these, too; BOOT=all: after each)
	$(Q)$(MAKE) --no-print-directory $(O)/gtt2m
	$(Q)scripts/prefixes.sh "$$VARIANT" $(BOOT)

.PHONY: dmesg unmodelled
dmesg: qemu images ## warnings of the kernels of L1 and a guest, each with its reason
	$(Q)$(O)/gtt2m dmesg --kernel $(O)/kernels/baseline --images $(O)/images \
		--qemu $(O)/qemu/qemu-system-x86_64 --out $(O)/dmesg --known gpu/tests/dmesg

unmodelled: gtt2m ## registers and commands that a run's boots used and the GPU model lacks (RUN=..)
	$(need_run)$(Q)$(O)/gtt2m unmodelled --known gpu/tests/unmodelled "$$RUN"

# Kernels of our own, compiled by ocloc, and the program that runs them.
cl_bin := $(patsubst gpu/tests/cl/%.cl,$(O)/cl/%.bin,$(wildcard gpu/tests/cl/*.cl))
$(O)/cl/%.bin: gpu/tests/cl/%.cl
	@mkdir -p $(@D)
	$(say) OCLOC $<
	$(Q)ocloc compile -file $< -device kbl --format zebin -output $* \
		-out_dir $(@D) >$(@D)/$*.log 2>&1 || { cat $(@D)/$*.log; exit 1; }
	$(Q)mv $(@D)/$*_Gen9core.bin $@
# Whose instructions are only looked at.
eu_bin := $(patsubst gpu/tests/eu/%.cl,$(O)/eu/%.bin,$(wildcard gpu/tests/eu/*.cl))
$(O)/eu/%.bin: gpu/tests/eu/%.cl
	@mkdir -p $(@D)
	$(say) OCLOC $<
	$(Q)ocloc compile -file $< -device kbl --format zebin -output $* \
		-out_dir $(@D) >$(@D)/$*.log 2>&1 || { cat $(@D)/$*.log; exit 1; }
	$(Q)mv $(@D)/$*_Gen9core.bin $@
$(O)/test/gpu/tests/eu_iga: $(O)/san/gpu/tests/eu_iga.o $(gpu_core)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SAN) -o $@ $^ -lm
$(O)/san/gpu/tests/cl_check.o: SAN += -fwrapv
$(O)/test/gpu/tests/cl_check: $(O)/san/gpu/tests/cl_check.o $(gpu_core)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SAN) -o $@ $^ -lm

# The model with the program's own flags: what is timed is what QEMU runs.
# Debian's Mesa on the core: needs libegl-dev, libgles-dev, libgbm1 and
# libgl1-mesa-dri, which nothing else here does.
$(O)/pic/%.o: %.c $(O)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS) -fPIC -c -o $@ $<
$(O)/iris/drm.so: gpu/tests/iris/drm.c $(gpu_src:%.c=$(O)/pic/%.o)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(DRM_CFLAGS) $(CFLAGS) -fPIC -shared -Wl,-Bsymbolic -o $@ $^ -lm
$(O)/iris/gl_blit: bench/user/gl_blit.c bench/user/gl.h bench/user/pictures.h
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS) -o $@ $< -lEGL -lGLESv2 -l:libgbm.so.1 -lm
.PHONY: try-iris iris-tapes
try-iris: $(O)/iris/drm.so $(O)/iris/gl_blit ## Debian's Mesa driver on the GPU core, without a kernel: clears and blits against llvmpipe
	$(Q)scripts/iris.sh $(O)/iris
iris-tapes: $(O)/iris/drm.so $(O)/iris/gl_blit ## the same, and what it submits for iris_test, which needs no Mesa
	$(Q)scripts/iris.sh $(O)/iris gpu/tests/iris

.PHONY: try-anv
try-anv: $(O)/iris/drm.so ## Debian's Vulkan driver on the GPU core, without a kernel: clears, copies and blits against llvmpipe
	$(Q)scripts/user.sh anv $<

$(O)/perf_core $(O)/perf_engine $(O)/perf_eu $(O)/perf_read: $(O)/%: gpu/tests/%.c $(gpu_src)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) -O2 -o $@ $^ -lm

perf-gpu: setup qemu ## the GPU model: blits against memcpy, walks, commands, MMIO, execution units, boot
	$(Q)EU=1 scripts/setup.sh
	$(Q)$(MAKE) --no-print-directory $(O)/perf_core $(O)/perf_engine $(O)/perf_eu \
		$(O)/perf_read $(O)/peak/peak.bin $(O)/gtt2m
	$(Q)$(O)/perf_core
	$(Q)$(O)/perf_engine
	$(Q)$(O)/perf_eu
	$(Q)$(O)/perf_read $(O)/peak
	$(Q)scripts/kernels.sh stock && scripts/images.sh l1 modules-stock
	$(Q)$(O)/gtt2m boottime --kernel $(O)/kernels/stock --images $(O)/images \
		--qemu $(O)/qemu/qemu-system-x86_64 --out $(O)/boottime

publish: gtt2m ## keep the run in docs/ and its first screen in README.md (RUN=results/..)
	$(need_run)$(Q)scripts/publish.sh "$$RUN"

clean: ## remove build products (results and the cache stay)
	$(Q)rm -rf $(O)

distclean: clean ## remove the cache, too: the next build starts from nothing
	$(Q)rm -rf $(CACHE)

-include $(shell find $(O)/obj $(O)/san $(O)/pic $(O)/iris -name '*.d' 2>/dev/null)
