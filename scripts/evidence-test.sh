#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Does each patch of variants/fixed say what brought the defect (Fixes:), who
# has spoken of it (Link:, where somebody has), and which scenario shows it,
# before and after? Where no public text names the commit, the README's
# passage "Without Fixes:" has to name the scenario; where nothing shows the
# defect, its passage "By reading:" the patch.
#
#   evidence-test.sh [FOLDER]    default: variants/fixed
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

dir=${1:-$top/variants/fixed}
links='https://(lore\.kernel\.org/[^ ]+|github\.com/intel/gvt-linux/issues/[0-9]+)'
scenarios=$("$O/gtt2m" list | awk '{ print $1 }')
without=$(sed -n '/^Without Fixes:/,/^$/p' "$dir/README.md")
by_reading=$(sed -n '/^By reading:/,/^$/p' "$dir/README.md" | tr '\n' ' ')
fails=0 n=0
fail() { printf 'FAIL %s\n' "$*"; fails=1; }

# shown PATCH: by which scenarios, and how; of evidence().
shown() {
	[ -n "$names" ] || fail "$1: it names no scenario that shows it"
	for name in $names; do
		grep -qx -- "$name" <<<"$scenarios" || fail "$1: no scenario is called $name"
	done
	[[ $text =~ Seen\ with.*now ]] || fail "$1: what was seen before and after is not said"
}

# evidence PATCH
evidence() {
	local name names text
	text=$(sed '/^---$/q' "$1" | tr '\n' ' ')
	names=$(grep -oP "(?<=gtt2m's )[a-z0-9-]+" <<<"$text" || true)
	[[ $text = *'Found by reading'* && $by_reading = *"$(basename "$1" .patch | cut -c6-)"* ]] ||
		shown "$1"
	grep -qP '^Fixes: [0-9a-f]{12} \(".+"\)$' "$1" ||
		grep -qF -- "\`${names%%$'\n'*}\`" <<<"$without" ||
		fail "$1: neither Fixes: nor, in the README, why not"
	! grep '^Link: ' "$1" | grep -qvE "^Link: $links\$" ||
		fail "$1: a Link: to something else than the list or a user's report"
}

for p in "$dir"/*.patch "$dir"/*/*.patch; do
	evidence "$p"
	n=$((n + 1))
done
[ "$fails" -ne 0 ] || echo "ok   $n patches say what they mend"
exit "$fails"
