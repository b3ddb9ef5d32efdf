# SPDX-License-Identifier: GPL-2.0-or-later
# Every time and rate in run order, over the median of its own variant (of
# all variants when there is one seed): a drift or an outlier would show.
# gnuplot -d -e "term='svg'" order.gp   (data: order.dat)
level = system("sed -n 's/^# level: //p' order.dat")
answer = system("sed -n 's/^# answer: //p' order.dat | fold -s -w 100")
if (term eq 'svg') {
	set terminal svg size 900, 460 font 'sans,12' background 'white'
} else {
	set terminal pngcairo size 900, 460 font 'sans,11'
}
set output 'order.'.term
own = int(system("head -n 1 order.dat | grep -c own_median"))
set title answer."\n".level noenhanced
set colorsequence podo
set linetype 5 linecolor rgb '#cc79a7'	# not yellow on white
set xlabel 'cell, in the order of the run'
set ylabel own ? 'value / median of its variant''s seeds' : 'value / median of all variants (one seed)'
set grid
set key outside right noenhanced reverse Left
stats 'order.dat' using 3 name 'V' nooutput
if (V_min < 0.7 || V_max > 1.4) {
	set logscale y
	set ytics (0.02, 0.05, 0.1, 0.2, 0.5, 0.7, 1, 1.4, 2, 5, 10, 20)
} else {
	set yrange [1 - 1.1 * (1.0001 - V_min):1 + 1.1 * (V_max - 0.9999)]
}
set xrange [-1:*]
list(field) = system(sprintf("awk -F'\"' '!/^#/ { print $NF + 0, $2 }' order.dat | sort -nu | cut -d' ' -f%d", field))
places = list(1)
variants = list(2)
plot 1 with lines linecolor rgb '#888888' dashtype 2 notitle, \
     for [i = 1:words(variants)] 'order.dat' \
	using (strcol(2) eq word(variants, i) ? $1 : NaN):3 \
	with points pointtype i + 3 linecolor int(word(places, i)) + 1 pointsize 0.9 title word(variants, i)
