# SPDX-License-Identifier: GPL-2.0-or-later
# Forest plot: ratio to baseline, with its interval where there are seeds
# enough; where parameter sets decide, their median, 5 to 95 % (thick) and
# extremes (thin), in blue; the margin as a band, the noise as the first row.
# gnuplot -d -e "term='svg'" forest.gp   (data: forest.dat)
level = system("sed -n 's/^# level: //p' forest.dat")
answer = system("sed -n 's/^# answer: //p' forest.dat | fold -s -w 100")
rows = int(system("grep -vc '^#' forest.dat"))
margin = real(system("awk '!/^#/ { print $NF; exit }' forest.dat"))
stats 'forest.dat' using 7 name 'L' nooutput
stats 'forest.dat' using 8 name 'H' nooutput
height = 190 + 22 * rows
if (term eq 'svg') {
	set terminal svg size 1000, height font 'sans,12' background 'white'
} else {
	set terminal pngcairo size 1000, height font 'sans,11'
}
set output 'forest.'.term
set label 1 answer."\n".level at screen 0.02, screen 1 - 18.0 / height left noenhanced
set yrange [rows - 0.5:-0.5]
set ytics scale 0 noenhanced
set grid xtics
set lmargin at screen 0.46
set tmargin at screen 1 - 115.0 / height
set bmargin at screen 68.0 / height
low = L_min < 1 - 2 * margin ? L_min - margin : 1 - 2 * margin
high = H_max > 1 + 2 * margin ? H_max + margin : 1 + 2 * margin
# one load that gains tenfold would hide all others
beyond = low < 0.5 || high > 2 ? "\nbeyond 0.5 or 2 nothing is drawn: see the numbers" : ''
low = low < 0.5 ? 0.5 : low
high = high > 2 ? 2 : high
set xrange [low:high]
set label 2 sprintf('throughput in the guest, ratio to baseline, higher is better   (grey: %g %%;  red: noise;  blue: parameter sets, 5 to 95 %% and extremes)', margin * 100).beyond at screen 0.02, screen 26.0 / height left noenhanced
set object 1 rectangle from first 1 - margin, graph 0 to first 1 + margin, graph 1 \
	fillcolor '#dddddd' fillstyle solid noborder behind
set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead dashtype 2
is(k) = strcol(2) eq k
short(s) = strlen(s) > 52 ? s[1:50].'..' : s
span(a, b) = sprintf('%.2f', a) eq sprintf('%.2f', b) ? sprintf('%.2f', a) : sprintf('%.2f to %.2f', a, b)
plot 'forest.dat' using (is('head') || is('sets') ? NaN : $4):1:5:6:yticlabel(is('head') ? '' : is('floor') ? short(strcol(3)) : is('sets') ? short(strcol(3)).'   '.span($5, $6) : sprintf('%s   %.3f', short(strcol(3)), $4)) \
	with xerrorbars pointtype 5 pointsize 0.7 linewidth 2 linecolor rgb '#000000' notitle, \
     '' using (is('sets') ? $4 : NaN):1:7:8 with xerrorbars pointtype 0 linewidth 1 linecolor rgb '#0072b2' notitle, \
     '' using (is('sets') ? $4 : NaN):1:5:6 with xerrorbars pointtype 7 pointsize 0.9 linewidth 4 linecolor rgb '#0072b2' notitle, \
     '' using (is('floor') ? 1 : NaN):1:5:6 with xerrorbars pointtype 5 pointsize 0.9 linewidth 3 linecolor rgb '#d55e00' notitle, \
     '' using (is('head') ? low : NaN):1:3 with labels left offset character 0.5, 0 noenhanced notitle
