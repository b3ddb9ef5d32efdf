#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Make a variant of somebody's patches: check that they apply on the common
# base, then put them into variants/NAME. If not, say which hunk of which
# patch fails and leave nothing behind.
#
#   variant.sh NAME FROM        FROM: an mbox, a patch, or a folder of patches
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/kernelsrc.sh
. "$(dirname "$0")/kernelsrc.sh"

if [ $# -ne 2 ] || [ -z "$1" ] || [ -z "$2" ]; then
	die "usage: make variant NAME=foo FROM=series.mbox-or-folder"
fi
name=$1 from=$2
[[ $name =~ ^[a-z0-9][a-z0-9._-]*$ ]] || die "NAME=$name: lower case letters, digits, '-', '_' and '.'"
[ ! -e "$top/variants/$name" ] || die "variants/$name is there already"
[ -e "$from" ] || die "$from: no such file or folder"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# has_diff FILE: a cover letter has none.
has_diff() { grep -qE '^(diff --git |--- [^ ]+/)' "$1"; }

# The series, one patch a file in $work/in, in order.
mkdir "$work/in" "$work/mail"
if [ -d "$from" ]; then
	n=0
	while read -r f; do
		has_diff "$f" || continue
		n=$((n + 1))
		cp "$f" "$work/in/$(printf '%04d' "$n")"
	done < <(find "$from" -maxdepth 1 -type f \( -name '*.patch' -o -name '*.diff' -o -name '*.eml' \) | LC_ALL=C sort)
elif head -n 1 "$from" | grep -q '^From '; then
	git mailsplit -o"$work/mail" "$from" >/dev/null
	for f in "$work"/mail/*; do
		! has_diff "$f" || cp "$f" "$work/in"
	done
else
	has_diff "$from" && cp "$from" "$work/in/0001"
fi
shopt -s nullglob
series=("$work"/in/*)
[ ${#series[@]} -gt 0 ] || die "$from: no patch in it"
allowed "${series[@]}" || die "these patches cannot be built as modules alone"

# A tree of only the files that are touched, as a git repository.
find_source
tree=$work/tree
mkdir "$tree"
base=("$common"/*.patch)
patched_files "${base[@]}" "${series[@]}" | awk '$1 == "old" { print $2 }' | sort -u >"$work/files"
say "reading $(wc -l <"$work/files") files of $src_name"
if [ -d "$src" ]; then
	while read -r f; do
		[ -e "$src/$f" ] || continue
		mkdir -p "$tree/$(dirname "$f")"
		cp "$src/$f" "$tree/$f"
	done <"$work/files"
else
	top_dir=$(tar -tf "$src" 2>/dev/null | head -n 1 || true)
	# a file that is not there is reported by the patch that wants it
	sed "s,^,${top_dir%%/*}/," "$work/files" |
		tar -C "$tree" --strip-components=1 -xf "$src" -T - 2>/dev/null || true
fi
git_() { git -C "$tree" -c user.name=gtt2m -c user.email=gtt2m@localhost -c commit.gpgsign=false "$@"; }
git_ init -q
git_ add -A
git_ commit -qm source
for p in "${base[@]}"; do
	patch_one "$tree" "$p" || die "the common patches do not fit $src_name"
done
git_ add -A
git_ commit -qm common

n=0
for p in "${series[@]}"; do
	n=$((n + 1))
	subject=$(git mailinfo /dev/null /dev/null <"$p" 2>/dev/null | sed -n 's/^Subject: //p' || true)
	patch_one "$tree" "$p" "patch $n of ${#series[@]}${subject:+ \"$subject\"}" ||
		die "$from does not apply on the common base; nothing was added"
	git_ add -A
	if [ -n "$subject" ]; then
		git_ reset -q --hard
		git_ am -q "$p" >"$work/am.log" 2>&1 || {
			cat "$work/am.log" >&2
			die "git am does not take patch $n; nothing was added"
		}
	else
		git_ commit -qm "patch $n of $(basename "$from")"
	fi
done

new=$work/new
mkdir "$new"
git_ format-patch -q --zero-commit --no-signature -o "$new" "HEAD~$n"
{
	printf '# %s\n\n' "$name"
	printf 'Added from %s, %d patches on top of the common ones:\n\n' "$(basename "$from")" "$n"
	git_ log --reverse --format='- %s (%an)' "HEAD~$n.."
	ids=$(grep -hiE '^message-id:' "${series[@]}" | sed 's/^[^:]*: */- /' || true)
	[ -z "$ids" ] || printf '\nMessage-Ids:\n\n%s\n' "$ids"
	printf '\nWhat it decides and what happens on failure: see the patches.\n'
} >"$new/README.md"
cp -r "$new" "$top/variants/.$name.$$"
mv "$top/variants/.$name.$$" "$top/variants/$name"
say "variants/$name: $n patches. make kernels builds it; the next report has it."
