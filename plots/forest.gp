# SPDX-License-Identifier: GPL-2.0-or-later
# Forest plot: ratio to baseline with its interval, the margin as a band,
# the A/A floor as the first row.
# gnuplot -d -e "term='svg'" forest.gp   (data: forest.dat)
level = system("sed -n 's/^# level: //p' forest.dat")
rows = int(system("grep -vc '^#' forest.dat"))
margin = real(system("awk '!/^#/ && $2 == \"head\" { print $(NF - 1); exit }' forest.dat"))
seeds = int(system("awk '!/^#/ && $2 == \"head\" { print $NF; exit }' forest.dat"))
intervals = int(system("grep -c '^[0-9]* interval' forest.dat"))
stats 'forest.dat' using 6 name 'L' nooutput
stats 'forest.dat' using 7 name 'H' nooutput
height = 130 + 22 * rows
if (term eq 'svg') {
	set terminal svg size 900, height font 'sans,12' background 'white'
} else {
	set terminal pngcairo size 900, height font 'sans,11'
}
set output 'forest.'.term
set title "Throughput read in the guest [v], ratio to baseline, higher is better\n".level noenhanced
set yrange [rows - 0.5:-0.5]
set ytics scale 0 noenhanced
set xlabel sprintf('ratio to baseline   (grey band: margin of %g %%;  bars: %s)', margin * 100, intervals ? sprintf('95 %% intervals, %d seeds', seeds) : seeds == 1 ? 'none, 1 seed is too few' : sprintf('none, %d seeds are too few', seeds))
set grid xtics
set lmargin at screen 0.34
low = L_min < 1 - 2 * margin ? L_min - margin : 1 - 2 * margin
high = H_max > 1 + 2 * margin ? H_max + margin : 1 + 2 * margin
set xrange [low:high]
set object 1 rectangle from first 1 - margin, graph 0 to first 1 + margin, graph 1 \
	fillcolor '#dddddd' fillstyle solid noborder behind
set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead dashtype 2
is(k) = strcol(2) eq k
plot 'forest.dat' using (is('head') ? NaN : $5):1:6:7:yticlabel(is('head') ? '' : is('floor') ? sprintf('%s   %.4f..%.4f', strcol(3), $6, $7) : sprintf('%s   %.4f', strcol(3), $5)) \
	with xerrorbars pointtype 5 pointsize 0.7 linewidth 2 linecolor rgb '#000000' notitle, \
     '' using (is('floor') ? 1 : NaN):1:6:7 with xerrorbars pointtype 5 pointsize 0.9 linewidth 3 linecolor rgb '#d55e00' notitle, \
     '' using (is('head') ? low : NaN):1:3 with labels left offset character 0.5, 0 noenhanced notitle
