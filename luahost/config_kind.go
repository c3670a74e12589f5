package luahost

import (
	"regexp"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// Kind is what a file given to run is taken for, and why.
type Kind struct {
	Config bool
	// Reason is for messages, when what was taken for one turns out not to work
	// as such: "it sets the config key 'start'". "" where there is no doubt.
	Reason string
}

// KindOf tells a config from a start script by what its code names; nothing of
// it is run. A file that calls require, dofile or load is a script: there is no
// other way to skynet.start. Any other that sets a key of skynet's, that
// includes a file, or that does nothing but to set globals, is a config. The
// rest are scripts, also a file that can't be read.
func KindOf(path string) Kind {
	text, _, err := readConfig(path)
	if err != nil {
		return Kind{}
	}
	p, err := compileConfig(text, "=config")
	if err != nil { // not in this environment
		p, err = lua54.Compile(lua54.FileText(envName.ReplaceAllStringFunc(text, func(name string) string {
			return "_" + name[1:]
		})), "=config")
	}
	if err != nil {
		return kindOfText(text)
	}
	n := globalNames{set: map[string]bool{}, read: map[string]bool{}}
	n.collect(p)
	return n.kind()
}

// kindOfText is KindOf for what doesn't compile.
func kindOfText(text string) Kind {
	if m := setsKey.FindStringSubmatch(text); m != nil && !strings.Contains(text, "require") {
		return Kind{Config: true, Reason: "it sets the config key '" + m[1] + "'"}
	}
	return Kind{}
}

// globalNames are the globals that a chunk and its functions name.
type globalNames struct{ set, read map[string]bool }

func (n globalNames) collect(p *lua54.Proto) {
	for _, w := range p.Code {
		switch int(w >> 26) {
		case lua.OP_SETGLOBAL:
			n.set[p.Constants[w&0x3ffff].String()] = true
		case lua.OP_GETGLOBAL:
			n.read[p.Constants[w&0x3ffff].String()] = true
		}
	}
	for _, inner := range p.FunctionPrototypes {
		n.collect(inner)
	}
}

func (n globalNames) kind() Kind {
	loads, key := "", ""
	for _, name := range loaders {
		if n.read[name] && loads == "" {
			loads = name
		}
	}
	for _, name := range configKeys {
		if n.set[name] && key == "" {
			key = name
		}
	}
	foreign := false
	for name := range n.read {
		foreign = foreign || !n.set[name] && name != "include"
	}
	switch {
	case loads != "" && key != "":
		return Kind{Reason: "it calls " + loads}
	case loads != "":
		return Kind{}
	case key != "":
		return Kind{Config: true, Reason: "it sets the config key '" + key + "'"}
	case n.read["include"] && !n.set["include"]:
		return Kind{Config: true, Reason: "it calls include"}
	case len(n.set) > 0 && !foreign:
		return Kind{Config: true, Reason: "it sets globals only"}
	}
	return Kind{}
}

// loaders are the functions by which a script gets at skynet.
var loaders = []string{"require", "dofile", "loadfile", "load", "loadstring", "package"}

// configKeys are those by which a config is known.
var configKeys = []string{
	"start", "luaservice", "bootstrap", "lualoader", "lua_path", "lua_cpath", "cpath", "thread",
	"harbor", "standalone", "master", "address", "preload", "logger", "logservice", "logpath",
	"snax", "daemon", "profile", "cluster", "enablessl",
}

var setsKey = regexp.MustCompile(`(?m)^[ \t]*(` + strings.Join(configKeys, "|") + `)[ \t]*=`)
