package wsbridge

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
)

// readHead reads from r to the empty line that ends the head of an HTTP
// request, at most limit bytes. early is what came after it: frames of a
// client that did not wait for the response.
func readHead(r io.Reader, limit int) (head string, early []byte, herr *HandshakeError) {
	b := getBuffer(0)
	defer func() { putBuffer(b) }()
	for {
		if len(b.b) == cap(b.b) {
			b = b.doubled()
		}
		n, err := r.Read(b.b[len(b.b):cap(b.b)])
		seen := len(b.b)
		b.b = b.b[:seen+n]
		end := endOfHead(b.b, seen)
		if end > limit || end < 0 && len(b.b) >= limit {
			return "", nil, &HandshakeError{Status: http.StatusRequestHeaderFieldsTooLarge, Reason: "request head too long"}
		}
		if end >= 0 {
			if end < len(b.b) {
				early = bytes.Clone(b.b[end:])
			}
			return string(b.b[:end]), early, nil
		}
		switch {
		case err == nil:
		case errors.Is(err, os.ErrDeadlineExceeded):
			return "", nil, &HandshakeError{Status: http.StatusRequestTimeout, Reason: "no complete request in time", Err: err}
		case errors.Is(err, io.EOF) && len(b.b) > 0:
			return "", nil, &HandshakeError{Status: http.StatusBadRequest, Reason: "request cut short", Err: io.ErrUnexpectedEOF}
		default:
			return "", nil, &HandshakeError{Reason: "client left before its request", Err: err}
		}
	}
}

// endOfHead returns the index after the first empty line of b, or -1. The
// first seen bytes are known to hold none.
func endOfHead(b []byte, seen int) int {
	for i := max(0, seen-2); i < len(b); {
		nl := bytes.IndexByte(b[i:], '\n')
		if nl < 0 {
			return -1
		}
		i += nl + 1
		switch rest := b[i:]; {
		case len(rest) >= 1 && rest[0] == '\n':
			return i + 1
		case len(rest) >= 2 && rest[0] == '\r' && rest[1] == '\n':
			return i + 2
		}
	}
	return -1
}
