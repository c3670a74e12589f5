package websocket

import (
	"crypto/tls"
	"sync"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// certificates are those of wss servers, by the names of their files.
type certificates struct{ loaded sync.Map }

// certFiles are the names of a certificate's files.
type certFiles struct{ cert, key string }

// ofServer is the TLS configuration of accept: that of the keys certfile and
// keyfile. The files are read once.
func (c *certificates) ofServer(L *luahost.State) *tls.Config {
	s := luahost.ServiceOf(L)
	env := func(key, otherwise string) string {
		if v, ok := s.Host().Getenv(key); ok {
			return v
		}
		return otherwise
	}
	files := certFiles{env("certfile", "./server-cert.pem"), env("keyfile", "./server-key.pem")}
	if conf, ok := c.loaded.Load(files); ok {
		return conf.(*tls.Config)
	}
	var cert tls.Certificate
	var err error
	s.Offload(L, func() { cert, err = tls.LoadX509KeyPair(files.cert, files.key) })
	if err != nil {
		lua54.Errorf(L, "websocket.accept: the certificate for wss can't be used: %s", err.Error())
	}
	conf := &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"http/1.1"}}
	c.loaded.Store(files, conf)
	return conf
}

// ofClient doesn't verify the server, as skynet doesn't.
func ofClient() *tls.Config { return &tls.Config{InsecureSkipVerify: true} }
