package skynet

import (
	"slices"

	"github.com/luaws/luaws/luahost"
)

// session is one that the service waits for: the answer to a request.
type session struct {
	wait   luahost.Wait
	task   *luahost.Task
	to     uint32 // who is asked
	answer any    // the body
	failed bool
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
func (lib *library) open(c *session) int {
	n := lib.newSession()
	if lib.sessions == nil {
		lib.sessions = map[int]*session{}
	}
	lib.sessions[n] = c
	return n
}

// abandoned is a session whose answer nobody wants any more.
var abandoned = &session{}

// answered takes an answer in. It reports false if nobody has asked.
func (lib *library) answered(n int, body any, failed bool) bool {
	c := lib.sessions[n]
	if c == nil {
		return false
	}
	delete(lib.sessions, n)
	if c == abandoned {
		return true
	}
	c.answer, c.failed = body, failed
	c.wait.Resume()
	return true
}

// down fails all calls to a service that has ended, and forgets its own.
func (lib *library) down(addr uint32) {
	for r := range lib.responses {
		if r.source == addr {
			delete(lib.responses, r)
		}
	}
	var calls []int
	for n, c := range lib.sessions {
		if c.to == addr && c != abandoned {
			calls = append(calls, n)
		}
	}
	slices.Sort(calls)
	for _, n := range calls {
		lib.s.Wake(func() { lib.answered(n, nil, true) })
	}
}
