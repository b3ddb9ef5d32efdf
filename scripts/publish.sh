#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Keep a run in the repository, and see that what is kept there is whole.
#   publish.sh RESULTS/RUN    into docs/results-VERSION/, README's screen; of
#                             profiles census*: docs/results-PROFILE-VERSION/,
#                             the tables of docs/census.md
#   publish.sh RUN NAME       the same into docs/results-NAME-VERSION/
#   publish.sh --defects      what make repro has left, all of it or nothing:
#                             into docs/results-defects-VERSION[-open]/, the
#                             table of docs/defects.md
#   publish.sh --defects RUN NAME     a piece, or a run of other rows: into
#                             docs/results-defects-VERSION-NAME/; the table has
#                             the newest run of each cell
#   publish.sh --check        each kept report and plot is what its records give,
#                             README's screen and the tables of census.md and
#                             defects.md are theirs
#   publish.sh --again        what is kept, rendered again from its records
# A file clock-of in a kept folder names another one, whose GPU times its report has
# where it has none of its own (gtt2m report --clock), and says so.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# of_kept PATTERN COMMAND...: gtt2m COMMAND of all kept runs of that name, the
# newest last: in the table of the reproducers it is its cell that counts.
of_kept() {
	local kept run runs=() pattern=$1
	shift
	for kept in $(kept_runs "$pattern"); do
		run=$work/$(basename "$kept")
		mkdir -p "$run"
		cp "$kept"/*.json "$run"
		xz -dc "$kept/records.jsonl.xz" >"$run/records.jsonl"
		[ ! -e "$kept/clock.json.xz" ] || xz -dc "$kept/clock.json.xz" >"$run/clock.json"
		runs+=("$run")
	done
	"$O/gtt2m" "$@" "${runs[@]}"
}

# Documents that show what is kept, up to "<!-- end -->" behind
# "<!-- part: FILE FIRST WORDS -->": FILE's text from the line that begins with
# these words to the next empty one; without words its first screen.
# "<!-- defects -->": the table of the reproducers; "<!-- census FIRST WORDS -->":
# of all kept runs of the census as one. filled DOCUMENT: the same with what the
# records say now.
docs=("$top"/{README,docs/census,docs/defects,docs/guests,docs/probe,docs/results-6.1}.md)

filled() {
	[ -e "$work/table.defects" ] || of_kept 'defects-*' defects --markdown >"$work/table.defects"
	[ -e "$work/table.census" ] || of_kept 'census*' census >"$work/table.census"
	awk -v top="$top" -v work="$work" '
	/^<!-- (part: |defects -->|census )/ {
		print; print ""; skip = 1
		file = $2 == "part:" ? top "/" $3 : work "/table." $2
		indent = $2 == "defects" ? "" : "    "
		words = $0; sub(/^<!-- (part: [^ ]+|defects|census) */, "", words)
		sub(/ ?-->$/, "", words)
		on = 0
		while ((getline line < file) > 0) {
			if (words == "" || index(line, words) == 1) on = 1
			if (on && line == "") break
			if (on) print indent line
		}
		close(file); print ""
		if (!on) { print FILENAME ": nothing there: " $0 >"/dev/stderr"; exit 1 }
		next
	}
	/^<!-- end -->/ { skip = 0 }
	!skip { print }' "$1"
}

fill() {
	local doc
	rm -f "$work"/table.*
	for doc in "${docs[@]}"; do
		filled "$doc" >"$work/doc"
		cp "$work/doc" "$doc"
	done
}

check_docs() {
	local doc
	for doc in "${docs[@]}"; do
		filled "$doc" >"$work/doc"
		diff "$doc" "$work/doc" ||
			die "${doc#"$top"/} does not show what is kept; scripts/publish.sh --again"
	done
}

# readable REPORT: no answer of its first screen is cut, and it has 700 lines at most.
readable() {
	! grep -qx '\[\.\.\.\]' "$1" || die "$1: an answer is longer than five lines"
	[ "$(wc -l <"$1")" -le 700 ] || die "$1: more than 700 lines"
}

# rendered RUN: its report, anew; sets version.
rendered() {
	[ -s "$1/records.jsonl" ] || die "$1 is no run: there is no records.jsonl"
	"$O/gtt2m" report "$1" >/dev/null
	readable "$1/report.txt"
	version=$(awk 'NF > 5 && $1 ~ /^[a-z0-9-]+$/ && $2 ~ /^[0-9]+[.][0-9]+[.][0-9]+$/ { split($2, v, "."); print v[1] "." v[2]; exit }' "$1/report.txt")
	[ -n "$version" ] || die "$1: its report names no kernel"
}

# keep RUN TO: in the repository, with what is in $work/new already.
keep() {
	local run=$1 to=$2
	mkdir -p "$work/new"
	cp "$run"/{plan.json,env.json,report.txt} "$work/new"
	[ ! -e "$run/stop.json" ] || cp "$run/stop.json" "$work/new"
	xz -9e -c "$run/records.jsonl" >"$work/new/records.jsonl.xz"
	[ ! -e "$run/clock.json" ] || xz -9e -c "$run/clock.json" >"$work/new/clock.json.xz"
	rm -rf "$to.new"
	cp -r "$work/new" "$to.new"
	rm -rf "$to"
	mv "$to.new" "$to"
	say "${to#"$top"/}: $(du -sk "$to" | cut -f1) KiB; what is said of it in docs/ is written by hand"
}

publish() {
	local run=$1 version profile
	rendered "$run"
	# not from the report, whose lines are broken anywhere
	profile=$(sed -nE 's/^ *"profile": "(census[a-z-]*)",?$/-\1/p' "$run/plan.json")
	if [ -z "$profile" ]; then
		"$O/gtt2m" plot "$run" >/dev/null
		# a run without 2MiB entries or times has nothing to draw
		mkdir -p "$work/new/plots"
		find "$run/plots" -name '*.svg' -exec cp -t "$work/new/plots" {} + 2>/dev/null || true
		[ -n "$(ls "$work/new/plots")" ] || rmdir "$work/new/plots"
	fi
	[ $# -eq 1 ] || profile=-$2
	keep "$run" "$top/docs/results$profile-$version"
	fill
}

publish_defects() {
	local version said
	if ! said=$("$O/gtt2m" defects --check "$1"); then
		# of a piece: boots that failed prove nothing, the table says so
		[ $# -eq 1 ] || said=$(grep -v ': failed on ' <<<"$said" || true)
		[ -z "$said" ] || die "$1 is not as the patches say: $said"
	fi
	rendered "$1"
	keep "$1" "$top/docs/results-defects-$version${2:+-$2}"
	rm -rf "$work/new"
}

publish_repro() {
	local run
	for run in "$O"/repro/{6.1,6.1-open,6.12,6.12-open}; do
		[ -e "$run/report.txt" ] || die "$run is incomplete: run make repro again"
		"$O/gtt2m" defects --check "$run" || die "$run is not as the patches say"
	done
	for run in "$O"/repro/{6.1,6.12}; do
		publish_defects "$run"
		publish_defects "$run-open" open
	done
	fill
}

# unpacked KEPT: as a run below $work; sets run.
unpacked() {
	local kept=$1 name
	xz -dc "$kept/records.jsonl.xz" >"$work/records.jsonl"
	name=$(sed -n '1s/.*"run":"\([^"]*\)".*/\1/p' "$work/records.jsonl")
	# two kept runs may have one name
	run=$work/of/${kept##*/}/$name
	mkdir -p "$run"
	cp "$kept"/*.json "$run"
	mv "$work/records.jsonl" "$run"
	[ ! -e "$kept/clock.json.xz" ] || xz -dc "$kept/clock.json.xz" >"$run/clock.json"
}

# The report of a kept run, made again, as $work/NAME/report.txt. One made
# before there was clock.json may take that of another kept run, which its
# file clock-of names; the report says so.
again() {
	local kept=$1 lender=()
	if [ -e "$kept/clock-of" ]; then
		unpacked "$top/docs/$(cat "$kept/clock-of")"
		lender=(--clock "$run")
	fi
	unpacked "$kept"
	"$O/gtt2m" report "${lender[@]}" "$run" >/dev/null
}

# commit_of RUN: the suite's, and whether the history has it. A run of commits
# that were squashed before they landed names one that nobody can look at.
commit_of() {
	local commit
	commit=$(grep -oP -m 1 '"commit":\s*"\K[0-9a-f]{40}' "$1/env.json" | head -n 1)
	if git -C "$top" rev-parse -q --verify HEAD >/dev/null 2>&1 &&
		! git -C "$top" merge-base --is-ancestor "${commit:-none}" HEAD 2>/dev/null; then
		echo "of ${commit:0:12}, which this history does not have"
	else
		echo "of ${commit:0:12}"
	fi
}

# Drawn again by the same gnuplot the plots are the same to the byte; by another
# one nothing can be said of them.
check_plots() {
	local by="Produced by GNUPLOT.*" first
	[ -d "$1/plots" ] || return 0
	"$O/gtt2m" plot "$run" >/dev/null
	find "$run/plots" -type f ! -name '*.svg' -delete
	first=$(find "$1/plots" -name '*.svg' | head -n 1)
	if [ "$(grep -o "$by" "$first")" != "$(grep -o "$by" "$run/plots/${first##*/}")" ]; then
		say "${1#"$top"/}: plots of another gnuplot, not compared"
		return
	fi
	diff -r "$1/plots" "$run/plots" >&2 ||
		die "${1#"$top"/}/plots is not what its records give; scripts/publish.sh --again"
}

check_one() {
	again "$1"
	readable "$1/report.txt"
	diff "$1/report.txt" "$run/report.txt" ||
		die "${1#"$top"/}/report.txt is not what its records give; scripts/publish.sh --again"
	"$O/gtt2m" lint-mail "$1/report.txt"
	check_plots "$1"
	say "${1#"$top"/}: whole, $(commit_of "$1")"
}

again_one() {
	again "$1"
	cp "$run/report.txt" "$1"
	[ -d "$1/plots" ] || return 0
	"$O/gtt2m" plot "$run" >/dev/null
	rm "$1"/plots/*
	cp "$run"/plots/*.svg "$1/plots"
}

each_kept() {	# FUNCTION
	local found=0 kept
	for kept in "$top"/docs/results-*/; do
		[ -d "$kept" ] || continue
		"$1" "${kept%/}"
		found=1
	done
	[ "$found" = 1 ] || die "nothing is kept in docs/"
}

case ${1:-} in
--check)
	each_kept check_one
	check_docs
	;;
--again)
	each_kept again_one
	fill
	;;
--defects)
	case $# in
	1)	publish_repro ;;
	3)	publish_defects "$2" "$3"; fill ;;
	*)	die "usage: publish.sh --defects [RUN NAME]" ;;
	esac
	;;
-*|'')	die "usage: publish.sh RESULTS/RUN [NAME], publish.sh --defects [RUN NAME], --check or --again" ;;
*)	publish "$@" ;;
esac
