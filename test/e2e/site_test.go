package e2e

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/lualib/websocket"
	"github.com/luaws/luaws/wsbridge"
)

// A mode is a way to run a handler's class.
type mode struct {
	name    string
	workers int // of luaws serve; run: luaws run instead
}

const run = -1

var (
	isolated = mode{"workers 0", 0}
	shared   = mode{"workers 1", 1}
	spread   = mode{"workers 3", 3}
	launched = mode{"run", run}

	modes = []mode{isolated, shared, launched}
)

// each runs a test in several modes.
func each(t *testing.T, modes []mode, test func(t *testing.T, m mode)) {
	for _, m := range modes {
		t.Run(m.name, func(t *testing.T) { test(t, m) })
	}
}

// mainScript serves the class of ws.lua, as the seed's README does it.
const mainScript = `
local skynet = require "skynet"
local socket = require "skynet.socket"
local wsserver = require "websocket.server"
local ws = require "ws"

skynet.start(function()
	local server = socket.listen("127.0.0.1", 0, 128)
	socket.start(server, function(id, ipaddr)
		local wss = wsserver:new { fd = id, cls = ws }
		return wss:start()
	end)
end)
`

// A site is what one luaws process holds.
type site struct {
	t       testing.TB
	host    *luahost.Host
	server  *wsbridge.Server
	sockets *wsbridge.Sockets
	clock   *luahost.FakeClock // nil: the system's
	log     *logbook
	dir     string
	addr    string           // where it listens
	main    *luahost.Service // luaws run: that of main.lua
	serving chan error       // luaws serve: Serve's result
	closed  bool
}

// newSite serves a class (see class) in one mode, until the test's end.
func newSite(t testing.TB, m mode, ws string) *site {
	s := prepare(t, nil)
	s.start(m, ws)
	return s
}

// newTimelessSite is newSite with a clock that stands still until advance.
func newTimelessSite(t testing.TB, m mode, ws string) *site {
	s := prepare(t, luahost.NewFakeClock(time.Unix(1_700_000_000, 0)))
	s.start(m, ws)
	return s
}

func prepare(t testing.TB, clock *luahost.FakeClock) *site {
	s := &site{
		t:       t,
		server:  &wsbridge.Server{},
		sockets: &wsbridge.Sockets{},
		clock:   clock,
		log:     &logbook{},
		dir:     t.TempDir(),
	}
	s.server.Sockets = s.sockets
	opt := luahost.Options{
		Log:     s.log,
		Stdout:  s.log,
		Path:    luahost.ScriptPath(s.file("main.lua")),
		Modules: lualib.Modules(s.server, s.sockets),

		ServicePath: s.file("?.lua"),
		Services:    lualib.Services(),
	}
	if clock != nil {
		opt.Clock, s.server.Clock = clock, engineClock{clock}
	}
	s.host = luahost.New(opt)
	s.server.Incident = func(e wsbridge.Incident) { s.host.LogError(errors.New(e.String())) }
	t.Cleanup(func() {
		if !s.closed {
			s.close(noPatience())
		}
		if t.Failed() {
			t.Logf("log:\n%s", s.log.String())
		}
	})
	return s
}

func (s *site) file(name string) string { return filepath.Join(s.dir, name) }

func (s *site) write(name, text string) string {
	s.t.Helper()
	if err := os.WriteFile(s.file(name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return s.file(name)
}

func (s *site) start(m mode, ws string) {
	s.t.Helper()
	script := s.write("ws.lua", ws)
	if m.workers == run {
		s.launch(mainScript)
		return
	}
	handlers, err := websocket.NewServe(s.host, script, m.workers)
	if err != nil {
		s.t.Fatal(err)
	}
	if handlers.Decides() {
		s.server.Config.Decide = handlers.Decide
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.addr = ln.Addr().String()
	s.serving = make(chan error, 1)
	go func() { s.serving <- s.server.Serve(ln, handlers.Accept) }()
}

// engineClock is the same clock for the engine.
type engineClock struct{ *luahost.FakeClock }

func (c engineClock) AfterFunc(d time.Duration, f func()) func() bool {
	return c.FakeClock.AfterFunc(d, f).Stop
}

// launch runs a start script and waits until it has started.
func (s *site) launch(script string, args ...string) {
	s.t.Helper()
	var err error
	if s.main, err = s.host.Launch(s.write("main.lua", script), args...); err != nil {
		s.t.Fatal(err)
	}
	select {
	case <-s.main.Ready():
	case <-testContext(s.t).Done():
		s.t.Fatal("main.lua doesn't get through its start function")
	}
	if addrs := s.sockets.Listeners(); len(addrs) > 0 {
		s.addr = addrs[0].String()
	}
}

// advance moves the clock on when all services have come to rest.
func (s *site) advance(d time.Duration) {
	s.host.WaitIdle()
	s.clock.Advance(d)
	s.host.WaitIdle()
}

// close ends everything as luaws does on SIGTERM, ctx being --drain-timeout,
// and checks that nothing is left. It returns what luaws would complain about.
func (s *site) close(ctx context.Context) error {
	s.t.Helper()
	s.closed = true
	s.sockets.CloseListeners()
	err := s.server.Shutdown(ctx)
	s.sockets.CloseAll()
	if closeErr := s.host.Close(ctx); err == nil {
		err = closeErr
	}
	if err := s.server.Shutdown(testContext(s.t)); err != nil {
		s.t.Errorf("connections are left: %v", err)
	}
	if s.serving != nil {
		if err := <-s.serving; err != wsbridge.ErrServerClosed {
			s.t.Errorf("Serve: %v", err)
		}
	}
	if n := s.host.Len(); n != 0 {
		s.t.Errorf("%d services are left", n)
	}
	return err
}

// closeAll is close with patience, which must suffice.
func (s *site) closeAll() {
	s.t.Helper()
	if err := s.close(testContext(s.t)); err != nil {
		s.t.Errorf("close: %v", err)
	}
}

// class makes a ws.lua of a body: methods may be left out.
func class(body string) string {
	return `local skynet = require "skynet"
local class = require "class"
local ws = class("ws")
function ws:ctor(opt) self.ws = opt.ws self.headers = opt.headers end
function ws:on_open() end
function ws:on_message(msg, type) end
function ws:on_error(msg) skynet.error("on_error", msg) end
function ws:on_close(msg, code) skynet.error("on_close", msg, code) end
` + body + `
return ws`
}

// echo is a class that sends back what it gets.
var echo = class(`
function ws:on_message(msg, type) self.ws:send(msg, type == "binary") end
`)
