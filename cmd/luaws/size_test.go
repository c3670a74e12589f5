package main

import "testing"

func TestSize(t *testing.T) {
	for text, want := range map[string]struct {
		n    size
		text string
	}{
		"0": {0, "0"}, "65535": {65535, "65535"}, "64KB": {65536, "64KB"}, "4mb": {4 << 20, "4MB"},
		" 1 MB": {1 << 20, "1MB"}, "1536": {1536, "1536"}, "2048KB": {2 << 20, "2MB"},
	} {
		var s size
		if err := s.Set(text); err != nil || s != want.n || s.String() != want.text {
			t.Errorf("%q: %d %s %v", text, s, s.String(), err)
		}
	}
	for _, text := range []string{"", "-1", "foo", "1GB5", "1.5MB", "KB", "9223372036854775807KB"} {
		var s size
		if err := s.Set(text); err == nil {
			t.Errorf("%q is taken for %d", text, s)
		}
	}
}
