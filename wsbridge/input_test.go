package wsbridge

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// Whatever the pieces, an Input gives the same as a string would.
func FuzzInput(f *testing.F) {
	f.Add("hello\r\nworld\r\n\r\nrest", "\r\n", uint64(1))
	f.Add("aaaaaaab", "aab", uint64(2))
	f.Add(strings.Repeat("x", 3000)+"\n"+strings.Repeat("y", 100), "\n", uint64(3))
	f.Add("abc", "", uint64(4))
	f.Fuzz(func(t *testing.T, text, sep string, seed uint64) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		var in Input
		var want string
		rest := text
		for steps := 0; rest != "" || want != ""; steps++ {
			switch op := rnd.IntN(8); {
			case op < 3 && rest != "":
				n := 1 + rnd.IntN(min(len(rest), 1+rnd.IntN(600)))
				in.Add([]byte(rest[:n]))
				want += rest[:n]
				rest = rest[n:]
			case op < 5:
				line, ok := in.TakeLine(sep)
				before, after, found := strings.Cut(want, sep)
				if sep == "" && want == "" {
					found = false
				}
				if ok != found || ok && line != before {
					t.Fatalf("TakeLine(%q): %q, %v; want %q, %v", sep, line, ok, before, found)
				}
				if found {
					want = after
				}
				if sep == "" && rest == "" {
					in.TakeAll()
					want = ""
				}
			case op == 5 && in.Len() > 0:
				n := 1 + rnd.IntN(in.Len())
				if got := in.Take(n); got != want[:n] {
					t.Fatalf("Take(%d): %q, want %q", n, got, want[:n])
				}
				want = want[n:]
			case op == 6:
				other := string(rune('a' + rnd.IntN(4)))
				if got := in.Find(other); got != strings.Index(want, other) {
					t.Fatalf("Find(%q): %d in %q", other, got, want)
				}
			case op == 7 && (rest == "" || rnd.IntN(10) == 0):
				if got := in.TakeAll(); got != want {
					t.Fatalf("TakeAll: %q, want %q", got, want)
				}
				want = ""
			}
			if in.Len() != len(want) {
				t.Fatalf("Len: %d, want %d", in.Len(), len(want))
			}
		}
	})
}

// A line that comes byte by byte is searched once, and costs a byte for each.
func TestInputByteByByte(t *testing.T) {
	var in Input
	const n = 1 << 17
	for range n {
		in.Add([]byte{'x'})
		if in.Find("\r\n") != -1 {
			t.Fatal("found what is not there")
		}
	}
	if len(in.pieces) > n/smallPiece {
		t.Errorf("%d pieces for %d bytes", len(in.pieces), n)
	}
	in.Add([]byte("\r\n"))
	if line, ok := in.TakeLine("\r\n"); !ok || len(line) != n || in.Len() != 0 {
		t.Errorf("line of %d bytes, %v", len(line), ok)
	}
}
