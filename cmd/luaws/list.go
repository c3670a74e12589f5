package main

import "strings"

// list is a flag for several texts: by commas, or the flag again for each.
type list struct {
	items []string
	set   bool // they are not the default any more
}

func (l *list) Type() string { return "LIST" }

func (l *list) String() string { return strings.Join(l.items, ",") }

func (l *list) Set(text string) error {
	if !l.set {
		l.items, l.set = nil, true
	}
	for item := range strings.SplitSeq(text, ",") {
		l.items = append(l.items, strings.TrimSpace(item))
	}
	return nil
}
