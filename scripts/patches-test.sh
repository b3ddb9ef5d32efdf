#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Do the patches of this KERNEL go onto its source with git am, in order, the
# common ones first? Has each a reason and a sign-off, and does the kernel's
# own checkpatch find no error and no warning? Has each variant a README that
# says what it decides and what happens on failure?
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/kernelsrc.sh
. "$(dirname "$0")/kernelsrc.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
shopt -s nullglob
fails=0
fail() { printf 'FAIL %s\n' "$*"; fails=1; }

# Where a variant's patches for this kernel are.
series_of() {
	local dir
	dir=$(patches_dir "$(basename "$1")")/
	if [ "$KERNEL" = 6.1 ]; then echo "$dir"; else echo "$dir$KERNEL/"; fi
}

all=("$common"/*.patch)
for dir in "$top"/variants/*/; do
	[ -e "$dir/patches-of" ] || all+=("$(series_of "$dir")"*.patch)
done
need_program
find_source
mkdir "$work/tree"
{ patched_files "${all[@]}" | awk '$1 == "old" { print $3 }'
  printf 'scripts/%s\n' checkpatch.pl spelling.txt const_structs.checkpatch; } |
	sort -u | take_files "$work/tree"
git_() { clean_env git -C "$work/tree" -c user.name=t -c user.email=t@t "$@"; }
git_ init -q
git_ add -A
git_ commit -qm source
git_ branch -q pristine

# am NAME PATCH...
am() {
	local name=$1
	shift
	[ $# -gt 0 ] || return 0
	if git_ am -q "$@" >"$work/log" 2>&1; then
		echo "ok   git am: $name ($#)"
	else
		fail "git am: $name: $(grep -m 1 -E 'error|failed' "$work/log" || tail -n 1 "$work/log")"
		git_ am --abort >/dev/null 2>&1 || true
	fi
}
am common "$common"/*.patch
git_ branch -q common
for dir in "$top"/variants/*/; do
	git_ checkout -q --detach "$(cat "$dir/base" 2>/dev/null || echo common)"
	patches=("$(series_of "$dir")"*.patch)
	am "$(basename "$dir")" "${patches[@]}"
done

# style PATCH: new files need no MAINTAINERS entry here, the source has no
# history to look commits up in, and trace events have a style of their own.
style() {
	local strict=--strict
	case $1 in "$kdir"/*) strict='' ;; esac
	perl "$work/tree/scripts/checkpatch.pl" --root="$work/tree" --no-tree --terse $strict \
		--ignore FILE_PATH_CHANGES,UNKNOWN_COMMIT_ID "$1" >"$work/log" 2>&1 ||
		fail "checkpatch: $(head -n 3 "$work/log")"
	awk 'NR > 1 && /^$/ { body = 1 } /^---$/ { exit }
	     body && NF && !/^Signed-off-by:/ { text += NF } /^Signed-off-by:/ { signed = 1 }
	     END { exit !(text >= 20 && signed) }' "$1" ||
		fail "$1: no reason of twenty words, or no sign-off"
}
# What a user has added is the user's.
own() { git -C "$top" ls-files --error-unmatch "$1" >/dev/null 2>&1; }
n=0
for p in "${all[@]}"; do
	if own "$p"; then style "$p"; n=$((n + 1)); fi
done
for dir in "$top"/variants/*/; do
	own "$dir/README.md" || continue
	[ ! -e "$dir/same-as" ] || continue
	grep -q '^- Decides:' "$dir/README.md" || fail "$dir: the README does not say what it decides"
	grep -qE '[Ff]ail' "$dir/README.md" || fail "$dir: the README does not say what happens on failure"
	grep -qE 'Message-Id: <|Source:|[Pp]roposed by|proposal' "$dir/README.md" ||
		fail "$dir: the README names no source"
done
[ "$fails" -ne 0 ] || echo "ok   $n patches have a reason, a sign-off and no complaint of checkpatch"
exit "$fails"
