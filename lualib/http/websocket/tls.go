package websocket

import (
	"crypto/tls"
	"errors"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge/certs"
)

// ofServer is the TLS configuration of accept: that of the keys certfile and
// keyfile, whose files are followed.
func (k *library) ofServer(L *luahost.State) *tls.Config {
	s := luahost.ServiceOf(L)
	env := func(key, otherwise string) string {
		if v, ok := s.Host().Getenv(key); ok {
			return v
		}
		return otherwise
	}
	files := certs.Files{Cert: env("certfile", "./server-cert.pem"), Key: env("keyfile", "./server-key.pem")}
	if conf, ok := k.certs.Load(files); ok {
		return conf.(*tls.Config)
	}
	var conf *tls.Config
	var err error
	s.Offload(L, func() { conf, err = k.open(files, s.Host()) })
	if err != nil {
		lua54.Errorf(L, "websocket.accept: the certificate for wss can't be used: %s", err.Error())
	}
	return conf
}

// open opens a certificate once: it is followed as long as the server runs.
func (k *library) open(files certs.Files, h *luahost.Host) (*tls.Config, error) {
	k.opening.Lock()
	defer k.opening.Unlock()
	if conf, ok := k.certs.Load(files); ok {
		return conf.(*tls.Config), nil
	}
	store, err := certs.Open(files, k.server.Stopping(), func(line string) { h.LogError(errors.New(line)) })
	if err != nil {
		return nil, err
	}
	conf := store.Config()
	k.certs.Store(files, conf)
	return conf, nil
}

// ofClient doesn't verify the server, as skynet doesn't.
func ofClient() *tls.Config { return &tls.Config{InsecureSkipVerify: true} }
