package lualib_test

import (
	"strings"
	"testing"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/lualib/skynet"
	"github.com/luaws/luaws/wsbridge"
)

// What is written in Lua compiles, and each module and service has something to run.
func TestSources(t *testing.T) {
	check := func(kind, name string, m luahost.Module) {
		if m.Open == nil && m.Source == "" {
			t.Errorf("%s %s is empty", kind, name)
		}
		if m.Open == nil && m.Name == "" {
			t.Errorf("%s %s has no name for messages", kind, name)
		}
		if _, err := lua54.Compile(m.Source, "="+m.Name); err != nil {
			t.Errorf("%s %s: %v", kind, name, err)
		}
	}
	modules := lualib.Modules(&wsbridge.Server{}, &wsbridge.Sockets{})
	for name, m := range modules {
		check("module", name, m)
	}
	for name, m := range modules {
		if today, ok := strings.CutPrefix(m.Source, "return require "); ok && m.Old {
			if _, ok := modules[strings.Trim(today, `"`)]; !ok {
				t.Errorf("module %s leads to %s, which isn't there", name, today)
			}
		}
	}
	services := lualib.Services()
	for name, m := range services {
		check("service", name, m)
	}
	for name, there := range skynet.CoreServices {
		if m, ok := services[name]; !ok || !m.Core || !there && m.Name != "luaws:service" {
			t.Errorf("core service %s: %+v", name, m)
		}
	}
}

// Skynet's own files of old names are taken where they run and ours isn't there.
func TestOldNames(t *testing.T) {
	modules := lualib.Modules(&wsbridge.Server{}, &wsbridge.Sockets{})
	for name, ours := range map[string]bool{
		"socket": true, "netpack": true, "clientsocket": true, "sharedata": true,
		"redis": false, "mysql": false, "cluster": false,
	} {
		if m, ok := modules[name]; !ok || m.Core || m.Old != ours {
			t.Errorf("%s: %+v", name, m)
		}
	}
}
