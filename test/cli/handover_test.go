//go:build unix

package cli

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// served is the script of one generation.
func served(generation int) string {
	return fmt.Sprintf(`
local ws = require "class" ("ws")
function ws:ctor(opt) self.ws = opt.ws end
function ws:on_open() end
function ws:on_message() self.ws:send("%d") end
function ws:on_error() end
function ws:on_close() end
return ws
`, generation)
}

// project has two listeners of two services: one for http.websocket, one for the class.
var project = map[string]string{
	"config":   `start = "main" luaservice = "./?.lua" lua_path = "./?.lua"`,
	"main.lua": `local skynet = require "skynet" skynet.start(function() skynet.newservice("httpws") skynet.newservice("class_gate") end)`,
	"httpws.lua": `
local skynet, socket, websocket = require "skynet", require "skynet.socket", require "http.websocket"
local generation = require "generation"
local handle = { message = function(id) websocket.write(id, generation) end }
skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr) websocket.accept(id, handle, "ws", addr) end)
end)`,
	"class_gate.lua": `
local skynet, socket, server = require "skynet", require "skynet.socket", require "websocket.server"
skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id) server:new { fd = id, cls = require "ws" }:start() end)
end)`,
}

// While clients come and go without a pause, three processes follow each other:
// nobody is refused, nobody reset.
func TestHandOver(t *testing.T) {
	const busy, calm, generations = 8, 20, 4
	for _, test := range []struct {
		name  string
		files map[string]string
		args  []string
		next  func(d *dynasty, generation int)
	}{
		{
			"serve", nil,
			[]string{"serve", "--script", "ws.lua", "--host", "127.0.0.1", "--port", "0", "--drain-code", "1012"},
			func(d *dynasty, n int) { d.write("ws.lua", served(n)) },
		},
		{
			"serve --workers 1", nil,
			[]string{"serve", "--script", "ws.lua", "--host", "127.0.0.1", "--port", "0", "--drain-code", "1012", "--workers", "1"},
			func(d *dynasty, n int) { d.write("ws.lua", served(n)) },
		},
		{
			"run", project, []string{"run", "config", "drain_code=1012"},
			func(d *dynasty, n int) {
				d.write("ws.lua", served(n))
				d.write("generation.lua", fmt.Sprintf("return '%d'", n))
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := map[string]string{"ws.lua": served(1), "generation.lua": "return '1'"}
			for name, text := range test.files {
				files[name] = text
			}
			d := newDynasty(t, files, test.args...)
			var storm sync.WaitGroup
			var stop atomic.Bool
			var answered atomic.Int64
			for i := range busy {
				url := d.urls[i%len(d.urls)]
				storm.Go(func() {
					for !stop.Load() {
						c, err := d.dial(url)
						if err == nil {
							_, err = d.ask(c)
							if err == nil {
								answered.Add(1)
								c.Close(websocket.StatusNormalClosure, "")
							} else if websocket.CloseStatus(err) == websocket.StatusServiceRestart {
								err = nil
							}
							c.CloseNow()
						}
						if err != nil {
							t.Error(err)
							return
						}
					}
				})
			}
			for n := 1; n < generations; n++ {
				clients := make([]*websocket.Conn, calm)
				for i := range clients {
					c, err := d.dial(d.urls[i%len(d.urls)])
					if err != nil {
						t.Fatal(err)
					}
					defer c.CloseNow()
					if got, err := d.ask(c); got != fmt.Sprint(n) {
						t.Fatalf("generation %d answers %q, %v", n, got, err)
					}
					clients[i] = c
				}
				test.next(d, n+1)
				d.succeed()
				for _, c := range clients {
					if err := d.wantClose(c, websocket.StatusServiceRestart); err != nil {
						t.Error(err)
					}
				}
			}
			stop.Store(true)
			storm.Wait()
			if answered.Load() == 0 {
				t.Error("no storm")
			}
			d.end()
			if err := <-d.ended; err != nil {
				t.Error("the first one:", err)
			}
		})
	}
}

// When the new process can't start, the old one serves on, and can be followed later.
func TestHandOverFails(t *testing.T) {
	for _, test := range []struct{ name, script, says string }{
		{"syntax", "return (", `: ws.lua:1: `},
		{"no class", "return 1", `: ws.lua: the script returns no class`},
		{"exit", "os.exit(3)", `: it has ended without a word \(exit status 3\)\n`},
		{"signal", `os.execute("kill -9 $PPID")`, `: it has ended without a word \(signal: killed\)\n`},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDynasty(t, map[string]string{"ws.lua": served(1)},
				"serve", "--script", "ws.lua", "--host", "127.0.0.1", "--port", "0")
			c, err := d.dial(d.urls[0])
			if err != nil {
				t.Fatal(err)
			}
			defer c.CloseNow()
			d.write("ws.lua", test.script)
			d.signal(syscall.SIGUSR2)
			d.await(d.stderr, `luaws: SIGUSR2: this process goes on serving: process \d+`+test.says)
			if n := strings.Count(d.stderr.String(), "ws.lua:"); n > 1 {
				t.Errorf("it is said %d times what is wrong", n)
			}
			if got, err := d.ask(c); got != "1" {
				t.Errorf("%q, %v", got, err)
			}
			d.write("ws.lua", served(2))
			d.succeed()
			if err := d.wantClose(c, websocket.StatusGoingAway); err != nil {
				t.Error(err)
			}
			d.end()
		})
	}
}

// A start service that fails is a new process that has failed, whatever it has started.
func TestHandOverOfBrokenProject(t *testing.T) {
	d := newDynasty(t, map[string]string{
		"ws.lua": served(1), "generation.lua": "return '1'", "config": project["config"],
		"main.lua": project["main.lua"], "httpws.lua": project["httpws.lua"], "class_gate.lua": project["class_gate.lua"],
	}, "run", "config")
	d.write("main.lua", strings.Replace(project["main.lua"], "end)", `error "oh" end)`, 1))
	d.signal(syscall.SIGUSR2)
	d.await(d.stderr, `luaws: SIGUSR2: this process goes on serving: process \d+: \./main\.lua:1: oh\n`)
	for _, url := range d.urls {
		c, err := d.dial(url)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := d.ask(c); got != "1" {
			t.Errorf("%q, %v", got, err)
		}
		c.CloseNow()
	}
	d.end()
}

// One hand-over at a time; and the end of the old process ends the new one that
// isn't ready.
func TestHandOverUnderWay(t *testing.T) {
	d := newDynasty(t, map[string]string{"ws.lua": served(1)},
		"serve", "--script", "ws.lua", "--host", "127.0.0.1", "--port", "0", "--cpu-limit", "0")
	d.write("ws.lua", `print "starting" while true do end`)
	d.signal(syscall.SIGUSR2)
	d.await(d.stdout, "(?m)^starting$")
	d.signal(syscall.SIGUSR2)
	d.await(d.stderr, `luaws: SIGUSR2: a new process is being started already\n`)
	d.end()
	if err := <-d.ended; err != nil {
		t.Error(err)
	}
}

// A unix socket stays where it is, until the last process has ended.
func TestHandOverOfUnixSocket(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "s")
	d := newDynasty(t, map[string]string{"ws.lua": served(1)}, "serve", "--script", "ws.lua", "--host", "unix:"+path)
	toUnix := &websocket.DialOptions{HTTPClient: &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", path)
		},
	}}}
	d.write("ws.lua", "return (")
	d.signal(syscall.SIGUSR2)
	d.await(d.stderr, `this process goes on serving`)
	d.write("ws.lua", served(2))
	for n := 1; n <= 2; n++ {
		c, _, err := websocket.Dial(d.ctx, "ws://localhost/", toUnix)
		if err != nil {
			t.Fatal(err)
		}
		defer c.CloseNow()
		if got, err := d.ask(c); got != fmt.Sprint(n) {
			t.Errorf("%q, %v", got, err)
		}
		if n == 1 {
			d.succeed()
		} else {
			d.signal(syscall.SIGTERM)
		}
		if err := d.wantClose(c, websocket.StatusGoingAway); err != nil {
			t.Error(err)
		}
		if n == 1 {
			if err := <-d.ended; err != nil {
				t.Error(err)
			}
		}
	}
	<-d.over
	if left, err := filepath.Glob(dir + "/*"); len(left) > 0 {
		t.Error(left, err)
	}
}

// systemd is told which process to look after.
func TestHandOverTellsSupervisor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	told, err := net.ListenPacket("unixgram", path)
	if err != nil {
		t.Fatal(err)
	}
	defer told.Close()
	told.SetReadDeadline(time.Now().Add(patience))
	want := func(state string) {
		t.Helper()
		b := make([]byte, 100)
		if n, _, err := told.ReadFrom(b); err != nil || string(b[:n]) != state {
			t.Fatalf("told %q, %v, not %q", b[:n], err, state)
		}
	}
	t.Setenv("NOTIFY_SOCKET", path)
	d := newDynasty(t, map[string]string{"ws.lua": served(1)}, "serve", "--script", "ws.lua", "--host", "127.0.0.1", "--port", "0")
	want("READY=1")
	for range 2 {
		d.succeed()
		want(fmt.Sprintf("MAINPID=%d", d.pid))
	}
	d.end()
}

// A listener that a service opens late, after the start, is the one before's too.
func TestHandOverOfLateListener(t *testing.T) {
	d := newDynasty(t, map[string]string{"ws.lua": served(1), "main.lua": `
local skynet, socket, server = require "skynet", require "skynet.socket", require "websocket.server"
local function listen()
	local id, addr, port = socket.listen("127.0.0.1", 0)
	socket.start(id, function(id) server:new { fd = id, cls = require "ws" }:start() end)
	return addr .. ":" .. port
end
skynet.start(function()
	listen()
	skynet.timeout(20, function() skynet.error("late at " .. listen() .. ".") end)
end)`}, "run", "main.lua")
	const late = `(?s)late at (\S+)\..*`
	addr := d.await(d.stderr, late)[1]
	d.write("ws.lua", served(2))
	d.succeed()
	c, err := d.dial("ws://" + addr + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	if got, err := d.ask(c); got != "2" {
		t.Errorf("%q, %v", got, err)
	}
	if again := d.await(d.stderr, late+late)[2]; again != addr {
		t.Errorf("it listens at %s, not %s", again, addr)
	}
}
