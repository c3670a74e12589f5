package vm

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// TestFmtG compares with the two formats of strconv that %g chooses between.
func TestFmtG(t *testing.T) {
	trim := func(s string) string {
		if strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
		return s
	}
	want := func(f float64, prec int) string {
		e := strconv.FormatFloat(f, 'e', max(prec, 1)-1, 64)
		m, exp, _ := strings.Cut(e, "e")
		x, _ := strconv.Atoi(exp)
		if x < -4 || x >= max(prec, 1) {
			return trim(m) + "e" + exp
		}
		return trim(strconv.FormatFloat(f, 'f', max(prec, 1)-1-x, 64))
	}
	r := rand.New(rand.NewPCG(1, 2))
	values := []float64{0, math.Copysign(0, -1), 1, 10, 100, 0.1, 9.9999999999999999, 99999999999999, 999999999999999, 1e14, 1e-4, 1e-5,
		0.00012345, 5e-324, math.MaxFloat64, 123456.75, -2.5}
	for range 5000 {
		values = append(values, math.Float64frombits(r.Uint64()), float64(r.IntN(1e6))/1000, r.NormFloat64()*1e4)
	}
	for _, f := range values {
		if f != f || math.IsInf(f, 0) {
			continue
		}
		for _, prec := range []int{0, 1, 2, 5, 14, 16, 17, 40} {
			if got := FmtG(f, prec); got != want(f, prec) {
				t.Errorf("%%.%dg of %v: %q, want %q", prec, f, got, want(f, prec))
			}
		}
	}
}
