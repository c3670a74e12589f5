package wsbridge

import (
	"fmt"
	"strings"
)

// The permessage-deflate extension (RFC 7692) is agreed on without context
// takeover in both directions: each message stands for itself.

const (
	deflateName = "permessage-deflate"

	// What is said of takeover: both ends start anew with each message.
	noTakeover = "; server_no_context_takeover; client_no_context_takeover"

	extensionHeader = "Sec-WebSocket-Extensions"
)

// deflateParams are the parameters of permessage-deflate, in an offer or an
// answer (section 7.1).
type deflateParams struct {
	serverNoTakeover, clientNoTakeover bool
	serverWindow, clientWindow         int // 0: not there, or without a value
	clientWindowSet                    bool
}

// answerDeflate picks the first offer of a client that can be accepted (section
// 5.1). It returns the window that its messages are to be deflated with, 0 if
// there is none, and the answer.
func answerDeflate(offers []string) (window int, answer string) {
	for _, header := range offers {
		for offer, ok := range extensions(header) {
			if !ok {
				break // what comes after it has no meaning
			}
			p, ok := parseDeflate(offer)
			if !ok {
				continue
			}
			if p.serverWindow > 0 {
				return p.serverWindow, deflateName + noTakeover + "; server_max_window_bits=" + digits(p.serverWindow)
			}
			return maxWindow, deflateName + noTakeover
		}
	}
	return 0, ""
}

// offerDeflate is what a client asks for: any window that the server wants.
const offerDeflate = deflateName + noTakeover + "; client_max_window_bits"

// judgeDeflate judges a server's answer to offerDeflate (sections 5.1 and 7.1). It
// returns the window that messages to it are to be deflated with, 0 if it has
// accepted nothing. ok is false if the answer is none to the offer.
func judgeDeflate(answers []string) (window int, ok bool) {
	for _, header := range answers {
		for answer, well := range extensions(header) {
			p, deflate := parseDeflate(answer)
			switch {
			case !well, !deflate, window != 0:
				return 0, false
			case !p.serverNoTakeover: // it was asked for
				return 0, false
			case p.clientWindowSet && p.clientWindow == 0: // section 7.1.2.2
				return 0, false
			}
			if window = p.clientWindow; window == 0 {
				window = maxWindow
			}
		}
	}
	return window, true
}

// parseDeflate reports false for another extension, and for parameters that are
// unknown, come twice, or have no or a wrong value.
func parseDeflate(e extension) (p deflateParams, ok bool) {
	if e.name != deflateName {
		return p, false
	}
	var windowSet bool
	for _, param := range e.params {
		var set *bool
		switch param.name {
		case "server_no_context_takeover":
			set, ok = &p.serverNoTakeover, !param.valued
		case "client_no_context_takeover":
			set, ok = &p.clientNoTakeover, !param.valued
		case "server_max_window_bits":
			set = &windowSet
			p.serverWindow, ok = windowOf(param.value)
		case "client_max_window_bits":
			set, ok = &p.clientWindowSet, true
			if param.valued {
				p.clientWindow, ok = windowOf(param.value)
			}
		default:
			return p, false
		}
		if !ok || *set {
			return p, false
		}
		*set = true
	}
	return p, true
}

// windowOf reads a number from 8 to 15 without leading zeros (section 7.1.2).
func windowOf(s string) (int, bool) {
	for n := minWindow; n <= maxWindow; n++ {
		if s == digits(n) {
			return n, true
		}
	}
	return 0, false
}

// digits is a window's number.
func digits(n int) string {
	return [...]string{"8", "9", "10", "11", "12", "13", "14", "15"}[n-minWindow]
}

// An extension is one of those in a header (RFC 6455 section 9.1).
type extension struct {
	name   string
	params []extensionParam
}

type extensionParam struct {
	name, value string
	valued      bool
}

// maxExtensionParams bounds what is kept of one extension: permessage-deflate has
// four.
const maxExtensionParams = 16

// extensions iterates over the extensions in a header. ok is false, for the last
// one, if the header is malformed there.
func extensions(header string) func(yield func(e extension, ok bool) bool) {
	return func(yield func(extension, bool) bool) {
		s := scanner(header)
		for {
			for s.take(',') { // empty elements are no error (RFC 9110 section 5.6.1)
			}
			if s.end() {
				return
			}
			e, ok := s.extension()
			if !yield(e, ok) || !ok {
				return
			}
		}
	}
}

// A scanner is what is left of a header.
type scanner string

func (s *scanner) extension() (e extension, ok bool) {
	if e.name, ok = s.token(); !ok {
		return e, false
	}
	for s.take(';') {
		var p extensionParam
		if p.name, ok = s.token(); !ok || len(e.params) == maxExtensionParams {
			return e, false
		}
		if p.valued = s.take('='); p.valued {
			if p.value, ok = s.value(); !ok {
				return e, false
			}
		}
		e.params = append(e.params, p)
	}
	return e, s.end() || s.peek(',')
}

func (s *scanner) space() { *s = scanner(strings.TrimLeft(string(*s), " \t")) }

func (s *scanner) end() bool {
	s.space()
	return *s == ""
}

func (s *scanner) peek(c byte) bool {
	s.space()
	return *s != "" && (*s)[0] == c
}

func (s *scanner) take(c byte) bool {
	if !s.peek(c) {
		return false
	}
	*s = (*s)[1:]
	return true
}

// token: RFC 9110 section 5.6.2.
func (s *scanner) token() (string, bool) {
	s.space()
	n := strings.IndexFunc(string(*s), notInToken)
	if n < 0 {
		n = len(*s)
	}
	t := string((*s)[:n])
	*s = (*s)[n:]
	return t, n > 0
}

// value is a token, quoted or not.
func (s *scanner) value() (string, bool) {
	if !s.take('"') {
		return s.token()
	}
	var b strings.Builder
	for *s != "" {
		c := (*s)[0]
		*s = (*s)[1:]
		switch {
		case c == '"':
			v := b.String()
			return v, isToken(v)
		case c == '\\' && *s != "":
			c = (*s)[0]
			*s = (*s)[1:]
		}
		b.WriteByte(c)
	}
	return "", false
}

// agree answers a client's offers, and has the connection deflate from then on.
func (c *Conn) agree(h Header, cfg *Config) (answer string) {
	if !cfg.Compress {
		return ""
	}
	window, answer := answerDeflate(h.values(extensionHeader))
	if window > 0 {
		c.deflateWith(window, cfg)
	}
	return answer
}

// agreed tells what is wrong with the extensions that a server has answered with.
func (c *Conn) agreed(answers []string, cfg *Config) string {
	said := strings.Join(answers, ", ")
	switch window, ok := judgeDeflate(answers); {
	case said == "":
	case !cfg.Compress:
		return fmt.Sprintf("the server uses an extension that was not asked for: %.200q", said)
	case !ok:
		return fmt.Sprintf("the server's extension is not what was asked for: %.200q", said)
	case window > 0:
		c.deflateWith(window, cfg)
	}
	return ""
}

func (c *Conn) deflateWith(window int, cfg *Config) {
	if c.framing == nil {
		c.framing = &framing{}
	}
	c.framing.window, c.framing.least = window, cfg.CompressMin
}
