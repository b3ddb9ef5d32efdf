# SPDX-License-Identifier: GPL-2.0-or-later
# Forest plot: ratio to baseline with its interval, the margin as a band.
# gnuplot -e "term='svg'; level='emulated'" forest.gp   (data: forest.dat)
rows = int(system("grep -vc '^#' forest.dat"))
margin = real(system("awk '!/^#/ { print $(NF - 1); exit }' forest.dat"))
stats 'forest.dat' using 4 name 'L' nooutput
stats 'forest.dat' using 5 name 'H' nooutput
if (term eq 'svg') {
	set terminal svg size 900, 140 + 26 * rows font 'sans,12' background 'white'
} else {
	set terminal pngcairo size 900, 140 + 26 * rows font 'sans,11'
}
set output 'forest.'.term
set title "Throughput [v], ratio to baseline, higher is better\n".level noenhanced
set colorsequence podo
set yrange [rows - 0.5:-0.5]
set ytics scale 0 noenhanced
seeds = int(system("awk '!/^#/ { print $NF; exit }' forest.dat"))
set xlabel sprintf('ratio (band: margin of %g %%; seeds: %d%s)', margin * 100, seeds, seeds < 6 ? ', too few for intervals' : ', 95 % intervals')
set grid xtics
set lmargin at screen 0.42
low = L_min < 1 - 2 * margin ? L_min - margin : 1 - 2 * margin
high = H_max > 1 + 2 * margin ? H_max + margin : 1 + 2 * margin
set xrange [low:high]
set object 1 rectangle from first 1 - margin, graph 0 to first 1 + margin, graph 1 \
	fillcolor '#dddddd' fillstyle solid noborder behind
set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead dashtype 2
plot 'forest.dat' using 3:1:4:5:yticlabel(2) with xerrorbars pointtype 5 pointsize 0.7 linewidth 2 notitle
