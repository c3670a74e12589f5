package wsbridge

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
)

// ErrorText is an error of a socket in the words of C (strerror, gai_strerror),
// which scripts for skynet look for.
func ErrorText(err error) string {
	var errno syscall.Errno
	var dns *net.DNSError
	switch {
	case errors.As(err, &errno):
		text := errno.Error()
		return strings.ToUpper(text[:1]) + text[1:]
	case errors.As(err, &dns):
		switch {
		case dns.IsTimeout, dns.IsTemporary:
			return "Temporary failure in name resolution"
		case dns.IsNotFound:
			return "Name or service not known"
		}
		return dns.Error()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "Connection timed out"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "unexpected end of input"
	}
	return strings.TrimPrefix(err.Error(), "wsbridge: ")
}
