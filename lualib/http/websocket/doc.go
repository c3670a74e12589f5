// Package websocket is the module http.websocket: websockets over sockets of
// skynet.socket, and clients.
//
// # What it is
//
// accept makes a session of a socket and runs it in the calling task: the
// callbacks connect, handshake, message, ping, pong, close and error are called
// one after the other, and the next frame is read when the last callback has
// returned. connect makes a session without callbacks, for read. Both have ids,
// which are those of sockets. What a service has opened only that service can
// use, as in skynet, and it ends with it.
//
// # Concurrency
//
// A session has a goroutine, which does the handshake and then reads. It
// delivers one event at a time, and usually runs the task that takes it; what
// that sends goes out when the goroutine is about to read again.
//
// # Units
//
// connect's timeout is in centiseconds, what warning gets is KiB.
//
// # Limits
//
// Those of the server's Config. Where it says nothing: 256 KiB for a message from
// a client (as skynet), 16 MiB from a server; 64 MiB may wait for a peer that
// doesn't read, then it is dropped (close code 1008, the error callback); the
// handshake may take 10 s, with us as the client from when the connection stands.
// The warning callback is told of 1 MiB, 2, 4, ... that wait.
//
// If --ping-interval is set, the pongs are not told to the pong callback; the time-outs
// and rates of the engine call the error callback.
//
// # Errors
//
// accept returns true, or false and a text: the error of a callback with its
// traceback, or what the peer did against the protocol. write and others raise an
// error for an id that is not open here. What is written to a client that has gone
// is dropped, until close or error tells of it; but a callback that writes to its
// own client, which is told nothing before it returns, gets an error. connect and read
// raise skynet's texts: "[Socket Error] : ...", "websocket handshake error: code[404]
// info:...".
//
// wss takes certfile and keyfile from the environment, ./server-cert.pem and
// ./server-key.pem without them, and follows the files when they change. A TLS
// handshake that fails is accept's second result, before any callback. As a client the
// server's certificate is not verified, as in skynet: the line is encrypted, but not
// proof of who is there.
//
// # Differences from skynet
//
//   - Opcodes, lengths and the order of fragments are checked as RFC 6455 has it.
//     As in skynet, masks and the UTF-8 of text are not: skynet's own clients don't
//     mask, and projects write what they have packed without "binary".
//   - A Close frame of one byte is a fault (1002); skynet takes it for an empty one.
//   - What ends a connection by a fault or a limit is also a line of the engine's in
//     the log, at most one a second of each kind.
//   - masking_key is not used: a client's frames are always masked with keys of
//     their own, a server's never.
//   - An error in a callback closes with 1011, a fault of the peer with 1002 or
//     1009; skynet drops the connection without a Close frame.
//   - A code for close that must not be sent becomes 1000. After close the peer has
//     a moment to answer before the stream is closed; nothing more is delivered.
//   - A connect callback that closes, or fails, has the client get status 403 or
//     500; accept returns false. What is written before the handshake is done comes
//     after it.
//   - A client that sends no request in time is an error: error is called, and
//     accept returns false.
//   - Subprotocols: "chat" is agreed to, as in skynet; who asks for others only is
//     not refused. --subprotocol and accept's options.subprotocols = {...} name others.
//   - Any page may connect, as in skynet, unless --origin says which (403).
//   - Requests: a head over MaxHeader is answered with 431, not 413; two keys, or
//     a body, with 400.
//   - error gets a string, read and write raise a table with __tostring as skynet.
//   - On SIGTERM close is called with 1001, or --drain-code. There is no on_shutdown:
//     skynet tells a project of no signal, nor does luaws.
//   - connect: the Host header has the port, names are resolved as the system does.
package websocket
