package e2e

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/luaws/luaws/luahost"
)

// webScript serves by serve(id, request...) what httpd reads.
const webScript = `
local skynet = require "skynet"
local socket = require "skynet.socket"
local httpd = require "http.httpd"
local sockethelper = require "http.sockethelper"
local urllib = require "http.url"

local function serve(id, code, url, method, header, body)
	local path, query = urllib.parse(url or "")
	local write = sockethelper.writefunc(id)
	if code ~= 200 then
		return httpd.write_response(write, code)
	elseif path == "/pieces" then
		local n = 0
		return httpd.write_response(write, code, function()
			n = n + 1
			skynet.yield()
			return n <= 1000 and string.rep("x", n) or nil
		end, { ["x-n"] = 1000 })
	elseif path == "/big" then
		return httpd.write_response(write, code, string.rep("y", 3000000))
	elseif path == "/none" then
		return httpd.write_response(write, 404)
	end
	local cookies = { "a=1", "b=2" }
	return httpd.write_response(write, code, table.concat({ method, path, query, header["x-a"] or "", body }, "|"),
		{ ["set-cookie"] = cookies })
end

skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id)
		socket.start(id)
		local code, url, method, header, body = httpd.read_request(sockethelper.readfunc(id), 100000)
		if not code then
			skynet.error("no request:", url, url == sockethelper.socket_error)
		else
			skynet.error("served", serve(id, code, url, method, header, body))
		end
		socket.close(id)
	end)
end)`

func TestHTTPServer(t *testing.T) {
	s := prepare(t, nil)
	s.launch(webScript)
	base := "http://" + s.addr
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	do := func(method, path string, body io.Reader) (int, string, http.Header) {
		t.Helper()
		req, _ := http.NewRequestWithContext(testContext(t), method, base+path, body)
		req.Header.Set("X-A", "b")
		resp, err := client.Do(req)
		if err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
		return resp.StatusCode, string(text), resp.Header
	}
	code, text, header := do("GET", "/a%20b?c=d", nil)
	if code != 200 || text != "GET|/a b|c=d|b|" || strings.Join(header["Set-Cookie"], " ") != "a=1 b=2" {
		t.Errorf("%d %q %v", code, text, header)
	}
	body := strings.Repeat("0123456789", 10000)
	if code, text, _ = do("POST", "/p", strings.NewReader(body)); code != 200 || text != "POST|/p||b|"+body {
		t.Errorf("%d, %d bytes", code, len(text))
	}
	if code, text, _ = do("PUT", "/p", io.MultiReader(strings.NewReader(body))); code != 200 || text != "PUT|/p||b|"+body { // chunked
		t.Errorf("%d, %d bytes", code, len(text))
	}
	if code, text, header = do("GET", "/pieces", nil); code != 200 || len(text) != 500500 || header.Get("X-N") != "1000" {
		t.Errorf("%d, %d bytes, %v", code, len(text), header)
	}
	if code, text, _ = do("GET", "/big", nil); code != 200 || len(text) != 3000000 {
		t.Errorf("%d, %d bytes", code, len(text))
	}
	if code, text, _ = do("GET", "/none", nil); code != 404 || text != "" {
		t.Errorf("%d %q", code, text)
	}
}

// What is no request gets an answer or the end, and the rest goes on.
func TestHTTPServerBadRequests(t *testing.T) {
	s := prepare(t, nil)
	s.launch(webScript)
	for request, want := range map[string]string{
		"GET / HTTP/2.0\r\n\r\n":                                         "505",
		"GET / HTTP/1.1\r\nbad\r\n\r\n":                                  "400",
		"GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n":              "501",
		"POST / HTTP/1.1\r\nContent-Length: 100001\r\n\r\n":              "413",
		"POST / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n":        "413",
		"GET / HTTP/1.1\r\nA: " + strings.Repeat("x", 100000):            "413",
		"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n": "413",
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n":           "",
		"hello\r\n\r\n": "",
		"GET / HT":      "",
		"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhello": "",
	} {
		c := s.rawTCP()
		io.WriteString(c, request)
		c.CloseWrite()
		answer, _ := io.ReadAll(c)
		c.Close()
		if got, _, _ := strings.Cut(strings.TrimPrefix(string(answer), "HTTP/1.1 "), " "); got != want {
			t.Errorf("%.40q is answered with %.40q, want %s", request, answer, want)
		}
	}
	s.log.wait(t, 4, "no request:")
	resp, err := http.Get("http://" + s.addr + "/")
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
}

// httpd over tlshelper, and httpc against it, in one process.
func TestHTTPSServer(t *testing.T) {
	s := prepare(t, nil)
	cert, key := s.file("cert.pem"), s.file("key.pem")
	writeCertificate(t, cert, key)
	s.launch(`
local skynet = require "skynet"
local socket = require "skynet.socket"
local httpd = require "http.httpd"
local httpc = require "http.httpc"
local tls = require "http.tlshelper"
skynet.start(function()
	local ctx = tls.newctx()
	ctx:set_cert("` + cert + `", "` + key + `")
	local id, _, port = socket.listen("127.0.0.1", 0)
	socket.start(id, function(id)
		socket.start(id)
		local session = tls.newtls("server", ctx)
		local ok, err = pcall(tls.init_responsefunc(id, session))
		if ok then
			local read, write = tls.readfunc(id, session), tls.writefunc(id, session)
			local code, url, method, header, body = httpd.read_request(read, 100000)
			httpd.write_response(write, code, method .. "|" .. url .. "|" .. body)
		else
			skynet.error("no handshake:", err)
		end
		socket.close(id)
		tls.closefunc(session)()
	end)
	skynet.fork(function()
		skynet.error("own client:", httpc.request("POST", "https://127.0.0.1:" .. port, "/x", nil, nil, "hello"))
	end)
end)`)
	s.log.wait(t, 1, "own client: 200 POST|/x|hello")
	client := insecureClient()
	defer client.CloseIdleConnections()
	resp, err := client.Post("https://"+s.addr+"/y", "text/plain", strings.NewReader(strings.Repeat("w", 50000)))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if string(body) != "POST|/y|"+strings.Repeat("w", 50000) {
		t.Errorf("%d bytes", len(body))
	}
	c := s.rawTCP()
	io.WriteString(c, "GET / HTTP/1.1\r\n\r\n")
	io.Copy(io.Discard, c)
	c.Close()
	s.log.wait(t, 1, "no handshake:")
}

// Plain HTTP and websockets on one port: the script reads the request and passes
// the socket on.
func TestHTTPUpgrade(t *testing.T) {
	s := prepare(t, nil)
	s.launch(`
local skynet = require "skynet"
local socket = require "skynet.socket"
local httpd = require "http.httpd"
local websocket = require "http.websocket"
local sockethelper = require "http.sockethelper"
local handle = {}
function handle.handshake(id, header, url) skynet.error("handshake", header["x-a"], url) end
function handle.message(id, msg, kind) websocket.write(id, msg, kind) end
skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr)
		socket.start(id)
		local code, url, method, header, body = httpd.read_request(sockethelper.readfunc(id), 8192)
		if code == 200 and header.upgrade then
			skynet.error("accept", websocket.accept(id, handle, "ws", addr, { upgrade = { header = header, method = method, url = url } }))
		else
			httpd.write_response(sockethelper.writefunc(id), code or 400, "plain")
			socket.close(id)
		end
	end)
end)`)
	resp, err := http.Get("http://" + s.addr + "/")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if string(body) != "plain" {
		t.Errorf("%q", body)
	}
	ctx := testContext(t)
	c, _, err := websocket.Dial(ctx, "ws://"+s.addr+"/chat?x", &websocket.DialOptions{HTTPHeader: http.Header{"X-A": {"b"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 5, 200, 70000} {
		c.SetReadLimit(-1)
		want := strings.Repeat("m", n)
		c.Write(ctx, websocket.MessageText, []byte(want))
		if _, p, err := c.Read(ctx); err != nil || string(p) != want {
			t.Fatalf("%d bytes of %d: %v", len(p), n, err)
		}
	}
	c.Close(1000, "")
	s.log.wait(t, 1, "handshake b /chat?x")
	s.log.wait(t, 1, "accept true")
}

// Who doesn't go on with a request is not waited for for ever; who does is.
func TestHTTPSlowClients(t *testing.T) {
	s := prepare(t, luahost.NewFakeClock(time.Unix(1_700_000_000, 0)))
	s.launch(`
local skynet = require "skynet"
local socket = require "skynet.socket"
local httpd = require "http.httpd"
local sockethelper = require "http.sockethelper"
skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id)
		socket.start(id)
		local read = sockethelper.readfunc(id)
		local code, url, method, header, body = httpd.read_request(function(n)
			skynet.error("reading", n)
			return read(n)
		end)
		skynet.error("custom:", code)
		code, url, method, header, body = httpd.read_request(read)
		skynet.error("request:", code, code and #body or url == sockethelper.socket_error)
		socket.close(id)
	end)
end)`)
	dial := func() *raw {
		c := s.rawTCP()
		c.send("GET / HTTP/1.1\r\n\r\n")
		return c
	}
	silent := dial()
	s.log.wait(t, 1, "custom: 200")
	s.advance(200 * time.Second)
	slow := dial()
	s.log.wait(t, 2, "custom: 200")
	io.WriteString(slow, "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n"+strings.Repeat("x", 70_000))
	until(t, func() bool {
		all := s.sockets.Info()
		return all[len(all)-1].Read > 70_000
	})
	s.advance(200 * time.Second)
	s.log.wait(t, 1, "request: nil true")
	if _, err := silent.Read(make([]byte, 1)); err != io.EOF {
		t.Error(err)
	}
	io.WriteString(slow, strings.Repeat("x", 30_000))
	s.log.wait(t, 1, "request: 200 100000")
}
