package certs

import (
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/luaws/luaws/test/cert"
	"github.com/luaws/luaws/test/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// write puts i into the files cert.pem and key.pem of a directory.
func write(t testing.TB, i *cert.Identity, dir string) Files {
	t.Helper()
	f := Files{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	if err := i.Write(f.Cert, f.Key); err != nil {
		t.Fatal(err)
	}
	return f
}

func put(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A keeper is a Store with what it has reported, until the test's end.
type keeper struct {
	*Store
	t     testing.TB
	lines chan string
}

func keep(t testing.TB, files Files) *keeper {
	t.Helper()
	k := &keeper{t: t, lines: make(chan string, 100)}
	stop := make(chan struct{})
	s, err := Open(files, stop, func(line string) { k.lines <- line })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { close(stop) })
	k.Store = s
	return k
}

// reports returns the next line.
func (k *keeper) reports() string {
	k.t.Helper()
	select {
	case line := <-k.lines:
		return line
	case <-time.After(30 * time.Second):
		k.t.Fatal("nothing is reported")
		return ""
	}
}

// serves does a handshake and returns the name in the certificate, and what the
// client and the server think of it.
func (k *keeper) serves(cfg *tls.Config) (name string, client, server error) {
	k.t.Helper()
	here, there := net.Pipe()
	defer here.Close()
	defer there.Close()
	done := make(chan error, 1)
	s := tls.Server(there, k.Config())
	go func() {
		err := s.Handshake()
		done <- err
		if err == nil {
			fmt.Fprint(s, "x") // the client knows then whether its certificate is good
		}
	}()
	cfg.InsecureSkipVerify = true
	c := tls.Client(here, cfg)
	if client = c.Handshake(); client == nil {
		_, client = c.Read(make([]byte, 1))
	}
	if certs := c.ConnectionState().PeerCertificates; len(certs) > 0 {
		name = certs[0].Subject.CommonName
	}
	return name, client, <-done
}

func (k *keeper) mustServe(name string) {
	k.t.Helper()
	got, client, server := k.serves(&tls.Config{})
	if got != name || client != nil || server != nil {
		k.t.Errorf("the certificate is %q, not %q: %v, %v", got, name, client, server)
	}
}
