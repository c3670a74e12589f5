// Package client is the modules client.socket and client.crypt, which skynet has
// for plain Lua clients; services use them too, for robots and tokens.
//
// # Units
//
// usleep counts microseconds.
//
// # Limits
//
// Up to 64 KiB of input wait for recv, further input waits in the network; 1024
// lines of stdin wait for readstdin.
//
// # Concurrency
//
// connect, send and usleep block the task, not the service. A service's sockets
// are closed when it ends.
//
// # Differences from skynet
//
// The ids are the module's own, not file descriptors. connect takes names, and
// tells why it failed. The end of stdin, and more lines than can wait, don't end
// the process.
package client
