# SPDX-License-Identifier: GPL-2.0-or-later
# What a variant gains over the baseline, in per cent, against each axis of the
# GPU's cost model. Below the line of 1 % is what says nothing; 0 % of a
# parameter stands left of the broken axis. A loss is dashed.
# gnuplot -d -e "term='svg'" sweep.gp   (data: sweep.dat)
level = system("sed -n 's/^# level: //p' sweep.dat")
answer = system("sed -n 's/^# answer: //p' sweep.dat | fold -s -w 100")
panels = int(system("awk -F'\"' '!/^#/ && !s[$2]++ { n++ } END { print n }' sweep.dat"))
panel(i) = system(sprintf("awk -F'\"' '!/^#/ && !s[$2]++ && ++n == %d { print $2 }' sweep.dat", i))
variants = int(system("awk -F'\"' '!/^#/ && !s[$4]++ { n++ } END { print n }' sweep.dat"))
name(v) = system(sprintf("awk -F'\"' '!/^#/ && !s[$4]++ && ++n == %d { print $4 }' sweep.dat", v))
# by their place: a name is never text of a command
line(i, v) = sprintf("< awk -F'\"' '!/^#/ { if (!($2 in S)) S[$2] = ++ns; if (!($4 in V)) V[$4] = ++nv; if (S[$2] == %d && V[$4] == %d) print $5 }' sweep.dat", i, v)
rows = (panels + 1) / 2
k = variants
height = 175 + 230 * rows + 18 * k
if (term eq 'svg') {
	set terminal svg rounded size 1000, height font 'sans,12' background 'white'
} else {
	set terminal pngcairo rounded size 1000, height font 'sans,11'
}
set output 'sweep.'.term
set colorsequence podo
set linetype 5 linecolor rgb '#cc79a7'	# not yellow on white
set multiplot layout rows, 2 margins 0.07, 0.97, (85.0 + 18 * k) / height, 1 - 95.0 / height spacing 0.09, 110.0 / height \
	title answer."\n".level noenhanced
zero = 4
at(x) = x == 0 ? zero : x
set logscale xy
set xrange [3:100000]
set xtics ('0' zero, '10' 10, '100' 100, '1000' 1000, '1e4' 10000, '1e5' 100000)
set xlabel 'parameter, % of the model''s own value'
set ylabel 'gain, %'
set yrange [0.05:20000]
set ytics ('0.1' 0.1, '1' 1, '10' 10, '100' 100, '1e3' 1000, '1e4' 10000)
set grid
unset key
set object 1 rectangle from graph 0, graph 0 to graph 1, first 1 \
	fillcolor '#dddddd' fillstyle solid noborder behind
gain(x) = x > 1.0005 ? 100 * (x - 1) : NaN
loss(x) = x < 0.9995 ? 100 * (1 - x) : NaN
do for [i = 1:panels] {
	set title panel(i) noenhanced
	if (i == panels) { set key at screen 0.5, 0.005 center bottom vertical noenhanced reverse Left samplen 3 width 1 }
	plot for [v = 1:k] line(i, v) using (at($1)):(gain($2)) with linespoints pointtype 7 pointsize 0.4 linecolor v linewidth 2 notitle, \
	     for [v = 1:k] line(i, v) using (at($1)):(loss($2)) with linespoints pointtype 6 pointsize 0.4 linecolor v linewidth 2 dashtype 2 notitle, \
	     for [v = 1:k] NaN with lines linecolor v linewidth 2 title name(v)
}
unset multiplot
