#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Make a variant of somebody's patches: check that they apply on the common
# base, then put them into variants/NAME. If not, say which hunk of which
# patch fails and leave nothing behind.
#
#   variant.sh NAME FROM        FROM: an mbox, a message or a diff (a pipe and
#                               gzip, too), a folder of such, a quilt series
#
# Mailing list weather is understood: any transfer encoding, CRLF, cover
# letters and replies in between (left out), any order (by "[PATCH n/m]", in a
# folder with a file "series" by that). A series of which a patch is missing
# is refused, and so is what cannot be read to its last line.
#
# The patches are a stranger's: git gets them as "gtt2m patches" has written
# them anew (bench/patch/patch.h), works without the user's configuration, and
# nothing of them is run, here or when the kernel is built.
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
[[ $from != -* ]] || from=./$from

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
need_program

# ---- the series: mails to patches ------------------------------------------
largest=$((64 << 20)) # bytes of one file

# bounded FILE: what is on stdin, if it is not too large.
bounded() {
	head -c $((largest + 1)) >"$1"
	[ "$(stat -c %s "$1")" -le "$largest" ]
}

# take FILE: the mails of an mbox, a message, a plain diff, one a file, into
# $work/mail.
take() {
	local raw=$work/raw log have
	bounded "$raw" <"$1" || die "$1: larger than 64 MiB"
	if [ "$(head -c 2 "$raw" | od -An -tx1)" = ' 1f 8b' ]; then
		mv "$raw" "$raw.gz"
		{ gzip -dc "$raw.gz" 2>"$work/log" || [ $? -ne 1 ] || echo bad >"$work/bad"; } | bounded "$raw" ||
			die "$1: larger than 64 MiB"
		[ ! -e "$work/bad" ] || die "$1: $(cat "$work/log")"
	fi
	have=$(find "$work/mail" -type f | wc -l)
	log=$(clean_env git mailsplit -b --mboxrd -d6 -f"$have" -o"$work/mail" "$raw" 2>&1) ||
		die "$1: $(tail -n 1 <<<"$log")"
}

# header MAIL NAME: its value, lines joined.
header() {
	awk -v name="$2:" 'NF == 0 && seen { exit } /^From / { next } { seen = 1 }
		/^[ \t]/ { if (on) printf " %s", substr($0, 2); next }
		{ on = 0 }
		tolower(substr($0, 1, length(name))) == tolower(name) {
			on = 1; sub(/^[^:]*:[ \t]*/, ""); printf "%s", $0 }' "$1"
}

# decode MAIL DIR: info, msg, diff and id of it, whatever its encoding.
decode() {
	mkdir "$2"
	clean_env git mailinfo -k "$2/msg" "$2/diff" <"$1" >"$2/info" 2>"$work/log" ||
		clean_env git mailinfo -k -n "$2/msg" "$2/diff" <"$1" >"$2/info" 2>"$work/log" ||
		die "$from: mail $((10#${1##*/} + 1)) cannot be decoded: $(head -n 1 "$work/log")"
	sed -i 's/\r$//' "$2/msg"
	header "$1" Message-Id | grep -oE '^<[A-Za-z0-9.!#$%&*+/=?^_{|}~@-]+>' >"$2/id" || true
}

# quilt FOLDER: the files that its series names, in order, each ended by NUL.
quilt() {
	local name options
	while read -r name options || [ -n "$name" ]; do
		name=${name%$'\r'}
		case $name in ''|'#'*) continue ;; esac
		case " ${options%%#*} " in *' -R '*) die "$1/series: $name -R: a patch that is to be taken back" ;; esac
		case /$name/ in *//*|*/../*) die "$1/series: $name is outside of the folder" ;; esac
		[ -f "$1/$name" ] || die "$1/series: $name is not there"
		case $(realpath "$1/$name") in
		"$(realpath "$1")"/*) ;;
		*) die "$1/series: $name is outside of the folder" ;;
		esac
		printf '%s\0' "$1/$name"
	done <"$1/series"
}

given=()
mkdir "$work/mail" "$work/series"
if [ -f "$from/series" ]; then
	given=(--as-given)
	quilt "$from" >"$work/list"
elif [ -d "$from" ]; then
	find "$from/" -maxdepth 1 -type f -regextype posix-egrep \
		-regex '.*\.(patch|diff|eml|mbox|mbx)(\.gz)?' -print0 | LC_ALL=C sort -zV >"$work/list"
	[ -s "$work/list" ] || die "$from: no *.patch, *.diff, *.eml or *.mbox in it"
else
	printf '%s\0' "$from" >"$work/list"
fi
while IFS= read -r -d '' f; do
	take "$f"
done <"$work/list"
for f in "$work"/mail/*; do
	[ -e "$f" ] || die "$from: no patch in it"
	decode "$f" "$work/series/${f##*/}"
done
order=$(patches --series "${given[@]}" "$work/series" 2>"$work/log") || die "$from: $(cat "$work/log")"
[ ! -s "$work/log" ] || say "$(cat "$work/log")"
mapfile -t series <<<"$order"
series=("${series[@]/#/$work/series/}")

# A tree of only the files that are touched, as a git repository.
find_source
tree=$work/tree
mkdir "$tree"
base=("$common"/*.patch)
patched_files "${base[@]}" "${series[@]/%//patch}" | awk '$1 == "old" { print $3 }' | sort -u >"$work/files"
say "reading $(wc -l <"$work/files") files of $src_name"
take_files "$tree" <"$work/files"
# git_ [NAME=VALUE...] ARGUMENT...: git in that tree.
git_() {
	local set=()
	while [[ $1 = GIT_*=* ]]; do set+=("$1"); shift; done
	clean_env "${set[@]}" git -C "$tree" -c user.name=gtt2m -c user.email=gtt2m@localhost "$@"
}
git_ init -q --template=
git_ add -A -f
git_ commit -qm source --allow-empty
for p in "${base[@]}"; do
	patch_one "$tree" "$p" || die "the common patches do not fit $src_name"
done
git_ add -A -f
git_ commit -qm common

# value DIR KEY: of what git mailinfo said.
value() { sed -n "s/^$2: //p" "$1/info"; }

# commit DIR: what is in the tree, by whom and when the mail says. A name or a
# date that git does not take is left out.
commit() {
	local author email date how
	author=$(value "$1" Author) email=$(value "$1" Email) date=$(value "$1" Date)
	for how in "$date" '@0 +0000'; do
		git_ GIT_AUTHOR_NAME="${author:-unknown}" GIT_AUTHOR_EMAIL="${email:-unknown}" \
			GIT_AUTHOR_DATE="${how:-@0 +0000}" commit -qF "$work/message" >"$work/log" 2>&1 && return
	done
	git_ GIT_AUTHOR_NAME=unknown GIT_AUTHOR_EMAIL=unknown GIT_AUTHOR_DATE='@0 +0000' \
		commit -qF "$work/message" >"$work/log" 2>&1
}

n=0
for d in "${series[@]}"; do
	n=$((n + 1))
	subject=$(cat "$d/subject")
	patch_one "$tree" "$d/patch" "patch $n of ${#series[@]}${subject:+ \"$subject\"}" ||
		die "$from does not apply on the common base; nothing was added"
	{ echo "${subject:-patch $n of $(basename "$from")}"; echo; cat "$d/msg"; } >"$work/message"
	git_ add -A -f
	! git_ diff --cached --quiet || die "patch $n changes nothing; nothing was added"
	commit "$d" || die "git does not take patch $n: $(tail -n 1 "$work/log")"
done

new=$work/new
mkdir "$new"
git_ format-patch -q --zero-commit --no-signature -o "$new" "HEAD~$n"
{
	printf '# %s\n\n' "$name"
	printf 'Added from %s, %d patches on top of the common ones:\n\n' "$(basename "$from")" "$n"
	git_ log --reverse --format='- %s (%an)' "HEAD~$n.."
	ids=$(for d in "${series[@]}"; do sed 's/^/- /' "$d/id"; done)
	[ -z "$ids" ] || printf '\nMessage-Ids:\n\n%s\n' "$ids"
	printf '\nWhat it decides and what happens on failure: see the patches.\n'
} >"$new/README.md"
patched_files "$new"/*.patch >"$work/log" 2>&1 ||
	die "the patches as they would be kept cannot be read again: $(tail -n 1 "$work/log")"
made=$top/variants/.$name.$$
trap 'rm -rf "$work" "$made"' EXIT
cp -r "$new" "$made"
mkdir -p "$(dirname "$top/$dest")"
mv "$made" "$top/$dest"
[ -e "$top/variants/$name/README.md" ] || mv "$top/$dest/README.md" "$top/variants/$name"
other=''
[ "$KERNEL" = 6.1 ] || other=" KERNEL=$KERNEL"
patches="patches"
[ "$n" != 1 ] || patches="patch"
say "$dest: $n $patches. make kernels$other builds it; the next report has it."
