#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# layers.sh [-f] ROOT OBJECTS: does every folder of ROOT/ use only folders
# that stand before it in the order that docs/architecture.md states? Reads
# the includes of the sources and the symbols of OBJECTS/ROOT/*/*.o (tests
# aside); prints who uses whom, and each arrow against the order with the
# files and names that make it. Exit 1 if there is one, or a folder has no
# place. -f: also no circle of files, by their symbols.
# layers.sh --self-test: an arrow that is planted must be found.
#
# The order is a line "    ROOT: a < b < { c | d } < e" of the document: each
# may use those to its left; c and d, side by side, not each other.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

order_of() {
	sed -nE "s|^    $1: (.* < .*)|\\1|p" docs/architecture.md
}

# FILE USED WHY, a line each: by includes, then by symbols.
arrows() {
	find "$1" -mindepth 2 -maxdepth 2 -name '*.h' >"$tmp/headers"
	find "$1" -mindepth 2 -maxdepth 2 -name '*.[ch]' ! -name '*_test.[ch]' \
		-exec grep -H '^#include "' {} + |
	awk -v root="$1" -v headers="$tmp/headers" '
		BEGIN { while ((getline h < headers) > 0) there[h] }
		{
			file = $0; sub(/:#include.*/, "", file)
			name = $0; sub(/^[^"]*"/, "", name); sub(/".*/, "", name)
			dir = file; sub(/[^\/]*$/, "", dir)
			n = split(dir name " " root "/" name " " root "/lib/" name " " name, at, " ")
			for (i = 1; i <= n; i++)
				if (at[i] in there) { print file, at[i], "includes"; break }
		}'
	# by the sources: objects of files that are gone do not count
	find "$1" -mindepth 2 -maxdepth 2 -name '*.c' ! -name '*_test.c' |
		sed "s|^|$2/|; s|c\$|o|" | while read -r o; do [ ! -e "$o" ] || printf '%s\n' "$o"; done |
		xargs -r nm -A | sed "s|^$2/||; s|\.o:|.c |" | awk '
		NF == 4 && $3 ~ /[TDBRVWC]/ { has[$4] = $1 }
		$(NF - 1) == "U" { needs[$1, $NF] }
		END {
			for (k in needs) {
				split(k, n, SUBSEP)
				if (n[2] in has && has[n[2]] != n[1])
					print n[1], has[n[2]], n[2]
			}
		}'
}

# The verdict: stdin is arrows().
judge() {
	sort | awk -v root="$1" -v order="$2" '
		function folder(path,  p) { split(path, p, "/"); return p[2] }
		BEGIN {
			n = split(order, word, " ")
			for (i = 1; i <= n; i++) {
				if (word[i] == "{") beside = 1
				else if (word[i] == "}") beside = 0
				else if (word[i] == "<") rank += !beside
				else if (word[i] != "|") { place[word[i]] = rank; list[++m] = word[i] }
			}
			print root ": " order
		}
		{
			a = folder($1); b = folder($2); k = a " -> " b
			for (i = 1; i <= 2; i++)
				if (!(folder($i) in place) && !said[folder($i)]++) {
					print "NO PLACE  " root "/" folder($i) " (" $i ")"; bad++
				}
			if (a == b) next
			uses[k]++
			if (place[b] >= place[a]) { print "AGAINST   " k ": " $1 " " $2 " (" $3 ")"; bad++ }
		}
		END {
			for (i = 1; i <= m; i++) {
				line = ""
				for (j = 1; j <= m; j++)
					if (uses[list[i] " -> " list[j]]) line = line " " list[j]
				printf "%-12s uses%s\n", list[i], line == "" ? " none of them" : line
			}
			exit bad > 0
		}'
}

check() {	# [-f] ROOT OBJECTS
	local files="" order
	if [ "$1" = -f ]; then files=1; shift; fi
	order=$(order_of "$1")
	[ -n "$order" ] || die "docs/architecture.md states no order of $1/"
	[ -d "$2/$1" ] || die "no objects of $1/ below $2"
	arrows "$1" "$2" >"$tmp/arrows"
	grep -qv 'includes$' "$tmp/arrows" || die "no symbols in $2/$1"
	judge "$1" "$order" <"$tmp/arrows" || return 1
	[ -z "$files" ] || grep -v 'includes$' "$tmp/arrows" | cut -d' ' -f1,2 |
		tsort >/dev/null
}

# A source that reaches from the lowest folder into the highest: by a symbol,
# by an include, from a folder without a place.
self_test() {
	local bad=0 k
	cd "$tmp"
	mkdir -p docs r/low r/high r/left r/right o/r/low o/r/high o/r/left o/r/right
	printf '    r: low < { left | right } < high\n' >docs/architecture.md
	printf 'int low(void);\nint low(void) { return 1; }\n' >r/low/a.c
	for k in left right high; do
		printf 'int low(void);\nint %s(void);\nint %s(void) { return low(); }\n' $k $k >r/$k/a.c
	done
	printf 'int high(void);\n' >r/high/a.h
	build() { local f; for f in r/*/*.c; do "${CC:-gcc}" -I. -c -o "o/${f%c}o" "$f"; done; }
	build
	check -f r o || { echo "a right order is refused"; bad=1; }
	plant() { # WHAT FILE TEXT
		printf '%s\n' "$3" >"$2"
		build
		if check -f r o >out 2>&1; then cat out; echo "not found: $1"; bad=1; fi
		rm "$2" "o/${2%c}o"
	}
	plant "a symbol of a higher folder" r/low/b.c 'int high(void); int b(void); int b(void) { return high(); }'
	plant "a header of a higher folder" r/low/b.c '#include "r/high/a.h"'
	plant "a symbol of the folder beside" r/left/b.c 'int right(void); int b(void); int b(void) { return right(); }'
	mkdir r/new o/r/new
	plant "a folder without a place" r/new/b.c 'int low(void); int b(void); int b(void) { return low(); }'
	printf 'int c(void); int d(void); int c(void) { return d(); }\n' >r/low/c.c
	plant "a circle of files" r/low/d.c 'int c(void); int d(void); int d(void) { return c(); }'
	return $bad
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
case ${1:-} in
--self-test) self_test ;;
'')	die "usage: layers.sh [-f] ROOT OBJECTS | --self-test" ;;
*)	cd "$top" && check "$@" ;;
esac
