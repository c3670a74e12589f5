package certs

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// Files are the names of files in PEM form.
type Files struct {
	Cert     string // the certificate, and those between it and its root
	Key      string // its private key, not encrypted
	ClientCA string // authorities of client certificates; "": none are asked for
}

func (f Files) names() []string {
	names := []string{f.Cert, f.Key}
	if f.ClientCA != "" {
		names = append(names, f.ClientCA)
	}
	return names
}

// contents are what is in the files.
type contents [][]byte

const maxFile = 1 << 20

func (f Files) read() (c contents, err error) {
	for _, name := range f.names() {
		p, err := readFile(name)
		if err != nil {
			return nil, err
		}
		c = append(c, p)
	}
	return c, nil
}

func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(p) > maxFile {
		err = fmt.Errorf("%s: longer than %d bytes", name, maxFile)
	}
	return p, err
}

// mark is equal for equal contents, and for the same error.
func mark(c contents, err error) string {
	if err != nil {
		return err.Error()
	}
	h := sha256.New()
	for _, p := range c {
		sum := sha256.Sum256(p)
		h.Write(sum[:])
	}
	return string(h.Sum(nil))
}

// config makes of the files' contents what a server needs.
func (f Files) config(c contents) (*tls.Config, error) {
	if _, err := certificates(f.Cert, c[0]); err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(c[0], c[1])
	if err != nil {
		return nil, f.keyError(c[1], err)
	}
	cfg := &tls.Config{
		Certificates: []tls.Certificate{pair},
		MinVersion:   tls.VersionTLS12,
		NextProtos:   []string{"http/1.1"},
	}
	if f.ClientCA != "" {
		authorities, err := certificates(f.ClientCA, c[2])
		if err != nil {
			return nil, err
		}
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
		cfg.ClientCAs = x509.NewCertPool()
		for _, a := range authorities {
			cfg.ClientCAs.AddCert(a)
		}
	}
	return cfg, nil
}

// certificates are all of a file, at least one.
func certificates(name string, p []byte) (all []*x509.Certificate, err error) {
	for {
		var block *pem.Block
		if block, p = pem.Decode(p); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: certificate %d: %w", name, len(all)+1, err)
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: no certificate in PEM form in it", name)
	}
	return all, nil
}

// keyError says what is wrong with a key whose certificate is all right.
func (f Files) keyError(p []byte, err error) error {
	text := strings.TrimPrefix(err.Error(), "tls: ")
	switch {
	case bytes.Contains(p, []byte("ENCRYPTED")):
		text = "the private key is encrypted: take off its passphrase"
	case !bytes.Contains(p, []byte("PRIVATE KEY-----")):
		text = "no private key in PEM form in it"
	case strings.Contains(text, "does not match"):
		text = "the private key is not that of the certificate in " + f.Cert
	}
	return fmt.Errorf("%s: %s", f.Key, text)
}

// invalidNow tells why clients won't take a certificate now.
func invalidNow(leaf *x509.Certificate, now time.Time) error {
	switch {
	case now.After(leaf.NotAfter):
		return errors.New("expired on " + date(leaf.NotAfter))
	case now.Before(leaf.NotBefore):
		return errors.New("not valid before " + date(leaf.NotBefore))
	}
	return nil
}

func date(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }
