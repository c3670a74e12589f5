// Package skynet is the modules skynet and skynet.socket.
//
// # Units
//
// sleep, timeout and now count centiseconds, time is seconds as a float,
// starttime whole seconds since 1970, hpc nanoseconds.
//
// # Concurrency
//
// The modules' tables are shared by all services until one writes to its own.
// What a service has of its own is kept with it.
//
// # Limits
//
// A listener accepts up to its backlog (128) of clients that nobody has taken
// yet; further ones wait in the kernel.
//
// # Errors
//
// A wrong argument is an error of the caller. An error of the start function, or
// of a function given to init, is logged as "init service failed" and ends the
// service, as in skynet.
//
// # Differences from skynet
//
// socket.listen tells why it failed. An accepted socket whose callback fails is
// closed. sleep and timeout take up to 146 years, where skynet wraps at 2^31.
package skynet
