# SPDX-License-Identifier: GPL-2.0-or-later
# Throughput over the baseline's against each axis of the GPU's cost model.
# The band is a difference of 1 %; 0 % stands left of the broken axis.
# gnuplot -e "term='svg'; level='emulated'" sweep.gp   (data: sweep.dat)
panels = int(system("awk -F'\"' '!/^#/ && !s[$2]++ { n++ } END { print n }' sweep.dat"))
panel(i) = system(sprintf("awk -F'\"' '!/^#/ && !s[$2]++ && ++n == %d { print $2 }' sweep.dat", i))
variants = system("awk -F'\"' '!/^#/ && !s[$4]++ { print $4 }' sweep.dat")
line(i, v) = sprintf("< awk -F'\"' '$2 == \"%s\" && $4 == \"%s\" { print $5 }' sweep.dat", panel(i), word(variants, v))
rows = (panels + 1) / 2
if (term eq 'svg') {
	set terminal svg size 1000, 40 + 300 * rows font 'sans,12' background 'white'
} else {
	set terminal pngcairo size 1000, 40 + 300 * rows font 'sans,11'
}
set output 'sweep.'.term
set colorsequence podo
set multiplot layout rows, 2 title "Throughput of the blitter over the baseline's [v], higher is better\n".level noenhanced
zero = 4
at(x) = x == 0 ? zero : x
set logscale xy
set xrange [3:100000]
set xtics ('0' zero, '10' 10, '100' 100, '1000' 1000, '10000' 10000, '100000' 100000)
set xlabel 'parameter, % of the model''s own value'
set ylabel 'ratio'
set grid
set key outside right noenhanced samplen 2
set object 1 rectangle from graph 0, first 0.99 to graph 1, first 1.01 \
	fillcolor '#dddddd' fillstyle solid noborder behind
do for [i = 1:panels] {
	set title panel(i) noenhanced
	plot [*:*][0.9:*] for [v = 1:words(variants)] line(i, v) using (at($1)):2 \
		with linespoints pointtype v + 3 title word(variants, v)
}
unset multiplot
