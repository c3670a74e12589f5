package wsbridge

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// checkOrigin judges the Origin headers, by which a browser tells whose page
// wants to connect (RFC 6455 section 10.2): without that, any page could do so
// in the name of whoever looks at it.
func checkOrigin(origins []string, host string, allowed []string) *HandshakeError {
	for _, origin := range origins {
		if !sameHost(origin, host) && !matchesAny(allowed, origin) {
			return &HandshakeError{
				Kind:   RefusedOrigin,
				Status: http.StatusForbidden,
				Reason: fmt.Sprintf("origin %.100q is not of this host, %.100q: --origin names others that are let in", origin, host),
			}
		}
	}
	return nil
}

// sameHost compares hosts and ports only: where a proxy ends TLS, the scheme that
// the browser sees is not ours.
func sameHost(origin, host string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	return strings.EqualFold(withoutDefaultPort(u.Host, u.Scheme), withoutDefaultPort(host, u.Scheme))
}

// withoutDefaultPort: who writes the port that the scheme has anyway means the
// same.
func withoutDefaultPort(host, scheme string) string {
	switch strings.ToLower(scheme) {
	case "http", "ws":
		return strings.TrimSuffix(host, ":80")
	case "https", "wss":
		return strings.TrimSuffix(host, ":443")
	}
	return host
}

func matchesAny(patterns []string, origin string) bool {
	for _, p := range patterns {
		if p == "*" || strings.EqualFold(p, origin) {
			return true
		}
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	for _, text := range patterns {
		if p, err := parsePattern(text); err == nil && p.matches(u) {
			return true
		}
	}
	return false
}

// An originPattern is one of Config.Origins, in lower case. scheme "" is any;
// port "" is none, "*" any.
type originPattern struct{ scheme, host, port string }

// CheckOrigin tells what keeps a text from being one of Config.Origins.
func CheckOrigin(pattern string) error {
	if pattern == "*" || pattern == "null" {
		return nil
	}
	_, err := parsePattern(pattern)
	return err
}

func parsePattern(text string) (p originPattern, err error) {
	rest := strings.ToLower(text)
	if scheme, after, ok := strings.Cut(rest, "://"); ok {
		if p.scheme, rest = scheme, after; !isToken(scheme) {
			return p, errors.New("must be such as https://example.com or *.example.com")
		}
	}
	p.host = rest
	if host, port, err := net.SplitHostPort(rest); err == nil {
		p.host, p.port = host, port
	}
	p.host = strings.TrimSuffix(strings.TrimPrefix(p.host, "["), "]")
	tail, wild := strings.CutPrefix(p.host, "*")
	switch {
	case p.host == "" || strings.ContainsAny(p.host, "/?#@[] \t"):
		return p, errors.New("must be such as https://example.com or *.example.com, without a path")
	case p.port != "*" && strings.Trim(p.port, "0123456789") != "":
		return p, fmt.Errorf("port %s must be a number or *", p.port)
	case wild && tail != "" && tail[0] != '.':
		return p, fmt.Errorf("would let in not%s, too: write %s and *.%s", tail, tail, tail)
	}
	return p, nil
}

func (p originPattern) matches(u *url.URL) bool {
	port := p.port
	if port != "*" { // as a browser has it: not the default one
		port = withoutDefaultPort(":"+port, u.Scheme)
		port = strings.TrimPrefix(port, ":")
	}
	return (p.scheme == "" || p.scheme == strings.ToLower(u.Scheme)) &&
		(port == "*" || port == strings.TrimPrefix(withoutDefaultPort(":"+u.Port(), u.Scheme), ":")) &&
		glob(p.host, strings.ToLower(u.Hostname()))
}

// glob matches s against a pattern in which * stands for any characters.
func glob(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	s, ok := strings.CutPrefix(s, parts[0])
	if len(parts) == 1 {
		return ok && s == ""
	}
	for _, part := range parts[1 : len(parts)-1] {
		if !ok {
			return false
		}
		_, s, ok = strings.Cut(s, part)
	}
	return ok && strings.HasSuffix(s, parts[len(parts)-1])
}
