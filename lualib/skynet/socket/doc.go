// Package socket is the modules skynet.socket and skynet.socketdriver: bytes over
// TCP, UDP, and file descriptors. skynet.socketchannel and skynet.dns are in Lua,
// over the first.
//
// # What it is
//
// An id is that of wsbridge.Sockets: an integer of the process, valid in each
// service. Whoever starts a socket gets its input; any service may write to it.
// A stream is read by a goroutine of its own into a buffer; read, readline and
// readall take from there, and park their task only if there is not enough. The
// goroutine that then has read enough usually goes on with the task itself.
//
// What a service starts by skynet.socket comes to skynet.socket; what it starts
// by skynet.socketdriver comes as messages of PTYPE_SOCKET, to the protocol that
// the script has registered (Message).
//
// # Concurrency
//
// The functions are for Lua. What waits (connect, a name server) does so on
// goroutines of its own.
//
// # Limits
//
// Of a stream 128 KiB are read ahead of its service, of datagrams too; a read
// that asks for more gets more. Without socket.limit, readline and readall read
// up to 256 MiB. 64 MiB may wait to be sent; then the stream is broken.
// 128 clients of a listener may wait to be started, or as many as its backlog;
// if none is for a minute then, all that wait are closed, and the log tells.
//
// # Errors
//
// A wrong argument, or an id that the service has not started, is an error of
// the caller, which names the socket. What a peer or the network does is told as
// in skynet: nil or false as a first result.
//
// # Differences from skynet
//
// A service's sockets are closed when it ends, if no other service has started
// them, and no websocket has been made of them; skynet leaves them open.
//
// What was read and not taken goes along when another service starts a socket.
// read(id, 0) returns "" at once. block returns at once if something is buffered.
// An accepted socket can be written to before it is started.
//
// Reading stops without a log line when much is buffered. Input that nobody takes
// is not lost when its stream breaks.
//
// socketchannel counts a request's parts as skynet's does; its objects' fields
// besides __host, __port, __sock and __closed are its own. dns sends a question
// again each 5 seconds, follows names in answers as far as these have the address,
// checks that an answer is to the question, and keeps 4096 names; it asks over UDP
// only, as skynet's. socket.resolve, open and the like ask as the system does.
//
// Two UDP sockets can't have one port.
//
// resolve gives each address once. The errors of UDP's functions and of listen
// tell why. nodelay is always on.
// socketdriver's buffers need no pool. bind works on a copy of the descriptor.
package socket
