package wsbridge

import (
	"bufio"
	"fmt"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"sync"
)

// An httpRequest is the head of an HTTP request as far as it matters to a websocket. It
// is read in one pass, without maps; who wants an http.Request gets it from full.
type httpRequest struct {
	head   string
	method string
	target string // as it was sent
	path   string // unescaped
	host   string
	header Header

	http11     bool
	upgrade    bool   // Upgrade has the token websocket
	connection bool   // Connection has the token upgrade
	version    bool   // Sec-WebSocket-Version has 13
	body       bool   // something may follow that is no frame
	origin     bool   // there is an Origin
	key        string // Sec-WebSocket-Key
	keys       int
}

// parseRequest takes a well-formed head only (RFC 9112): names are tokens, values have
// no control characters, and lines are not folded.
func parseRequest(head string) (r httpRequest, herr *HandshakeError) {
	bad := func(reason string, err error) (httpRequest, *HandshakeError) {
		return httpRequest{}, &HandshakeError{Status: http.StatusBadRequest, Reason: reason, Err: err}
	}
	line, lines, _ := strings.Cut(head, "\n")
	r.head, r.header = head, Header{withoutEnd(lines)}
	if err := r.readLine(strings.TrimSuffix(line, "\r")); err != nil {
		return bad("malformed request", err)
	}
	for rest := r.header.lines; rest != ""; {
		line, rest, _ = strings.Cut(rest, "\n")
		name, value, colon := strings.Cut(strings.TrimSuffix(line, "\r"), ":")
		if !colon || !isToken(name) {
			return bad("malformed request", textproto.ProtocolError(fmt.Sprintf("malformed header line: %.100q", line)))
		}
		value = strings.Trim(value, " \t")
		if hasControl(value) {
			return bad("control character in a header", nil)
		}
		r.note(name, value)
	}
	return r, nil
}

// readLine reads the request line (RFC 9112 section 3).
func (r *httpRequest) readLine(line string) error {
	method, rest, _ := strings.Cut(line, " ")
	target, version, ok := strings.Cut(rest, " ")
	if !ok || !isToken(method) {
		return fmt.Errorf("malformed HTTP request %.100q", line)
	}
	major, minor, ok := http.ParseHTTPVersion(version)
	if !ok || major != 1 {
		return fmt.Errorf("malformed HTTP version %.100q", version)
	}
	r.method, r.target, r.http11 = method, target, minor >= 1
	var err error
	r.path, r.host, err = splitTarget(r.target)
	return err
}

// splitTarget returns the path of a request's target, unescaped, and the host, if it
// has one (RFC 9112 section 3.2).
func splitTarget(target string) (path, host string, err error) {
	path, _, _ = strings.Cut(target, "?")
	if strings.HasPrefix(path, "/") && strings.IndexByte(path, '%') < 0 && !hasControl(target) {
		return path, "", nil
	}
	u, err := url.ParseRequestURI(target) // escaped, absolute, or malformed
	if err != nil {
		return "", "", err
	}
	return u.Path, u.Host, nil
}

// withoutEnd is a head without its empty line.
func withoutEnd(head string) string {
	return strings.TrimSuffix(strings.TrimSuffix(head, "\n"), "\r")
}

// note keeps what is asked about a header.
func (r *httpRequest) note(name, value string) {
	is := func(known string) bool { return strings.EqualFold(name, known) }
	switch len(name) {
	case len("Host"):
		if r.host == "" && is("Host") {
			r.host = value
		}
	case len("Origin"):
		r.origin = r.origin || is("Origin")
	case len("Upgrade"):
		r.upgrade = r.upgrade || is("Upgrade") && hasToken(value, "websocket")
	case len("Connection"):
		r.connection = r.connection || is("Connection") && hasToken(value, "upgrade")
	case len("Content-Length"):
		r.body = r.body || is("Content-Length") && strings.Trim(value, "0") != ""
	case len("Sec-WebSocket-Key"): // and Transfer-Encoding
		if is("Sec-WebSocket-Key") {
			r.key = value
			r.keys++
		}
		r.body = r.body || is("Transfer-Encoding")
	case len("Sec-WebSocket-Version"):
		r.version = r.version || is("Sec-WebSocket-Version") && hasToken(value, "13")
	}
}

var headReaders = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 4<<10) }}

// full is the request as net/http reads it.
func (r *httpRequest) full() (*http.Request, *HandshakeError) {
	br := headReaders.Get().(*bufio.Reader)
	br.Reset(strings.NewReader(r.head))
	full, err := http.ReadRequest(br)
	br.Reset(nil)
	headReaders.Put(br)
	if err != nil {
		return nil, &HandshakeError{Status: http.StatusBadRequest, Reason: "malformed request", Err: err}
	}
	return full, nil
}

// notInToken: RFC 9110 section 5.6.2.
func notInToken(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
}

var tokenBytes = func() (is [256]bool) {
	for b := range is {
		is[b] = !notInToken(rune(b))
	}
	return is
}()

func isToken(s string) bool {
	for i := range len(s) {
		if !tokenBytes[s[i]] {
			return false
		}
	}
	return s != ""
}

func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' && s[i] != '\t' || s[i] == 0x7f {
			return true
		}
	}
	return false
}
