package wsbridge

import (
	"testing"
	"time"
)

// BenchmarkEchoWatched is BenchmarkEcho with everything on that looks at a peer.
func BenchmarkEchoWatched(b *testing.B) {
	s := newSite(b, Config{
		PingInterval: time.Minute, IdleTimeout: time.Minute, WriteTimeout: time.Minute,
		MessageRate: 1 << 30, ByteRate: 1 << 40,
	}, echo)
	const inFlight = 16
	e := s.echoer(32, inFlight)
	b.ReportAllocs()
	for i := 0; i < b.N; i += inFlight {
		if err := e.echo(); err != nil {
			b.Fatal(err)
		}
	}
}
