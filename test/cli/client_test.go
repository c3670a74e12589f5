package cli

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/coder/websocket"
	"github.com/rogpeppe/go-internal/testscript"
)

func connect(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, false, args, 1, "[!] connect NAME [PATH]")
	target := ts.Getenv("URL")
	if len(args) > 1 {
		target = origin(ts) + args[1]
	}
	w := worldOf(ts)
	c, _, err := websocket.Dial(w.ctx, target, &websocket.DialOptions{HTTPClient: httpClient(ts), HTTPHeader: w.forwarded})
	if neg {
		if err == nil {
			c.CloseNow()
			ts.Fatalf("%s is connected", args[0])
		}
		return
	}
	running(ts).check(ts, err)
	w.clients[args[0]] = c
}

func client(ts *testscript.TestScript, name string) *websocket.Conn {
	c, ok := worldOf(ts).clients[name]
	if !ok {
		ts.Fatalf("no client %s", name)
	}
	return c
}

func say(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 2, "say NAME TEXT")
	text := strings.Join(args[1:], " ")
	ts.Check(client(ts, args[0]).Write(worldOf(ts).ctx, websocket.MessageText, []byte(text)))
}

func hears(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 2, "hears NAME REGEXP")
	_, msg, err := client(ts, args[0]).Read(worldOf(ts).ctx)
	running(ts).check(ts, err)
	re, err := regexp.Compile("^(?:" + strings.Join(args[1:], " ") + ")$")
	ts.Check(err)
	if !re.Match(msg) {
		ts.Fatalf("%s got %q", args[0], msg)
	}
}

func leave(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 1, "leave NAME")
	err := client(ts, args[0]).Close(websocket.StatusNormalClosure, "bye")
	if websocket.CloseStatus(err) != websocket.StatusNoStatusRcvd { // http.websocket answers without a code
		ts.Check(err)
	}
}

func closed(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 2, "closed NAME CODE [REASON]")
	var err error
	for err == nil { // messages may be on their way
		_, _, err = client(ts, args[0]).Read(worldOf(ts).ctx)
	}
	var end websocket.CloseError
	switch {
	case !errors.As(err, &end):
		ts.Fatalf("%v", err)
	case strconv.Itoa(int(end.Code)) != args[1]:
		ts.Fatalf("%s was closed with %v", args[0], end)
	case len(args) > 2 && end.Reason != args[2]:
		ts.Fatalf("%s was closed with %v", args[0], end)
	}
}
