package syntax

import (
	"math"
	"testing"
)

func TestParseNumber(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		s    string
		i    int64
		f    float64
		kind int
	}{
		{"0", 0, 0, IsInt}, {"-0", 0, 0, IsInt}, {"+7", 7, 0, IsInt}, {" \t42\n", 42, 0, IsInt}, {"007", 7, 0, IsInt},
		{"9223372036854775807", math.MaxInt64, 0, IsInt}, {"-9223372036854775808", math.MinInt64, 0, IsInt},
		{"9223372036854775808", 0, 1 << 63, IsFloat}, {"-9223372036854775809", 0, -1 << 63, IsFloat}, {"18446744073709551616", 0, 1 << 64, IsFloat},
		{"99999999999999999999999999", 0, 1e26, IsFloat},
		{"0xff", 255, 0, IsInt}, {"-0xFF", -255, 0, IsInt}, {"0x7fffffffffffffff", math.MaxInt64, 0, IsInt}, {"0xffffffffffffffff", -1, 0, IsInt}, {"0x1ffffffffffffffff", -1, 0, IsInt},
		{"1e2", 0, 100, IsFloat}, {"1.", 0, 1, IsFloat}, {".5", 0, .5, IsFloat}, {"-.5e1", 0, -5, IsFloat}, {"1E+2", 0, 100, IsFloat}, {"1e400", 0, inf, IsFloat}, {"-1e400", 0, -inf, IsFloat}, {"1e-400", 0, 0, IsFloat},
		{"0x1p4", 0, 16, IsFloat}, {"0x.8", 0, .5, IsFloat}, {"0xA.8p1", 0, 21, IsFloat}, {"-0x1P-1", 0, -.5, IsFloat}, {"0x1p-2000", 0, 0, IsFloat}, {"0x1p5000", 0, inf, IsFloat}, {"0x1.", 0, 1, IsFloat},
		{"0x1.00000000000001p0", 0, 1.0000000000000000138777878078144567552953958511353, IsFloat}, // 57 bits: rounded once
		{"", 0, 0, 0}, {" ", 0, 0, 0}, {"-", 0, 0, 0}, {"0x", 0, 0, 0}, {"0xg", 0, 0, 0}, {"0x.", 0, 0, 0}, {"0x.p1", 0, 0, 0}, {"1e", 0, 0, 0}, {"1e+", 0, 0, 0}, {"0x1p", 0, 0, 0}, {"0x1p+", 0, 0, 0}, {"1 2", 0, 0, 0},
		{"inf", 0, 0, 0}, {"nan", 0, 0, 0}, {"Infinity", 0, 0, 0}, {"1_000", 0, 0, 0}, {"0x1_0", 0, 0, 0}, {"0b1", 0, 0, 0}, {"0o7", 0, 0, 0}, {"- 1", 0, 0, 0}, {"--1", 0, 0, 0}, {"1\x00", 0, 0, 0}, {".", 0, 0, 0}, {"1..2", 0, 0, 0}, {"e1", 0, 0, 0}, {"0x1p1.5", 0, 0, 0}, {"0x-1", 0, 0, 0}, {"0x+1p1", 0, 0, 0},
	} {
		i, f, kind := ParseNumber(c.s)
		if i != c.i || f != c.f || kind != c.kind {
			t.Errorf("%q: %d %v %d, want %d %v %d", c.s, i, f, kind, c.i, c.f, c.kind)
		}
	}
	if _, f, _ := ParseNumber("-0.0"); !math.Signbit(f) {
		t.Error("-0.0 lost its sign")
	}
}
