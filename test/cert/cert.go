package cert

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"time"
)

// An Identity is a certificate and its key.
type Identity struct {
	Cert *x509.Certificate
	Key  *ecdsa.PrivateKey
}

// New makes an identity of localhost with a common name, signed by ca, or by itself
// if that is nil; then it can sign others.
func New(name string, ca *Identity, expires time.Time) *Identity {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: name},
		DNSNames:     []string{"localhost"},
		NotBefore:    expires.Add(-48 * time.Hour),
		NotAfter:     expires,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	signer := &Identity{template, key}
	if ca == nil {
		template.IsCA, template.BasicConstraintsValid = true, true
	} else {
		signer = ca
	}
	der, err := x509.CreateCertificate(rand.Reader, template, signer.Cert, &key.PublicKey, signer.Key)
	must(err)
	cert, err := x509.ParseCertificate(der)
	must(err)
	return &Identity{cert, key}
}

// Fresh makes an identity that is good for a day.
func Fresh(name string, ca *Identity) *Identity { return New(name, ca, time.Now().Add(24*time.Hour)) }

// CertPEM is the certificate as a file has it.
func (i *Identity) CertPEM() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.Cert.Raw}))
}

// KeyPEM is the key as a file has it.
func (i *Identity) KeyPEM() string {
	der, err := x509.MarshalPKCS8PrivateKey(i.Key)
	must(err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// TLS is the identity as crypto/tls has it.
func (i *Identity) TLS() tls.Certificate {
	return tls.Certificate{Certificate: [][]byte{i.Cert.Raw}, PrivateKey: i.Key}
}

// Write writes both files.
func (i *Identity) Write(certFile, keyFile string) error {
	if err := os.WriteFile(certFile, []byte(i.CertPEM()), 0o600); err != nil {
		return err
	}
	return os.WriteFile(keyFile, []byte(i.KeyPEM()), 0o600)
}

// Read is what Write has written.
func Read(certFile, keyFile string) (*Identity, error) {
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	return &Identity{pair.Leaf, pair.PrivateKey.(*ecdsa.PrivateKey)}, nil
}

// must: what fails here is the machine.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
