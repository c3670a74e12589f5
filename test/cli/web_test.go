package cli

import (
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

func web(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 4, "web METHOD PATH STATUS REGEXP [BODY]")
	body := strings.NewReader(strings.Join(args[4:], " "))
	req, err := http.NewRequestWithContext(worldOf(ts).ctx, args[0], "http"+strings.TrimPrefix(origin(ts), "ws")+args[1], body)
	ts.Check(err)
	c := httpClient(ts)
	defer c.CloseIdleConnections()
	resp, err := c.Do(req)
	running(ts).check(ts, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	running(ts).check(ts, err)
	if got := strconv.Itoa(resp.StatusCode); got != args[2] || !regexp.MustCompile("^(?:"+args[3]+")$").Match(text) {
		ts.Fatalf("%s %s: %s %q", args[0], args[1], got, text)
	}
}
