package conformance

import (
	"fmt"
	"testing"
	"unicode/utf8"
)

// What is UTF-8 (section 5.6, RFC 3629).
var proper = []string{
	"", "\x00", "\x7f", "a", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\ufffd", "\ufffe", "\uffff",
	"\U00010000", "\U0003fffe", "\U0010fffe", "\U0010ffff", "κόσμε", "日本語", "𠮷野家", "é", "\ufeffmark",
}

// What is not, each up to the byte that shows it.
var improper = []string{
	// Bytes that begin nothing: continuations, ends of the range, 5 and 6 byte forms.
	"\x80", "\xbf", "\xf5", "\xf6", "\xf7", "\xf8", "\xfb", "\xfc", "\xfd", "\xfe", "\xff",
	// Overlong forms.
	"\xc0", "\xc1", "\xe0\x80", "\xe0\x9f", "\xf0\x80", "\xf0\x8f",
	// Surrogates.
	"\xed\xa0", "\xed\xad", "\xed\xb0", "\xed\xbf",
	// Over U+10FFFF.
	"\xf4\x90", "\xf4\xbf",
	// Sequences that are cut short by something else.
	"\xc2 ", "\xc2\xc2", "\xdf\x7f", "\xe1\x80\x7f", "\xe1\x80\xc0", "\xe1\xe1", "\xf1\x80\x80 ", "\xf1\x80\xc0", "\xf3a",
	"\xed\x9f\x00", "\xf4\x8f\xbf\xc2",
}

// Sequences that have no end, at the end of a text.
var unfinished = []string{"\xc2", "\xdf", "\xe0\xa0", "\xed", "\xef\xbf", "\xf0", "\xf0\x90\x80", "\xf4\x8f", "\xf4\x8f\xbf"}

const greek = "κόσμε"

// Section 8.1: proper UTF-8 passes, cut into fragments and pieces at each byte.
func TestProperText(t *testing.T) {
	each(t, func(t *testing.T, s *stack) {
		p := s.dial(t)
		for _, word := range proper {
			for _, whole := range []string{word, greek + word + greek} {
				p.send(message(text, whole))
				p.want(text, whole)
				for i := range len(whole) + 1 {
					p.send(part(text, whole[:i]), message(ping, "in between"), message(cont, whole[i:]))
					p.want(pong, "in between")
					p.want(text, whole)
					f := message(text, whole)
					p.send(f[:len(f)-i])
					p.send(f[len(f)-i:])
					p.want(text, whole)
				}
			}
		}
		p.leave(s)
	})
}

// Section 8.1: what isn't UTF-8 closes with 1007, as soon as it is seen: nothing is
// sent behind the byte that shows it.
func TestImproperText(t *testing.T) {
	var rules []rule
	add := func(name string, word string, send ...string) {
		rules = append(rules, rule{name: fmt.Sprintf("8.1 % x %s", word, name), send: send, close: []int{1007}})
	}
	for _, word := range improper {
		for _, before := range []string{"", greek, content(300, 500)} {
			whole := before + word
			name := fmt.Sprintf("behind %d bytes", len(before))
			add(name+", in one frame that has begun", word, frame{first: fin | text, payload: whole + "behind"}.bytes()[:headerLen(len(whole)+6)+len(whole)])
			add(name+", in a first fragment", word, part(text, whole))
			for i := max(0, len(whole)-3); i < len(whole); i++ {
				f := part(cont, whole[i:]+"behind")
				add(fmt.Sprintf("%s, cut at %d, in a fragment that has begun", name, i-len(whole)), word,
					part(text, whole[:i]), f[:headerLen(len(whole)-i+6)+len(whole)-i])
			}
			f := frame{first: fin | text, payload: whole + "behind"}.bytes()
			at := headerLen(len(whole)+6) + len(before)
			pieces := []string{f[:at]}
			for i := range len(word) {
				pieces = append(pieces, f[at+i:at+i+1])
			}
			add(name+", byte by byte", word, pieces...)
		}
	}
	for _, word := range unfinished {
		add("at the end", word, message(text, greek+word))
		add("at the end of fragments", word, part(text, greek), message(cont, word))
		add("at the end, told by an empty fragment", word, part(text, greek+word), message(cont, ""))
		add("with a ping in between", word, part(text, greek+word)+message(ping, ""), message(cont, "x"))
		if last := &rules[len(rules)-1]; true {
			last.want = []event{{pong, ""}}
		}
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) { r.run(t, &serve) })
	}
}

// The lists above say what unicode/utf8 says.
func TestTextLists(t *testing.T) {
	for _, s := range proper {
		if !utf8.ValidString(s) {
			t.Errorf("%q is not UTF-8", s)
		}
	}
	for _, s := range append(append([]string(nil), improper...), unfinished...) {
		if utf8.ValidString(s) {
			t.Errorf("%q is UTF-8", s)
		}
	}
	for _, s := range improper { // one byte less could go on
		for b := range 256 {
			if rest := s[:len(s)-1]; rest == "" || !utf8.FullRuneInString(rest) && utf8.FullRuneInString(rest+string([]byte{byte(b)})) {
				break
			} else if b == 255 {
				t.Errorf("%q is wrong before its last byte", s)
			}
		}
	}
}

// Text that isn't UTF-8 is a matter of text alone; http.websocket takes it, as skynet.
func TestAnyBytes(t *testing.T) {
	each(t, func(t *testing.T, s *stack) {
		p := s.dial(t)
		for _, word := range append(append([]string(nil), improper...), unfinished...) {
			p.send(message(binry, word))
			p.want(binry, word)
			p.send(message(ping, word))
			p.want(pong, word)
			p.send(part(binry, greek+word), message(cont, word))
			p.want(binry, greek+word+word)
			if s.anyText {
				p.send(message(text, greek+word))
				p.want(text, greek+word)
			}
		}
		p.leave(s)
	})
}

// headerLen is the length of a client's frame header.
func headerLen(payload int) int {
	switch {
	case payload < 126:
		return 6
	case payload < 1<<16:
		return 8
	}
	return 14
}
