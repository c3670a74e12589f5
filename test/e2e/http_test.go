package e2e

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
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
		c, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(c, request)
		c.(*net.TCPConn).CloseWrite()
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

// clientScript runs try(name, f): f's results, or its error, go to the log.
const clientScript = `
local skynet = require "skynet"
local socket = require "skynet.socket"
local httpc = require "http.httpc"
local host = %q

local function text(...)
	local t = table.pack(...)
	for i = 1, t.n do
		t[i] = tostring(t[i])
	end
	return table.concat(t, " ")
end

local function try(name, f, ...)
	skynet.error(name .. ":", text(pcall(f, ...)))
end

skynet.start(function()
	skynet.fork(function()
		%s
		skynet.error "done"
	end)
end)`

func (s *site) tries(host, body string) {
	s.t.Helper()
	s.launch(fmt.Sprintf(clientScript, host, body))
	s.log.wait(s.t, 1, "done")
}

func (s *site) logged(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if s.log.count(text) == 0 {
			s.t.Errorf("not in the log: %s", text)
		}
	}
}

func webSite(t testing.TB) (mux *http.ServeMux) {
	mux = http.NewServeMux()
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-B", "c")
		fmt.Fprintf(w, "%s|%s|%s|%s|%d|%s", r.Method, r.URL, r.Header.Get("X-A"), r.Host, r.ContentLength, body)
	})
	mux.HandleFunc("/form", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s/%s", r.PostFormValue("a"), r.PostFormValue("b"))
	})
	mux.HandleFunc("/pieces", func(w http.ResponseWriter, r *http.Request) {
		for i := range 100 {
			fmt.Fprintf(w, "%d,", i)
			http.NewResponseController(w).Flush()
		}
	})
	mux.HandleFunc("/none", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204) })
	mux.HandleFunc("/hints", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		io.WriteString(w, "after hints")
	})
	return mux
}

const clientCalls = `
	local header = {}
	try("get", httpc.get, host, "/echo?x=y", header, { ["x-a"] = "b" })
	skynet.error("header", header["x-b"], header["content-type"])
	try("post", httpc.post, host, "/form", { a = "1 &=2", b = "\xe4" })
	try("put", httpc.request, "PUT", host, "/echo", nil, { host = "elsewhere" }, "content")
	try("head", httpc.head, host, "/echo")
	try("head by request", httpc.request, "HEAD", host, "/echo")
	try("pieces", httpc.get, host, "/pieces")
	try("none", httpc.get, host, "/none")
	try("hints", httpc.get, host, "/hints")
	try("missing", httpc.get, host, "/missing")
	try("stream", function()
		local all, n = "", 0
		for piece, stream in httpc.request_stream("GET", host, "/pieces") do
			all = all .. piece
			n = n + 1
			assert(stream.status == 200 and stream.header["content-type"])
		end
		return #all, n > 1
	end)
	try("stream with a length", function()
		local stream <close> = httpc.request_stream("GET", host, "/echo")
		return stream.connected, stream:padding(), stream.connected
	end)
	try("long", function() return #select(2, httpc.request("POST", host, "/echo", nil, nil, string.rep("z", 1000000))) end)`

func wantClientCalls(s *site, addr string) {
	s.t.Helper()
	s.logged(
		"get: true 200 GET|/echo?x=y|b|"+addr+"|0|",
		"header c text/plain",
		"post: true 200 1 &=2/\xe4",
		"put: true 200 PUT|/echo||elsewhere|7|content",
		"head: true 200",
		"head by request: true 200",
		"pieces: true 200 0,1,2,",
		"none: true 204",
		"hints: true 200 after hints",
		"missing: true 404 404 page not found",
		"stream: true 290 true",
		"stream with a length: true true GET|/echo||"+addr+"|0| nil",
		"long: true 10000",
	)
}

func TestHTTPClient(t *testing.T) {
	web := httptest.NewServer(webSite(t))
	defer web.Close()
	s := prepare(t, nil)
	addr := strings.TrimPrefix(web.URL, "http://")
	s.tries(addr, clientCalls)
	wantClientCalls(s, addr)
}

func TestHTTPSClient(t *testing.T) {
	web := httptest.NewTLSServer(webSite(t))
	defer web.Close()
	s := prepare(t, nil)
	s.tries(web.URL, clientCalls)
	wantClientCalls(s, strings.TrimPrefix(web.URL, "https://"))
}

// A server that answers by raw text.
func rawServer(t testing.TB, answer string) (addr string) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
				io.WriteString(c, answer)
			}
			c.Close()
		}
	}()
	return ln.Addr().String()
}

// Each failure is an error in the one who asked.
func TestHTTPClientErrors(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	raw := func(s string) string { return fmt.Sprintf("%q", rawServer(t, s)) }
	s := prepare(t, nil)
	s.tries(silent.Addr().String(), `
	try("refused", httpc.get, "127.0.0.1:1", "/")
	try("protocol", httpc.get, "ftp://localhost", "/")
	try("ipv6", httpc.get, "::1", "/")
	try("no answer", httpc.get, `+raw("")+`, "/")
	try("garbage", httpc.get, `+raw("garbage\r\n\r\n")+`, "/")
	try("bad field", httpc.get, `+raw("HTTP/1.1 200 OK\r\nx\r\n\r\n")+`, "/")
	try("bad length", httpc.get, `+raw("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n")+`, "/")
	try("short", httpc.get, `+raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")+`, "/")
	try("bad chunk", httpc.get, `+raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n")+`, "/")
	try("coding", httpc.get, `+raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")+`, "/")
	try("to the end", httpc.get, `+raw("HTTP/1.0 200\r\n\r\nabc")+`, "/")
	try("stream to the end", function()
		local t = {}
		for piece in httpc.request_stream("GET", `+raw("HTTP/1.0 200 OK\r\n\r\nabc")+`, "/") do
			t[#t + 1] = piece
		end
		return table.concat(t)
	end)
	try("stream cut", function()
		for piece in httpc.request_stream("GET", `+raw("HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nabc")+`, "/") do
			skynet.error("piece", piece)
		end
	end)
	try("injection", httpc.get, host, "/ HTTP/1.1\r\nx: y", nil, { ["x-a"] = "b\r\nc: d" })
	try("no tls", httpc.get, "https://`+rawServer(t, "HTTP/1.1 400 Bad Request\r\n\r\n")+`", "/")
	httpc.timeout = 5
	try("timeout", httpc.get, host, "/")`)
	s.logged(
		"refused: false [Socket Error] : connect failed host = 127.0.0.1 port = ",
		"Invalid protocol: ftp",
		"Invalid host: bare IPv6 address '::1', use '[::1]' instead",
		"no answer: false [Socket Error] : read failed fd = ",
		"Invalid HTTP status line",
		"Invalid HTTP response header",
		"short: false [Socket Error] : read failed fd = ",
		"Invalid response body",
		"Unsupport transfer-encoding",
		"to the end: true 200 abc",
		"stream to the end: true abc",
		"piece abc",
		"stream cut: false [Socket Error] : read failed fd = ",
		"injection: false ",
		"no tls: false ",
		"timeout: false [Socket Error] : read failed fd = ",
	)
	if n := s.log.count("Invalid HTTP response header"); n != 2 {
		t.Errorf("%d bad headers", n)
	}
}

// httpd over tlshelper, and httpc against it, in one process.
func TestHTTPSServer(t *testing.T) {
	s := prepare(t, nil)
	cert, key := pemFiles(t)
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
	c, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
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

// pemFiles are a certificate and its key.
func pemFiles(t testing.TB) (cert, key string) {
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	c := web.TLS.Certificates[0]
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, kind string, b []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	return write("cert.pem", "CERTIFICATE", c.Certificate[0]), write("key.pem", "PRIVATE KEY", der)
}

func insecureClient() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
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
	dial := func() net.Conn {
		c, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		io.WriteString(c, "GET / HTTP/1.1\r\n\r\n")
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
