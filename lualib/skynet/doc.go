// Package skynet is the module skynet and those around it: skynet.manager,
// service, snax, datacenter, multicast, harbor, mqueue, queue, codecache, netpack,
// cluster.core and others, in Go or Lua. Those with mechanisms of their own have
// packages: skynet.socket and skynet.crypt.
//
// # Services
//
// newservice makes a service without asking a launcher: the file is found, the
// preload and the chunk run on a goroutine of the service's own, and the calling
// task waits until the start function has returned. What failed is told to who
// called, with the new service's traceback. A service that is killed, exits or
// fails answers all who wait for it with an error.
//
// # Messages
//
// A message's values are copied when it is sent (package luahost/pack) and handed
// over to its handler as they are; own pack and unpack functions get bytes or a
// light userdata and its size. Each message is handled by a task; call and its
// kin block the calling one. Who waits for an answer gets an error when the
// service that it asked ends, however it ends, also if a handler forgot to answer.
// A message to a global name that nobody has waits for it, to a local one it fails.
//
// Modules about messages and tasks: skynet.queue, skynet.coroutine,
// skynet.profile, skynet.debug, skynet.inject, skynet.core.
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
// A message takes at most 256 MB, tables in it nest 32 deep. A mailbox holds
// 1<<20 messages (luahost.Options.MailboxLimit): further ones are an error of the
// sender. As many may wait for names.
//
// # Errors
//
// A wrong argument is an error of the caller. An error of the start function, or
// of a function given to init, is logged as "init service failed" and ends the
// service, as in skynet.
//
// # Differences from skynet
//
// sleep and timeout take up to 146 years, where skynet wraps at 2^31.
//
// Errors that name no place in skynet.lua have the caller's place. A call in the
// main chunk is an error before anything is sent; an own unpack that fails
// answers the request with an error. A message that was sent can't be sent again.
// A request to a service that ends after its handler forgot to answer fails then;
// skynet's waits for ever. The log line of a failed handler ("lua call [...]")
// has no colours and no stack of skynet.lua. redirect, term and TERM take names.
// skynet.stat of what is no figure is an error; memlimit outside of the main
// chunk is logged, and has no effect there either.
//
// select gives answers in the order in which they came. A task that is killed in
// skynet.queue leaves it; a task holds a queue whatever coroutines it runs.
// skynet.profile counts real time while a coroutine runs. dispatch_message starts
// a handler when the running task has blocked. The console's RUN has _P, but
// nothing of skynet.lua in _U. REMOTEDEBUG, LOGON and LOGOFF are not supported;
// signal 0 can't be caught by pcall, and other signals do nothing.
//
// newservice raises the cause where skynet says "call failed", also for a service
// whose file doesn't call skynet.start (skynet waits for ever). kill has the
// to-be-closed variables of the service's tasks closed. skynet.manager's
// functions are there without it. A name that another service has, or that is for
// no service, is logged. launch makes Lua services only. A data center's wait for
// a value that becomes a branch fails. A multicast channel's pack may return a
// string; who has ended no longer subscribes; nobody unsubscribes by being
// collected.
package skynet
