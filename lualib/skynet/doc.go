// Package skynet is the modules skynet and skynet.socket, and skynet.manager,
// service, snax, datacenter, multicast, harbor, mqueue, codecache and others around them.
//
// # Services
//
// newservice makes a service without asking a launcher: the file is found, the
// preload and the chunk run on a goroutine of the service's own, and the calling
// task waits until the start function has returned. What failed is told to who
// called, with the new service's traceback. A service that is killed, exits or
// fails answers all who wait for it with an error.
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
//
// newservice raises the cause where skynet says "call failed", also for a service
// whose file doesn't call skynet.start (skynet waits for ever). kill has the
// to-be-closed variables of the service's tasks closed. skynet.manager's
// functions are there without it. A name that another service has, or that is for
// no service, is logged. launch makes Lua services only. codecache.mode knows
// only ON. A data center's wait for a value that becomes a branch fails.
// A multicast channel's pack may return a string; who has ended no longer
// subscribes; nobody unsubscribes by being collected.
package skynet
