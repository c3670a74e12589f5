package e2e

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

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
