package main

import (
	"crypto/tls"
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge/certs"
)

// tlsFlags are the certificate that serve has.
type tlsFlags struct{ files certs.Files }

func (f *tlsFlags) addTo(fl *pflag.FlagSet) {
	under(fl, "TLS", f.add)
}

func (f *tlsFlags) add(fl *pflag.FlagSet) {
	fl.StringVar(&f.files.Cert, "tls-cert", "", "`FILE` of the certificate and those between it and its root, in PEM form: serves wss; a change is seen and used")
	fl.StringVar(&f.files.Key, "tls-key", "", "`FILE` of its private key")
	fl.StringVar(&f.files.ClientCA, "tls-client-ca", "", "`FILE` of authorities: clients need a certificate of one of them")
}

func (f *tlsFlags) check() error {
	switch {
	case f.files.Cert != "" && f.files.Key == "":
		return errors.New("--tls-cert: --tls-key is needed too")
	case f.files.Key != "" && f.files.Cert == "":
		return errors.New("--tls-key: --tls-cert is needed too")
	case f.files.ClientCA != "" && f.files.Cert == "":
		return errors.New("--tls-client-ca: --tls-cert and --tls-key are needed too")
	}
	return nil
}

// scheme is that of the addresses of the server.
func (f *tlsFlags) scheme() string {
	if f.files.Cert != "" {
		return "wss"
	}
	return "ws"
}

// open reads the files and follows them until stop is closed. The result is nil if
// there are none.
func (f *tlsFlags) open(stop <-chan struct{}) (*tls.Config, error) {
	if f.files.Cert == "" {
		return nil, nil
	}
	store, err := certs.Open(f.files, stop, func(line string) { fmt.Fprintln(stderr, "luaws:", line) })
	if err != nil {
		return nil, err
	}
	return store.Config(), nil
}
