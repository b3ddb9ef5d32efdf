#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Run one tier of tests and close with "TIER: N passed, N failed".
#   test.sh unit|model PROGRAM...    test.sh machine
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

tier=$1
shift
logs=$O/logs/test-$tier
mkdir -p "$logs"
passed=0 failed=0

good() { passed=$((passed + $1)); }
bad() { failed=$((failed + $1)); }

# A cmocka program prints "[  PASSED  ] n test(s)." and "[  FAILED  ] n ...".
# A program that dies (sanitizer, signal) or runs no test is one failure.
cmocka() {
	local name=${1#"$O"/test/} log rc=0 p f
	log=$logs/${name//\//_}.log
	timeout 3600 "$1" >"$log" 2>&1 </dev/null || rc=$?
	p=$(sed -nE 's/^\[  PASSED  \] ([0-9]+) test.*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
	f=$(sed -nE 's/^\[  FAILED  \] .*: ([0-9]+) test.*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
	if [ "$rc" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
	if [ "$rc" -eq 0 ] && [ "$((p + f))" -eq 0 ]; then f=1; fi
	good "$p"
	bad "$f"
	if [ "$f" -gt 0 ]; then
		printf 'FAIL %s (status %d), log %s\n' "$name" "$rc" "$log"
		grep -nE 'FAILED|ERROR|error:|runtime error|Sanitizer' "$log" | sed -n '1,8s/^/    /p'
		tail -n 5 "$log" | sed 's/^/    /'
	else
		printf 'ok   %s (%d)\n' "$name" "$p"
	fi
}

# check NAME COMMAND...: one test, passed when the command's status is 0.
check() {
	local name=$1 log
	shift
	log=$logs/${name//[\/ ]/_}.log
	if "$@" >"$log" 2>&1 </dev/null; then
		good 1
		printf 'ok   %s\n' "$name"
	else
		bad 1
		printf 'FAIL %s, log %s\n' "$name" "$log"
		tail -n 12 "$log" | sed 's/^/    /'
	fi
}

# All of its folder counts; gpu/README.md has why there is a limit.
blitter_is_short() {
	local n
	n=$(cat "$top"/gpu/blitter/* | wc -l)
	echo "$n lines"
	[ "$n" -gt 0 ] && [ "$n" -le 1500 ]
}

unit() {
	for t in "$@"; do cmocka "$t"; done
	check shellcheck shellcheck -x "$top"/scripts/*.sh "$top/.ci/run"
	check "variant.sh takes what a mailing list delivers" "$top/scripts/variant-test.sh"
	check "other sources than the pinned ones" "$top/scripts/source-test.sh"
	check "an interruption of prefixes.sh is no failure of a patch" \
		"$top/scripts/prefixes-test.sh"
	check "the kept report is what its records give" "$top/scripts/publish.sh" --check
	check "each patch of fixed says what it mends" "$top/scripts/evidence-test.sh"
	check "stand-alone reproducers compile" "$top/scripts/alone-test.sh" --compile
	check "ascii in sources" no_strange_bytes
	check "what was built elsewhere is taken as it is" brought_is_taken
	check "folders of bench use only what stands before them" \
		"$top/scripts/layers.sh" -f bench "$O/obj"
	check "folders of gpu likewise" \
		"$top/scripts/layers.sh" -f gpu "$O/san"
	check "an arrow against the order is found" "$top/scripts/layers.sh" --self-test
	check "the blitter has at most 1500 lines" blitter_is_short
	check "help of every verb" help_of_every_verb
	check "what a variant is stands in its folder" names_stay_in_folders
	check "a letter is one option" a_letter_is_one_option
	check "QEMU's command line stands in one place" one_command_line
	check "JOBS is a number" jobs_are_a_number
	check "objects depend on what they are compiled with" objects_know_their_flags
	check "every section is in the report" sections_are_in_order
	check "a run builds its own kernels only" kernels_of_a_run
	check "the commit is the program's, not the folder's" commit_is_the_programs
	check "set-up without root says what to type" setup_without_root
}

no_strange_bytes() {
	! git -C "$top" grep -nIP '[^\x09\x20-\x7e]' -- '*.c' '*.h' '*.sh' '*.patch' '*.md' Makefile
}

help_of_every_verb() {
	local v text
	for v in $("$O/gtt2m" help --verbs); do
		text=$("$O/gtt2m" "$v" --help) ||
			{ echo "help fails: $v"; return 1; }
		[ -n "$text" ] || { echo "no help: $v"; return 1; }
	done
	! "$O/gtt2m" no-such-verb 2>/dev/null
}

# FILE:LINE of C that lists variants (three of their names within six lines), or
# goes by what a scenario's name begins with.
lists_of_names() {
	awk -v names="$(cd "$top/variants" && echo *)" '
		BEGIN { n = split(names, name, " ") }
		FNR == 1 { delete at }
		{
			near = 0
			for (i = 1; i <= n; i++) {
				if (index($0, "\"" name[i] "\"")) at[i] = FNR
				near += (i in at) && at[i] > FNR - 6
			}
			if (near > 2 || /"(guest:|perf-)"/) print FILENAME ":" FNR ": " $0
		}' "$@"
}

# predict.c names policies; plan_json.c what plans did not say before they had
# the keys; cell.h is the place of "guest:".
names_stay_in_folders() {
	local said planted files
	planted=$(lists_of_names <(printf '%s\n' '{ "stock", 0, 0 }, { "stock-fixed", 1, 0 },' \
		'{ "baseline", 0, 1 },' 'strncmp(name, "perf-", 5)'))
	[ "$(wc -l <<<"$planted")" -eq 2 ] || { echo "not found: $planted"; return 1; }
	mapfile -t files < <(find "$top/bench" -name '*.[ch]' ! -name '*_test.[ch]' \
		! -path '*/host/predict.c' ! -path '*/plan/plan_json.c' \
		! -path '*/lib/cell.h' ! -path '*/fuzz/*' | sort)
	said=$(lists_of_names "${files[@]}")
	echo "$said"
	[ -z "$said" ]
}

# -x is the same long option in every verb that has it.
a_letter_is_one_option() {
	local v
	for v in $("$O/gtt2m" help --verbs); do "$O/gtt2m" help "$v"; done |
		sed -nE 's/^ +(-[a-zA-Z]), --([a-z-]+).*/\1 \2/p' | sort -u |
		awk '{ n[$1]++; all[$1] = all[$1] " --" $2 }
		END { for (l in n) if (n[l] > 1) { print l all[l]; bad = 1 } exit bad }'
}

# Whoever starts the emulated machine asks bench/plan/machine.c for its line.
one_command_line() {
	local words
	mapfile -d '' words < <("$O/gtt2m" machine emulated append='a b' kernel=k)
	[ "${words[-1]}" = "console=ttyS0 panic=-1 noapictimer a b" ] || return 1
	! "$O/gtt2m" machine nowhere 2>/dev/null || return 1
	! "$O/gtt2m" machine emulated colour=red 2>/dev/null || return 1
	! grep -l 'igd-gen[9],addr' "$top"/scripts/*.sh
}

# A dry run, by git itself: all of it, in one thread, nothing left to fill in.
series_can_be_sent() {
	local dir out rc=0
	dir=$(mktemp -d)
	"$top/scripts/series.sh" fixed "$dir/out" &&
		out=$(clean_env HOME="$dir" git -C "$dir" send-email --dry-run --quiet \
			--from 'N <n@example.org>' --to l@example.org --no-validate \
			--suppress-cc=all --confirm=never "$dir"/out/*.patch 2>&1) &&
		[ "$(grep -c '^Dry-Sent ' <<<"$out")" -eq "$(find "$dir/out" -name '*.patch' | wc -l)" ] &&
		! grep -l '\*\*\*' "$dir"/out/*.patch &&
		[ "$(grep -L '^In-Reply-To: ' "$dir"/out/*.patch)" = "$dir/out/0000-cover-letter.patch" ] || rc=1
	printf '%s\n' "${out:-}"
	rm -r "$dir"
	return "$rc"
}

# What is only on request is built for who names it; guests' kernels always.
kernels_of_a_run() {
	local dir v all
	all=$("$top/scripts/kernels.sh" --list --run) || return 1
	for dir in "$top"/variants/*/; do
		v=$(basename "$dir")
		if [ -e "$dir/on-request" ]; then ! grep -qx "$v" <<<"$all"
		else grep -qx "$v" <<<"$all"; fi || { echo "$v: $all"; return 1; }
	done
	[ "$("$top/scripts/kernels.sh" --list --run fixed,baseline | xargs)" = "stock baseline fixed" ] || return 1
	all=$(make -C "$top" -n bench VARIANTS=fixed)
	grep -q 'kernels.sh --run "fixed"' <<<"$all"
}

# What is no number is refused, by the program and by the scripts.
jobs_are_a_number() {
	local j said
	for j in abc 0 4x -1; do
		said=$(JOBS=$j "$O/gtt2m" plan --build "$O" 2>&1) &&
			{ echo "plan takes $j"; return 1; }
		grep -qF "JOBS=$j is no number" <<<"$said" || { echo "$said"; return 1; }
		said=$(JOBS=$j "$top/scripts/layers.sh" bench "$O/obj" 2>&1) &&
			{ echo "scripts take $j"; return 1; }
		grep -qF "JOBS=$j is no number" <<<"$said" || { echo "$said"; return 1; }
	done
}

# The same object again: not compiled; with other flags: compiled.
objects_know_their_flags() {
	local dir object rc=0
	dir=$(mktemp -d)
	object=$dir/obj/bench/lib/rowset.o
	make -s -C "$top" O="$dir" CFLAGS=-O0 "$object" && touch -r "$object" "$dir/was" &&
		make -s -C "$top" O="$dir" CFLAGS=-O0 "$object" && [ ! "$object" -nt "$dir/was" ] &&
		make -s -C "$top" O="$dir" CFLAGS="-O0 -g" "$object" && [ "$object" -nt "$dir/was" ] || rc=1
	rm -r "$dir"
	return "$rc"
}

# What a file of the report exports and report.c does not name is never printed.
sections_are_in_order() {
	local f s found=0
	for f in "$top"/bench/report/*.c; do
		while read -r s; do
			found=$((found + 1))
			grep -q "&$s," "$top/bench/report/report.c" ||
				{ echo "$f: $s is not in report.c"; return 1; }
		done < <(sed -nE 's/^(static )?const struct section (section_[a-z_]+) = .*/\2/p' "$f")
	done
	[ "$found" -gt 20 ]
}

# What was built elsewhere and brought is taken as it is: a folder without it is
# refused before anything is built, and what bring.sh takes keeps its build ids.
brought_is_taken() {
	local dir said m rc=0
	dir=$(mktemp -d)
	mkdir -p "$dir"/{none,images,kernels/v/modules}
	cp "$O/gtt2m" "$dir/gtt2m"
	for m in vmlinux modules/{kvm,kvmgt,i915}.ko; do
		cp "$O/gtt2m" "$dir/kernels/v/$m"
	done
	touch "$dir"/kernels/v/{bzImage,info,config} "$dir"/images/{l1,metal,modules-v}.cpio
	said=$(make -C "$top" O="$dir/none" bench MACHINE=metal BROUGHT=1 2>&1) && rc=1
	grep -qF 'is missing: scripts/bring.sh' <<<"$said" || { echo "$said"; rc=1; }
	[ -z "$(ls -A "$dir/none")" ] || { ls -R "$dir/none"; rc=1; }
	O=$dir "$top/scripts/bring.sh" "$dir/out" v && [ -x "$dir/out/gtt2m" ] &&
		[ -e "$dir/out/images/modules-v.cpio" ] &&
		[ "$(readelf -n "$dir/out/kernels/v/modules/kvm.ko" | grep 'Build ID')" = \
		"$(readelf -n "$O/gtt2m" | grep 'Build ID')" ] || rc=1
	rm -r "$dir"
	return "$rc"
}

# The commit that is recorded is the one the program was built from, wherever
# it is called.
commit_is_the_programs() {
	local dir want
	dir=$(mktemp -d)
	want="commit $(git -C "$top" rev-parse HEAD)"
	git -C "$dir" init -q
	git -C "$dir" -c user.name=n -c user.email=e commit -q --allow-empty -m other
	(cd "$dir" && "$O/gtt2m" version) | tee "$dir/said"
	grep -qE "$want(, modified)?\$" "$dir/said" && rm -rf "$dir"
}

# As a user who may not install, on a machine where flex is missing.
setup_without_root() {
	local bin out rc=0
	bin=$(mktemp -d)
	printf '#!/bin/sh\n/usr/bin/dpkg-query "$@" | grep -v "^flex "\n' >"$bin/dpkg-query"
	printf '#!/bin/sh\necho 1000\n' >"$bin/id"
	printf '#!/bin/sh\nexit 1\n' >"$bin/sudo"
	chmod +x "$bin"/*
	out=$(PATH=$bin:$PATH "$top/scripts/setup.sh" 2>&1) || rc=$?
	rm -r "$bin"
	printf '%s\n' "$out"
	[ "$rc" -eq 1 ] && grep -qx \
		'  apt-get update && apt-get install -y --no-install-recommends flex' <<<"$out"
}

# gvt_table WHAT SCRIPT: is what the model is compared with the kernel's own?
gvt_table() {
	local name="GVT-g's table of $1 is the kernel's"
	local log="$logs/$name.log"
	log=${log// /_}
	check "$name" "$top/scripts/$2" check
	grep '^skip' "$log" || true
}

# Fuzzers replay their saved cases and then run a fixed number of random ones.
model() {
	gvt_table commands gvt-table.sh
	gvt_table registers gvt-registers.sh
	check "OpenCL kernels compute what C does" \
		"$O/test/gpu/tests/cl_check" "$O/cl"
	check "clpeak's rows within their limits" "$O/cl_peak" "$O/peak"
	check "instructions are decoded as iga64 decodes them" \
		"$O/test/gpu/tests/eu_iga" 20000 "$O"/cl/*.bin "$O"/eu/*.bin
	for t in "$@"; do
		case $t in
		*/fuzz_*) check "${t#"$O"/test/}" timeout 3600 "$t" ;;
		*)	cmocka "$t" ;;
		esac
	done
}

# Two variants and three probe scenarios on the emulated machine, against the
# counts recorded in the repository; a Linux guest for what its GPU wrote.
machine() {
	local run=$O/test-machine guest=$O/test-guest
	rm -rf "$run" "$guest"
	check "git am takes all patches; checkpatch" "$top/scripts/patches-test.sh"
	check "git send-email takes the series" series_can_be_sent
	check "variants are pure; a planted difference is found" \
		"$top/scripts/purity.sh" --self-test
	check "SVM: one injection, one delivery; two without the patch" \
		"$top/scripts/qemu-fault.sh" svm_inject
	check "icount: the clock is not warped early; it is without the patch" \
		"$top/scripts/qemu-fault.sh" icount_warp
	check "SVM: intercepts are met; XSETBV, RDTSCP, INVD not without the patch" \
		"$top/scripts/qemu-fault.sh" svm_intercepts
	check "icount: two CPUs take turns, the same ones; starved without the patch" \
		"$top/scripts/qemu-fault.sh" icount_turns
	check "the GPU inside QEMU: counters agree, hostile accesses" \
		make -s -C "$top" test-device
	check "two variants boot and measure" \
		"$O/gtt2m" run --out "$run" --variants baseline,no-check --seeds 1 \
		--scenarios thp-aligned,hugetlb-1g,small-scattered
	check "the same command goes on in its folder, in the order that is there" \
		"$O/gtt2m" run --out "$run" --variants baseline,no-check --seeds 1 \
		--scenarios thp-aligned,hugetlb-1g,small-scattered
	check "exact counts" "$O/gtt2m" expect "$run" "$top/scripts/machine.expected"
	check "report re-renders byte for byte" re_renders "$run"
	check "defects are seen without their patches and not with them" some_defects
	check "stand-alone reproducers show them, too" \
		"$top/scripts/alone-test.sh" repro-level repro-ips repro-cycle
	check "report survives a mailing list" "$O/gtt2m" lint-mail "$run/report.txt"
	check "snapshots change nothing, of a guest neither" env LEAST=4 \
		"$top/scripts/snapshot-test.sh" --variants baseline --seeds 2 \
		--scenarios repro-mixed,guest:blit-thp
	check "two CPUs: the counts of one, and a race, twice" two_cpus
	check "a Linux guest uses its vGPU" \
		"$O/gtt2m" run --out "$guest" --variants baseline --seeds 1 \
		--scenarios guest:blit-thp
	check "the guest's account and the GPU's counters agree" grep -E \
		'^They agree in each of 6 phases' "$guest/report.txt"
	rm -rf "$guest-again"
	check "the guest runs once more" \
		"$O/gtt2m" run --out "$guest-again" --variants baseline --seeds 1 \
		--scenarios guest:blit-thp
	check "counts repeat to the digit, virtual time to 1e-4" \
		"$O/gtt2m" repeat "$guest" "$guest-again"
	check "the guest's image is the same byte for byte" image_repeats
	check "what the guest's GPU wrote is right" grep -E \
		'^What the GPU wrote is right in ([1-9][0-9]*) of \1 checks' \
		"$guest/report.txt"
	check "what the kernels of L1 and a guest warn of is explained" \
		"$O/gtt2m" dmesg --kernel "$O/kernels/baseline" \
		--images "$O/images" --qemu "$O/qemu/qemu-system-x86_64" \
		--out "$O/dmesg" --known "$top/gpu/tests/dmesg"
	check "first contact: check --full, and calibrate takes its file" \
		"$top/scripts/contact-test.sh"
	check "what the GPU model lacks is explained" \
		"$O/gtt2m" unmodelled --known "$top/gpu/tests/unmodelled" \
		"$run" "$guest"
}

# As machine.expected has them of one CPU; a race with the same steps and turns.
two_cpus() {
	local run=$O/test-smp n
	rm -rf "$run".?
	for n in 1 2; do
		"$O/gtt2m" run --out "$run.$n" --variants baseline --seeds 1 \
			--scenarios thp-aligned@smp2,race-unmap@smp2 || return 1
	done
	"$O/gtt2m" expect "$run.1" "$top/scripts/smp.expected" &&
		grep -q '"turns":[1-9]' "$run.1/records.jsonl" &&
		"$O/gtt2m" repeat "$run.1" "$run.2"
}

# A part of docs/defects.md: of a guest's, of a VMM's, of the open gate's.
some_defects() {
	local run=$O/test-defects
	rm -rf "$run"
	"$O/gtt2m" run --out "$run" --seeds 1 --scenarios repro-level,repro-64k,repro-aperture,repro-mixed \
		--variants stock,stock-fixed,baseline,fixed &&
		"$O/gtt2m" defects --check "$run"
}

# Made once more in another folder, from the same kernels and packages.
image_repeats() {
	local again rc=0
	again=$(mktemp -d)
	cp "$O/gtt2m" "$again/"
	ln -s "$O/kernels" "$again/kernels"
	O=$again "$top/scripts/images.sh" guest &&
		cmp "$O/images/guest-initrd.cpio" "$again/images/guest-initrd.cpio" &&
		cmp "$O/images/guest.cpio" "$again/images/guest.cpio" || rc=1
	rm -r "$again"
	return "$rc"
}

re_renders() {
	cp "$1/report.txt" "$1/report.first"
	"$O/gtt2m" report "$1" && cmp "$1/report.txt" "$1/report.first"
}

start=$SECONDS
case $tier in
unit|model|machine) "$tier" "$@" ;;
*)	die "unknown tier '$tier': unit, model or machine" ;;
esac
say "$tier: $(mmss $((SECONDS - start)))"
printf '%s: %d passed, %d failed\n' "$tier" "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
