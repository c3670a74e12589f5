package skynet

import (
	"slices"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
)

// session is something that a task waits for, by its number: the answer to a
// request, the end of a sleep, a wakeup, a timeout.
type session struct {
	n    int
	task *luahost.Task // who waits, or begins; nil: nobody any more
	wait luahost.Wait

	to     destination // of a request: who is asked
	proto  *protocol   // what the answer is unpacked with; nil: the script does
	answer any         // the body
	failed bool
	then   func(c *session) // has the answer, if no task waits for it

	token lua.LValue // of a sleep
	note  string     // where a timeout was set, if that is traced
}

// maxSession is where sessions start again from 1, as in skynet.
const maxSession = 0x7fffffff

// newSession is the next number that is not in use.
func (lib *library) newSession() int {
	for {
		if lib.last++; lib.last > maxSession {
			lib.last = 1
		}
		if _, used := lib.sessions[lib.last]; !used {
			return lib.last
		}
	}
}

// open gives c a number under which it is found.
func (lib *library) open(c *session) {
	c.n = lib.newSession()
	if lib.sessions == nil {
		lib.sessions = map[int]*session{}
	}
	lib.sessions[c.n] = c
}

// close takes c out; false: it was closed before.
func (lib *library) close(c *session) bool {
	if lib.sessions[c.n] != c {
		return false
	}
	delete(lib.sessions, c.n)
	if c.token != nil && lib.sleeping[c.token] == c {
		delete(lib.sleeping, c.token)
	}
	return true
}

// abandon closes c. If it is a request, its answer may still come, and is dropped.
func (lib *library) abandon(c *session) {
	if lib.close(c) && (c.to != destination{}) {
		lib.sessions[c.n] = &session{n: c.n, to: c.to, then: func(*session) {}}
	}
}

// answered takes an answer in. It reports false if nobody has asked.
func (lib *library) answered(n int, body any, failed bool) bool {
	c := lib.sessions[n]
	if c == nil || (c.to == destination{}) { // it is no request
		return false
	}
	lib.close(c)
	c.answer, c.failed = body, failed
	if c.then != nil {
		c.then(c)
	} else {
		lib.traceTask(c.task, "resume")
		c.wait.Resume()
	}
	return true
}

// down fails all calls to a service that has ended, or to a name, and forgets
// its own.
func (lib *library) down(d destination) {
	for r := range lib.responses {
		if r.source == d.addr {
			delete(lib.responses, r)
		}
	}
	var calls []int
	for n, c := range lib.sessions {
		if c.to == d {
			calls = append(calls, n)
		}
	}
	slices.Sort(calls)
	for _, n := range calls {
		lib.s.Wake(func() { lib.answered(n, nil, true) })
	}
}
