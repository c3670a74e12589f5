package stdlib

import (
	"fmt"
	"strconv"
	"strings"
)

const (
	dateOptions = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%"
	dateE       = "cCxXyY"        // may follow %E
	dateO       = "deHImMSuUVwWy" // may follow %O
)

var (
	dayNames   = []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	monthNames = []string{"January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December"}
)

// strftime formats b in the C locale. bad is the rest of the format from an
// invalid conversion on.
func strftime(b *brokenTime, format string) (s, bad string) {
	var out []byte
	for {
		i := strings.IndexByte(format, '%')
		if i < 0 {
			return string(append(out, format...)), ""
		}
		out, format = append(out, format[:i]...), format[i+1:]
		switch {
		case format == "":
			return "", "%"
		case strings.IndexByte(dateOptions, format[0]) >= 0:
		case len(format) > 1 && (format[0] == 'E' && strings.IndexByte(dateE, format[1]) >= 0 ||
			format[0] == 'O' && strings.IndexByte(dateO, format[1]) >= 0):
			format = format[1:] // there is no alternative form in the C locale
		default:
			return "", "%" + format
		}
		out = b.append(out, format[0])
		format = format[1:]
	}
}

// append formats one conversion.
func (b *brokenTime) append(out []byte, conv byte) []byte {
	num := func(n int64, width int, fill string) []byte {
		return fmt.Appendf(out, "%"+fill+strconv.Itoa(width)+"d", n)
	}
	all := func(convs string) []byte {
		for i := range len(convs) {
			if c := convs[i]; isAlpha(int(c)) {
				out = b.append(out, c)
			} else {
				out = append(out, c)
			}
		}
		return out
	}
	hour12 := (b.hour+11)%12 + 1
	switch conv {
	case 'a':
		return append(out, dayNames[b.wday][:3]...)
	case 'A':
		return append(out, dayNames[b.wday]...)
	case 'b', 'h':
		return append(out, monthNames[b.month-1][:3]...)
	case 'B':
		return append(out, monthNames[b.month-1]...)
	case 'c':
		return all("a b e H:M:S Y")
	case 'C':
		return num(floorDiv(b.year, 100), 1, "")
	case 'd':
		return num(b.day, 2, "0")
	case 'D', 'x':
		return all("m/d/y")
	case 'e':
		return num(b.day, 2, "")
	case 'F':
		return all("Y-m-d")
	case 'g':
		year, _ := b.isoWeek()
		return num(year-100*floorDiv(year, 100), 2, "0")
	case 'G':
		year, _ := b.isoWeek()
		return num(year, 1, "")
	case 'H':
		return num(b.hour, 2, "0")
	case 'I':
		return num(hour12, 2, "0")
	case 'j':
		return num(int64(b.yday)+1, 3, "0")
	case 'm':
		return num(b.month, 2, "0")
	case 'M':
		return num(b.min, 2, "0")
	case 'n':
		return append(out, '\n')
	case 'p':
		if b.hour < 12 {
			return append(out, "AM"...)
		}
		return append(out, "PM"...)
	case 'r':
		return all("I:M:S p")
	case 'R':
		return all("H:M")
	case 'S':
		return num(b.sec, 2, "0")
	case 't':
		return append(out, '\t')
	case 'T', 'X':
		return all("H:M:S")
	case 'u':
		return num(int64((b.wday+6)%7)+1, 1, "")
	case 'U':
		return num(int64((b.yday+7-b.wday)/7), 2, "0")
	case 'V':
		_, week := b.isoWeek()
		return num(week, 2, "0")
	case 'w':
		return num(int64(b.wday), 1, "")
	case 'W':
		return num(int64((b.yday+7-(b.wday+6)%7)/7), 2, "0")
	case 'y':
		return num(b.year-100*floorDiv(b.year, 100), 2, "0")
	case 'Y':
		return num(b.year, 1, "")
	case 'z':
		sign, off := byte('+'), b.offset
		if off < 0 {
			sign, off = '-', -off
		}
		return fmt.Appendf(append(out, sign), "%02d%02d", off/3600, off/60%60)
	case 'Z':
		return append(out, b.zone...)
	}
	return append(out, '%')
}

// isoWeek is the year and number of the ISO 8601 week: that of its Thursday.
func (b *brokenTime) isoWeek() (year, week int64) {
	thursday := int64(b.yday - (b.wday+6)%7 + 3)
	year = b.year
	if thursday < 0 {
		year--
		thursday += daysOf(year+1, 1, 1) - daysOf(year, 1, 1)
	} else if n := daysOf(year+1, 1, 1) - daysOf(year, 1, 1); thursday >= n {
		year++
		thursday -= n
	}
	return year, thursday/7 + 1
}
