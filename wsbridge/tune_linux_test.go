package wsbridge

import (
	"net"
	"syscall"
	"testing"
)

// The options are there, whether the listener has them or not.
func TestTuned(t *testing.T) {
	for name, listen := range map[string]func(network, address string) (net.Listener, error){
		"Listen": Listen, "net.Listen": net.Listen,
	} {
		ln, err := listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s := prepareSite(t, Config{})
		s.serveOn(ln, func(c *Conn) Handler {
			s.conns <- c
			return &hook{s: s, message: echo}
		})
		for range 2 { // the first one is how a tuner learns
			s.raw()
			rawConn(s.conn().wire.Conn).Control(func(fd uintptr) {
				for _, o := range append(options, socketOption{syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1}) {
					if !o.isSet(fd) {
						t.Errorf("%s: option %v is missing", name, o)
					}
				}
			})
		}
	}
}

// Streams of Listen have most options by themselves.
func TestInheritedOptions(t *testing.T) {
	ln, err := Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	client, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	nc, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	var tuner tuner
	if tuner.tune(nc); len(tuner.missing) > 1 {
		t.Errorf("missing: %v", tuner.missing)
	}
}
