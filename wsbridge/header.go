package wsbridge

import (
	"iter"
	"strings"
)

// A Header holds the headers of an HTTP request, in the order and with the
// names that the client sent: "Sec-WebSocket-Key" stays that. It is one
// string, read anew by each call: a connection keeps its headers for as long
// as it lives, and asks for few of them.
type Header struct {
	lines string // header lines with their line ends, without the empty one
}

// Get returns the value of the first header with this name, in any case, or
// "" if there is none.
func (h Header) Get(name string) string {
	v, _ := h.Lookup(name)
	return v
}

// Lookup is Get that tells an empty header from none.
func (h Header) Lookup(name string) (value string, ok bool) {
	for n, v := range h.All() {
		if strings.EqualFold(n, name) {
			return v, true
		}
	}
	return "", false
}

// All iterates over names and values in the order in which they came. A name
// may come more than once.
func (h Header) All() iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for rest := h.lines; rest != ""; {
			var line string
			line, rest, _ = strings.Cut(rest, "\n")
			name, value, _ := strings.Cut(line, ":")
			if !yield(name, strings.Trim(value, " \t\r")) {
				return
			}
		}
	}
}
