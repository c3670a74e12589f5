package stdlib

import (
	"math"
	"time"
)

// brokenTime is C's struct tm, with the year and the month as people write them.
type brokenTime struct {
	year, month, day, hour, min, sec int64
	wday, yday                       int // 0: Sunday, January 1st
	dst                              int // 1, 0, -1: not known
	zone                             string
	offset                           int // of zone, in seconds east of UTC
}

const (
	daySeconds = 86400
	minYear    = math.MinInt32 + 1900 // tm_year is an int
	maxYear    = math.MaxInt32 + 1900
)

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// daysOf is the number of days from 1970-01-01 to the given date; the month may
// be any number, the day too.
func daysOf(year, month, day int64) int64 {
	year += floorDiv(month-1, 12)
	month = month - 1 - 12*floorDiv(month-1, 12) // 0: January
	if month < 2 {                               // count years from March
		year--
	}
	shifted := (month + 10) % 12
	era := floorDiv(year, 400)
	yoe := year - era*400
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + (153*shifted+2)/5 + day - 1 - 719468
}

// breakUTC splits seconds since 1970; false if the year doesn't fit.
func breakUTC(t int64) (brokenTime, bool) {
	days := floorDiv(t, daySeconds)
	rest := t - days*daySeconds
	z := days + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	m := (5*doy + 2) / 153
	b := brokenTime{
		year: yoe + era*400, month: (m+2)%12 + 1, day: doy - (153*m+2)/5 + 1,
		hour: rest / 3600, min: rest / 60 % 60, sec: rest % 60,
		wday: int(((days+4)%7 + 7) % 7), zone: "GMT",
	}
	if b.month <= 2 {
		b.year++
	}
	b.yday = int(days - daysOf(b.year, 1, 1))
	return b, b.year >= minYear && b.year <= maxYear
}

// zoneAt is the local zone at t. Far from now the rules of the year 9999 hold.
func zoneAt(t int64) (name string, offset int, dst bool) {
	const far = 253402300799
	at := time.Unix(min(max(t, -far), far), 0)
	name, offset = at.Zone()
	return name, offset, at.IsDST()
}

// breakLocal is breakUTC in the local zone.
func breakLocal(t int64) (brokenTime, bool) {
	name, offset, dst := zoneAt(t)
	if o := int64(offset); o > 0 && t > math.MaxInt64-o || o < 0 && t < math.MinInt64-o {
		return brokenTime{}, false
	}
	b, ok := breakUTC(t + int64(offset))
	b.zone, b.offset = name, offset
	if dst {
		b.dst = 1
	}
	return b, ok
}

// unix is C's mktime: the seconds of a local time whose fields need not be in
// their ranges. b.dst says whether it was meant as summer time.
func (b *brokenTime) unix() int64 {
	local := daysOf(b.year, b.month, b.day)*daySeconds + b.hour*3600 + b.min*60 + b.sec
	_, offset, _ := zoneAt(local)
	_, offset, _ = zoneAt(local - int64(offset))
	t := local - int64(offset)
	if _, again, _ := zoneAt(t); again != offset {
		offset = again
		t = local - int64(offset)
	}
	if b.dst < 0 {
		return t
	}
	want := b.dst > 0
	if _, _, dst := zoneAt(t); dst == want {
		return t
	}
	const step, far = 601200, 536454000 // as glibc looks
	for d := int64(step); d < far; d += step {
		for _, d := range [2]int64{-d, d} { // the nearest time of that kind says the offset
			if _, other, dst := zoneAt(t + d); dst == want {
				return local - int64(other)
			}
		}
	}
	if want {
		return t - 3600
	}
	return t + 3600
}
