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

// TestFmod compares with math.Mod.
func TestFmod(t *testing.T) {
	inf := math.Inf(1)
	values := []float64{0, math.Copysign(0, -1), 1, -1, 2, 3, 0.1, 1e300, 5e-324, math.MaxFloat64, 1 << 53, 1<<53 - 1, inf, -inf, math.NaN()}
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		values = append(values, math.Float64frombits(r.Uint64()), float64(r.IntN(2000)-1000)/8, r.NormFloat64()*1e4)
	}
	for _, a := range values {
		for _, b := range values {
			got, want := fmod(a, b), math.Mod(a, b)
			if math.Float64bits(got) != math.Float64bits(want) && (got == got || want == want) {
				t.Fatalf("fmod(%v, %v) = %v, want %v", a, b, got, want)
			}
			if a > 0 && a < inf { // what is close to a multiple
				for _, c := range []float64{math.Nextafter(a*3, 0), a * 3, math.Nextafter(a*3, inf)} {
					if got, want := fmod(c, a), math.Mod(c, a); math.Float64bits(got) != math.Float64bits(want) {
						t.Fatalf("fmod(%v, %v) = %v, want %v", c, a, got, want)
					}
				}
			}
		}
	}
}
