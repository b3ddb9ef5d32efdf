#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the suite's own commands cost, by hyperfine, on a run: wall time of
# this host, so figures to keep an eye on, not results. JSON: $O/perf.json.
#   perf-suite.sh RUN
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

run=${1:-}
[ -s "$run/records.jsonl" ] || die "no run in '$run': RUN=results/<run>"
command -v hyperfine >/dev/null || die "hyperfine is missing (package hyperfine)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$run" "$work/run"
rm -rf "$work/run/plots"

g=$O/gtt2m
hyperfine --shell=none --warmup 1 --min-runs 5 --style basic \
	--export-json "$O/perf.json" \
	-n "plan, full profile" "$g plan --profile full" \
	-n "report" "$g report $work/run" \
	-n "compare, variants" "$g compare --format csv $work/run" \
	-n "compare, two runs" "$g compare --format csv $work/run $work/run" \
	-n "lint-mail" "$g lint-mail $work/run/report.txt" \
	-n "plot, svg and png" "$g plot $work/run" \
	-n "html" "$g html $work/run" \
	-n "bundle" "$g bundle --out $work/bundle.tar.gz $work/run" \
	--ignore-failure >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
python3 - "$O/perf.json" <<'EOF'
import json, sys
rows = json.load(open(sys.argv[1]))["results"]
print("%-20s %9s %9s %9s  runs" % ("command", "median ms", "cpu ms", "max ms"))
for r in rows:
    print("%-20s %9.1f %9.1f %9.1f  %4d" % (r["command"], r["median"] * 1e3,
          (r["user"] + r["system"]) * 1e3, r["max"] * 1e3, len(r["times"])))
EOF
say "JSON: $O/perf.json"
