package certs

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/luaws/luaws/test/cert"
)

// mustReport waits until a line has part. What a slow machine sees halfway may come
// first.
func (k *keeper) mustReport(part string) {
	k.t.Helper()
	for !strings.Contains(k.reports(), part) {
	}
}

// Files that are written over.
func TestReload(t *testing.T) {
	dir := t.TempDir()
	k := keep(t, write(t, cert.Fresh("one", nil), dir))
	k.mustServe("one")
	write(t, cert.Fresh("two", nil), dir)
	k.mustReport("cert.pem: new certificate, valid until ")
	k.mustServe("two")
}

// Files that are renamed into place, as certbot and editors do it.
func TestReloadRenamed(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	files := write(t, cert.Fresh("one", nil), dir)
	k := keep(t, files)
	two := write(t, cert.Fresh("two", nil), other)
	os.Rename(two.Key, files.Key)
	os.Rename(two.Cert, files.Cert)
	k.mustReport("new certificate")
	k.mustServe("two")
}

// Links to a link that is swapped, as Kubernetes does it.
func TestReloadSwapped(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"one", "two"} {
		os.Mkdir(filepath.Join(dir, name), 0o700)
		write(t, cert.Fresh(name, nil), filepath.Join(dir, name))
	}
	link := func(to, name string) {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	link("one", "data")
	link("data/cert.pem", "cert.pem")
	link("data/key.pem", "key.pem")
	k := keep(t, Files{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")})
	k.mustServe("one")
	link("two", "new")
	if err := os.Rename(filepath.Join(dir, "new"), filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	k.mustReport("new certificate")
	k.mustServe("two")
}

// A link into another directory, where the file changes.
func TestReloadBehindLink(t *testing.T) {
	dir, archive := t.TempDir(), t.TempDir()
	real := write(t, cert.Fresh("one", nil), archive)
	files := Files{Cert: filepath.Join(dir, "c"), Key: filepath.Join(dir, "k")}
	if err := os.Symlink(real.Cert, files.Cert); err != nil {
		t.Skip(err)
	}
	os.Symlink(real.Key, files.Key)
	k := keep(t, files)
	write(t, cert.Fresh("two", nil), archive)
	k.mustReport("new certificate")
	k.mustServe("two")
}

// The old certificate stays until the new one is good. Each fault is told once.
func TestReloadBad(t *testing.T) {
	dir := t.TempDir()
	one, two := cert.Fresh("one", nil), cert.Fresh("two", nil)
	files := write(t, one, dir)
	k := keep(t, files)

	put(t, files.Cert, "rubbish")
	k.mustReport("isn't used, the one before stays: " + files.Cert + ": no certificate")
	k.mustServe("one")

	put(t, files.Cert, two.CertPEM())
	k.mustReport(files.Key + ": the private key is not that of the certificate in " + files.Cert)
	put(t, files.Cert, two.CertPEM()) // the same fault: nothing is told
	k.mustServe("one")

	os.Remove(files.Key)
	k.mustReport("key.pem: ")
	k.mustServe("one")

	put(t, files.Key, two.KeyPEM())
	k.mustReport("new certificate")
	k.mustServe("two")
	select {
	case line := <-k.lines:
		t.Errorf("also reported: %s", line)
	default:
	}
}

// Where the system doesn't tell of changes, looking at the files does.
func TestLook(t *testing.T) {
	dir := t.TempDir()
	one := cert.Fresh("one", nil)
	files := write(t, one, dir)
	var lines []string
	s := &Store{files: files, report: func(line string) { lines = append(lines, line) }}
	s.look()
	s.look()
	put(t, files.Key, "rubbish")
	s.look()
	s.look()
	put(t, files.Key, one.KeyPEM()) // as it was
	s.look()
	write(t, cert.Fresh("two", nil), dir)
	s.look()
	if len(lines) != 3 || !strings.Contains(lines[1], "isn't used") || !strings.Contains(lines[2], "new certificate") {
		t.Errorf("%q", lines)
	}
	if name := s.current.Load().Certificates[0].Leaf.Subject.CommonName; name != "two" {
		t.Errorf("%s is used", name)
	}
}

func TestExpired(t *testing.T) {
	old := cert.New("old", nil, time.Now().Add(-time.Hour))
	keep(t, write(t, old, t.TempDir())).mustReport("cert.pem: expired on ")
	young := cert.New("young", nil, time.Now().Add(50*time.Hour))
	keep(t, write(t, young, t.TempDir())).mustReport("cert.pem: not valid before ")
}

func TestClientCertificates(t *testing.T) {
	dir := t.TempDir()
	files := write(t, cert.Fresh("server", nil), dir)
	files.ClientCA = filepath.Join(dir, "ca.pem")
	ours, others := cert.Fresh("our CA", nil), cert.Fresh("another CA", nil)
	put(t, files.ClientCA, ours.CertPEM())
	k := keep(t, files)
	ann, bob := cert.Fresh("ann", ours), cert.Fresh("bob", others)
	with := func(i *cert.Identity) *tls.Config {
		if i == nil {
			return &tls.Config{}
		}
		cert := i.TLS()
		return &tls.Config{GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &cert, nil }}
	}
	check := func(i *cert.Identity, problem string) {
		t.Helper()
		_, client, server := k.serves(with(i))
		switch {
		case problem == "" && (client != nil || server != nil):
			t.Errorf("refused: %v, %v", client, server)
		case problem != "" && (client == nil || server == nil || !strings.Contains(server.Error(), problem)):
			t.Errorf("the client sees %v, the server %v", client, server)
		}
	}
	check(ann, "")
	check(bob, "unknown authority")
	check(nil, "didn't provide a certificate")
	check(cert.New("late", ours, time.Now().Add(-time.Hour)), "expired")

	// A session that was begun before isn't resumed either.
	sessions := with(ann)
	sessions.ClientSessionCache = tls.NewLRUClientSessionCache(1)
	sessions.ServerName = "localhost"
	if _, client, server := k.serves(sessions); client != nil || server != nil {
		t.Fatal(client, server)
	}
	put(t, files.ClientCA, others.CertPEM())
	k.mustReport("new certificate")
	check(bob, "")
	check(ann, "unknown authority")
	if _, _, server := k.serves(sessions); server == nil || !strings.Contains(server.Error(), "unknown authority") {
		t.Errorf("resumed: %v", server)
	}
}

func TestVersions(t *testing.T) {
	k := keep(t, write(t, cert.Fresh("one", nil), t.TempDir()))
	if _, _, server := k.serves(&tls.Config{MinVersion: tls.VersionTLS11, MaxVersion: tls.VersionTLS11}); server == nil {
		t.Error("TLS 1.1 is spoken")
	}
	if _, client, server := k.serves(&tls.Config{MaxVersion: tls.VersionTLS12}); client != nil || server != nil {
		t.Errorf("TLS 1.2: %v, %v", client, server)
	}
	if _, _, server := k.serves(&tls.Config{NextProtos: []string{"h2"}}); server == nil {
		t.Error("HTTP/2 is agreed on")
	}
	if _, client, server := k.serves(&tls.Config{NextProtos: []string{"h2", "http/1.1"}}); client != nil || server != nil {
		t.Errorf("HTTP/1.1 is not: %v, %v", client, server)
	}
}

func TestOpenRefused(t *testing.T) {
	one := cert.Fresh("one", nil)
	dir := t.TempDir()
	good := write(t, one, dir)
	file := func(name, text string) string {
		name = filepath.Join(dir, name)
		put(t, name, text)
		return name
	}
	garbled := strings.Replace(one.CertPEM(), "MII", "AAA", 1)
	for _, x := range []struct {
		files Files
		err   string
	}{
		{Files{Cert: filepath.Join(dir, "none"), Key: good.Key}, "open " + filepath.Join(dir, "none") + ": "},
		{Files{Cert: good.Cert, Key: filepath.Join(dir, "none")}, "open " + filepath.Join(dir, "none") + ": "},
		{Files{Cert: dir, Key: good.Key}, "read " + dir},
		{Files{Cert: good.Key, Key: good.Key}, good.Key + ": no certificate in PEM form in it"},
		{Files{Cert: file("empty", ""), Key: good.Key}, "empty: no certificate"},
		{Files{Cert: file("garbled", garbled), Key: good.Key}, "garbled: certificate 1: x509: "},
		{Files{Cert: file("chain", one.CertPEM()+garbled), Key: good.Key}, "chain: certificate 2: x509: "},
		{Files{Cert: file("long", strings.Repeat("x", maxFile+1)), Key: good.Key}, "long: longer than 1048576 bytes"},
		{Files{Cert: good.Cert, Key: good.Cert}, good.Cert + ": no private key in PEM form in it"},
		{Files{Cert: good.Cert, Key: file("other", cert.Fresh("x", nil).KeyPEM())}, "other: the private key is not that of the certificate in " + good.Cert},
		{Files{Cert: good.Cert, Key: file("locked", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")}, "locked: the private key is encrypted"},
		{Files{Cert: good.Cert, Key: file("bad", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")}, "bad: failed to parse private key"},
		{Files{Cert: good.Cert, Key: good.Key, ClientCA: good.Key}, good.Key + ": no certificate"},
		{Files{Cert: good.Cert, Key: good.Key, ClientCA: filepath.Join(dir, "none")}, "open " + filepath.Join(dir, "none")},
	} {
		stop := make(chan struct{})
		_, err := Open(x.files, stop, func(line string) { t.Error(line) })
		if err == nil || !strings.Contains(err.Error(), x.err) {
			t.Errorf("%v: %v", x.files, err)
		}
		close(stop)
	}
}
