package lua54

import (
	"fmt"
	"strings"
	"testing"
)

func TestOuterWrites(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"a field", "local all = {}\nlocal C = class 'c'\nfunction C:open()\n all[self] = true end", "all:4"},
		{"a named field", "local all = {}\nreturn function()\n all.n = 1 end", "all:3"},
		{"table.insert", "local all = {}\nreturn function()\n table.insert(all, 1) end", "all:3"},
		{"a variable", "local n = 0\nreturn function()\n n = n + 1 end", "n:3"},
		{"of an inner function", "local all = {}\nreturn function()\n return function()\n all[1] = 2 end end", "all:4"},
		{"the first of several", "local a, b = {}, {}\nlocal function f()\n a[1] = 1\n a[2] = 2 end\nlocal function g() b[1] = 1 end", "a:3 b:5"},
		{"read only", "local all = {1}\nreturn function() return all[1] end", ""},
		{"the chunk itself", "local all = {}\nall.x = 1\nfunction all.f() end", ""},
		{"a local of the function", "local x = {}\nreturn function() local x = {} x.y = 1 end", ""},
		{"an instance", "local C = class 'c'\nfunction C:open() self.n = 1 end", ""},
		{"a module", "local m = require 'm'\nreturn function() m.f() end", ""},
		{"a table in a table", "local room = {members = {}}\nreturn function(s)\n room.members[s] = 1 end", "room:3"},
		{"made by setmetatable", "local all = setmetatable({}, {})\nreturn function(s)\n all[s] = 1 end", "all:3"},
		{"a field of the class", "local C = class 'c'\nC.n = 0\nfunction C:open()\n C.n = C.n + 1 end", "C:4"},
		{"a field of a global", "all = {}\nfunction f(s)\n all[s] = 1 end", "all:3"},
		{"a global", "return function()\n count = (count or 0) + 1 end", "count:2"},
		{"a global that nobody reads", "return function() x = 1 end", ""},
		{"a field of a result", "local m = require 'm'\nreturn function() m.get().x = 1 end", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Compile(c.src, "=test")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, w := range OuterWrites(p) {
				got = append(got, fmt.Sprintf("%s:%d", w.Name, w.Line))
			}
			if g := strings.Join(got, " "); g != c.want {
				t.Errorf("got %q, want %q", g, c.want)
			}
		})
	}
}
