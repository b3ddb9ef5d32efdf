#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Does variant.sh take what a mailing list delivers, and nothing else? On a
# kernel of one file and common patches of one line, so it takes seconds.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CACHE=$work/cache O=$work/build KERNEL_SRC=$work/linux
unset KERNEL PROFILE
i915=drivers/gpu/drm/i915
here=$work/suite
fails=0

git_() { git -C "$work/linux" -c user.name='Jos Test' -c user.email=jos@example.org -c commit.gpgsign=false "$@"; }
change() { sed -i "s/^line $1\$/$2/" "$work/linux/$i915/gtt.c"; git_ commit -qam "$3" -m 'Why not.'; }

# A kernel, and a suite with a common patch for it.
mkdir -p "$work/linux/$i915" "$work/linux/mm" "$here/kernel/patches" "$here/variants/baseline"
cp -r "$top/scripts" "$here"
seq -f 'line %g' 60 >"$work/linux/$i915/gtt.c"
echo memory >"$work/linux/mm/mm.c"
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
echo more >>"$work/linux/mm/mm.c"
git_ commit -qam 'outside'
git_ format-patch --stdout common >"$work/outside.patch"
git_ checkout -q --detach common~1

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
	git -C "$work/am-$1" -c user.name=t -c user.email=t@t am -q "$here/variants/$1"/*.patch >"$work/log" 2>&1 &&
		git_ diff --quiet series "$(git -C "$work/am-$1" rev-parse HEAD)"
}
took() {
	if am "$1"; then echo "ok   git am takes $1, and it is the series"; else
		echo "FAIL git am takes $1"; sed 's/^/    /' "$work/log"; fails=1
	fi
}

before=$(ls -A "$here/variants")
expect 'a hunk that does not fit is named' 1 "gtt.c: Hunk #1 FAILED at" lost "$work/lost.mbox"
expect '... and its patch' 1 'patch 1 of 1 "lost" does not apply' lost "$work/lost.mbox"
expect 'a file that is not a module'"'"'s' 1 'mm/mm.c is outside of' outside "$work/outside.patch"
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
KERNEL_SRC=$work/linux

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
expect 'a plain diff' 0 '1 patches' plain "$work/plain.diff"
took plain
exit "$fails"
