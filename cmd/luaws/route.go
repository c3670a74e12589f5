package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib/websocket"
	"github.com/luaws/luaws/wsbridge"
)

// route is a script and the path that it is served at.
type route struct {
	path     string // "/" of --script: every path that is no other's
	script   string
	handlers *websocket.Serve
}

// routes is --route PATH=FILE, once for each.
type routes []route

func (r *routes) Type() string { return "PATH=FILE" }

func (r *routes) String() string {
	all := make([]string, len(*r))
	for i, x := range *r {
		all[i] = x.path + "=" + x.script
	}
	return strings.Join(all, ",")
}

func (r *routes) Set(text string) error {
	path, script, ok := strings.Cut(text, "=")
	if !ok || !strings.HasPrefix(path, "/") || script == "" {
		return errors.New("must be such as /chat=chat.lua")
	}
	*r = append(*r, route{path: path, script: script})
	return nil
}

// router finds the script of a path. The first is that of --script, if there is one.
type router struct {
	routes
	rest *route // has every path that is no other's; nil: nobody has
}

// checkRoutes tells what is wrong with --script, --path and --route together.
func (f *serveFlags) checkRoutes() error {
	switch {
	case f.script == "" && len(f.routes) == 0:
		return errors.New("--script is needed: luaws serve --script ws.lua")
	case f.script == "" && f.path != "/":
		return fmt.Errorf("--path %s: is where --script is served, which is missing", f.path)
	case !strings.HasPrefix(f.path, "/"):
		return fmt.Errorf("--path %s: must begin with /", f.path)
	}
	taken := map[string]bool{}
	if f.script != "" && f.path != "/" {
		taken[f.path] = true
	}
	for _, r := range f.routes {
		if taken[r.path] {
			return fmt.Errorf("--route %s=%s: the path is another script's", r.path, r.script)
		}
		taken[r.path] = true
	}
	return nil
}

// router has the routes of --script and --route, whose scripts load loads.
func (f *serveFlags) router() *router {
	all := f.routes
	if f.script != "" {
		all = slices.Insert(slices.Clone(all), 0, route{path: f.path, script: f.script})
	}
	r := &router{routes: all}
	if f.script != "" && f.path == "/" {
		r.rest = &all[0]
	}
	return r
}

// options are those of a host for all scripts: modules are looked for beside each.
func (r *router) options() luahost.Options {
	var patterns []string
	for _, x := range r.routes {
		for p := range strings.SplitSeq(luahost.ScriptPath(x.script), ";") {
			if !slices.Contains(patterns, p) {
				patterns = append(patterns, p)
			}
		}
	}
	path := strings.Join(patterns, ";")
	return luahost.Options{Path: path, ServicePath: path}
}

// paths are what is served, for wsbridge.Config: none means all.
func (r *router) paths() []string {
	if r.rest != nil {
		return nil
	}
	paths := make([]string, len(r.routes))
	for i, x := range r.routes {
		paths[i] = x.path
	}
	return paths
}

// load loads the scripts, and has cfg ask those that decide on their handshakes.
func (r *router) load(h *luahost.Host, workers int, cfg *wsbridge.Config) (err error) {
	for i := range r.routes {
		x := &r.routes[i]
		if x.handlers, err = websocket.NewServe(h, x.script, workers); err != nil {
			return err
		}
		if x.handlers.Decides() {
			cfg.Decide = r.decide
		}
	}
	return nil
}

func (r *router) find(path string) *websocket.Serve {
	for i := range r.routes {
		if x := &r.routes[i]; x != r.rest && x.path == path {
			return x.handlers
		}
	}
	return r.rest.handlers // others don't come this far
}

func (r *router) decide(h *wsbridge.Handshake) *wsbridge.HandshakeError {
	return r.find(h.Conn.Path()).Decide(h)
}

func (r *router) accept(c *wsbridge.Conn) wsbridge.Handler { return r.find(c.Path()).Accept(c) }
