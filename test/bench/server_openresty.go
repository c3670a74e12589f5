//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// openrestyPackages are Debian's (12 and later) with nginx, its Lua module over LuaJIT,
// and lua-resty-websocket, which Debian calls nginx.websocket.
var openrestyPackages = []string{
	"nginx", "libnginx-mod-http-ndk", "libnginx-mod-http-lua",
	"libluajit2-5.1-2", "libluajit2-5.1-common", "libpcre3",
	"lua-resty-core", "lua-resty-lrucache", "lua-nginx-websocket", "lua-cjson",
}

// openrestyServer is nginx with Lua, from Debian's packages. They are fetched with apt
// and unpacked under dir, and not installed.
func openrestyServer(dir string) (*server, error) {
	dir = filepath.Join(dir, "openresty")
	if err := os.Mkdir(dir, 0o777); err != nil {
		return nil, err
	}
	root := filepath.Join(dir, "root")
	fmt.Fprintln(os.Stderr, "fetching OpenResty's parts from Debian's packages (1.5 MB), to unpack them in", root)
	at := func(name string, args ...string) error {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("no OpenResty: %s %s: %w (it needs Debian 12 or later, and what apt-get update fetches)\n%s",
				name, strings.Join(args, " "), err, out)
		}
		return nil
	}
	if err := at("apt-get", append([]string{"download"}, openrestyPackages...)...); err != nil {
		return nil, err
	}
	packages, err := filepath.Glob(filepath.Join(dir, "*.deb"))
	if err != nil {
		return nil, err
	}
	for _, each := range packages {
		if err := at("dpkg-deb", "--extract", each, root); err != nil {
			return nil, err
		}
	}
	libraries, err := filepath.Glob(filepath.Join(root, "*/lib/*-linux-gnu"))
	if err != nil {
		return nil, err
	}
	more, err := filepath.Glob(filepath.Join(root, "lib/*-linux-gnu"))
	if err != nil {
		return nil, err
	}
	libraries = append(libraries, more...)
	environ := append(os.Environ(), "LD_LIBRARY_PATH="+strings.Join(libraries, ":"))
	nginx := filepath.Join(root, "usr/sbin/nginx")
	version := exec.Command(nginx, "-v")
	version.Env = environ
	out, err := version.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("OpenResty doesn't start: %w\n%s", err, out)
	}
	_, number, _ := strings.Cut(strings.TrimSpace(string(out)), ": ")
	return &server{
		name:      "openresty",
		note:      "Debian's " + number + " with its Lua module, LuaJIT and cjson; 2 workers, for broadcast 1",
		scenarios: []scenario{echo, broadcast, heavy},
		command: func(sc scenario, addr, dir string) (*exec.Cmd, error) {
			config := filepath.Join(dir, "nginx.conf")
			err := os.WriteFile(config, []byte(openrestyConfig(root, libraries, sc, addr, dir)), 0o666)
			cmd := exec.Command(nginx, "-p", dir, "-e", "stderr", "-c", config)
			cmd.Env = environ
			return cmd, err
		},
	}, nil
}

// openrestyConfig is an nginx.conf.
func openrestyConfig(root string, libraries []string, sc scenario, addr, dir string) string {
	workers := 2
	if sc == broadcast {
		workers = 1
	}
	var cpath []string
	for _, each := range libraries {
		cpath = append(cpath, filepath.Join(each, "lua/5.1/?.so"))
	}
	modules := filepath.Join(root, "usr/lib/nginx/modules")
	lua := filepath.Join(dir, "scripts/openresty/?.lua") + ";" + filepath.Join(dir, "scripts/class/?.lua") + ";" +
		filepath.Join(root, "usr/share/lua/5.1/?.lua")
	user := ""
	if os.Getuid() == 0 {
		user = "user root root;" // others can't read dir
	}
	return fmt.Sprintf(`daemon off;
%[8]s
worker_processes %[1]d;
pid %[2]s/nginx.pid;
error_log stderr error;
load_module %[3]s/ndk_http_module.so;
load_module %[3]s/ngx_http_lua_module.so;
events {
	worker_connections 65536;
}
http {
	access_log off;
	client_body_temp_path %[2]s/body;
	proxy_temp_path %[2]s/proxy;
	fastcgi_temp_path %[2]s/fastcgi;
	uwsgi_temp_path %[2]s/uwsgi;
	scgi_temp_path %[2]s/scgi;
	lua_package_path "%[4]s;;";
	lua_package_cpath "%[5]s;;";
	server {
		listen %[6]s backlog=1024;
		location / {
			content_by_lua_file %[2]s/scripts/openresty/%[7]s.lua;
		}
	}
}
`, workers, dir, modules, lua, strings.Join(cpath, ";"), addr, sc, user)
}
