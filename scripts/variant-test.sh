#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Does variant.sh take what a mailing list delivers, and nothing else? On a
# kernel of one file and common patches of one line, so it takes seconds.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/build"
make -s -C "$top" gtt2m >&2
cp "$O/gtt2m" "$work/build"
export CACHE=$work/cache O=$work/build KERNEL_SRC=$work/source
unset KERNEL PROFILE
i915=drivers/gpu/drm/i915
here=$work/suite
fails=0

git_() { clean_env git -C "$work/linux" -c user.name='Jos Test' -c user.email=jos@example.org "$@"; }
change() { sed -i "s/^line $1\$/$2/" "$work/linux/$i915/gtt.c"; git_ commit -qam "$3" -m 'Why not.'; }

# A kernel, and a suite with a common patch for it.
mkdir -p "$work/linux/$i915" "$work/linux/mm" "$work/linux/Documentation" "$here/kernel/patches" "$here/variants/baseline"
cp -r "$top/scripts" "$here"
seq -f 'line %g' 60 >"$work/linux/$i915/gtt.c"
echo memory >"$work/linux/mm/mm.c"
mkdir -p "$work/linux/arch/x86/include/asm" "$work/linux/scripts"
seq -f '/* %g */' 9 >"$work/linux/arch/x86/include/asm/kvm_page_track.h"
echo 'int main(void) { return 0; }' >"$work/linux/scripts/tool.c"
echo 'About GVT-g.' >"$work/linux/Documentation/gvt.rst"
printf 'i915-y += \\\n\tgtt.o \\\n\treg.o\n' >"$work/linux/$i915/Makefile"
seq -f '/* %g */' 9 >"$work/linux/$i915/reg.h"
git_ init -q
git_ add -A
git_ commit -qm source
change 1 'line one' 'common'
git_ format-patch -q --zero-commit -o "$here/kernel/patches" HEAD~1
git_ branch -q common
change 20 'line twenty' 'first: caf=C3=A9'
change 40 'line forty' 'second'
change 59 'line fifty-nine' 'third'
git_ format-patch -q --cover-letter --subject-prefix='PATCH v2' --thread -o "$work/mails" common
git_ branch -q series
git_ checkout -q --detach common
change 2 'line II' 'lost'
git_ format-patch --stdout common | sed 's/^ line 3$/ line three/' >"$work/lost.mbox"
git_ checkout -q --detach common
echo '/* more */' >>"$work/linux/scripts/tool.c"
git_ commit -qam 'outside'
git_ format-patch --stdout common >"$work/outside.patch"
git_ checkout -q --detach common
echo more >>"$work/linux/mm/mm.c"
sed -i 's/ 5 / five /' "$work/linux/arch/x86/include/asm/kvm_page_track.h"
echo 'More about it.' >>"$work/linux/Documentation/gvt.rst"
change 20 'line XX' 'a header, documentation, a file of Linux proper'
git_ branch -q wide
git_ format-patch --stdout common >"$work/wide.patch"
git_ checkout -q --detach common~1
cp -r "$work/linux" "$work/source"
rm -rf "$work/source/.git"

# encode ENCODING FILE: the message with its body in that encoding.
encode() {
	perl -MMIME::QuotedPrint -MMIME::Base64 -e '
		my $how = shift; local $/; my $mail = <>;
		my ($head, $body) = $mail =~ /\A(.*?\n)\n(.*)\z/s;
		$head =~ s/^(MIME-Version|Content-[\w-]+):.*\n//mg;
		print $head, "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n",
			"Content-Transfer-Encoding: $how\n\n",
			$how eq "base64" ? encode_base64($body) : encode_qp($body), "\n";' "$1" "$2"
}

# What a list's archive gives: the cover letter, a reply, the last patch first.
{
	cat "$work"/mails/0000-*
	printf '\nFrom jos Mon Sep 17 00:00:00 2001\nFrom: K <k@example.org>\nSubject: Re: [PATCH v2 1/3] first\nMessage-Id: <re@x>\n\nHow about\n\n--- a/%s/gtt.c\n+++ b/%s/gtt.c\n@@ -1 +1 @@\n-line one\n+line 1\n\n' $i915 $i915
	encode quoted-printable "$(echo "$work"/mails/0003-*)"
	sed 's/$/\r/' "$work"/mails/0001-*
	encode base64 "$(echo "$work"/mails/0002-*)"
} >"$work/series.mbox"

# expect WHAT STATUS TEXT NAME FROM: its status and a text in what it says.
expect() {
	local rc=0
	"$here/scripts/variant.sh" "$4" "$5" >"$work/log" 2>&1 || rc=$?
	if [ "$rc" -eq "$2" ] && grep -qF -- "$3" "$work/log"; then
		echo "ok   $1"
	else
		printf 'FAIL %s: status %d, want %d and "%s":\n' "$1" "$rc" "$2" "$3"
		sed 's/^/    /' "$work/log"
		fails=1
	fi
	if [ "$2" -ne 0 ] && [ "$(ls -A "$here/variants")" != "$before" ]; then
		echo "FAIL $1: something was left in variants/"
		fails=1
	fi
}
# holds WHAT COMMAND...
holds() {
	local what=$1
	shift
	if "$@" >"$work/log" 2>&1; then echo "ok   $what"; else
		echo "FAIL $what"; sed 's/^/    /' "$work/log"; fails=1
	fi
}
# am NAME: do its patches go onto the common ones, as git am wants it, and
# make of them what the series was?
am() {
	git_ worktree add -q --detach "$work/am-$1" common >/dev/null
	clean_env git -C "$work/am-$1" -c user.name=t -c user.email=t@t \
		am -q "$here/variants/$1"/*.patch >"$work/log" 2>&1 &&
		git_ diff --quiet "${2:-series}" "$(clean_env git -C "$work/am-$1" rev-parse HEAD)"
}
# took NAME [BRANCH]
took() {
	if am "$@"; then echo "ok   git am takes $1, and it is the series"; else
		echo "FAIL git am takes $1"; sed 's/^/    /' "$work/log"; fails=1
	fi
}

before=$(ls -A "$here/variants")
expect 'a hunk that does not fit is named' 1 "gtt.c: Hunk #1 FAILED at" lost "$work/lost.mbox"
expect '... and its patch' 1 'patch 1 of 1 "lost" does not apply' lost "$work/lost.mbox"
expect 'a program that the build runs' 1 'runs this on the machine' outside "$work/outside.patch"
expect 'a name that is taken' 1 'is there already' baseline "$work/series.mbox"
expect 'a name that is none' 1 'lower case letters' ../x "$work/series.mbox"
expect 'no such file' 1 'no such file' x "$work/none"
cat "$work/series.mbox" "$work"/mails/0001-* >"$work/twice.mbox"
expect 'two versions in one mbox' 1 'number 1 is in it twice' x "$work/twice.mbox"
expect 'a cover letter alone' 1 'no patch in it' x "$(echo "$work"/mails/0000-*)"
KERNEL_SRC=$work/other
cp -r "$work/linux" "$work/other"
sed -i 's/^line 1$/line 1!/' "$work/other/$i915/gtt.c"
expect 'a kernel that the common patches do not fit' 1 '0001-common.patch does not apply' x "$work/series.mbox"
KERNEL_SRC=$work/source

expect 'a list archive: cover letter, reply, CRLF, encodings, order' 0 '3 patches' list "$work/series.mbox"
took list
holds 'the author is kept' grep -q '^From: Jos Test <jos@example.org>' "$here/variants/list/0001-"*
holds 'the README has its Message-Ids' test "$(grep -c '^- <.*@' "$here/variants/list/README.md")" = 3
holds 'the order is that of the numbers' grep -q 'line twenty$' "$here/variants/list/0001-"*
rm "$work"/mails/0000-*
expect 'a folder' 0 '3 patches' folder "$work/mails"
gzip -k "$work/series.mbox"
took folder
expect 'a compressed mbox' 0 '3 patches' zipped "$work/series.mbox.gz"
took zipped
git_ diff common series >"$work/plain.diff"
expect 'a plain diff' 0 '1 patch' plain "$work/plain.diff"
took plain
expect 'a pipe' 0 '3 patches' pipe <(cat "$work/series.mbox")
took pipe
expect 'a compressed pipe' 0 '3 patches' zpipe <(cat "$work/series.mbox.gz")
took zpipe

# ---- the order, and whether all are there ---------------------------------------
git_ checkout -q -b twelve common
for i in $(seq 12); do change $((i + 12)) "step $i" "step $i"; done
# mail PREFIX [OPTION...]: the twelve as one mbox, with this in the brackets.
mail() { git_ format-patch -q --stdout --subject-prefix="$1" "${@:2}" common..twelve; }
# shuffled FILE N...: these messages of an mbox.
shuffled() {
	local dir=$work/shuffle n
	rm -rf "$dir"
	mkdir "$dir"
	clean_env git mailsplit -o"$dir" -b --keep-cr "$1" >/dev/null
	for n in "${@:2}"; do
		printf 'From x Mon Sep 17 00:00:00 2001\n'
		sed '1{/^From /d}' "$dir/$(printf '%04d' "$n")"
		echo
	done
}
mail 'PATCH v2' -n >"$work/12"
expect 'a series of twelve' 0 '12 patches' twelve "$work/12"
took twelve twelve
shuffled "$work/12" 10 12 11 1 3 2 9 8 7 6 5 4 >"$work/12.mixed"
expect 'a series of twelve, mixed' 0 '12 patches' mixed "$work/12.mixed"
took mixed twelve
sed 's/^Subject: /Subject: [Intel-gfx] /' "$work/12.mixed" >"$work/12.list"
expect "a series with the list's prefix, mixed" 0 '12 patches' prefix "$work/12.list"
took prefix twelve
mail 'RFC,v3,PATCH' -n --cover-letter --interdiff=common >"$work/12.inter"
grep -q '^diff --git' <(sed '2,${/^From .* 2001$/,$d}' "$work/12.inter") || { echo 'FAIL no interdiff'; fails=1; }
expect 'a cover letter with an interdiff' 0 '1 message without a patch left out' inter "$work/12.inter"
took inter twelve
before=$(ls -A "$here/variants")
shuffled "$work/12" 1 2 3 4 5 6 7 8 9 10 11 >"$work/12.last"
expect 'the last is missing' 1 'patch 12 of 12 is missing' x "$work/12.last"
shuffled "$work/12" 1 2 4 5 6 7 8 9 10 11 12 >"$work/12.third"
expect 'one is missing' 1 'patch 3 of 12 is missing' x "$work/12.third"
{ cat "$work/12.last"; printf 'From x Mon Sep 17 00:00:00 2001\nFrom: a@x\nSubject: [PATCH 12/12] x\n\nsee the web\n'; } >"$work/12.empty"
expect 'one has no diff' 1 'patch 12 of 12 has no diff' x "$work/12.empty"
mkdir "$work/quilt"
n=99
for p in $(git_ rev-list --reverse common..twelve); do
	n=$((n - 1))
	git_ show --format= "$p" >"$work/quilt/$n.patch"
	printf '%s.patch -p1 # why\n' "$n"
done >"$work/quilt/series"
sed -i '3i# not-this.patch\n' "$work/quilt/series"
cp "$work/12" "$work/quilt/not-this.patch"
expect "a quilt series: its order" 0 '12 patches' quilt "$work/quilt"
took quilt twelve
before=$(ls -A "$here/variants")
for entry in ../12 /etc/passwd no-such.patch link.patch; do
	mkdir -p "$work/q2"
	ln -sf ../12 "$work/q2/link.patch"
	echo "$entry" >"$work/q2/series"
	expect "a quilt series that names $entry" 1 "series: $entry is" x "$work/q2"
done
echo '98.patch -R' >"$work/quilt/series"
expect 'a quilt series with -R' 1 'to be taken back' x "$work/quilt"

before=$(ls -A "$here/variants")
expect 'a header, documentation, a file of Linux proper' 0 '1 patch' wide "$work/wide.patch"
took wide wide

# ---- what a diff can hold -------------------------------------------------------
git_ checkout -q -b moved common
git_ mv "$i915/reg.h" "$i915/regs.h"
git_ commit -qm 'moved'
sed -i 's/\treg\.o/\treg.o more.o/' "$work/linux/$i915/Makefile"
echo 'int more;' >"$work/linux/$i915/more.c"
mkdir -p "$work/linux/Documentation"
echo 'About it.' >"$work/linux/Documentation/more.rst"
git_ add -A
git_ commit -qm 'new files'
git_ rm -q "$i915/more.c"
git_ checkout -q common -- "$i915/Makefile"
git_ commit -qm 'and gone'
git_ format-patch -q --stdout -n common >"$work/moved.mbox"
expect 'a rename, new files, one that goes' 0 '3 patches' moved "$work/moved.mbox"
took moved moved
for how in '--src-prefix=i/ --dst-prefix=w/' --no-prefix '--src-prefix=l.orig/ --dst-prefix=l/'; do
	# shellcheck disable=SC2086
	git_ diff $how common series >"$work/how.diff"
	v=how$(tr -dc '[:lower:]' <<<"$how")
	expect "prefixes: $how" 0 '1 patch' "$v" "$work/how.diff"
	took "$v"
done
mkdir "$work/tree.orig" "$work/tree"
git_ archive common | tar -C "$work/tree.orig" -x
git_ archive series | tar -C "$work/tree" -x
(cd "$work" && ! diff -ruN tree.orig tree >orig.diff)
expect 'diff -ruN tree.orig tree' 0 '1 patch' orig "$work/orig.diff"
took orig
before=$(ls -A "$here/variants")
git_ checkout -q -b binary common
printf '\0\1\2' >"$work/linux/$i915/x.bin"
git_ add -A
git_ commit -qm 'binary'
change 30 thirty 'text after'
git_ format-patch -q --stdout -n --binary common >"$work/binary.mbox"
expect 'a binary file, and which patch has it' 1 'patch 1 of 2 "binary": its diff, line' x "$work/binary.mbox"
expect '... why' 1 'only text is taken' x "$work/binary.mbox"
# one LINE...: a mail with this diff behind a good one.
one() {
	sed '/^-- $/,$d; s/^Subject: .*/Subject: [PATCH] one/' "$work"/mails/0001-*
	printf '%s\n' "$@"
}
one 'diff --git a/.git/hooks/pre-commit b/.git/hooks/pre-commit' 'new file mode 100755' \
	'--- /dev/null' '+++ b/.git/hooks/pre-commit' '@@ -0,0 +1,2 @@' '+#!/bin/sh' \
	"+touch $work/PWNED" >"$work/hook.patch"
expect 'a hook' 1 'outside of the kernel' x "$work/hook.patch"
one "diff --git a/$i915/l b/$i915/l" 'new file mode 120000' '--- /dev/null' "+++ b/$i915/l" \
	'@@ -0,0 +1 @@' '+/tmp' >"$work/link.patch"
expect 'a symlink' 1 'no links' x "$work/link.patch"
# shellcheck disable=SC2016
one "--- a/$i915/Makefile" "+++ b/$i915/Makefile" '@@ -3 +3,2 @@' ' 	reg.o' \
	'+$(shell touch PWNED)' >"$work/make.patch"
expect 'what make would run' 1 'make or Kconfig could run this' x "$work/make.patch"
printf 'From: J <j@x>\nSubject: [PATCH] ed\n\n---\n--- a/%s/gtt.c\n+++ b/%s/gtt.c\n1a\n!touch PWNED\n.\n1,2d\n' \
	$i915 $i915 >"$work/ed.patch"
expect 'an ed script' 1 'only unified diffs' x "$work/ed.patch"
head -c 70000000 /dev/zero | gzip -1 >"$work/large.gz"
expect 'a file that is too large' 1 'larger than 64 MiB' x "$work/large.gz"

# ---- the user's git --------------------------------------------------------------
mkdir -p "$work/home/hooks" "$work/own"
for h in pre-commit post-commit commit-msg applypatch-msg post-index-change reference-transaction; do
	printf '#!/bin/sh\ntouch %s/PWNED\n' "$work" >"$work/home/hooks/$h"
	chmod +x "$work/home/hooks/$h"
done
cat >"$work/home/.gitconfig" <<EOF
[format]
	coverLetter = true
	useAutoBase = true
	suffix = .txt
	subjectPrefix = OWN
	signature = own
	numbered = true
	attach = own
	outputDirectory = $work/own
[diff]
	noprefix = true
	mnemonicPrefix = true
	renames = false
	external = touch $work/PWNED
	context = 1
[core]
	hooksPath = $work/home/hooks
	fsmonitor = touch $work/PWNED
	autocrlf = true
	attributesFile = $work/home/attributes
[apply]
	whitespace = error-all
[commit]
	gpgsign = true
[init]
	templateDir = $work/home
[mailinfo]
	scissors = true
[user]
	name = Own
[filter "own"]
	clean = touch $work/PWNED
	required = true
EOF
echo '* filter=own' >"$work/home/attributes"
clean_env git init -q "$work/own"
clean_env git -C "$work/own" -c user.name=o -c user.email=o@o commit -qm own --allow-empty
own_state() { (cd "$work/own" && find . -type f -print0 | sort -z | xargs -0 sha256sum); }
was=$(own_state)
mv "$here/variants/moved" "$work/moved.before"
HOME=$work/home XDG_CONFIG_HOME=$work/home GIT_DIR=$work/own/.git GIT_WORK_TREE=$work/own \
	GIT_INDEX_FILE=$work/own/index GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=format.suffix \
	GIT_CONFIG_VALUE_0=.own GIT_TEMPLATE_DIR=$work/home GIT_AUTHOR_DATE='@7 +0000' \
	GIT_EXTERNAL_DIFF="touch $work/PWNED" \
	expect "with the user's configuration" 0 '3 patches' moved "$work/moved.mbox"
holds '... the same patches' diff -r "$work/moved.before" "$here/variants/moved"
holds "... the user's repository is as it was" test "$(own_state)" = "$was"
# shellcheck disable=SC2016,SC2317
by_environment() {
	make -C "$top" -n variant NAME=x FROM='$(shell touch '"$work/PWNED)\`touch $work/PWNED\`" |
		grep -F 'variant.sh "$NAME" "$FROM"'
}
holds 'a name is no text for make or the shell' by_environment
holds 'nothing of it all was run' test -z "$(find "$work" "$top" -maxdepth 2 -name PWNED)"
exit "$fails"
