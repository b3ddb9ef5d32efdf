# SPDX-License-Identifier: GPL-2.0-or-later
# Every time and rate in run order, over the median of its own row.
# gnuplot -e "term='svg'; level='emulated'" order.gp   (data: order.dat)
if (term eq 'svg') {
	set terminal svg size 900, 420 font 'sans,12' background 'white'
} else {
	set terminal pngcairo size 900, 420 font 'sans,11'
}
set output 'order.'.term
set title "Every value in run order, over its own median [v]\n".level noenhanced
set colorsequence podo
set xlabel 'place in the order of the run'
set ylabel 'value / median'
set grid
set key outside right noenhanced
variants = system("awk -F'\"' '!/^#/ && !s[$2]++ { print $2 }' order.dat")
plot for [i = 1:words(variants)] 'order.dat' \
	using (strcol(2) eq word(variants, i) ? $1 : NaN):3 \
	with points pointtype i + 3 title word(variants, i)
