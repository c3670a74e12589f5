// Package luahost runs Lua services: isolated Lua states with an address, a
// mailbox and tasks, as skynet has them. It knows nothing of websockets; what
// scripts can require is given to it (Options.Modules; Library makes a module of
// Go functions).
//
// # What it is
//
// A Host is one process's set of services, with its clock, log, environment and
// cache of compiled files. A Service is one Lua state. A Task is one flow of
// control in a service: its main chunk, a message's handler, a fork, a timer.
// Exactly one task of a service runs at a time; it runs until it blocks (Wait)
// or ends.
//
// An idle service is run by whichever goroutine brings it work; a busy one finds
// the work in its mailbox. There is no goroutine for each service, and no lock is
// held while Lua runs or waits. The goroutine that brings work to an idle service
// (StartHere) does up to 64 pieces of work before a fresh goroutine takes over,
// so that it gets back to its own business.
//
// A task runs on a goroutine of a pool of the host (a coroutine of iter.Pull, see
// lua54), so it can block at any depth of Lua and Go frames: in pcall,
// metamethods, iterators, the callbacks of table.sort and string.gsub, coroutines
// in coroutines. Meanwhile it keeps the goroutine only if there are Go frames, or
// the function that blocks has used Wait.Park and not ParkThen. A service whose
// tasks have all ended holds none.
//
// # Order
//
// As in skynet: one message at a time. Its task runs until it blocks or ends;
// then every woken task, in the order of waking (Wake), each followed by those
// it wakes; then the next fork, and so on until no fork is left; then the next
// message. Timers, answers from outside (Wait.Post) and timers of zero are
// messages. Equal timers fire in the order in which they were set. Forks of the
// main chunk run after the first message.
//
// # Messages
//
// A Message goes into the mailbox of a service (Send, Post), which gives it to its
// receiver (Receive). Send of a Service is for the code that it runs: when the
// service comes to rest, its runner goes on with the one that was sent to and had
// nobody to run it, so that a call costs no wake-up of another processor. If the
// sender runs on, a fresh goroutine takes over within 200 us, or when the sender
// begins its next piece of work. A message that nobody gets is refused, and
// answered with an error if it is a request. SetName gives a service a name.
//
// # Services
//
// Spawn makes a service on a goroutine of its own and tells when it is ready, or
// has ended first. A service ends by itself (Exit), by an error in its main chunk
// or start function (Fail), or from outside (Stop); SetMonitor names one that is
// told. Done is closed when none is left. System services are not counted.
//
// A main chunk that only defines is the same in each service that runs it. Record
// watches one, and gives an Image of what it has left; services that begin with
// that (Image.NewService) need not run it. No script can tell the difference.
//
// What a package above has for a service is kept with it (Kept, Value); what has
// to be done at its end is given to OnExit or EndsOf.
//
// # Config, log, output
//
// LoadConfig reads a skynet config; a Host gets what it says by Options. KindOf
// tells a config from a start script. FindService finds a service's file by
// patterns.
//
// A line of the log is "[:0000000c] text", with the time before it if it goes to
// a file (Options.LogTime); DivertLog hands lines to something else. Services
// log and print while they run: Options.Log and Stdout should be writers that
// never wait long, such as an Output, which loses what nobody reads, and counts
// it.
//
// # Concurrency
//
// The methods of Host may be called from any goroutine. Of a Service, these may:
// NewTask, Start, NewBrief, StartHere, Do, DoHere, Post, PostHere, Pending, Stop, Interrupt,
// Endless, Log, Addr, Name, Command, Host, Gone, Ready and Failure; and Wait.Post,
// and the methods of Ends.
// All others, and all of Lua, are for code that the service runs: Go functions
// called from Lua, and functions given to Do, After, Wake and OnEnd. Such code
// must not wait for anything outside: Offload does that on another goroutine
// while the task is parked.
//
// # Limits
//
// The pool keeps 64 idle goroutines. A service's mailbox takes Options.MailboxLimit
// pieces of work before it refuses requests; answers, timers and what is given to
// Do always find room, and forks and timers grow with what a script asks for; who
// feeds a mailbox from outside has to bound what is unfinished (lualib/websocket
// allows 256 messages for each connection). The log tells of a mailbox of more
// than 1024, each time that it has doubled. Options.MemoryLimit and CPULimit bound
// what a script may use.
//
// A config may run for 1 s and hold 16 MB of values; it has at most 200 files of
// 1 MB each, included up to 16 deep.
//
// # Errors
//
// An Error is one of a script, with file, line and Lua traceback. An error that
// ends a task is given to its OnEnd, or logged; the service goes on. An error in
// the main chunk ends the service (Failure). A panic of Go code that Lua called
// is an error of the task; one in what the service runs outside of a task is
// logged. Close ends what runs by unwinding it; no pcall stops that.
//
// # Differences from Lua and skynet
//
// A config may begin with a line for the shell, or a byte order mark. Its errors
// tell the file and line, and what included it. Where skynet says in C that a
// value is invalid, they name its line.
//
// No C libraries: package.cpath is empty and not searched. What require has found
// or not found is remembered by the host, and a file is read once, unless
// ForgetFiles or a service's CacheMode says otherwise.
//
// Blocking works where skynet raises "attempt to yield across a C-call boundary",
// and inside plain coroutines. A refused sleep or wait leaves nothing behind. A
// task that ends with an error doesn't hold back those it woke.
package luahost
