package wsbridge_test

import (
	"log"
	"net"

	"github.com/luaws/luaws/wsbridge"
	"github.com/luaws/luaws/wsbridge/certs"
)

// A page, its files and its websockets on one port, over TLS, behind a proxy.
func Example_site() {
	var srv wsbridge.Server
	cert, err := certs.Open(certs.Files{Cert: "cert.pem", Key: "key.pem"}, srv.Stopping(), func(line string) { log.Print(line) })
	if err != nil {
		log.Fatal(err)
	}
	files, err := wsbridge.Files("www")
	if err != nil {
		log.Fatal(err)
	}
	proxies, err := wsbridge.ParseProxies([]string{"10.0.0.0/8"})
	if err != nil {
		log.Fatal(err)
	}
	srv.Config = wsbridge.Config{TLS: cert.Config(), Plain: files, TrustedProxies: proxies}
	ln, err := net.Listen("tcp", ":8443")
	if err != nil {
		log.Fatal(err)
	}
	srv.Serve(ln, func(c *wsbridge.Conn) wsbridge.Handler {
		log.Print("from ", c.RemoteAddr())
		return &shouter{ended: make(chan wsbridge.End, 1)}
	})
}
