package cli

import (
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/coder/websocket"
	"github.com/rogpeppe/go-internal/testscript"
)

// handshake is a websocket client's, and its whole answer: of a 101, the
// subprotocol is looked at instead of the body.
func handshake(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 3, "handshake PATH STATUS REGEXP [NAME:VALUE...]")
	opt := &websocket.DialOptions{HTTPHeader: http.Header{}}
	for _, field := range args[3:] {
		name, value, _ := strings.Cut(field, ":")
		if name == "Sec-WebSocket-Protocol" {
			opt.Subprotocols = strings.Split(value, ",")
		} else {
			opt.HTTPHeader.Add(name, value)
		}
	}
	c, resp, err := websocket.Dial(worldOf(ts).ctx, "ws://127.0.0.1:"+ts.Getenv("PORT")+args[0], opt)
	if resp == nil {
		ts.Fatalf("%v", err)
	}
	text := ""
	if c != nil {
		defer c.CloseNow()
		text = c.Subprotocol()
	} else {
		body, err := io.ReadAll(resp.Body)
		running(ts).check(ts, err)
		text = string(body)
	}
	if got := strconv.Itoa(resp.StatusCode); got != args[1] || !regexp.MustCompile("^(?:"+args[2]+")$").MatchString(text) {
		ts.Fatalf("%s: %s %q", args[0], got, text)
	}
}
