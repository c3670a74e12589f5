package wsbridge

import (
	"slices"
	"strings"
)

// askedFor are the subprotocols that a client asks for, its favourite first (RFC
// 6455 section 11.3.4).
func askedFor(h Header) (asked []string) {
	for _, list := range h.values("Sec-WebSocket-Protocol") {
		for p := range strings.SplitSeq(list, ",") {
			if p = strings.TrimSpace(p); CheckSubprotocol(p) && !slices.Contains(asked, p) {
				asked = append(asked, p)
			}
		}
	}
	return asked
}

// subprotocol is the first known one that the client asked for, or "".
func subprotocol(h Header, known []string) string {
	if len(known) == 0 {
		return ""
	}
	asked := askedFor(h)
	for _, p := range known {
		if slices.Contains(asked, p) {
			return p
		}
	}
	return ""
}

// CheckSubprotocol reports whether p can be the name of a subprotocol (section
// 4.1, item 10).
func CheckSubprotocol(p string) bool { return isToken(p) }
