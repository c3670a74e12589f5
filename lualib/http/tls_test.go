package http

import (
	"crypto/tls"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/luaws/luaws/luahost"
)

// certificate is net/http/httptest's.
func certificate(t testing.TB) tls.Certificate {
	s := httptest.NewUnstartedServer(nil)
	s.StartTLS()
	defer s.Close()
	return s.TLS.Certificates[0]
}

// shake has two engines do their handshake, in pieces of size bytes.
func shake(t *testing.T, client, server *tlsEngine, size int) {
	t.Helper()
	step := func(e *tlsEngine, data string) string {
		if e.finished {
			if data != "" {
				if _, err := e.read(data); err != nil {
					t.Fatal(err)
				}
			}
		} else if err := e.handshake(data); err != nil {
			t.Fatal(err)
		}
		return e.take()
	}
	toServer := step(client, "")
	toClient := ""
	for toServer != "" || toClient != "" {
		n := min(size, len(toServer))
		toClient += step(server, toServer[:n])
		toServer = toServer[n:]
		n = min(size, len(toClient))
		toServer += step(client, toClient[:n])
		toClient = toClient[n:]
	}
	if !client.finished || !server.finished {
		t.Fatal("no handshake")
	}
}

func TestTLSEngines(t *testing.T) {
	cert := certificate(t)
	for _, size := range []int{1 << 20, 100, 1} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			client := newTLSEngine(&tls.Config{InsecureSkipVerify: true, MaxVersion: version}, true)
			server := newTLSEngine(&tls.Config{Certificates: []tls.Certificate{cert}}, false)
			shake(t, client, server, size)
			long := strings.Repeat("0123456789", 10_000)
			for _, text := range []string{"hello", "", long} {
				if err := client.write(text); err != nil {
					t.Fatal(err)
				}
				wire, got := client.take(), ""
				for i := 0; i < len(wire); i += max(size, 100) {
					s, err := server.read(wire[i:min(i+max(size, 100), len(wire))])
					if err != nil {
						t.Fatal(err)
					}
					got += s
				}
				if got != text {
					t.Errorf("%d bytes, want %d", len(got), len(text))
				}
			}
			client.close()
			server.close()
		}
	}
}

// What isn't TLS is an error, told behind what came before it.
func TestTLSGarbage(t *testing.T) {
	server := newTLSEngine(&tls.Config{Certificates: []tls.Certificate{certificate(t)}}, false)
	if err := server.handshake("GET / HTTP/1.1\r\n\r\n"); err == nil || server.finished {
		t.Error("a handshake")
	}
	server.close()

	client := newTLSEngine(&tls.Config{InsecureSkipVerify: true}, true)
	server = newTLSEngine(&tls.Config{Certificates: []tls.Certificate{certificate(t)}}, false)
	shake(t, client, server, 1<<20)
	client.write("hello")
	got, err := server.read(client.take() + "garbage that is no record")
	if got != "hello" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := server.read(""); err == nil {
		t.Error("no error")
	}
}

// A session that the script has dropped in the middle of a handshake leaves no
// stack behind; nor does one that lives when its service ends.
func TestTLSDropped(t *testing.T) {
	wait := func(before int) {
		t.Helper()
		for range 1000 {
			if runtime.GC(); runtime.NumGoroutine() <= before {
				return
			}
			time.Sleep(time.Millisecond)
		}
		t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
	}
	begin := func(L *luahost.State) *tlsSession {
		s := watch(endsOf(L), newTLSEngine(&tls.Config{InsecureSkipVerify: true}, true))
		s.handshake("")
		return s
	}
	inService(t, func(L *luahost.State) {
		before := runtime.NumGoroutine()
		var all [10]*tlsSession
		for i := range all {
			all[i] = begin(L)
		}
		if n := runtime.NumGoroutine(); n <= before { // one that ends meanwhile may have been counted
			t.Errorf("%d goroutines, %d before", n, before)
		}
		runtime.KeepAlive(all)
		wait(before)
	})
	before := runtime.NumGoroutine()
	var lives *tlsSession
	inService(t, func(L *luahost.State) { lives = begin(L) })
	wait(before)
	runtime.KeepAlive(lives)
}

func TestCipherSuites(t *testing.T) {
	for list, want := range map[string]int{
		"ECDHE-RSA-AES128-GCM-SHA256":                               1,
		"ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305": 2,
		"AES128-SHA:ECDHE-RSA-AES256-SHA":                           2,
		"HIGH:!aNULL":                                               0,
		"":                                                          0,
	} {
		if got := cipherSuites(list); len(got) != want {
			t.Errorf("%q: %v", list, got)
		}
	}
}
