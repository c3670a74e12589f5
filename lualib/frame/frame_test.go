package frame

import (
	"slices"
	"strings"
	"testing"
)

func join(sizes func() int, data string) (frames []string, partial int) {
	var j Joiner
	for data != "" {
		n := min(max(sizes(), 0), len(data))
		j.Add(data[:n], func(f string) { frames = append(frames, f) })
		data = data[n:]
	}
	return frames, j.Partial()
}

func TestJoiner(t *testing.T) {
	want := []string{"hello", "", "x", strings.Repeat("y", 255), strings.Repeat("z", 256), strings.Repeat("w", MaxLen), ""}
	b := ""
	for _, f := range want {
		b += Make(f)
	}
	for _, size := range []int{1, 2, 3, 7, 100, 65536, len(b)} {
		got, partial := join(func() int { return size }, b)
		if !slices.Equal(got, want) || partial != 0 {
			t.Errorf("in pieces of %d: %d frames, %d bytes left", size, len(got), partial)
		}
	}
	got, partial := join(func() int { return 4 }, b[:len(b)-3])
	if len(got) != len(want)-2 || partial != 2+MaxLen-1 {
		t.Errorf("%d frames, %d bytes of another", len(got), partial)
	}
}

// However the bytes are cut into pieces, the frames are the same, and nothing is lost.
func FuzzJoiner(f *testing.F) {
	f.Add("\x00\x01a\x00\x00\x00\x05hel", []byte{1, 2, 3})
	f.Add("\xff\xffabc", []byte{1})
	f.Fuzz(func(t *testing.T, data string, cuts []byte) {
		whole, left := join(func() int { return len(data) }, data)
		i := 0
		got, partial := join(func() int {
			if len(cuts) == 0 {
				return 1
			}
			i++
			return max(int(cuts[i%len(cuts)]), 1)
		}, data)
		if !slices.Equal(got, whole) || partial != left {
			t.Errorf("%q, %d in pieces; %q, %d in one", got, partial, whole, left)
		}
		b := ""
		for _, f := range whole {
			b += Make(f)
		}
		if len(b)+left != len(data) || b != data[:len(b)] {
			t.Error("bytes are lost")
		}
	})
}
