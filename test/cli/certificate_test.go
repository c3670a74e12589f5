package cli

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/luaws/luaws/test/cert"
)

// origin is where the background luaws listens: ws://host:port.
func origin(ts *testscript.TestScript) string {
	scheme, rest, _ := strings.Cut(ts.Getenv("URL"), "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}

// httpClient reaches the background luaws, whatever it listens on, and takes any
// certificate for its.
func httpClient(ts *testscript.TestScript) *http.Client {
	t := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, Certificates: worldOf(ts).identity}}
	if socket := ts.Getenv("SOCKET"); socket != "" {
		t.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		}
	}
	return &http.Client{Transport: t}
}

// forward has the clients send a header.
func forward(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 1, "forward HEADER")
	name, value, _ := strings.Cut(args[0], ": ")
	worldOf(ts).forwarded = http.Header{name: {value}}
}

// identify has the clients show a certificate.
func identify(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 1, "identify FILE")
	pair, err := tls.LoadX509KeyPair(ts.MkAbs(args[0]+".pem"), ts.MkAbs(args[0]+".key"))
	ts.Check(err)
	worldOf(ts).identity = []tls.Certificate{pair}
}

// certificate makes one, and its key.
func certificate(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 1, "certificate FILE [CA]")
	var ca *cert.Identity
	if len(args) > 1 {
		var err error
		ca, err = cert.Read(ts.MkAbs(args[1]+".pem"), ts.MkAbs(args[1]+".key"))
		ts.Check(err)
	}
	ts.Check(cert.Fresh(args[0], ca).Write(ts.MkAbs(args[0]+".pem"), ts.MkAbs(args[0]+".key")))
}
