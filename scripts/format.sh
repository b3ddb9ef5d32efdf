#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# format.sh [FILE...]: is the tree, or are these files, as .clang-format says, but for where a line is
# broken and how comments and constants are lined up? Compared are the blanks
# within lines, the braces, and the indentation of statements.
# format.sh --self-test: faults that are planted must be found.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

# A file with one fault of each kind.
if [ "${1:-}" = --self-test ]; then
	bad=$(mktemp --tmpdir="$top" .format-XXXXXX.c)
	trap 'rm -f "$bad"' EXIT
	printf 'int f(int a)\n{\n\tif(a)\n\t\treturn 1;\n\t\ta++;\n\treturn a;\n}\n' >"$bad"
	said=$("$0" "${bad##*/}") && die "planted faults are not found"
	if ! grep -q 'if(a)' <<<"$said" || ! grep -qx '    a++;' <<<"$said"; then
		die "found only: $said"
	fi
	exit 0
fi

cd "$top"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Not QEMU's glue, which is in QEMU's style, nor what only a guest compiles, nor
# OpenCL.
[ $# -gt 0 ] || mapfile -t set < <(git ls-files -- 'bench/*.[ch]' 'gpu/*.[ch]' \
	':!gpu/qemu/' ':!bench/user/' ':!gpu/tests/cl/')
[ $# -eq 0 ] || set=("$@")
cp --parents -- "${set[@]}" "$work"
(cd "$work" && clang-format -i --style=file:"$top/.clang-format" -- "${set[@]}")

# Blanks and line ends alike. Left out is where clang-format 14 takes a product or
# a variable called "new" for C++: behind ")", "*" and "&"; and blanks before ")".
joined() {
	sed 's/[[:space:]]*\\$//' "$1" | tr -s '[:space:]' ' ' |
		sed 's/( /(/g; s/\([&*]\) /\1/g; s/) /)/g; s/)\([-*&]\) /)\1/g
			s/} \*/}*/g; s/; ;/;;/g; s/ )/)/g; s/, \([]}]\)/,\1/g'
}

# Statements, on a line of their own that no other in the file is like: those
# whose indentation is not the formatted one's.
moved() {	# IS OUGHT
	awk 'FNR == 1 { file++; before = "" }
	{
		text = $0; sub(/^[ \t]+/, "", text)
		was = text; sub(/[ \t]*\/\*.*\*\/$/, "", was)
		if (before ~ /[;{}]$/ && text !~ /^([[{."}]|\/\*)/ && text != "") {
			n[file, text]++
			at[file, text] = length($0) - length(text)
			if (file == 1) lines[++count] = text
		}
		if (was != "") before = was
	}
	END {
		for (i = 1; i <= count; i++) {
			t = lines[i]
			if (n[1, t] == 1 && n[2, t] == 1 && at[1, t] != at[2, t]) print "    " t
		}
	}' "$1" "$2"
}

bad=0
for f in "${set[@]}"; do
	cmp -s "$f" "$work/$f" && continue
	joined "$f" >"$work/is"
	joined "$work/$f" >"$work/ought"
	if ! at=$(cmp "$work/is" "$work/ought" 2>&1); then
		at=${at##*byte } at=${at%%,*}
		from=$((at > 40 ? at - 40 : 1))
		echo "$f: ... $(tail -c +$from "$work/is" | head -c 70) ..."
		echo "    clang-format: ... $(tail -c +$from "$work/ought" | head -c 70) ..."
		bad=1
	fi
	where=$(moved "$f" "$work/$f" | head -5)
	[ -z "$where" ] || { printf '%s: indentation:\n%s\n' "$f" "$where"; bad=1; }
done
exit $bad
