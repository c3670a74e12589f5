package luahost

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// What a config may take.
const (
	maxConfigFiles  = 200 // those included more than once count each time
	maxIncludeDepth = 16
	configMemory    = 16 << 20 // bytes of Lua values
	configTime      = time.Second
)

// LoadConfig loads a config file as skynet does. Its Lua runs with no global
// but include, which takes a path relative to the including file; $NAME is
// replaced by the environment variable, everywhere in the text.
//
// The config can't set the keys in overrides: where it uses them, it gets those
// values. A value of "" takes the key away.
//
// An error is an *Error, with the file and line, or what the system said about
// the file at path. A config without end, or too large, ends by a limit.
func LoadConfig(path string, overrides map[string]string) (*Config, error) {
	pool := lua54.NewPool(1)
	defer pool.Close()
	l := &configLoader{
		state: lua54.NewState(lua54.Options{
			Pool: pool, MemoryLimit: configMemory, CPULimit: configTime, StringLimit: configMemory,
		}),
		overrides: overrides,
		env:       lua54.NewTable(0, 0),
		values:    lua54.NewTable(0, 32),
		where:     map[string]string{},
	}
	defer l.state.Close()
	l.prepare()
	var failed error
	_, err := l.state.Call(lua54.NewFunction(func(L *State) int {
		failed = l.run(L, path)
		return 0
	}))
	switch {
	case l.failed != nil:
		return nil, l.failed
	case err != nil:
		return nil, l.placed(err)
	case failed != nil:
		return nil, failed
	}
	return l.config(path)
}

// configLoader is the loading of one config.
type configLoader struct {
	state     *lua54.State
	overrides map[string]string
	env       *lua54.Table      // the config's _ENV, always empty: each use of a global is seen
	values    *lua54.Table      // by key
	where     map[string]string // by key: where it was set last, "file:line"

	files  []string      // their numbers are the names of chunks
	active []*configFile // those that run: the config, and what is included
	failed *Error        // what ended it, unless it was the Lua code
}

// configFile is a file that runs.
type configFile struct {
	path string
	info fs.FileInfo
	from string // what includes it, "file:line"
}

// prepare makes the environment.
func (l *configLoader) prepare() {
	include := lua54.NewFunction(l.include)
	meta := lua54.NewTable(0, 2)
	meta.RawSetString("__index", lua54.NewFunction(func(L *State) int {
		v := l.values.RawGet(L.Get(2))
		if v == lua.LNil && L.Get(2) == lua.LString("include") {
			v = include
		}
		return lua54.Push(L, v)
	}))
	meta.RawSetString("__newindex", lua54.NewFunction(l.set))
	l.env.SetMetatable(meta)
	l.state.Globals().RawSetString("values", l.values) // so that the memory limit sees them
	for key, value := range l.overrides {
		if value != "" {
			l.values.RawSetString(key, lua.LString(value))
			l.where[key] = "command line"
		}
	}
}

// set is an assignment to a global.
func (l *configLoader) set(L *State) int {
	key, ok := L.Get(2).(lua.LString)
	if !ok {
		l.fail(L, "config keys are strings, not "+lua54.TypeName(L, L.Get(2)))
	}
	if _, fixed := l.overrides[string(key)]; fixed {
		return 0
	}
	const place = 64 // bytes of a key's place, about
	lua54.Charge(L, place)
	l.values.RawSet(key, L.Get(3))
	l.where[string(key)] = l.here(L)
	return 0
}

// include(path) runs another file.
func (l *configLoader) include(L *State) int {
	name, ok := L.Get(1).(lua.LString)
	if !ok {
		l.fail(L, "include needs a file name, not "+lua54.TypeName(L, L.Get(1)))
	}
	path := string(name)
	if !filepath.IsAbs(path) {
		dir, _ := filepath.Split(l.active[len(l.active)-1].path)
		path = dir + path // not cleaned: what is before .. may be a link
	}
	err := l.run(L, path)
	var e *Error
	switch {
	case errors.As(err, &e):
		l.failed = e
		lua54.Raise(L, lua.LString(e.Message))
	case err != nil:
		l.fail(L, "include: "+err.Error())
	}
	return 0
}

// run runs a file. An error of its text is an *Error, others are for who asked
// for the file; those of its code are Lua's.
func (l *configLoader) run(L *State, path string) error {
	text, info, err := readConfig(path)
	if err != nil {
		return err
	}
	for _, f := range l.active {
		if os.SameFile(info, f.info) {
			return fmt.Errorf("%s would include itself", f.path)
		}
	}
	switch {
	case len(l.active) == maxIncludeDepth:
		return fmt.Errorf("%s is more than %d files deep", path, maxIncludeDepth)
	case len(l.files) == maxConfigFiles:
		return fmt.Errorf("%s is one file more than %d", path, maxConfigFiles)
	}
	f := &configFile{path: path, info: info}
	if len(l.active) > 0 {
		f.from = l.here(L)
	}
	l.active = append(l.active, f)
	l.files = append(l.files, path)
	chunkname := "=" + strconv.Itoa(len(l.files)-1)
	p, err := compileConfig(text, chunkname)
	if err != nil {
		return l.placed(err)
	}
	L.Push(lua54.NewClosure(L, p, l.env))
	lua54.Call(L, 0, 0)
	l.active = l.active[:len(l.active)-1] // after an error they stay, to tell where it was
	return nil
}

// config makes strings of the values.
func (l *configLoader) config(path string) (*Config, error) {
	c := &Config{file: path, values: map[string]string{}, where: map[string]string{}}
	for k, v, ok := l.values.Next(lua.LNil); ok && k != lua.LNil; k, v, ok = l.values.Next(k) {
		key := string(k.(lua.LString))
		switch text, isText := lua54.Str(v); {
		case isText:
			c.values[key] = text
		case v == lua.LTrue, v == lua.LFalse:
			c.values[key] = v.String()
		default:
			return nil, asPlace(l.where[key], fmt.Sprintf(
				"config key '%s' is a %s; values are strings, numbers and booleans", key, v.Type()))
		}
		c.where[key] = l.where[key]
	}
	c.setDefaults()
	return c, nil
}
