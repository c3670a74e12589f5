package skynet

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// newService(name, ...) makes a service, blocks until its start function has
// returned, and returns its address; nothing if it called skynet.exit. It raises
// an error that carries the cause if the service failed.
func newService(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	name, args := commandLine(L, 1, "newservice")
	w := s.NewWait(L)
	_, err := spawn(s.Host(), launch{name: name, args: args, ready: func(child *luahost.Service) { w.Post(outcome(child, name)...) }})
	if err != nil && err != luahost.ErrHostClosed { // that ends the task when it blocks
		lua54.Errorf(L, "newservice %s: %s", name, err.Error())
	}
	got := w.Park(L)
	if len(got) == 2 {
		lua54.Errorf(L, "%s", got[1].String())
	}
	return lua54.Push(L, got...)
}

// outcome is what newservice returns: an address, or nothing, or nil and a text.
func outcome(child *luahost.Service, name string) []lua.LValue {
	if !child.Ended() {
		return []lua.LValue{lua54.Int(int64(child.Addr()))}
	}
	var cause string
	switch err := child.Failure(); {
	case err != nil:
		cause = luahost.ErrorText(err)
	case child.Exited():
		return nil
	default:
		cause = "it was killed before it had started"
	}
	return []lua.LValue{lua.LNil, lua.LString(fmt.Sprintf("call failed: service '%s' (%s): %s", name, child, cause))}
}

// launch says what service to make.
type launch struct {
	name   string
	args   []string
	addr   uint32
	system bool
	ready  func(*luahost.Service)
}

// spawn makes the service of a file that is found when its turn comes, as
// skynet's snlua does it: what is wrong then is the new service's failure.
func spawn(h *luahost.Host, l launch) (*luahost.Service, error) {
	return h.Spawn(luahost.Spawn{
		Name: l.name, Command: strings.Join(append([]string{"snlua", l.name}, l.args...), " "),
		Addr: l.addr, System: l.system, Ready: l.ready,
		Main: func(s *luahost.Service, L *luahost.State) error {
			f, err := h.FindService(l.name)
			if err == nil {
				s.RunService(L, f, l.args...)
				if !libraryOf(s).started {
					err = fmt.Errorf("%s: service '%s' did not call skynet.start", f.Path, l.name)
				}
			}
			return err
		},
	})
}

// Launch makes a service as skynet.newservice does, but doesn't wait for its
// start function: see Service.Ready.
func Launch(h *luahost.Host, name string, args ...string) (*luahost.Service, error) {
	return spawn(h, launch{name: name, args: args})
}

// LaunchLogger is Launch at the address of skynet's logger.
func LaunchLogger(h *luahost.Host, name string, args ...string) (*luahost.Service, error) {
	return spawn(h, launch{name: name, args: args, addr: 1, system: true})
}

// commandLine is a service's name and arguments. They travel as one line, as in
// skynet, whose words are what the service gets.
func commandLine(L *luahost.State, from int, function string) (name string, args []string) {
	var words []string
	n := L.GetTop()
	for n >= from && L.Get(n) == lua.LNil { // optional arguments
		n--
	}
	for i := from; i <= n; i++ {
		text, ok := lua54.Str(L.Get(i))
		if !ok {
			lua54.ArgError(L, i, "string or number expected, got "+lua54.TypeName(L, L.Get(i)))
		}
		words = append(words, strings.Fields(text)...)
	}
	if len(words) == 0 {
		lua54.Errorf(L, "%s: the name of a service is needed", function)
	}
	return words[0], words[1:]
}
