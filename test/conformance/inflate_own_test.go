package conformance

import (
	"bytes"
	"compress/flate"
	"strings"
	"testing"
)

// The inflater of these tests, against a compressor that isn't ours.
func TestInflate(t *testing.T) {
	text := strings.Repeat("a line of it, "+strings.Repeat("and ", 70), 40) + content(40_000, 30_000)
	for _, level := range []int{flate.HuffmanOnly, flate.NoCompression, flate.BestSpeed, flate.BestCompression} {
		for _, s := range []string{"", "a", "hello", text} {
			d := inflate{limit: 1 << 15}
			got, err := d.message(deflate(level, s))
			if err != nil || got != s {
				t.Errorf("level %d, %d bytes: %d bytes, %v", level, len(s), len(got), err)
			}
		}
	}
	d := inflate{limit: 1 << 14}
	if _, err := d.message(deflate(9, content(40000, 20000))); err == nil {
		t.Error("a reference over 20000 bytes passes for one in a window of 16384")
	}
}

// deflate is a client's message without what RFC 7692 section 7.2.1 leaves out.
func deflate(level int, parts ...string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, level)
	if err != nil {
		panic(err)
	}
	for _, p := range parts {
		w.Write([]byte(p))
		w.Flush()
	}
	return strings.TrimSuffix(b.String(), "\x00\x00\xff\xff")
}

// content is n bytes of text that can't be compressed but for coming again after
// so many bytes.
func content(n, period int) string {
	b := make([]byte, n)
	x := uint32(n*31 + period)
	for i := range b {
		if i >= period {
			b[i] = b[i-period]
			continue
		}
		x = x*1664525 + 1013904223
		b[i] = ' ' + byte(x>>24)%95
	}
	return string(b)
}
