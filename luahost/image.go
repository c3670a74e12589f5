package luahost

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// Most main chunks only define: they require modules, and make tables and
// functions, the same ones in each service that runs them. Then one run is enough.
// What it has left is an Image, and other services begin with that: they make
// their copy of each table and function when it is first asked for. It must be
// impossible for a script to tell: so a chunk that calls anything that may come
// out otherwise another time, or that leaves anything in its service but Lua
// values, has no Image.

// A Recording watches a main chunk.
type Recording struct {
	s     *Service
	files uint64 // Host.chunks.forgotten when it began
	open  map[*lua.LFunction]bool
	alike bool
}

// Image is what a main chunk has left, together with a value of it; nil and
// stale ones are none.
type Image struct {
	h     *Host
	files uint64
	libs  *lua54.Libraries // nil: each service has to run the chunk

	packageChanged bool
}

// What services keep of the states that they begin with.
const (
	keptLoaded  = iota // package.loaded
	keptPackage        // package
	keptValue          // of an Image
)

// Record watches what the main chunk, which is about to run, does.
func (s *Service) Record(L *State) *Recording {
	r := &Recording{s: s, files: s.host.chunks.forgotten.Load(), open: map[*lua.LFunction]bool{}, alike: true}
	s.recording = r
	lua54.WatchCalls(L, func(L *State, f *lua.LFunction) bool {
		r.alike = lua54.PureCall(L, f) || requireFunctions[f] || r.open[f]
		return r.alike
	})
	return r
}

// End ends the recording when all that belongs to the chunk has run, and gives the
// Image of it and of v.
func (r *Recording) End(L *State, v lua.LValue) *Image {
	s := r.s
	lua54.EndWatch(L)
	s.recording = nil
	im := &Image{h: s.host, files: r.files}
	if r.alike && s.untouched() {
		im.packageChanged = !s.untouchedPackage()
		im.libs, _ = lua54.Image(s.state, []lua.LValue{
			keptLoaded: s.loadedTable(), keptPackage: lua54.Kept(s.state, keptPackage), keptValue: v,
		})
	}
	return im
}

// untouched tells whether nothing but Lua values was left in the service.
func (s *Service) untouched() bool {
	return len(s.values) == 0 && len(s.onExit) == 0 && s.receive == nil && s.ends.none() && s.timers == nil && s.tasks == nil &&
		s.forks.n == 0 && s.woken.n == 0 && len(s.toFlush) == 0 && s.cacheMode == CacheOn && !s.exiting
}

// Current tells whether the files that the image comes from are still to be taken
// as they were read.
func (im *Image) Current() bool { return im != nil && im.files == im.h.chunks.forgotten.Load() }

// Alike tells whether services can begin with the image.
func (im *Image) Alike() bool { return im.libs != nil }

// NewService makes a service that begins with the image, as if its main chunk had
// run, and gives the value that Recording.End was given.
func (im *Image) NewService(name string) (*Service, lua.LValue, error) {
	s := im.h.newServiceWith(name, im.libs)
	s.command, s.loading, s.messages, s.packageChanged = name, false, 1, im.packageChanged
	v := lua54.Kept(s.state, keptValue) // before anyone can send it anything
	if err := im.h.add(s, 0); err != nil {
		return nil, nil, err
	}
	return s, v, nil
}
