package wsbridge

import (
	"errors"
	"net/http"
	"strings"
)

// A responseStream is the stream that gorilla does a client's handshake on. It reads the
// head of the server's response whole, and keeps the extensions in it from gorilla,
// which doesn't know what has been offered.
type responseStream struct {
	port
	limit      int    // bytes of the head
	head       string // that gorilla has not read yet
	came       bool
	open       bool     // the handshake is done
	extensions []string // the values of those headers
}

var errLongHead = errors.New("wsbridge: response head too long")

func (a *responseStream) Read(b []byte) (int, error) {
	if a.open {
		return a.port.Read(b)
	}
	if !a.came {
		head, early, herr := readHead(a.c.top(), a.limit)
		switch {
		case herr == nil:
		case herr.Status == http.StatusRequestHeaderFieldsTooLarge:
			return 0, errLongHead
		default:
			return 0, herr.Err
		}
		a.came = true
		a.head, a.extensions = withoutExtensions(head)
		if len(early) > 0 {
			a.c.unread(early)
		}
	}
	if a.head != "" {
		n := copy(b, a.head)
		a.head = a.head[n:]
		return n, nil
	}
	return a.c.input(b) // the body of a refusal
}

func (a *responseStream) Write(b []byte) (int, error) {
	if a.open {
		return a.port.Write(b)
	}
	return a.c.top().Write(b)
}

// withoutExtensions takes the Sec-WebSocket-Extensions headers out of a head.
func withoutExtensions(head string) (rest string, values []string) {
	var b strings.Builder
	ours := false
	for line := range strings.SplitAfterSeq(head, "\n") {
		if folded := line != "" && (line[0] == ' ' || line[0] == '\t'); ours && folded {
			values[len(values)-1] += " " + strings.TrimSpace(line) // RFC 9112 section 5.2
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		if ours = strings.EqualFold(name, extensionHeader); ours {
			values = append(values, strings.TrimSpace(value))
			continue
		}
		b.WriteString(line)
	}
	return b.String(), values
}
