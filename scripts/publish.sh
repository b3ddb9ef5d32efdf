#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Keep a run in the repository, and see that what is kept there is whole.
#   publish.sh RESULTS/RUN    into docs/results-VERSION/, README's screen; of
#                             profiles census*: docs/results-PROFILE-VERSION/,
#                             the tables of docs/census.md
#   publish.sh --check        each kept report is what its records give,
#                             README's screen and census.md's tables are theirs
#   publish.sh --again        what is kept, rendered again from its records
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

readme=$top/README.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The first screen of a report, as README shows it: to the first empty line.
screen_of() {
	awk '/^$/ { exit } { print "    " $0 }' "$1"
}

# README with the first screen of the report that it names in its place.
with_screen() {
	screen_of "$top/$(sed -n 's/^<!-- screen: \(.*\) -->$/\1/p' "$readme")" >"$work/screen"
	[ -s "$work/screen" ] || die "README.md's screen: no such report, or it is empty"
	awk -v screen="$work/screen" '
	/^<!-- screen: / { print; print ""; while ((getline line < screen) > 0) print line; print ""; skip = 1; next }
	/^<!-- end -->/ { skip = 0 }
	!skip { print }' "$readme"
}

fill() {
	with_screen >"$work/README.md"
	cp "$work/README.md" "$readme"
	with_parts >"$work/census.md"
	cp "$work/census.md" "$census"
}

# census.md with the parts of the reports that it names in their places:
# "<!-- part: FILE FIRST WORDS -->", to the first empty line behind these.
census=$top/docs/census.md
with_parts() {
	awk -v top="$top" '
	/^<!-- part: / {
		print; print ""; skip = 1
		file = top "/" $3
		words = $0; sub(/^<!-- part: [^ ]+ /, "", words); sub(/ -->$/, "", words)
		on = 0
		while ((getline line < file) > 0) {
			if (index(line, words) == 1) on = 1
			if (on && line == "") break
			if (on) print "    " line
		}
		close(file); print ""; next
	}
	/^<!-- end -->/ { skip = 0 }
	!skip { print }' "$census"
}

publish() {
	local run=$1 version to profile
	[ -s "$run/records.jsonl" ] || die "$run is no run: there is no records.jsonl"
	"$O/gtt2m" report "$run" >/dev/null
	"$O/gtt2m" plot "$run" >/dev/null
	version=$(awk '$1 == "baseline" && $2 ~ /^[0-9]+[.][0-9]+[.]/ { split($2, v, "."); print v[1] "." v[2] }' "$run/report.txt")
	[ -n "$version" ] || die "$run ran no kernel of baseline"
	profile=$(sed -nE 's/^run .*profile (census[a-z-]*):.*/-\1/p' "$run/report.txt")
	to=$top/docs/results$profile-$version
	mkdir "$work/new" "$work/new/plots"
	cp "$run"/{plan.json,env.json,report.txt} "$work/new"
	[ ! -e "$run/stop.json" ] || cp "$run/stop.json" "$work/new"
	xz -9e -c "$run/records.jsonl" >"$work/new/records.jsonl.xz"
	if [ -z "$profile" ]; then cp "$run"/plots/*.svg "$work/new/plots"; else rmdir "$work/new/plots"; fi
	rm -rf "$to.new"
	cp -r "$work/new" "$to.new"
	rm -rf "$to"
	mv "$to.new" "$to"
	fill
	say "${to#"$top"/}: $(du -sk "$to" | cut -f1) KiB; what is said of it in docs/ is written by hand"
}

# The report of a kept run, made again, as $work/NAME/report.txt.
again() {
	local kept=$1 name
	xz -dc "$kept/records.jsonl.xz" >"$work/records.jsonl"
	name=$(sed -n '1s/.*"run":"\([^"]*\)".*/\1/p' "$work/records.jsonl")
	run=$work/$name
	mkdir "$run"
	cp "$kept"/*.json "$run"
	mv "$work/records.jsonl" "$run"
	"$O/gtt2m" report "$run" >/dev/null
}

check_one() {
	again "$1"
	diff "$1/report.txt" "$run/report.txt" ||
		die "${1#"$top"/}/report.txt is not what its records give; scripts/publish.sh --again"
	"$O/gtt2m" lint-mail "$1/report.txt"
	say "${1#"$top"/}: whole"
}

again_one() {
	again "$1"
	cp "$run/report.txt" "$1"
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
	with_screen | diff "$readme" - || die "README.md's screen is not its report's"
	with_parts | diff "$census" - || die "docs/census.md's tables are not its reports'"
	;;
--again)
	each_kept again_one
	fill
	;;
-*|'')	die "usage: publish.sh RESULTS/RUN, or publish.sh --check or --again" ;;
*)	publish "$1" ;;
esac
