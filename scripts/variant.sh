#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Make a variant of somebody's patches: check that they apply on the common
# base, then put them into variants/NAME. If not, say which hunk of which
# patch fails and leave nothing behind.
#
#   variant.sh NAME FROM        FROM: an mbox (.gz too), a message, a diff, or
#                               a folder of such
#
# Mailing list weather is understood: any transfer encoding, CRLF, cover
# letters and replies in between (left out), any order (by "[PATCH n/m]").
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
# A port to another kernel goes beside what is there for 6.1.
dest=variants/$name
[ "$KERNEL" = 6.1 ] || dest+=/$KERNEL
[ ! -e "$top/$dest" ] || die "$dest is there already"
[ -e "$from" ] || die "$from: no such file or folder"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ---- the series: mails to patches ------------------------------------------
# take FILE...: the mails of mboxes, messages, plain diffs, one a file, with
# line ends of Unix, into $work/mail.
take() {
	local f
	for f in "$@"; do
		case $f in *.gz) gzip -dc "$f" >"$work/unzipped"; f=$work/unzipped ;; esac
		git mailsplit -b -f"$(find "$work/mail" -type f | wc -l)" -o"$work/mail" "$f" \
			>/dev/null 2>"$work/log" ||
			die "$f: $(tail -n 1 "$work/log")"
	done
}

# header MAIL NAME: its value, lines joined.
header() {
	awk -v name="$2:" 'NF == 0 && seen { exit } /^From / { next } { seen = 1 }
		/^[ \t]/ { if (on) printf " %s", substr($0, 2); next }
		{ on = 0 }
		tolower(substr($0, 1, length(name))) == tolower(name) {
			on = 1; sub(/^[^:]*:[ \t]*/, ""); printf "%s", $0 }' "$1"
}

# decode MAIL DIR: info, msg and diff of it, whatever its encoding. False if
# there is no patch in it: a cover letter, a reply.
decode() {
	local subject
	mkdir "$2"
	git mailinfo -k "$2/msg" "$2/diff" <"$1" >"$2/info" 2>/dev/null || true
	sed -i 's/\r$//' "$2/msg" "$2/diff"
	header "$1" Message-Id >"$2/id"
	subject=$(sed -n 's/^Subject: //p' "$2/info")
	case $subject in [Rr][Ee]:*|[Aa][Ww]:*) return 1 ;; esac
	# the number of "[PATCH v2 04/27]", and without the bracket
	sed -nE 's/^[^]]*\[[^]]*[^0-9]?0*([0-9]+)\/[0-9]+\].*/\1/p' <<<"$subject" >"$2/number"
	sed -E 's/^(\[[^]]*\] *)+//' <<<"$subject" >"$2/subject"
	grep -qE '^--- [^ ]' "$2/diff"
}

mkdir "$work/mail" "$work/series"
if [ -d "$from" ]; then
	mapfile -t files < <(find "$from" -maxdepth 1 -type f \( -name '*.patch' -o -name '*.diff' \
		-o -name '*.eml' -o -name '*.mbox' \) | LC_ALL=C sort)
	[ ${#files[@]} -gt 0 ] || die "$from: no *.patch, *.diff, *.eml or *.mbox in it"
else
	files=("$from")
fi
take "${files[@]}"

# In the order of their numbers where all have one, else as they came.
n=0 skipped=0 numbers=''
for f in "$work"/mail/*; do
	if decode "$f" "$work/now"; then
		mv "$work/now" "$work/series/$(printf '%04d' "$n")"
		n=$((n + 1))
	else
		rm -rf "$work/now"
		skipped=$((skipped + 1))
	fi
done
[ "$n" -gt 0 ] || die "$from: no patch in it ($skipped messages without one)"
[ "$skipped" -eq 0 ] || say "$skipped messages without a patch are left out"
numbers=$(cat "$work"/series/*/number)
if [ "$(wc -l <<<"$numbers")" -eq "$n" ] && [ -n "$numbers" ]; then
	twice=$(sort -n <<<"$numbers" | uniq -d | sed -n 1p)
	[ -z "$twice" ] || die "$from: patch number $twice is in it twice; give one version of the series"
	for d in "$work"/series/????; do
		mv "$d" "$work/series/n$(printf '%04d' "$(cat "$d/number")")"
	done
fi
series=("$work"/series/*)
allowed "${series[@]/%//diff}" || die "these patches cannot be built as modules alone; nothing was added"

# A tree of only the files that are touched, as a git repository.
find_source
tree=$work/tree
mkdir "$tree"
base=("$common"/*.patch)
patched_files "${base[@]}" "${series[@]/%//diff}" | awk '$1 == "old" { print $2 }' | sort -u >"$work/files"
say "reading $(wc -l <"$work/files") files of $src_name"
take_files "$tree" <"$work/files"
git_() { git -C "$tree" -c user.name=gtt2m -c user.email=gtt2m@localhost -c commit.gpgsign=false "$@"; }
git_ init -q
git_ add -A
git_ commit -qm source
for p in "${base[@]}"; do
	patch_one "$tree" "$p" || die "the common patches do not fit $src_name"
done
git_ add -A
git_ commit -qm common

# value DIR KEY: of what git mailinfo said.
value() { sed -n "s/^$2: //p" "$1/info"; }

n=0
for d in "${series[@]}"; do
	n=$((n + 1))
	subject=$(cat "$d/subject")
	patch_one "$tree" "$d/diff" "patch $n of ${#series[@]}${subject:+ \"$subject\"}" ||
		die "$from does not apply on the common base; nothing was added"
	{ echo "${subject:-patch $n of $(basename "$from")}"; echo; cat "$d/msg"; } >"$work/message"
	git_ add -A
	author=$(value "$d" Author) email=$(value "$d" Email)
	GIT_AUTHOR_NAME=${author:-unknown} GIT_AUTHOR_EMAIL=${email:-unknown} \
	GIT_AUTHOR_DATE=$(value "$d" Date) \
		git_ commit -qF "$work/message" >"$work/log" 2>&1 ||
		die "patch $n changes nothing, or git does not take it: $(tail -n 1 "$work/log")"
done

new=$work/new
mkdir "$new"
git_ format-patch -q --zero-commit --no-signature -o "$new" "HEAD~$n"
{
	printf '# %s\n\n' "$name"
	printf 'Added from %s, %d patches on top of the common ones:\n\n' "$(basename "$from")" "$n"
	git_ log --reverse --format='- %s (%an)' "HEAD~$n.."
	ids=$(for d in "${series[@]}"; do sed 's/^/- /' "$d/id"; [ ! -s "$d/id" ] || echo; done)
	[ -z "$ids" ] || printf '\nMessage-Ids:\n\n%s\n' "$ids"
	printf '\nWhat it decides and what happens on failure: see the patches.\n'
} >"$new/README.md"
made=$top/variants/.$name.$$
trap 'rm -rf "$work" "$made"' EXIT
cp -r "$new" "$made"
mkdir -p "$(dirname "$top/$dest")"
mv "$made" "$top/$dest"
[ -e "$top/variants/$name/README.md" ] || mv "$top/$dest/README.md" "$top/variants/$name"
other=''
[ "$KERNEL" = 6.1 ] || other=" KERNEL=$KERNEL"
say "$dest: $n patches. make kernels$other builds it; the next report has it."
