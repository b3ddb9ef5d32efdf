#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Keep a run in the repository, and see that what is kept there is whole.
#   publish.sh RESULTS/RUN    into docs/results-VERSION/, README's table; of
#                             profiles census*: docs/results-PROFILE-VERSION/,
#                             the tables of docs/census.md
#   publish.sh --check        each kept report is what its records give,
#                             README's and census.md's tables are the reports'
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

readme=$top/README.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The first table of a report, as README shows it.
table_of() {
	awk '/^2MiB shadow hit ratio/ { on = 1 } on && /^$/ { exit } on { print "    " $0 }' "$1"
}

# README with the table of the report that it names in its place.
with_table() {
	table_of "$top/$(sed -n 's/^<!-- table: \(.*\) -->$/\1/p' "$readme")" >"$work/table"
	awk -v table="$work/table" '
	/^<!-- table: / { print; print ""; while ((getline line < table) > 0) print line; print ""; skip = 1; next }
	/^<!-- end -->/ { skip = 0 }
	!skip { print }' "$readme"
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
	with_table >"$work/README.md"
	cp "$work/README.md" "$readme"
	with_parts >"$work/census.md"
	cp "$work/census.md" "$census"
	say "${to#"$top"/}: $(du -sk "$to" | cut -f1) KiB; what is said of it in docs/ is written by hand"
}

check_one() {
	local kept=$1 name run
	xz -dc "$kept/records.jsonl.xz" >"$work/records.jsonl"
	name=$(sed -n '1s/.*"run":"\([^"]*\)".*/\1/p' "$work/records.jsonl")
	run=$work/$name
	mkdir "$run"
	cp "$kept"/*.json "$run"
	mv "$work/records.jsonl" "$run"
	"$O/gtt2m" report "$run" >/dev/null
	diff "$kept/report.txt" "$run/report.txt" ||
		die "${kept#"$top"/}/report.txt is not what its records give"
	say "${kept#"$top"/}: whole"
}

case ${1:-} in
--check)
	found=0
	for kept in "$top"/docs/results-*/; do
		[ -d "$kept" ] || continue
		check_one "${kept%/}"
		found=1
	done
	[ "$found" = 1 ] || die "nothing is kept in docs/"
	with_table | diff "$readme" - || die "README.md's table is not its report's"
	with_parts | diff "$census" - || die "docs/census.md's tables are not its reports'"
	;;
-*|'')	die "usage: publish.sh RESULTS/RUN, or publish.sh --check" ;;
*)	publish "$1" ;;
esac
