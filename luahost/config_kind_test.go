package luahost_test

import (
	"testing"

	"github.com/luaws/luaws/luahost"
)

func TestKindOf(t *testing.T) {
	for _, c := range []struct {
		name, text string
		config     bool
		reason     string
	}{
		{"skynet's own", "include 'config.path'\nthread = 8\nstart = 'main'\ncpath = root .. 'x'", true, "it sets the config key 'start'"},
		{"paths only", "root = './'\nluaservice = root .. '?.lua'", true, "it sets the config key 'luaservice'"},
		{"include only", "include 'other'", true, "it calls include"},
		{"keys of its own", "port = 80\nname = 'x' .. port", true, "it sets globals only"},
		{"an unset variable in a string", "start = '$NOT_SET_ANYWHERE'", true, "it sets the config key 'start'"},
		{"an unset variable as code", "thread = $NOT_SET_ANYWHERE\nport = 1", true, "it sets the config key 'thread'"},
		{"what a config can't call", "start = 'x'\nhome = os.getenv 'HOME'", true, "it sets the config key 'start'"},
		{"with a syntax error", "-- main\n  start = = 'x'", true, "it sets the config key 'start'"},

		{"a script", "local skynet = require 'skynet'\nskynet.start(function() end)", false, ""},
		{"with globals of such names", "local skynet = require 'skynet'\nfunction start() end\nskynet.start(start)", false, "it calls require"},
		{"that loads others", "dofile 'x.lua'", false, ""},
		{"in a function", "function f() require 'skynet' end f()", false, ""},
		{"without skynet", "print(1)", false, ""},
		{"that ends", "os.exit(3)", false, ""},
		{"that sets a global", "n = 1 print(n)", false, ""},
		{"empty", "", false, ""},
		{"with a syntax error", "local skynet = require 'skynet'\nlocal x = = 3", false, ""},
		{"text", "hello world", false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := project(t, map[string]string{"file": c.text})
			if k := luahost.KindOf(dir + "file"); k != (luahost.Kind{Config: c.config, Reason: c.reason}) {
				t.Errorf("%+v", k)
			}
		})
	}
	if k := luahost.KindOf("nowhere"); k.Config {
		t.Error(k)
	}
}
