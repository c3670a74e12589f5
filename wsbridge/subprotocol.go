package wsbridge

import (
	"net/http"
	"slices"
	"strings"
)

// askedFor are the subprotocols that a client asks for, its favourite first (RFC
// 6455 section 11.3.4).
func askedFor(r *http.Request) (asked []string) {
	for _, list := range r.Header["Sec-Websocket-Protocol"] {
		for p := range strings.SplitSeq(list, ",") {
			if p = strings.TrimSpace(p); CheckSubprotocol(p) && !slices.Contains(asked, p) {
				asked = append(asked, p)
			}
		}
	}
	return asked
}

// subprotocol is the first known one that the client asked for, or "".
func subprotocol(r *http.Request, known []string) string {
	if len(known) == 0 {
		return ""
	}
	asked := askedFor(r)
	for _, p := range known {
		if slices.Contains(asked, p) {
			return p
		}
	}
	return ""
}

// CheckSubprotocol reports whether p can be the name of a subprotocol (section
// 4.1, item 10).
func CheckSubprotocol(p string) bool { return p != "" && !strings.ContainsFunc(p, notInToken) }
