package wsbridge

import (
	"iter"
	"slices"
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

// listFromEnd iterates over what is between the commas of all headers with this
// name, the last first. Empty items are left out (RFC 9110 section 5.6.1.2).
func (h Header) listFromEnd(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, rest := range slices.Backward(h.values(name)) {
			for more := true; more; {
				item := rest
				i := strings.LastIndexByte(rest, ',')
				if more = i >= 0; more {
					rest, item = rest[:i], rest[i+1:]
				}
				if item = strings.Trim(item, " \t"); item != "" && !yield(item) {
					return
				}
			}
		}
	}
}

// values are those of all headers with this name.
func (h Header) values(name string) (values []string) {
	for n, v := range h.All() {
		if strings.EqualFold(n, name) {
			values = append(values, v)
		}
	}
	return values
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
