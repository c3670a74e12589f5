package certs

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/luaws/luaws/test/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// An identity is a certificate and its key.
type identity struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// newIdentity makes one that ca has signed, or itself if that is nil.
func newIdentity(t testing.TB, name string, ca *identity, expires time.Time) *identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: name},
		DNSNames:     []string{"localhost"},
		NotBefore:    expires.Add(-48 * time.Hour),
		NotAfter:     expires,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	signer := &identity{template, key}
	if ca == nil {
		template.IsCA, template.BasicConstraintsValid = true, true
	} else {
		signer = ca
	}
	der, err := x509.CreateCertificate(rand.Reader, template, signer.cert, &key.PublicKey, signer.key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &identity{cert, key}
}

func fresh(t testing.TB, name string, ca *identity) *identity {
	return newIdentity(t, name, ca, time.Now().Add(24*time.Hour))
}

func (i *identity) certPEM() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.cert.Raw}))
}

func (i *identity) keyPEM() string {
	der, err := x509.MarshalPKCS8PrivateKey(i.key)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func (i *identity) tls() tls.Certificate {
	return tls.Certificate{Certificate: [][]byte{i.cert.Raw}, PrivateKey: i.key}
}

// write puts the two into files cert.pem and key.pem of a directory.
func (i *identity) write(t testing.TB, dir string) Files {
	t.Helper()
	f := Files{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	put(t, f.Cert, i.certPEM())
	put(t, f.Key, i.keyPEM())
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
