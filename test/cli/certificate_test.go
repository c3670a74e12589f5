package cli

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
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

// certificate makes one for an hour.
func certificate(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 1, "certificate FILE [CA]")
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ts.Check(err)
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: args[0]},
		DNSNames:              []string{"localhost"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(time.Hour),
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		IsCA:                  len(args) == 1,
		BasicConstraintsValid: true,
	}
	authority, signer := template, any(key)
	if len(args) > 1 {
		ca, err := tls.LoadX509KeyPair(ts.MkAbs(args[1]+".pem"), ts.MkAbs(args[1]+".key"))
		ts.Check(err)
		authority, signer = ca.Leaf, ca.PrivateKey
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, authority, &key.PublicKey, signer)
	ts.Check(err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	ts.Check(err)
	for suffix, b := range map[string]*pem.Block{".pem": {Type: "CERTIFICATE", Bytes: cert}, ".key": {Type: "PRIVATE KEY", Bytes: der}} {
		ts.Check(os.WriteFile(ts.MkAbs(args[0]+suffix), pem.EncodeToMemory(b), 0o600))
	}
}
