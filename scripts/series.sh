#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A folder for git send-email of the patches of a variant, on the untouched
# source of this KERNEL: patches, threaded under a cover letter whose text is
# the variant's file "cover" and what the kept runs have counted.
#
#   series.sh VARIANT [FOLDER]    default: $O/series/VARIANT-KERNEL
#
# VERSION=2: the second. The text of the letter can still be edited there;
# docs/defects.md says to whom what a guest can do to a host is sent first.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/kernelsrc.sh
. "$(dirname "$0")/kernelsrc.sh"

variant=${1:-fixed}
to=${2:-$O/series/$variant-$KERNEL}
cover=$top/variants/$variant/cover
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ -d "$top/variants/$variant" ] || die "no variant $variant; there are: $(cd "$top/variants" && echo *)"
[ -e "$cover" ] || die "variants/$variant has no file cover, the text of the letter"
ported "$variant" || die "$variant has no patches for $KERNEL"
mapfile -t kept < <(kept_runs "defects-$KERNEL" "defects-$KERNEL-*")
[ ${#kept[@]} -gt 0 ] || die "no run of the reproducers is kept for $KERNEL: make repro, then scripts/publish.sh --defects"
describe "$variant"
need_program
find_source

# The files that the patches touch are all that git needs.
git_() {
	clean_env git -C "$work/tree" -c user.name="$name" -c user.email="$email" \
		-c commit.gpgsign=false "$@"
}
name=$(git -C "$top" config user.name || echo Nobody)
email=$(git -C "$top" config user.email || echo nobody@example.org)
mkdir "$work/tree"
{ patched_files "${v_patches[@]}" | awk '$1 == "old" { print $3 }'
  echo Makefile; } | sort -u | take_files "$work/tree"
version=$(awk '$2 == "=" && /^(VERSION|PATCHLEVEL|SUBLEVEL) / { v = v "." $3 } END { print substr(v, 2) }' "$work/tree/Makefile")
git_ init -q
git_ add -A
git_ commit -qm "Linux $version"
git_ tag source
git_ am -q "${v_patches[@]}" >"$work/log" 2>&1 ||
	die "the patches do not go onto Linux $version: $(head -n 1 "$work/log")"

# The letter: text, what was counted, how.
letter() {
	local run runs=()
	tail -n +3 "$cover" | fmt -w 72
	for run in "${kept[@]}"; do
		runs+=("$work/$(basename "$run")")
		mkdir "${runs[-1]}"
		cp "$run"/*.json "${runs[-1]}"
		xz -dc "$run/records.jsonl.xz" >"${runs[-1]}/records.jsonl"
	done
	fmt -w 72 <<-EOF

	The patches are against Linux $version, as Debian has it.

	What was tested, and at what level: each row is a boot of the real kernel,
	KVM, VFIO and GVT-g on an EMULATED machine, a QEMU with a model of a Gen9
	GPU, one CPU, KVM on AMD-V. Nothing ran on hardware. "stock-fixed" is
	this series; "baseline" and "fixed" are the same two with 2MiB pages
	allowed on Gen9. A number is how much of the defect was seen (pages of
	others overwritten, mappings or tables too many or too few, tasks that
	hang); crash, spins: the kernel went down, or loops; no: not seen; -: not run.

	EOF
	"$O/gtt2m" defects "${runs[@]}"
	fmt -w 72 <<-EOF

	Each row of a stock kernel has a stand-alone program of at most 350 lines of C. They
	go to the maintainers and to security@kernel.org first.
	EOF
}

rm -rf "$to"
mkdir -p "$to"
git_ format-patch -q --cover-letter --thread=shallow --base=source \
	${VERSION:+-v "$VERSION"} -o "$to" source
first=$(echo "$to"/*0000-cover-letter.patch)
letter >"$work/letter"
awk -v subject="$(head -n 1 "$cover")" -v letter="$work/letter" '
	{ sub(/\*\*\* SUBJECT HERE \*\*\*/, subject) }
	/^\*\*\* BLURB HERE \*\*\*$/ { while ((getline line < letter) > 0) print line; next }
	{ print }' "$first" >"$work/first"
# what "base" names here is no commit of anybody's
sed -i '/^base-commit: /d' "$to"/*.patch "$work/first"
mv "$work/first" "$first"
"$O/gtt2m" lint-mail "$work/letter" >&2 || die "the letter would not survive a mailing list"
say "$to: $(find "$to" -name '*.patch' | wc -l) messages; try: git send-email --dry-run --to=... $to/*.patch" >&2
