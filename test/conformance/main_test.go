package conformance

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/lualib/websocket"
	"github.com/luaws/luaws/test/leak"
	"github.com/luaws/luaws/wsbridge"
)

// A stack is all of luaws up to an echo handler in Lua, as a process has it.
type stack struct {
	name string
	addr string

	fragment int // longest frame of the server's messages; 0: as long as the message

	// What the documentation of http.websocket says is different.
	anyText, emptyClose bool

	close func()
}

const maxMessage = 1 << 20

var (
	serve  = stack{name: "serve"}                           // the class style, by luaws serve
	split  = stack{name: "serve, fragments", fragment: 999} // the same with Config.FragmentSize
	accept = stack{                                         // http.websocket's accept, by luaws run
		name:    "http.websocket",
		anyText: true, emptyClose: true,
	}

	stacks = []*stack{&serve, &split, &accept}
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "conformance")
	if err != nil {
		panic(err)
	}
	for _, s := range stacks {
		s.start(dir)
	}
	leak.Main(m, serve.close, split.close, accept.close, func() { os.RemoveAll(dir) })
}

const echoClass = `
local class = require "class"
local echo = class("echo")
function echo:ctor(opt) self.ws = opt.ws end
function echo:on_open() end
function echo:on_message(msg, type) self.ws:send(msg, type == "binary") end
function echo:on_error(msg) end
function echo:on_close(msg, code) end
return echo
`

const echoAccept = `
local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
skynet.start(function()
	local id = socket.listen("127.0.0.1", 0)
	socket.start(id, function(id, addr)
		websocket.accept(id, { message = function(id, msg, kind) websocket.write(id, msg, kind) end }, "ws", addr)
	end)
end)
`

// start starts the stack, with compression for those who ask for it.
func (s *stack) start(dir string) {
	sockets := &wsbridge.Sockets{}
	server := &wsbridge.Server{Sockets: sockets, Config: wsbridge.Config{
		MaxMessage:   maxMessage,
		Compress:     true,
		FragmentSize: s.fragment,
	}}
	host := luahost.New(luahost.Options{
		Log:      io.Discard,
		Modules:  lualib.Modules(server, sockets),
		Services: lualib.Services(),
	})
	var serving chan error
	if s != &accept {
		handlers, err := websocket.NewServe(host, file(dir, "echo.lua", echoClass), 0)
		if err != nil {
			panic(err)
		}
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		s.addr = ln.Addr().String()
		serving = make(chan error, 1)
		go func() { serving <- server.Serve(ln, handlers.Accept) }()
	} else {
		main, err := host.Launch(file(dir, "main.lua", echoAccept))
		if err != nil {
			panic(err)
		}
		<-main.Ready()
		s.addr = sockets.Listeners()[0].String()
	}
	s.close = func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		sockets.CloseListeners()
		server.Shutdown(ctx)
		sockets.CloseAll()
		host.Close(ctx)
		if serving != nil {
			<-serving
		}
	}
}

func file(dir, name, text string) string {
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		panic(err)
	}
	return path
}

// each runs a test against all stacks.
func each(t *testing.T, test func(t *testing.T, s *stack)) {
	for _, s := range stacks {
		t.Run(s.name, func(t *testing.T) { test(t, s) })
	}
}
