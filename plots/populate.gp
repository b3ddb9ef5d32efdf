# SPDX-License-Identifier: GPL-2.0-or-later
# ECDF of the time to populate one guest 2MiB entry, a panel a scenario.
# The kernel counts in powers of two: each step is a bucket's upper end.
# gnuplot -d -e "term='svg'" populate.gp   (data: populate.dat)
level = system("sed -n 's/^# level: //p' populate.dat")
scenarios = system("awk -F'\"' '/^\"/ && !s[$2]++ { print $2 }' populate.dat")
variants = system("awk -F'\"' '/^\"/ && !s[$4]++ { print $4 }' populate.dat")
lo = real(system("awk '/^[0-9]/ && (!m || $1 < m) { m = $1 } END { print m }' populate.dat"))
hi = real(system("awk '/^[0-9]/ && $1 > m { m = $1 } END { print m }' populate.dat"))
n = words(scenarios)
lines = (n + 1) / 2
height = 155 + 240 * lines
if (term eq 'svg') {
	set terminal svg size 900, height font 'sans,12' background 'white'
} else {
	set terminal pngcairo size 900, height font 'sans,11'
}
set output 'populate.'.term
set colorsequence podo
set linetype 5 linecolor rgb '#cc79a7'	# not yellow on white
set multiplot layout lines, 2 margins 0.07, 0.97, 140.0 / height, 1 - 85.0 / height spacing 0.09, 95.0 / height \
	title "Time to populate one guest 2MiB entry [v]: share of entries no slower; left is better\n".level noenhanced
set logscale x 2
set xrange [lo / 2000.0:hi * 2 / 1000.0]
set yrange [-0.04:1.08]
set xlabel 'us of the machine''s clock, buckets of powers of two'
set xtics format '%.0f'
set grid
unset key
# Scenarios and variants by their place: a name is never text of a command.
places = "awk -F'\"' '/^\"/ { if (!($2 in S)) S[$2] = ++ns; if (!($4 in V)) V[$4] = ++nv; split($5, a, \" \"); "
# the block of rows of a scenario and variant; -1: there is none
block(s, v) = int(system(places.sprintf("if (S[$2] == %d && V[$4] == %d) { print n + 0; f = 1 } n++ } END { if (!f) print -1 }' populate.dat", s, v)))
colour(v) = int(system(places.sprintf("if (V[$4] == %d) { print a[1] + 1; exit } }' populate.dat", v)))
failed(s) = system(places.sprintf("if (S[$2] == %d && a[3] > 0) printf \" %%s\", $4 }' populate.dat", s))
k = words(variants)
array hue[k]
array at[k]
do for [v = 1:k] { hue[v] = colour(v) }
do for [s = 1:n] {
	bad = failed(s)
	set title word(scenarios, s).(bad eq '' ? '' : '   (entries failed:'.bad.')') noenhanced
	if (s == n) { set key at screen 0.5, 0.01 center bottom horizontal noenhanced reverse Left samplen 3 width 1 }
	do for [v = 1:k] { at[v] = block(s, v) }
	plot for [v = 1:k] 'populate.dat' index (at[v] < 0 ? 99999 : at[v]) \
		using ($1 / 1000.0):2 with steps linecolor hue[v] linewidth 1.5 + 1.4 * (k - v) notitle, \
	     for [v = 1:k] NaN with lines linecolor hue[v] linewidth 1.5 + 1.4 * (k - v) title word(variants, v)
}
unset multiplot
