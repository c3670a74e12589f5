// Package http is the modules http.url, http.httpd, http.internal,
// http.sockethelper, http.httpc and http.tlshelper, and ltls.c.
//
// # What it is
//
// Heads and bodies are parsed and written natively, by read and write functions
// that the script brings (sockethelper's, tlshelper's or its own). The rest is
// Lua over skynet.socket, embedded. TLS is crypto/tls between two buffers.
//
// # Units
//
// httpc.timeout and the timeout of sockethelper.connect count centiseconds,
// bodylimit bytes.
//
// # Concurrency
//
// A request is read and answered in the task that asks for it. A read or write
// function may block it. Handshakes of TLS cost the service that does them about
// a millisecond.
//
// # Limits
//
// A head that has not ended after 8192 bytes, or that is longer than 64 KiB, is
// answered with 413, one that takes more than 60 seconds from its first byte on
// with 408. A body without a bodylimit is at most 256 MiB, the line before a
// chunk 128 bytes. Who sends nothing for five minutes while a request is read
// (64 KiB of a body count as one read) has his socket shut, if the read function
// is of sockethelper or tlshelper. httpc waits as httpc.timeout says.
//
// # Errors
//
// read_request gives nil and an error for what read raises
// (sockethelper.socket_error when the socket is closed) and for a request line
// that is none; 400, 408, 413, 501 or 505 for what else is wrong. write_response
// gives false and an error.
//
// # Differences from skynet
//
// A head is read more strictly: a field's name is a token, control characters are
// refused, and so is a content-length that is no number or differs from another.
// White space behind a value is dropped. chunked may be in capitals, and a chunk
// may have extensions.
//
// A response goes out in one write with its head if it is short. A content-length
// of the script's is left out where the body tells its own. A line end in a field
// is an error. Names of statuses are those of net/http.
//
// read_request gives up a client that sends nothing for five minutes.
//
// httpc doesn't change the header it is given, sends Host once, and no second
// content-length. It reads over interim answers (1xx), reads no body behind HEAD, and
// closes the socket if the TLS handshake fails. A stream without a length ends
// where the server closes, without an error. As in skynet, certificates of
// servers are not verified.
//
// set_ciphers chooses ciphers (skynet's sets something else). An escape in a URL
// that is none is an error that names it.
package http
