package wsbridge

import "unicode/utf8"

// wholeText returns how many bytes of p are whole characters. It reports false if
// p is not UTF-8, however it goes on; up to three bytes may be the beginning of a
// character.
func wholeText(p []byte) (n int, ok bool) {
	if utf8.Valid(p) {
		return len(p), true
	}
	for n := len(p) - 1; n >= max(0, len(p)-utf8.UTFMax+1); n-- {
		if utf8.RuneStart(p[n]) {
			return n, !utf8.FullRune(p[n:]) && utf8.Valid(p[:n])
		}
	}
	return 0, false
}
