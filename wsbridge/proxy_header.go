package wsbridge

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"

	"github.com/pires/go-proxyproto"
)

// Lengths of a PROXY protocol header, in bytes.
const (
	proxyShortest = 15      // "PROXY UNKNOWN\r\n"
	proxyLine     = 107     // version 1
	proxyFixed    = 16      // version 2; then comes as much as it says
	proxyMost     = 4 << 10 // of that; go-proxyproto's bound too
)

var errProxyTooLong = errors.New("the header is too long")

// readProxyHeader reads the header by which a proxy says, before anything else
// and TLS too, whom it connects for. With it not there the peer is not let in:
// whoever gets past the proxy must not be taken for it.
func (c *Conn) readProxyHeader() *HandshakeError {
	h, err := readProxyHeader(&c.wire)
	if err != nil {
		herr := &HandshakeError{Kind: RefusedProxyHeader, Reason: "no PROXY protocol header from a trusted proxy", Err: err}
		if errors.Is(err, os.ErrDeadlineExceeded) {
			herr.Kind, herr.Reason = RefusedTimeout, "no PROXY protocol header in time"
		}
		return herr
	}
	// Without an address (a health check) it is the proxy itself that connects.
	if a, ok := h.SourceAddr.(*net.TCPAddr); ok && h.Command.IsProxy() {
		c.remote = a
	}
	return nil
}

// readProxyHeader reads one header of either version, and not a byte more. It
// may come in parts.
func readProxyHeader(r io.Reader) (*proxyproto.Header, error) {
	p := make([]byte, 0, proxyLine)
	more := func(n int) error { // up to n bytes in all
		for len(p) < n {
			if cap(p) < n {
				p = append(make([]byte, 0, n), p...)
			}
			k, err := r.Read(p[len(p):n])
			p = p[:len(p)+k]
			if !proxySignature(p) {
				return proxyproto.ErrNoProxyProtocol
			}
			if err == io.EOF && len(p) < n {
				return io.ErrUnexpectedEOF
			}
			if err != nil && len(p) < n {
				return err
			}
		}
		return nil
	}
	if err := more(proxyShortest); err != nil {
		return nil, err
	}
	if p[0] == proxyproto.SIGV2[0] {
		if err := more(proxyFixed); err != nil {
			return nil, err
		}
		n := int(binary.BigEndian.Uint16(p[proxyFixed-2:]))
		if n > proxyMost {
			return nil, errProxyTooLong
		}
		if err := more(proxyFixed + n); err != nil {
			return nil, err
		}
	} else {
		for p[len(p)-1] != '\n' {
			if len(p) == proxyLine {
				return nil, errProxyTooLong
			}
			if err := more(len(p) + 1); err != nil {
				return nil, err
			}
		}
	}
	return proxyproto.Read(bufio.NewReaderSize(bytes.NewReader(p), len(p)))
}

// proxySignature reports whether a header may begin like this.
func proxySignature(p []byte) bool {
	return bytes.HasPrefix(p, proxyproto.SIGV1[:min(len(p), len(proxyproto.SIGV1))]) ||
		bytes.HasPrefix(p, proxyproto.SIGV2[:min(len(p), len(proxyproto.SIGV2))])
}
