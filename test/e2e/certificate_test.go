package e2e

import (
	"crypto/tls"
	"net/http"
	"testing"

	"github.com/luaws/luaws/test/cert"
)

// writeCertificate makes a self-signed certificate for localhost.
func writeCertificate(t testing.TB, certFile, keyFile string) {
	t.Helper()
	if err := cert.Fresh("localhost", nil).Write(certFile, keyFile); err != nil {
		t.Fatal(err)
	}
}

// insecureClient trusts any certificate.
func insecureClient() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
}
